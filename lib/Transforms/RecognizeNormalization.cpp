// layer_norm and gelu, as frameworks spell them out.
#include "Recognition.h"

#include <cmath>

using namespace mlir;
using namespace tcc;
using namespace tcc::ir;
using namespace tcc::detail;

namespace {
/// x - mean(x) over axes.
struct Centred {
  Value x;
  SmallVector<int64_t> axes;
};
} // namespace

static std::optional<Centred> centredOf(Value v) {
  auto sub = v.getDefiningOp<SubOp>();
  Centred centred;
  if (!sub || meanOf(sub.getOperand(1), centred.axes) != sub.getOperand(0) ||
      !isAlongAxes(sub.getOperand(1), shapeOf(v), centred.axes))
    return std::nullopt;
  centred.x = sub.getOperand(0);
  return centred;
}

// epsilon of variance + epsilon, where the variance is that of what was centred.
static std::optional<double> epsilonOf(Value v, const Centred &centred) {
  auto sum = madeBy<AddOp>(v);
  std::optional<double> epsilon;
  Value variance =
      sum ? otherSummand(sum, [&](Value a) { return bool(epsilon = numberOf(a)); }) : Value();
  SmallVector<int64_t> axes;
  Value squares = variance ? meanOf(variance, axes) : Value();
  auto mul = squares ? squares.getDefiningOp<MulOp>() : MulOp();
  auto base =
      mul && mul.getOperand(0) == mul.getOperand(1) ? centredOf(mul.getOperand(0)) : std::nullopt;
  if (!base || base->x != centred.x || base->axes != centred.axes || axes != centred.axes)
    return std::nullopt;
  return epsilon;
}

static LogicalResult replaceByLayerNorm(Operation *op, Value numerator, Value deviation,
                                        Value underRoot, PatternRewriter &rewriter) {
  auto centred = centredOf(numerator);
  auto epsilon = centred ? epsilonOf(underRoot, *centred) : std::nullopt;
  if (!epsilon || !isAlongAxes(deviation, shapeOf(centred->x), centred->axes))
    return failure();
  rewriter.replaceOpWithNewOp<LayerNormOp>(op, centred->x, ArrayRef<int64_t>(centred->axes),
                                           APFloat(*epsilon));
  return success();
}

namespace {

struct LayerNormByProduct : OpRewritePattern<MulOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MulOp mul, PatternRewriter &rewriter) const override {
    for (int i : {0, 1})
      if (auto rsqrt = madeBy<RsqrtOp>(mul.getOperand(i)))
        return replaceByLayerNorm(mul, mul.getOperand(1 - i), mul.getOperand(i), rsqrt.getOperand(),
                                  rewriter);
    return failure();
  }
};

struct LayerNormByQuotient : OpRewritePattern<DivOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DivOp div, PatternRewriter &rewriter) const override {
    auto sqrt = madeBy<SqrtOp>(div.getOperand(1));
    if (!sqrt)
      return failure();
    return replaceByLayerNorm(div, div.getOperand(0), div.getOperand(1), sqrt.getOperand(),
                              rewriter);
  }
};

// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), x/2 (1 + erf(x / sqrt(2)))
struct Gelu : OpRewritePattern<MulOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MulOp mul, PatternRewriter &rewriter) const override {
    Product product(mul);
    if (!isClose(product.number, 0.5) || product.factors.size() != 2)
      return failure();
    for (int i : {0, 1}) {
      Value x = product.factors[i];
      auto spread = madeBy<AddOp>(product.factors[1 - i]);
      Value curve = spread ? otherSummand(spread, [](Value v) { return isNumber(v, 1); }) : Value();
      bool isExact = curve && isErrorFunction(curve, x);
      if (x.getType() != mul.getType() || (!isExact && !(curve && isApproximation(curve, x))))
        continue;
      rewriter.replaceOpWithNewOp<GeluOp>(mul, x, /*approximate=*/!isExact);
      return success();
    }
    return failure();
  }

private:
  static bool isErrorFunction(Value curve, Value x) {
    auto erf = madeBy<ErfOp>(curve);
    return erf && Product(erf.getOperand()).is(M_SQRT1_2, x);
  }
  static bool isApproximation(Value curve, Value x) {
    auto tanh = madeBy<TanhOp>(curve);
    Product inner = Product(tanh ? tanh.getOperand() : curve);
    auto sum = tanh && inner.factors.size() == 1 ? madeBy<AddOp>(inner.factors[0]) : AddOp();
    Value cube = sum ? otherSummand(sum, [&](Value v) { return sourceOf(v) == x; }) : Value();
    return cube && isClose(inner.number, M_2_SQRTPI * M_SQRT1_2) &&
           Product(cube).is(0.044715, {x, x, x});
  }
};

} // namespace

void tcc::detail::populateNormalizationPatterns(RewritePatternSet &patterns) {
  patterns.add<LayerNormByProduct, LayerNormByQuotient, Gelu>(patterns.getContext());
}
