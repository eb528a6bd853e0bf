#include "Contract.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tcc::ir;

FailureOr<Type> tcc::ir::productType(const RuleSite &site, RankedTensorType lhs,
                                     RankedTensorType rhs, TypeAttr asked) {
  Type element = lhs.getElementType();
  if (element != rhs.getElementType())
    return (site.error() << "operands must have one element type, but are " << lhs << " and "
                         << rhs)
        .hint("tcc.convert changes an element type");
  if (!asked)
    return element;
  Type result = asked.getValue();
  bool isFloat = isa<FloatType>(element);
  bool fits = isFloat ? isa<FloatType>(result)
              : isa<ComplexType>(element)
                  ? isa<ComplexType>(result)
                  : isa<IntegerType>(result) && !result.isInteger(1) &&
                        result.isUnsignedInteger() == element.isUnsignedInteger();
  if (!fits)
    return site.error() << "cannot give " << result << " from products of " << element;
  return result;
}

static Type wider(Type a, Type b) {
  return a.getIntOrFloatBitWidth() >= b.getIntOrFloatBitWidth() ? a : b;
}

Value tcc::ir::contract(LinalgBuilder &b, Indexed lhs, Indexed rhs, RankedTensorType result) {
  int64_t numLoops = lhs.map.getNumDims(), rank = result.getRank();
  Type element = cast<RankedTensorType>(lhs.tensor.getType()).getElementType();
  Type accumulator = wider(accumulatorType(element), accumulatorType(result.getElementType()));
  bool isUnsigned = element.isUnsignedInteger();
  auto sums = result.clone(accumulator);
  auto zero = cast<TypedAttr>(b.getZeroAttr(computedType(accumulator)));
  auto loops = llvm::to_vector(llvm::seq<int64_t>(0, numLoops));
  Indexed start{b.filled(sums, zero), b.project(numLoops, ArrayRef(loops).take_front(rank))};
  auto step = [&](ImplicitLocOpBuilder &b, ValueRange in) -> Value {
    Type to = in[2].getType();
    auto wide = [&](Value x) -> Value {
      if (x.getType() == to)
        return x;
      if (isa<FloatType>(to))
        return arith::ExtFOp::create(b, to, x);
      return isUnsigned ? Value(arith::ExtUIOp::create(b, to, x))
                        : Value(arith::ExtSIOp::create(b, to, x));
    };
    if (isa<IntegerType>(to))
      return arith::AddIOp::create(b, in[2], arith::MulIOp::create(b, wide(in[0]), wide(in[1])));
    auto flags = arith::FastMathFlags::contract | arith::FastMathFlags::reassoc;
    Value product = arith::MulFOp::create(b, wide(in[0]), wide(in[1]), flags);
    return arith::AddFOp::create(b, in[2], product, flags);
  };
  Value sum = b.generic({lhs, rhs}, start, ArrayRef(loops).drop_front(rank), step);
  return b.narrowed(sum, result);
}
