// attention: a product with softmax(scale * product + bias), whatever the order of the axes.
#include "Recognition.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::ir;
using namespace tcc::detail;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

namespace {
/// An operand of a product that sums over one axis and leaves one: as [batches..., left, summed].
struct Side {
  Value tensor;
  SmallVector<int64_t> batch;
  int64_t summed, left;

  Value matrix(OpBuilder &b, Location loc, bool summedLast) const {
    SmallVector<int64_t> permutation(batch);
    permutation.push_back(summedLast ? left : summed);
    permutation.push_back(summedLast ? summed : left);
    return b.createOrFold<TransposeOp>(loc, tensor, permutation);
  }
};
} // namespace

static std::optional<Side> sideOf(Value tensor, ArrayRef<int64_t> batch,
                                  ArrayRef<int64_t> contracting) {
  if (contracting.size() != 1 || type(tensor).getRank() != int64_t(batch.size()) + 2)
    return std::nullopt;
  for (int64_t axis = 0; axis < type(tensor).getRank(); ++axis)
    if (axis != contracting[0] && !llvm::is_contained(batch, axis))
      return Side{tensor, SmallVector<int64_t>(batch), contracting[0], axis};
  return std::nullopt;
}

/// A product that sums in another type than its own is no part of attention.
static std::optional<std::pair<Side, Side>> sidesOf(DotOp dot) {
  if (dot && dot.getElementTypeAttr())
    return std::nullopt;
  auto lhs = dot ? sideOf(dot.getLhs(), dot.getLhsBatch(), dot.getLhsContracting()) : std::nullopt;
  auto rhs = dot ? sideOf(dot.getRhs(), dot.getRhsBatch(), dot.getRhsContracting()) : std::nullopt;
  if (!lhs || !rhs)
    return std::nullopt;
  return std::pair(*lhs, *rhs);
}

/// scale * q k^T + bias
struct Scores {
  DotOp product;
  double scale = 1;
  Value bias;
};

static std::optional<Scores> scoresOf(Value v) {
  Scores scores;
  if (auto sum = v.getDefiningOp<AddOp>()) {
    for (int i : {0, 1})
      if (auto inner = scoresOf(sum.getOperand(i));
          inner && !inner->bias && inner->product.getType() == v.getType()) {
        inner->bias = sum.getOperand(1 - i);
        return inner;
      }
    return std::nullopt;
  }
  Product product(v);
  scores.product =
      product.factors.size() == 1 ? product.factors[0].getDefiningOp<DotOp>() : DotOp();
  scores.scale = product.number;
  if (!scores.product || scores.product.getType() != v.getType())
    return std::nullopt;
  return scores;
}

namespace {
struct Attention : OpRewritePattern<DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DotOp dot, PatternRewriter &rewriter) const override {
    auto sides = sidesOf(dot);
    if (!sides)
      return failure();
    auto [first, second] = *sides;
    bool isWeightsFirst = bool(first.tensor.getDefiningOp<SoftmaxOp>());
    const Side &weights = isWeightsFirst ? first : second;
    const Side &values = isWeightsFirst ? second : first;
    auto softmax = weights.tensor.getDefiningOp<SoftmaxOp>();
    auto scores = softmax ? scoresOf(softmax.getX()) : std::nullopt;
    auto factors = scores ? sidesOf(scores->product) : std::nullopt;
    // The product's axes are batches, queries, keys: the softmax and the sum run over the keys.
    int64_t rank = type(dot).getRank();
    auto leading = llvm::to_vector(llvm::seq<int64_t>(rank - 2));
    if (!factors || int64_t(softmax.getAxis()) != rank - 1 || weights.summed != rank - 1 ||
        weights.batch != leading)
      return failure();
    Location loc = dot.getLoc();
    Value q = factors->first.matrix(rewriter, loc, /*summedLast=*/true);
    Value k = factors->second.matrix(rewriter, loc, /*summedLast=*/true);
    Value v = values.matrix(rewriter, loc, /*summedLast=*/false);
    Value result = AttentionOp::create(rewriter, loc, q, k, v, scores->bias,
                                       rewriter.getF64FloatAttr(scores->scale), UnitAttr());
    if (!isWeightsFirst) {
      llvm::append_values(leading, rank - 1, rank - 2);
      result = TransposeOp::create(rewriter, loc, result, leading);
    }
    rewriter.replaceOp(dot, result);
    return success();
  }
};
} // namespace

void tcc::detail::populateAttentionPatterns(RewritePatternSet &patterns) {
  patterns.add<Attention>(patterns.getContext());
}
