// tcc.qr, as frameworks spell it out: LAPACK's packed reflections, of which the upper triangle is
// kept as R, and their product as Q.
#include "Recognition.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::ir;
using namespace tcc::detail;

namespace {
/// The number of each place's row or column, and a number added to it.
struct Place {
  bool isRow;
  double offset;
};
} // namespace

static std::optional<Place> placeOf(Value v) {
  v = withoutBroadcasts(v);
  double offset = 0;
  if (auto sum = v.getDefiningOp<AddOp>())
    for (int i : {0, 1})
      if (auto number = numberOf(sum.getOperand(i))) {
        offset = *number;
        v = withoutBroadcasts(sum.getOperand(1 - i));
        break;
      }
  auto iota = v.getDefiningOp<IotaOp>();
  int64_t behind = iota ? int64_t(shapeOf(v).size()) - 1 - int64_t(iota.getAxis()) : -1;
  if (behind != 0 && behind != 1)
    return std::nullopt;
  return Place{behind == 1, offset};
}

/// Whether a mask holds below the diagonal and nowhere else: row > column, or row - 1 >= column.
static bool isBelowDiagonal(Value mask) {
  auto compare = withoutBroadcasts(mask).getDefiningOp<CompareOp>();
  if (!compare)
    return false;
  auto x = placeOf(compare.getOperand(0)), y = placeOf(compare.getOperand(1));
  if (!x || !y || x->isRow == y->isRow)
    return false;
  ComparePredicate predicate = compare.getPredicate();
  bool isGreater = predicate == ComparePredicate::Ge || predicate == ComparePredicate::Gt;
  bool isStrict = predicate == ComparePredicate::Gt || predicate == ComparePredicate::Lt;
  bool isOrder = isGreater || isStrict || predicate == ComparePredicate::Le;
  double rowOffset = x->isRow ? x->offset - y->offset : y->offset - x->offset;
  return isOrder && x->isRow == isGreater && rowOffset == (isStrict ? 0 : -1);
}

namespace {
struct Qr : OpRewritePattern<HouseholderOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(HouseholderOp op, PatternRewriter &rewriter) const override {
    Parts parts(op);
    if (!parts.collect(op.getPacked()) || !parts.collectScales() || parts.isEmpty())
      return failure();
    auto qr = QrOp::create(rewriter, op.getLoc(), op.getA());
    for (Operation *product : parts.products)
      rewriter.replaceOp(product, qr.getQ());
    for (Operation *triangle : parts.triangles)
      rewriter.replaceOp(triangle, qr.getR());
    return success();
  }

private:
  /// What is made of the reflections.
  struct Parts {
    SmallVector<Operation *> products, triangles;

    explicit Parts(HouseholderOp op) : op(op) {}
    bool isEmpty() const { return products.empty() && triangles.empty(); }

    /// Whether every use of the packed matrix, or of its first rows and columns, is one of the two.
    bool collect(Value packed) {
      return llvm::all_of(packed.getUses(), [&](OpOperand &use) {
        return collectSlice(use) || collectProduct(use) || collectTriangle(use);
      });
    }
    bool collectScales() {
      return llvm::all_of(op.getScales().getUses(), [&](OpOperand &use) {
        return llvm::is_contained(products, use.getOwner());
      });
    }

  private:
    HouseholderOp op;

    int64_t least() {
      auto extents = shapeOf(op.getA()).take_back(2);
      return std::min(extents[0], extents[1]);
    }
    bool collectSlice(OpOperand &use) {
      auto slice = dyn_cast<SliceOp>(use.getOwner());
      auto isNought = [](int64_t start) { return start == 0; };
      auto isOne = [](int64_t stride) { return stride == 1; };
      return slice && use.get() == op.getPacked() && llvm::all_of(slice.getStarts(), isNought) &&
             llvm::all_of(slice.getStrides(), isOne) && collect(slice);
    }
    bool collectProduct(OpOperand &use) {
      auto product = dyn_cast<HouseholderProductOp>(use.getOwner());
      auto [rows, columns] = std::pair(shapeOf(use.get()).end()[-2], shapeOf(use.get()).back());
      if (!product || product.getScales() != op.getScales() || columns != least() ||
          rows != shapeOf(op.getA()).end()[-2])
        return false;
      products.push_back(product);
      return true;
    }
    bool collectTriangle(OpOperand &use) {
      auto select = dyn_cast<SelectOp>(use.getOwner());
      auto [rows, columns] = std::pair(shapeOf(use.get()).end()[-2], shapeOf(use.get()).back());
      if (!select || use.getOperandNumber() != 2 || !isNumber(select.getOperand(1), 0) ||
          !isBelowDiagonal(select.getOperand(0)) || rows != least() ||
          columns != shapeOf(op.getA()).back() || select.getType() != use.get().getType())
        return false;
      triangles.push_back(select);
      return true;
    }
  };
};
} // namespace

void tcc::detail::populateQrPatterns(RewritePatternSet &patterns) {
  patterns.add<Qr>(patterns.getContext());
}
