// What the verifiers of several ops ask.
#include "Check.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::stablehlo;
using tcc::ir::shapeText;

bool stablehlo::mayEqual(int64_t a, int64_t b) {
  return a == b || ShapedType::isDynamic(a) || ShapedType::isDynamic(b);
}

bool stablehlo::mayEqual(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  return llvm::equal(a, b, [](int64_t x, int64_t y) { return mayEqual(x, y); });
}

LogicalResult stablehlo::checkResult(Operation *op, Value result, ArrayRef<int64_t> shape,
                                     Type element) {
  RankedTensorType type = tensorOf(result);
  if (mayEqual(type.getShape(), shape) && type.getElementType() == element)
    return success();
  return siteOf(op).error() << "gives " << RankedTensorType::get(shape, element)
                            << ", but is written as " << type;
}

LogicalResult stablehlo::checkCount(Operation *op, StringRef name, size_t count, size_t wanted) {
  if (count == wanted)
    return success();
  return siteOf(op).error() << name << " has " << count << " entries; expected " << wanted;
}

LogicalResult stablehlo::checkScalar(Operation *op, StringRef name, Value value) {
  if (tensorOf(value).getRank() == 0)
    return success();
  return (siteOf(op).error() << name << " must be of rank 0, but is " << value.getType())
      .hint("one number, not a tensor of one; stablehlo.reshape makes one of the other");
}

bool stablehlo::mayEqualTypes(TypeRange a, TypeRange b) {
  return llvm::equal(a, b, [](Type x, Type y) {
    auto s = dyn_cast<RankedTensorType>(x), t = dyn_cast<RankedTensorType>(y);
    if (!s || !t)
      return x == y;
    return s.getElementType() == t.getElementType() && mayEqual(s.getShape(), t.getShape());
  });
}

LogicalResult stablehlo::checkRegion(Operation *op, StringRef name, Region &region,
                                     TypeRange arguments, TypeRange results) {
  if (!region.hasOneBlock())
    return siteOf(op).error() << name << " must be one block";
  Block &block = region.front();
  if (!mayEqualTypes(block.getArgumentTypes(), arguments))
    return siteOf(op).error() << name << " takes " << block.getArgumentTypes() << "; expected "
                              << arguments;
  if (block.empty() || !isa<ReturnOp>(block.back()))
    return siteOf(op).error() << name << " must end in stablehlo.return";
  if (!mayEqualTypes(block.back().getOperandTypes(), results))
    return siteOf(op).error() << name << " returns " << block.back().getOperandTypes()
                              << "; expected " << results;
  return success();
}

RankedTensorType stablehlo::scalarOf(Value value) {
  return RankedTensorType::get({}, tensorOf(value).getElementType());
}

/// Whether a type holds every number of another one of its kind.
static bool isPromotable(Type from, Type to) {
  auto f = dyn_cast<IntegerType>(from), t = dyn_cast<IntegerType>(to);
  if (f && t)
    return f.getSignedness() == t.getSignedness() && f.getWidth() <= t.getWidth();
  if (isa<FloatType>(from) && isa<FloatType>(to))
    return from.getIntOrFloatBitWidth() <= to.getIntOrFloatBitWidth();
  auto c = dyn_cast<ComplexType>(from), d = dyn_cast<ComplexType>(to);
  return c && d && isPromotable(c.getElementType(), d.getElementType());
}

LogicalResult stablehlo::checkPromotion(Operation *op, ValueRange values, Value result) {
  for (Value value : values)
    if (!isPromotable(tensorOf(value).getElementType(), tensorOf(result).getElementType()))
      return siteOf(op).error() << "cannot promote " << value.getType() << " to the elements of "
                                << result.getType();
  return success();
}

LogicalResult stablehlo::checkReducer(Operation *op, Region &body, ValueRange inputs,
                                      ValueRange initial, ValueRange results) {
  if (inputs.empty())
    return siteOf(op).error() << "needs an input";
  for (auto [input, value] : llvm::zip_equal(inputs, initial)) {
    if (!mayEqual(tensorOf(input).getShape(), tensorOf(inputs[0]).getShape()))
      return siteOf(op).error() << "inputs differ in shape: " << inputs[0].getType() << " and "
                                << input.getType();
    if (failed(checkScalar(op, "initial value", value)))
      return failure();
  }
  for (auto [input, value, result] : llvm::zip_equal(inputs, initial, results))
    if (failed(checkPromotion(op, {input, value}, result)))
      return failure();
  SmallVector<Type> scalars =
      llvm::map_to_vector(results, [](Value v) -> Type { return scalarOf(v); });
  SmallVector<Type> arguments(scalars);
  llvm::append_range(arguments, scalars);
  return checkRegion(op, "the body", body, arguments, scalars);
}

//===- windows -------------------------------------------------------------------------------===//

/// `values`, or as many times `fallback`.
static FailureOr<SmallVector<int64_t>>
perAxis(Operation *op, StringRef name, DenseI64ArrayAttr values, size_t rank, int64_t fallback) {
  if (!values)
    return SmallVector<int64_t>(rank, fallback);
  if (failed(siteOf(op).checkPerAxis(name, values.asArrayRef(), int64_t(rank), 1)))
    return failure();
  return SmallVector<int64_t>(values.asArrayRef());
}

FailureOr<Window> Window::get(Operation *op, ArrayRef<int64_t> size, DenseI64ArrayAttr stride,
                              DenseI64ArrayAttr baseDilation, DenseI64ArrayAttr windowDilation,
                              DenseIntElementsAttr padding) {
  Window window;
  size_t rank = size.size();
  window.size.assign(size.begin(), size.end());
  if (failed(siteOf(op).checkPerAxis("window dimensions", size, int64_t(rank), 1)))
    return failure();
  auto strides = perAxis(op, "window strides", stride, rank, 1),
       base = perAxis(op, "base dilations", baseDilation, rank, 1),
       dilations = perAxis(op, "window dilations", windowDilation, rank, 1);
  if (failed(strides) || failed(base) || failed(dilations))
    return failure();
  window.stride = std::move(*strides);
  window.baseDilation = std::move(*base);
  window.windowDilation = std::move(*dilations);
  window.low.assign(rank, 0);
  window.high.assign(rank, 0);
  window.reversed.assign(rank, false);
  if (!padding)
    return window;
  auto type = cast<ShapedType>(padding.getType());
  if (type.getShape() != ArrayRef<int64_t>{int64_t(rank), 2})
    return siteOf(op).error() << "padding must be " << rank << "x2 numbers, but is " << type;
  for (auto [i, edge] : llvm::enumerate(padding.getValues<int64_t>()))
    (i % 2 ? window.high : window.low)[i / 2] = edge;
  constexpr int64_t most = int64_t(1) << 40;
  for (int64_t edge : llvm::concat<int64_t>(window.low, window.high))
    if (edge < -most || edge > most)
      return siteOf(op).error() << "padding " << edge << " is larger than any tensor";
  return window;
}

int64_t Window::places(unsigned axis, int64_t extent) const {
  if (ShapedType::isDynamic(extent))
    return extent;
  __int128 dilated = extent == 0 ? 0 : __int128(extent - 1) * baseDilation[axis] + 1;
  __int128 padded = dilated + low[axis] + high[axis];
  __int128 wide = __int128(size[axis] - 1) * windowDilation[axis] + 1;
  if (padded < wide || padded <= 0)
    return 0;
  return int64_t(std::min<__int128>((padded - wide) / stride[axis] + 1, INT64_MAX));
}
