// softmax, log_softmax and log_sum_exp, as frameworks spell them out.
#include "Recognition.h"

#include <limits>

using namespace mlir;
using namespace tcc;
using namespace tcc::ir;
using namespace tcc::detail;

/// The axis of a reduction over one.
template <class OpTy> static std::optional<int64_t> soleAxis(OpTy reduction) {
  if (!reduction || reduction.getAxes().size() != 1)
    return std::nullopt;
  return reduction.getAxes()[0];
}

// What a maximum with -infinity is: frameworks begin reductions with it.
static Value withoutLeast(Value v) {
  auto max = madeBy<MaxOp>(v);
  for (int i : {0, 1})
    if (max && numberOf(max.getOperand(i)) == -std::numeric_limits<double>::infinity())
      return max.getOperand(1 - i);
  return v;
}

// x of x - max(x) along `axis`. What is subtracted may be replaced by 0 where it is not finite.
static Value lessMaximum(Value shifted, int64_t axis) {
  auto sub = shifted.getDefiningOp<SubOp>();
  if (!sub)
    return {};
  Value x = sub.getOperand(0), shift = sub.getOperand(1);
  if (auto select = madeBy<SelectOp>(shift); select && isNumber(select.getOperand(2), 0))
    shift = select.getOperand(1);
  auto maximum = madeBy<ReduceMaxOp>(withoutLeast(shift));
  bool isIt = soleAxis(maximum) == axis && maximum.getX() == x &&
              isAlongAxes(sub.getOperand(1), shapeOf(x), {axis});
  return isIt ? x : Value();
}

// sum(exp(x - max(x))) along an axis: x and the axis.
static std::optional<std::pair<Value, int64_t>> sumOfExponentials(Value v) {
  auto sum = madeBy<ReduceSumOp>(v);
  auto axis = soleAxis(sum);
  auto exponential = axis ? sum.getX().getDefiningOp<ExpOp>() : ExpOp();
  Value x = exponential ? lessMaximum(exponential.getOperand(), *axis) : Value();
  if (!x)
    return std::nullopt;
  return std::pair(x, *axis);
}

namespace {

struct Softmax : OpRewritePattern<DivOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DivOp div, PatternRewriter &rewriter) const override {
    auto found = sumOfExponentials(div.getOperand(1));
    auto sum = madeBy<ReduceSumOp>(div.getOperand(1));
    if (!found || sum.getX() != div.getOperand(0) ||
        !isAlongAxes(div.getOperand(1), shapeOf(found->first), {found->second}))
      return failure();
    rewriter.replaceOpWithNewOp<SoftmaxOp>(div, found->first, found->second);
    return success();
  }
};

struct LogSoftmax : OpRewritePattern<SubOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SubOp sub, PatternRewriter &rewriter) const override {
    auto log = madeBy<LogOp>(sub.getOperand(1));
    auto found = log ? sumOfExponentials(log.getOperand()) : std::nullopt;
    if (!found || lessMaximum(sub.getOperand(0), found->second) != found->first ||
        !isAlongAxes(sub.getOperand(1), shapeOf(found->first), {found->second}))
      return failure();
    rewriter.replaceOpWithNewOp<LogSoftmaxOp>(sub, found->first, found->second);
    return success();
  }
};

// log(sum) + max, where the sum, of exponentials, may have passed through abs.
struct LogSumExp : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AddOp add, PatternRewriter &rewriter) const override {
    LogOp log;
    Value shift = otherSummand(add, [&](Value v) { return bool(log = madeBy<LogOp>(v)); });
    if (!shift)
      return failure();
    Value sum = log.getOperand();
    if (auto abs = madeBy<AbsOp>(sum))
      sum = abs.getOperand();
    auto found = sumOfExponentials(sum);
    if (!found)
      return failure();
    auto shifted = madeBy<ReduceSumOp>(sum).getX().getDefiningOp<ExpOp>().getOperand();
    if (sourceOf(shifted.getDefiningOp<SubOp>().getOperand(1)) != sourceOf(shift))
      return failure();
    auto sums = cast<RankedTensorType>(sum.getType()), type = cast<RankedTensorType>(add.getType());
    if (sums.getNumElements() != type.getNumElements())
      return failure();
    Value result = LogSumExpOp::create(rewriter, add.getLoc(), found->first, found->second);
    rewriter.replaceOpWithNewOp<ReshapeOp>(add, result, shapeOf(add));
    return success();
  }
};

} // namespace

void tcc::detail::populateSoftmaxPatterns(RewritePatternSet &patterns) {
  patterns.add<Softmax, LogSoftmax, LogSumExp>(patterns.getContext());
}
