#include "Contract.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tcc::ir;

/// Whether factors of a type make sums of another one: of one sort, and what has no sign may become
/// what is wider and has one.
static bool canSum(Type factor, Type sum) {
  if (!isa<IntegerType>(factor))
    return isa<FloatType>(factor) ? isa<FloatType>(sum) : isa<ComplexType>(sum);
  if (!isa<IntegerType>(sum) || sum.isInteger(1))
    return false;
  bool isWider = sum.getIntOrFloatBitWidth() > factor.getIntOrFloatBitWidth();
  return factor.isUnsignedInteger() == sum.isUnsignedInteger() ||
         (factor.isUnsignedInteger() && isWider);
}

FailureOr<Type> tcc::ir::productType(const RuleSite &site, RankedTensorType lhs,
                                     RankedTensorType rhs, TypeAttr asked) {
  Type element = lhs.getElementType(), other = rhs.getElementType();
  if (element != other && (!asked || isa<ComplexType>(element)))
    return (site.error() << "operands must have one element type, but are " << lhs << " and "
                         << rhs)
        .hint("tcc.convert changes an element type; 'as' gives the sum's, for factors of several");
  if (!asked)
    return element;
  for (Type factor : {element, other})
    if (!canSum(factor, asked.getValue()))
      return site.error() << "cannot give " << asked.getValue() << " from products of " << factor;
  return asked.getValue();
}

TypeAttr tcc::ir::askedType(Value lhs, Value rhs, Type sum) {
  bool isOwn = getElementTypeOrSelf(lhs) == sum && getElementTypeOrSelf(rhs) == sum;
  return isOwn ? TypeAttr() : TypeAttr::get(sum);
}

static Type wider(Type a, Type b) {
  return a.getIntOrFloatBitWidth() >= b.getIntOrFloatBitWidth() ? a : b;
}

Value tcc::ir::contract(LinalgBuilder &b, Indexed lhs, Indexed rhs, RankedTensorType result) {
  int64_t numLoops = lhs.map.getNumDims(), rank = result.getRank();
  std::array<Type, 2> elements{getElementTypeOrSelf(lhs.tensor), getElementTypeOrSelf(rhs.tensor)};
  Type accumulator = accumulatorType(result.getElementType());
  for (Type element : elements)
    accumulator = wider(accumulatorType(element), accumulator);
  auto sums = result.clone(accumulator);
  auto zero = cast<TypedAttr>(b.getZeroAttr(computedType(accumulator)));
  auto loops = llvm::to_vector(llvm::seq<int64_t>(0, numLoops));
  Indexed start{b.filled(sums, zero), b.project(numLoops, ArrayRef(loops).take_front(rank))};
  auto step = [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
    Type to = in[2].getType();
    auto wide = [&](size_t factor) -> Value {
      Value x = in[factor];
      if (x.getType() == to)
        return x;
      if (isa<FloatType>(to))
        return arith::ExtFOp::create(b, to, x);
      return elements[factor].isUnsignedInteger() ? Value(arith::ExtUIOp::create(b, to, x))
                                                  : Value(arith::ExtSIOp::create(b, to, x));
    };
    if (isa<IntegerType>(to))
      return arith::AddIOp::create(b, in[2], arith::MulIOp::create(b, wide(0), wide(1)));
    auto flags = arith::FastMathFlags::contract | arith::FastMathFlags::reassoc;
    Value product = arith::MulFOp::create(b, wide(0), wide(1), flags);
    return arith::AddFOp::create(b, in[2], product, flags);
  };
  Value sum = b.generic({lhs, rhs}, start, ArrayRef(loops).drop_front(rank), step);
  return b.narrowed(sum, result);
}
