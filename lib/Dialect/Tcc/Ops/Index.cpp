// Integers as positions: of each op inference, derivative, lowering, in this order. No index
// reaches memory unclamped.
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- one_hot
//---------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> OneHotOp::inferType(const RuleSite &site, Adaptor op) {
  auto indices = site.tensor(op.getIndices(), "indices");
  int64_t depth = op.getDepth();
  if (failed(indices) || failed(site.checkShape({depth})))
    return failure();
  if (!isa<IntegerType, FloatType>(op.getElementType()))
    return site.error() << "element type must be a number or i1, but is " << op.getElementType();
  SmallVector<int64_t> shape(indices->getShape());
  shape.push_back(depth);
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return RankedTensorType::get(shape, op.getElementType());
}

FailureOr<SmallVector<Value>> OneHotOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto result = type(getResult());
  int64_t rank = type(getIndices()).getRank();
  Indexed indices{getIndices(), b.project(rank + 1, otherAxes(rank + 1, {rank}))};
  return SmallVector{
      b.parallel({indices}, result, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
        Value label = asIndex(b, in[0], type(getIndices()).getElementType());
        Value hit = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, label,
                                          linalg::IndexOp::create(b, rank));
        Type element = result.getElementType();
        if (element.isInteger(1))
          return hit;
        LinalgBuilder scalars(b, b.getLoc());
        return arith::SelectOp::create(b, hit, scalars.scalar(element, 1),
                                       scalars.scalar(element, 0));
      })};
}
