// Which convolutions need no padded copy: they read the image where it is and leave out the taps
// beyond its border.
#include "Padding.h"

#include "Contractions.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tcc::detail;
using linalg::GenericOp;

namespace {
/// Index maps and loops of a contraction of which one factor, the image, is padded.
struct PaddedProduct {
  AffineMap image, window, result;
  SmallVector<utils::IteratorType> kinds;
  SmallVector<int64_t> extents;
  SmallVector<AffineExpr> padded; // the image's indices that have a border

  PaddedProduct(OpOperand &use, tensor::InsertSliceOp insert) {
    auto op = cast<GenericOp>(use.getOwner());
    auto maps = op.getIndexingMapsArray();
    image = maps[use.getOperandNumber()];
    window = maps[1 - use.getOperandNumber()];
    result = maps.back();
    kinds = op.getIteratorTypesArray();
    extents = op.getStaticLoopRanges();
    for (auto [dim, place] : llvm::enumerate(image.getResults()))
      if (insert.getSourceType().getDimSize(dim) != insert.getResultType().getDimSize(dim))
        padded.push_back(place);
  }
  bool isSum(unsigned loop) const { return linalg::isReductionIterator(kinds[loop]); }
  bool isSliding(AffineExpr index) const;
  bool isDepthwise() const;
  bool hasWhole(utils::IteratorType kind) const;
  bool isWhole() const;
};
} // namespace

/// An index that moves by a row and by a step of the sum.
bool PaddedProduct::isSliding(AffineExpr index) const {
  int64_t rows = 0, sums = 0;
  for (unsigned loop = 0; loop < kinds.size(); ++loop)
    if (index.isFunctionOfDim(loop))
      ++(isSum(loop) ? sums : rows);
  return rows == 1 && sums == 1;
}

/// True if every window is a few elements of one channel, or such a window's gradient: both factors
/// and the result end with the channel.
bool PaddedProduct::isDepthwise() const {
  constexpr int64_t mostTaps = 128;
  int64_t sums = 1, rows = 1;
  for (auto [loop, extent] : llvm::enumerate(extents))
    if (isSum(loop))
      sums *= extent;
    else if (image.isFunctionOfDim(loop) && !window.isFunctionOfDim(loop))
      rows *= extent;
  auto isLast = [&](AffineMap map) {
    auto channel = dyn_cast<AffineDimExpr>(result.getResults().back());
    return channel && map.getResults().back() == channel;
  };
  return result.getNumResults() > 0 && isLast(image) && isLast(window) &&
         std::min(sums, rows) <= mostTaps;
}

/// Whether there is a loop of the image, as long as a register tile or longer, that goes by no
/// border: rows that are pixels of several images, or channels that are summed.
bool PaddedProduct::hasWhole(utils::IteratorType kind) const {
  constexpr int64_t tile = 8;
  return llvm::any_of(llvm::enumerate(kinds), [&](auto loop) {
    unsigned number = loop.index();
    return loop.value() == kind && extents[number] >= tile && image.isFunctionOfDim(number) &&
           (isSum(number) || !window.isFunctionOfDim(number)) &&
           llvm::none_of(padded, [=](AffineExpr index) { return index.isFunctionOfDim(number); });
  });
}

/// True if no border cuts a register tile or an innermost sum: vectors run along the window's
/// channels.
bool PaddedProduct::isWhole() const {
  if (result.getNumResults() == 0)
    return false;
  auto last = dyn_cast<AffineDimExpr>(result.getResults().back());
  return last && !image.isFunctionOfDim(last.getPosition()) &&
         hasWhole(utils::IteratorType::parallel) && hasWhole(utils::IteratorType::reduction);
}

bool tcc::detail::leavesOutTaps(OpOperand &image) {
  auto insert = image.get().getDefiningOp<tensor::InsertSliceOp>();
  auto op = dyn_cast<GenericOp>(image.getOwner());
  if (!insert || !op || !isContraction(op) || !op.isDpsInput(&image))
    return false;
  auto type = insert.getResultType();
  auto fill = insert.getDest().getDefiningOp<linalg::FillOp>();
  if (!fill || !matchPattern(fill.getInputs()[0], m_PosZeroFloat()) ||
      !(type.getElementType().isF32() || type.getElementType().isF64()) ||
      insert.getSourceType().getRank() != type.getRank() || !insert.hasUnitStride() ||
      ShapedType::isDynamicShape(insert.getStaticOffsets()))
    return false;
  PaddedProduct product(image, insert);
  bool areSliding =
      llvm::all_of(product.padded, [&](AffineExpr index) { return product.isSliding(index); });
  return areSliding && (product.isDepthwise() || product.isWhole());
}

void tcc::detail::separatePadding(Block &block) {
  for (auto insert : llvm::to_vector(block.getOps<tensor::InsertSliceOp>()))
    for (OpOperand &use : llvm::make_early_inc_range(insert->getUses()))
      if (!insert->hasOneUse() && leavesOutTaps(use)) {
        OpBuilder b(insert);
        use.set(b.clone(*insert)->getResult(0));
      }
}
