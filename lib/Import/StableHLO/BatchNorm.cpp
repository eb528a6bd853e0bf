// Batch normalisation: every feature (place along one axis) less its mean, over its deviation.
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

namespace {
/// The arithmetic that the three ops share.
class Normalizer {
public:
  Normalizer(Site &s, Value operand, uint64_t feature, const APFloat &epsilon)
      : s(s), operand(operand), axis(int64_t(feature)), epsilon(epsilon.convertToDouble()),
        others(ir::otherAxes(Site::type(operand).getRank(), axis)) {}

  /// One number for each feature, as a tensor that broadcasts to the operand.
  Value along(Value perFeature) {
    SmallVector<int64_t> shape(Site::type(operand).getRank() - axis, 1);
    shape[0] = Site::type(operand).getDimSize(unsigned(axis));
    return s.reshape(perFeature, shape);
  }
  Value sum(Value x) { return s.sum(x, others); }
  /// How many elements a feature has.
  double count() {
    double result = 1;
    for (int64_t other : others)
      result *= double(Site::type(operand).getDimSize(unsigned(other)));
    return result;
  }
  Value mean(Value x) { return s.mul(sum(x), 1 / count()); }
  Value variancePlus(Value variance) { return s.add(along(variance), epsilon); }
  Value normalized(Value centered, Value variance) {
    return s.div(centered, s.sqrt(variancePlus(variance)));
  }
  Value scaled(Value normalized, Value scale, Value offset) {
    return s.add(s.mul(normalized, along(scale)), along(offset));
  }

private:
  Site &s;
  Value operand;
  int64_t axis;
  double epsilon;
  SmallVector<int64_t> others;
};
} // namespace

static Values importInference(Site &s, stablehlo::BatchNormInferenceOp op) {
  Normalizer n(s, op.getOperand(), op.getFeatureIndex(), op.getEpsilon());
  Value centered = s.sub(op.getOperand(), n.along(op.getMean()));
  return one(n.scaled(n.normalized(centered, op.getVariance()), op.getScale(), op.getOffset()));
}

static Values importTraining(Site &s, stablehlo::BatchNormTrainingOp op) {
  if (!Site::type(op.getOperand()).hasStaticShape())
    return s.unsupported("a symbolic shape");
  Normalizer n(s, op.getOperand(), op.getFeatureIndex(), op.getEpsilon());
  Value mean = n.mean(op.getOperand());
  Value centered = s.sub(op.getOperand(), n.along(mean));
  Value variance = n.mean(s.mul(centered, centered));
  Value output = n.scaled(n.normalized(centered, variance), op.getScale(), op.getOffset());
  return SmallVector<Value>{output, mean, variance};
}

static Values importGrad(Site &s, stablehlo::BatchNormGradOp op) {
  if (!Site::type(op.getOperand()).hasStaticShape())
    return s.unsupported("a symbolic shape");
  Normalizer n(s, op.getOperand(), op.getFeatureIndex(), op.getEpsilon());
  Value dy = op.getGradOutput();
  Value centered = s.sub(op.getOperand(), n.along(op.getMean()));
  Value normalized = n.normalized(centered, op.getVariance());
  Value gradScale = n.sum(s.mul(dy, normalized)), gradOffset = n.sum(dy);
  Value byVariance =
      s.div(s.mul(n.along(n.sum(s.mul(dy, centered))), centered), n.variancePlus(op.getVariance()));
  Value inner = s.sub(s.sub(s.mul(dy, n.count()), n.along(gradOffset)), byVariance);
  Value factor =
      s.mul(s.div(n.along(op.getScale()), s.sqrt(n.variancePlus(op.getVariance()))), 1 / n.count());
  return SmallVector<Value>{s.mul(inner, factor), gradScale, gradOffset};
}

void importer::addBatchNormRules(Rules &rules) {
  rules.add<stablehlo::BatchNormInferenceOp>(importInference);
  rules.add<stablehlo::BatchNormTrainingOp>(importTraining);
  rules.add<stablehlo::BatchNormGradOp>(importGrad);
}
