// Bits as elements of another type: inference, fold, lowering.
#include "../Elementwise.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

FailureOr<RankedTensorType> BitcastConvertOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x))
    return failure();
  Type from = x->getElementType(), to = op.getTo();
  if (!to.isIntOrFloat() || to.isSignedInteger() || to.isInteger(1) || !from.isIntOrFloat() ||
      from.isInteger(1))
    return (site.error() << "cannot take the bits of " << from << " as " << to)
        .hint("truth values (i1) have no bits in memory of their own");
  unsigned wide = from.getIntOrFloatBitWidth(), narrow = to.getIntOrFloatBitWidth();
  SmallVector<int64_t> shape(x->getShape());
  if (wide > narrow)
    shape.push_back(wide / narrow);
  if (wide < narrow) {
    int64_t parts = narrow / wide;
    if (shape.empty() || (shape.back() != parts && !ShapedType::isDynamic(shape.back())))
      return site.error() << parts << " elements of " << from << " make one of " << to
                          << ": the last axis must have that extent, but the operand is " << *x;
    shape.pop_back();
  }
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return RankedTensorType::get(shape, to);
}

OpFoldResult BitcastConvertOp::fold(FoldAdaptor) {
  return getX().getType() == getType() ? OpFoldResult(getX()) : OpFoldResult();
}

// An element's bits, of the signless type of its width; and the other way.
static Value toBits(ScalarBuilder &s, Value x) {
  return ScalarBuilder::isFloat(x) ? s.bitsOf(x) : x;
}
static Value fromBits(ScalarBuilder &s, Value bits, Type type) {
  return isa<FloatType>(type) ? s.fromBits(bits, type) : bits;
}

// Part i of an element, its lowest bits being part 0.
static Value split(LinalgBuilder &b, Value x, RankedTensorType result) {
  int64_t rank = type(x).getRank();
  Indexed whole{x, b.project(rank + 1, llvm::to_vector(llvm::seq<int64_t>(0, rank)))};
  return b.parallel({whole}, result, [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
    ScalarBuilder s(b.getLoc(), b);
    Value bits = toBits(s, in[0]);
    Value part = arith::IndexCastOp::create(b, bits.getType(), linalg::IndexOp::create(b, rank));
    Value width = s.like(bits, result.getElementTypeBitWidth());
    Value shifted = s.create<arith::ShRUIOp>(bits, s.create<arith::MulIOp>(part, width));
    Type narrow = b.getIntegerType(result.getElementTypeBitWidth());
    return fromBits(s, arith::TruncIOp::create(b, narrow, shifted), result.getElementType());
  });
}

static Value join(LinalgBuilder &b, Value x, RankedTensorType result) {
  int64_t rank = result.getRank(), width = type(x).getElementTypeBitWidth();
  return b.parallel({}, result, [&](ImplicitLocOpBuilder &b, ValueRange) -> Value {
    ScalarBuilder s(b.getLoc(), b);
    SmallVector<Value> place;
    for (int64_t axis = 0; axis < rank; ++axis)
      place.push_back(linalg::IndexOp::create(b, axis));
    place.push_back({});
    Type wide = b.getIntegerType(result.getElementTypeBitWidth());
    Value all;
    for (int64_t i = 0; i < type(x).getShape().back(); ++i) {
      place.back() = arith::ConstantIndexOp::create(b, i);
      Value part = arith::ExtUIOp::create(b, wide, toBits(s, elementAt(b, x, place)));
      part = i == 0 ? part : s.create<arith::ShLIOp>(part, s.like(part, i * width));
      all = i == 0 ? part : s.create<arith::OrIOp>(all, part);
    }
    return fromBits(s, all, result.getElementType());
  });
}

FailureOr<SmallVector<Value>> BitcastConvertOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  unsigned from = type(getX()).getElementTypeBitWidth(), to = getType().getElementTypeBitWidth();
  if (from > to)
    return SmallVector{split(b, getX(), getType())};
  if (from < to)
    return SmallVector{join(b, getX(), getType())};
  AffineMap identity = b.getMultiDimIdentityMap(getType().getRank());
  return SmallVector{b.parallel({{getX(), identity}}, getType(),
                                [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
                                  ScalarBuilder s(b.getLoc(), b);
                                  return fromBits(s, toBits(s, in[0]), getType().getElementType());
                                })};
}
