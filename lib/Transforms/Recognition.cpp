// See Recognition.h.
#include "Recognition.h"

#include "mlir/IR/Matchers.h"

#include <cmath>

using namespace mlir;
using namespace tcc;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

Value tcc::detail::withoutBroadcasts(Value v) {
  while (auto broadcast = v.getDefiningOp<BroadcastOp>())
    v = broadcast.getX();
  return v;
}

static SmallVector<int64_t> withoutOnes(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> rest;
  llvm::copy_if(shape, std::back_inserter(rest), [](int64_t extent) { return extent != 1; });
  return rest;
}

Value tcc::detail::withoutUnitReshapes(Value v) {
  while (auto reshape = v.getDefiningOp<ReshapeOp>()) {
    if (withoutOnes(type(reshape.getX()).getShape()) != withoutOnes(type(v).getShape()))
      break;
    v = reshape.getX();
  }
  return v;
}

Value tcc::detail::sourceOf(Value v) {
  for (Value before; before != v;) {
    before = v;
    v = withoutUnitReshapes(withoutBroadcasts(v));
  }
  return v;
}

bool tcc::detail::isAlongAxes(Value v, ArrayRef<int64_t> shape, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> own(type(withoutBroadcasts(v)).getShape());
  if (own.size() > shape.size())
    return false;
  own.insert(own.begin(), shape.size() - own.size(), 1);
  for (auto [axis, extents] : llvm::enumerate(llvm::zip_equal(own, shape))) {
    auto [here, there] = extents;
    if (here != (llvm::is_contained(axes, int64_t(axis)) ? 1 : there))
      return false;
  }
  return true;
}

std::optional<double> tcc::detail::numberOf(Value v) {
  SplatElementsAttr splat;
  if (!matchPattern(sourceOf(v), m_Constant(&splat)) || isComplex(splat.getType()))
    return std::nullopt;
  if (isa<FloatType>(splat.getElementType()))
    return splat.getSplatValue<FloatAttr>().getValueAsDouble();
  return splat.getElementType().isSignlessInteger()
             ? double(splat.getSplatValue<APInt>().getSExtValue())
             : std::optional<double>();
}

bool tcc::detail::isNumber(Value v, double c) {
  auto number = numberOf(v);
  auto floatType = dyn_cast<FloatType>(type(v).getElementType());
  return number && floatType && *number == FloatAttr::get(floatType, c).getValueAsDouble();
}

bool tcc::detail::isZero(Value v) {
  Value source = withoutBroadcasts(v);
  return matchPattern(source, m_Zero()) || matchPattern(source, m_AnyZeroFloat());
}

bool tcc::detail::isClose(double a, double b) { return std::abs(a - b) <= 1e-6 * std::abs(b); }

//===- products and sums --------------------------------------------------------------------===//

void tcc::detail::Product::add(Value v) {
  if (auto constant = numberOf(v)) {
    number *= *constant;
  } else if (auto mul = madeBy<MulOp>(v)) {
    add(mul.getOperand(0));
    add(mul.getOperand(1));
  } else if (auto neg = madeBy<NegOp>(v)) {
    number = -number;
    add(neg.getOperand());
  } else if (auto div = madeBy<DivOp>(v); div && numberOf(div.getOperand(1))) {
    number /= *numberOf(div.getOperand(1));
    add(div.getOperand(0));
  } else {
    factors.push_back(sourceOf(v));
  }
}

bool tcc::detail::Product::is(double expected, ValueRange values) const {
  if (!isClose(number, expected) || values.size() != factors.size())
    return false;
  SmallVector<Value> rest(factors);
  for (Value value : values) {
    auto found = llvm::find(rest, sourceOf(value));
    if (found == rest.end())
      return false;
    rest.erase(found);
  }
  return true;
}

Value tcc::detail::otherSummand(AddOp sum, llvm::function_ref<bool(Value)> is) {
  Value a = sum.getOperand(0), b = sum.getOperand(1);
  return is(a) ? b : is(b) ? a : Value();
}

Value tcc::detail::meanOf(Value v, SmallVectorImpl<int64_t> &axes) {
  if (auto mean = madeBy<ReduceMeanOp>(v)) {
    llvm::append_range(axes, mean.getAxes());
    return mean.getX();
  }
  Product product(v);
  auto sum = product.factors.size() == 1 ? madeBy<ReduceSumOp>(product.factors[0]) : ReduceSumOp();
  if (!sum)
    return {};
  double count = 1;
  for (int64_t axis : sum.getAxes())
    count *= double(type(sum.getX()).getDimSize(axis));
  if (!isClose(product.number, 1 / count))
    return {};
  llvm::append_range(axes, sum.getAxes());
  return sum.getX();
}
