#include "SlidingWindows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc::ir;
using Numbers = SmallVector<int64_t>;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

int64_t tcc::ir::dilatedExtent(int64_t extent, int64_t dilation) {
  return extent == 0 ? 0 : (extent - 1) * dilation + 1;
}

//===- geometry -----------------------------------------------------------------------------===//

static constexpr int64_t mostElements = int64_t(1) << 48;

static bool isTooLong(int64_t extent, int64_t dilation) {
  return extent > 1 && extent - 1 > mostElements / dilation;
}

LogicalResult SlidingWindows::check(const RuleSite &site, ArrayRef<int64_t> shape) const {
  int64_t rank = shape.size();
  if (failed(site.checkPerAxis("window", size, rank, 1)) ||
      failed(site.checkPerAxis("strides", strides, rank, 1)) ||
      failed(site.checkPerAxis("low", low, rank, -mostElements)) ||
      failed(site.checkPerAxis("high", high, rank, -mostElements)) ||
      failed(site.checkPerAxis("window_dilation", dilation, rank, 1)) ||
      failed(site.checkPerAxis("base_dilation", baseDilation, rank, 1)))
    return failure();
  for (auto [axis, extent] : llvm::enumerate(shape))
    if (isTooLong(extent, baseDilation[axis]) || isTooLong(size[axis], dilation[axis]))
      return site.error() << "windows along axis " << axis
                          << " reach over more elements than memory can hold";
  return success();
}

Numbers SlidingWindows::count(ArrayRef<int64_t> shape) const {
  Numbers counts;
  for (auto [axis, extent] : llvm::enumerate(shape)) {
    if (ShapedType::isDynamic(extent)) {
      counts.push_back(ShapedType::kDynamic);
      continue;
    }
    int64_t padded = low[axis] + dilatedExtent(extent, baseDilation[axis]) + high[axis];
    int64_t spare = padded - dilatedExtent(size[axis], dilation[axis]);
    counts.push_back(padded <= 0 || spare < 0 ? 0 : spare / strides[axis] + 1);
  }
  return counts;
}

std::optional<int64_t> SlidingWindows::runningAxis(ArrayRef<int64_t> shape, bool &isReverse) const {
  std::optional<int64_t> running;
  for (int64_t axis = 0; axis < int64_t(shape.size()); ++axis) {
    int64_t rest = shape[axis] - 1;
    if (strides[axis] != 1 || baseDilation[axis] != 1 || dilation[axis] != 1)
      return std::nullopt;
    if (size[axis] == 1 && low[axis] == 0 && high[axis] == 0)
      continue;
    bool isForward = low[axis] == rest && high[axis] == 0;
    isReverse = high[axis] == rest && low[axis] == 0;
    if (running || size[axis] != shape[axis] || !(isForward || isReverse))
      return std::nullopt;
    running = axis;
  }
  return running;
}

Padding SlidingWindows::padding(ArrayRef<int64_t> shape) const {
  Padding padding{low, high, baseDilation};
  Numbers counts = count(shape);
  for (auto [axis, extent] : llvm::enumerate(shape)) {
    --padding.interior[axis];
    if (counts[axis] == 1)
      padding.high[axis] = dilatedExtent(size[axis], dilation[axis]) - low[axis] -
                           dilatedExtent(extent, baseDilation[axis]);
  }
  return padding;
}

SlidingWindows SlidingWindows::transposed(ArrayRef<int64_t> shape) const {
  SlidingWindows t = *this;
  std::swap(t.strides, t.baseDilation);
  Numbers counts = count(shape);
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    int64_t reach = dilatedExtent(size[axis], dilation[axis]) - 1;
    t.low[axis] = reach - low[axis];
    t.high[axis] = dilatedExtent(shape[axis], baseDilation[axis]) + reach - t.low[axis] -
                   dilatedExtent(counts[axis], strides[axis]);
  }
  return t;
}

//===- padding ------------------------------------------------------------------------------===//

namespace {
/// Which elements along an axis remain, and where: `count` of them from `first` on, at `offset` and
/// every `step`-th place after it.
struct Kept {
  int64_t first, count, offset, step, extent;

  Kept(int64_t size, int64_t low, int64_t high, int64_t interior)
      : step(interior + 1), extent(std::max<int64_t>(low + dilatedExtent(size, step) + high, 0)) {
    first = low < 0 ? llvm::divideCeil(uint64_t(-low), uint64_t(step)) : 0;
    offset = first * step + low;
    int64_t fitting = offset < extent ? (extent - 1 - offset) / step + 1 : 0;
    count = std::max<int64_t>(std::min(size - first, fitting), 0);
  }
};
} // namespace

Value tcc::ir::padded(LinalgBuilder &b, Value x, const Padding &padding, Value value) {
  RankedTensorType from = type(x);
  Numbers sizes, shape;
  SmallVector<OpFoldResult> firsts, counts, offsets, steps, ones;
  bool isCovered = true;
  for (int64_t axis = 0; axis < from.getRank(); ++axis) {
    Kept kept(from.getDimSize(axis), padding.low[axis], padding.high[axis], padding.interior[axis]);
    bool isWhole = kept.offset == 0 && kept.count == kept.extent;
    isCovered &= isWhole;
    sizes.push_back(kept.count);
    shape.push_back(kept.extent);
    firsts.push_back(b.getIndexAttr(kept.count == 0 ? 0 : kept.first));
    counts.push_back(b.getIndexAttr(kept.count));
    offsets.push_back(b.getIndexAttr(kept.count == 0 ? 0 : kept.offset));
    steps.push_back(b.getIndexAttr(kept.count > 1 ? kept.step : 1));
    ones.push_back(b.getIndexAttr(1));
  }
  if (isCovered && ArrayRef(shape) == from.getShape())
    return x;
  if (!isCovered && llvm::is_contained(sizes, 0))
    return b.filled(from.clone(shape), value);
  if (ArrayRef(sizes) != from.getShape())
    x = tensor::ExtractSliceOp::create(b, from.clone(sizes), x, firsts, counts, ones);
  if (isCovered)
    return x;
  return tensor::InsertSliceOp::create(b, x, b.filled(from.clone(shape), value), offsets, counts,
                                       steps);
}

//===- loops --------------------------------------------------------------------------------===//

WindowLoops::WindowLoops(LinalgBuilder &b, const SlidingWindows &windows, ArrayRef<int64_t> counts)
    : windows(windows) {
  int64_t rank = counts.size(), next = 0;
  resultLoops.assign(rank, -1);
  windowLoops.assign(rank, -1);
  for (int64_t axis = 0; axis + 1 < rank; ++axis)
    resultLoops[axis] = next++;
  Numbers extents;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (windows.size[axis] != 1) {
      extents.push_back(windows.size[axis]);
      reductions.push_back(next);
      windowLoops[axis] = next++;
    }
  if (rank > 0)
    resultLoops.back() = next++;
  SmallVector<AffineExpr> places;
  for (int64_t axis = 0; axis < rank; ++axis) {
    AffineExpr place = b.getAffineDimExpr(resultLoops[axis]) * windows.strides[axis];
    if (windowLoops[axis] >= 0)
      place = place + b.getAffineDimExpr(windowLoops[axis]) * windows.dilation[axis];
    places.push_back(place);
  }
  source = AffineMap::get(next, 0, places, b.getContext());
  result = b.project(next, resultLoops);
  window = {b.extents(extents), b.project(next, reductions)};
}

Value WindowLoops::position(ImplicitLocOpBuilder &b, int64_t axis) const {
  auto scaled = [&](int64_t loop, int64_t factor) -> Value {
    Value index = linalg::IndexOp::create(b, loop);
    return factor == 1 ? index
                       : arith::MulIOp::create(b, index, arith::ConstantIndexOp::create(b, factor));
  };
  Value place = scaled(resultLoops[axis], windows.strides[axis]);
  if (windowLoops[axis] >= 0)
    place = arith::AddIOp::create(b, place, scaled(windowLoops[axis], windows.dilation[axis]));
  if (windows.low[axis] == 0)
    return place;
  return arith::SubIOp::create(b, place, arith::ConstantIndexOp::create(b, windows.low[axis]));
}
