// The few forms of linalg that every lowering rule is made of.
#include "tcc/Dialect/Tcc/LinalgBuilder.h"

#include "tcc/Dialect/Tcc/RuleSite.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tcc::ir;

Type tcc::ir::computedType(Type elementType) {
  if (!elementType.isUnsignedInteger() && !isSmallFloat(elementType))
    return elementType;
  return IntegerType::get(elementType.getContext(), elementType.getIntOrFloatBitWidth());
}

Value tcc::ir::castSign(OpBuilder &b, Value x, Type type) {
  if (x.getType() == type)
    return x;
  if (auto cast = x.getDefiningOp<UnrealizedConversionCastOp>();
      cast && cast.getOperand(0).getType() == type)
    return cast.getOperand(0);
  return UnrealizedConversionCastOp::create(b, x.getLoc(), type, x).getResult(0);
}

TypedAttr tcc::ir::splatOf(Value tensor) {
  DenseElementsAttr elements;
  if (!matchPattern(tensor, m_Constant(&elements)) || !elements.isSplat())
    return {};
  return elements.bitcast(computedType(elements.getElementType())).getSplatValue<TypedAttr>();
}

Value tcc::ir::elementAt(ImplicitLocOpBuilder &b, Value tensor, ValueRange place) {
  Value element = tensor::ExtractOp::create(b, tensor, place);
  return castSign(b, element, computedType(element.getType()));
}

Value tcc::ir::asIndex(ImplicitLocOpBuilder &b, Value integer, Type elementType) {
  if (elementType.isUnsignedInteger() || elementType.isInteger(1))
    return arith::IndexCastUIOp::create(b, b.getIndexType(), integer);
  return arith::IndexCastOp::create(b, b.getIndexType(), integer);
}

Type tcc::ir::accumulatorType(Type elementType) {
  bool isNarrow = isa<FloatType>(elementType) && elementType.getIntOrFloatBitWidth() < 32;
  return isNarrow ? Type(Float32Type::get(elementType.getContext())) : elementType;
}

Value LinalgBuilder::scalar(Type type, double value) {
  if (isa<FloatType>(type))
    return arith::ConstantOp::create(*this, getFloatAttr(type, value));
  return arith::ConstantOp::create(*this, getIntegerAttr(computedType(type), int64_t(value)));
}

Value LinalgBuilder::empty(RankedTensorType type) {
  return tensor::EmptyOp::create(*this, type.getShape(), type.getElementType());
}

Value LinalgBuilder::extents(ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, getI1Type());
  return arith::ConstantOp::create(*this, DenseElementsAttr::get(type, false));
}

Value LinalgBuilder::filled(RankedTensorType type, TypedAttr value) {
  Value scalar = castSign(*this, arith::ConstantOp::create(*this, value), type.getElementType());
  return linalg::FillOp::create(*this, scalar, empty(type)).getResult(0);
}

Value LinalgBuilder::filled(RankedTensorType type, Value scalar) {
  if (TypedAttr known = splatOf(scalar))
    return filled(type, known);
  return parallel({{scalar, project(type.getRank(), {})}}, type,
                  [](ImplicitLocOpBuilder &, ValueRange in) { return in[0]; });
}

AffineMap LinalgBuilder::project(int64_t numLoops, ArrayRef<int64_t> loops) {
  auto dims = llvm::map_to_vector(loops, [&](int64_t loop) { return getAffineDimExpr(loop); });
  return AffineMap::get(numLoops, 0, dims, getContext());
}

Indexed LinalgBuilder::stretch(Value x, ArrayRef<int64_t> shape) {
  auto from = cast<RankedTensorType>(x.getType()).getShape();
  int64_t added = shape.size() - from.size();
  SmallVector<int64_t> stretched, loops;
  for (auto [axis, extent] : llvm::enumerate(from)) {
    if (extent == 1 && shape[axis + added] != 1)
      stretched.push_back(axis);
    else
      loops.push_back(axis + added);
  }
  return {dropUnitAxes(x, stretched), project(shape.size(), loops)};
}

SmallVector<Value> LinalgBuilder::generic(ArrayRef<Indexed> operands, ArrayRef<Indexed> inits,
                                          ArrayRef<int64_t> reductions, ElementsBody body) {
  SmallVector<Value> inputs, outputs;
  SmallVector<AffineMap> maps;
  for (auto [side, values] : {std::pair(operands, &inputs), std::pair(inits, &outputs)})
    for (const Indexed &operand : side) {
      values->push_back(operand.tensor);
      maps.push_back(operand.map);
    }
  SmallVector<utils::IteratorType> iterators(inits[0].map.getNumDims(),
                                             utils::IteratorType::parallel);
  for (int64_t loop : reductions)
    iterators[loop] = utils::IteratorType::reduction;
  auto emit = [&](OpBuilder &builder, Location loc, ValueRange elements) {
    ImplicitLocOpBuilder b(loc, builder);
    auto computed = llvm::map_to_vector(
        elements, [&](Value x) { return castSign(b, x, computedType(x.getType())); });
    SmallVector<Value> results = body(b, computed);
    for (auto [result, init] : llvm::zip_equal(results, elements.take_back(results.size())))
      result = castSign(b, result, init.getType());
    linalg::YieldOp::create(b, results);
  };
  return linalg::GenericOp::create(*this, TypeRange(ValueRange(outputs)), inputs, outputs, maps,
                                   iterators, emit)
      .getResults();
}

Value LinalgBuilder::generic(ArrayRef<Indexed> operands, Indexed init, ArrayRef<int64_t> reductions,
                             ElementBody body) {
  return generic(operands, ArrayRef(init), reductions,
                 [&](ImplicitLocOpBuilder &b, ValueRange elements) {
                   return SmallVector<Value>{body(b, elements)};
                 })[0];
}

Value LinalgBuilder::parallel(ArrayRef<Indexed> operands, RankedTensorType type, ElementBody body) {
  return generic(operands, {empty(type), getMultiDimIdentityMap(type.getRank())}, {}, body);
}

Value LinalgBuilder::convertFloats(Value x, RankedTensorType type) {
  auto from = cast<RankedTensorType>(x.getType());
  if (from == type)
    return x;
  AffineMap identity = getMultiDimIdentityMap(type.getRank());
  return parallel({{x, identity}}, type, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
    if (from.getElementTypeBitWidth() < type.getElementTypeBitWidth())
      return arith::ExtFOp::create(b, type.getElementType(), in[0]);
    return arith::TruncFOp::create(b, type.getElementType(), in[0]);
  });
}

Value LinalgBuilder::narrowed(Value x, RankedTensorType type) {
  if (isa<FloatType>(type.getElementType()) || x.getType() == type)
    return convertFloats(x, type);
  AffineMap identity = getMultiDimIdentityMap(type.getRank());
  return parallel({{x, identity}}, type, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
    return arith::TruncIOp::create(b, computedType(type.getElementType()), in[0]);
  });
}

Value LinalgBuilder::flattened(Value x) {
  auto type = cast<RankedTensorType>(x.getType());
  if (type.getRank() == 0)
    return addUnitAxes(x, {0});
  SmallVector<ReassociationIndices> all(1);
  llvm::append_range(all[0], llvm::seq<int64_t>(0, type.getRank()));
  return tensor::CollapseShapeOp::create(*this, type.clone({type.getNumElements()}), x, all);
}

// Each kept axis begins a group; unit axes join the group before them, leading ones the first.
static SmallVector<ReassociationIndices> groupUnitAxes(int64_t rank, ArrayRef<int64_t> unitAxes) {
  SmallVector<ReassociationIndices> groups;
  ReassociationIndices leading;
  for (int64_t axis = 0; axis < rank; ++axis) {
    if (!llvm::is_contained(unitAxes, axis)) {
      groups.push_back(std::exchange(leading, {}));
      groups.back().push_back(axis);
    } else if (groups.empty()) {
      leading.push_back(axis);
    } else {
      groups.back().push_back(axis);
    }
  }
  return groups;
}

Value LinalgBuilder::dropUnitAxes(Value x, ArrayRef<int64_t> axes) {
  if (axes.empty())
    return x;
  auto type = cast<RankedTensorType>(x.getType());
  SmallVector<int64_t> shape;
  for (int64_t axis = 0; axis < type.getRank(); ++axis)
    if (!llvm::is_contained(axes, axis))
      shape.push_back(type.getDimSize(axis));
  return tensor::CollapseShapeOp::create(*this, type.clone(shape), x,
                                         groupUnitAxes(type.getRank(), axes));
}

Value LinalgBuilder::addUnitAxes(Value x, ArrayRef<int64_t> axes) {
  if (axes.empty())
    return x;
  auto type = cast<RankedTensorType>(x.getType());
  int64_t rank = type.getRank() + axes.size();
  SmallVector<int64_t> shape;
  auto extents = type.getShape();
  for (int64_t axis = 0; axis < rank; ++axis) {
    bool isUnit = llvm::is_contained(axes, axis);
    shape.push_back(isUnit ? 1 : extents.front());
    extents = isUnit ? extents : extents.drop_front();
  }
  return tensor::ExpandShapeOp::create(*this, type.clone(shape), x, groupUnitAxes(rank, axes));
}
