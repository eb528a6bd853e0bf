// Products, convolutions and Fourier transforms. What tcc sums in a wider type than it gives is
// asked for in that type and converted.
#include "Site.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;

/// The type that a product is asked for.
static RankedTensorType summedType(RankedTensorType result) {
  return result.clone(ir::accumulatorType(result.getElementType()));
}

/// Factors of several types become the sum's: StableHLO's have one.
static std::array<Value, 2> factorsOf(Site &s, Value lhs, Value rhs, RankedTensorType sums) {
  if (getElementTypeOrSelf(lhs) == getElementTypeOrSelf(rhs))
    return {lhs, rhs};
  return {s.convert(lhs, sums.getElementType()), s.convert(rhs, sums.getElementType())};
}

//===- products ------------------------------------------------------------------------------===//

static Values exportDot(Site &s, ir::DotOp op) {
  auto axes =
      stablehlo::DotDimensionNumbersAttr::get(s.b.getContext(), op.getLhsBatch(), op.getRhsBatch(),
                                              op.getLhsContracting(), op.getRhsContracting());
  RankedTensorType sums = summedType(op.getType());
  auto [lhs, rhs] = factorsOf(s, op.getLhs(), op.getRhs(), sums);
  Value product = s.create<stablehlo::DotGeneralOp>(sums, lhs, rhs, axes, nullptr, nullptr);
  return one(s.convert(product, op.getType().getElementType()));
}

namespace {
/// An operand of a matrix product: batches, then one or two axes.
struct Factor {
  Value value;
  SmallVector<int64_t> shape;

  explicit Factor(Value value) : value(value), shape(Site::type(value).getShape()) {}
  int64_t numBatches() const { return std::max<int64_t>(int64_t(shape.size()) - 2, 0); }
  ArrayRef<int64_t> batches() const { return ArrayRef(shape).take_front(size_t(numBatches())); }
  /// The place of an axis that is counted from the last one.
  int64_t fromLast(int64_t i) const { return int64_t(shape.size()) - 1 - i; }
  void expandBatches(Site &s, ArrayRef<int64_t> wanted) {
    SmallVector<int64_t> all(wanted);
    llvm::append_range(all, ArrayRef(shape).take_back(2));
    value = s.broadcast(value, all);
    shape = all;
  }
};
} // namespace

/// NumPy's rule for batches; one without any serves all of the left operand's.
static Values exportMatmul(Site &s, ir::MatmulOp op) {
  Factor a(op.getA()), b(op.getB());
  bool isVector = a.shape.size() == 1 || b.shape.size() == 1;
  int64_t batches = 0;
  if (!isVector && b.numBatches() > 0) {
    ArrayRef<int64_t> wanted = s.resultType().getShape().drop_back(2);
    a.expandBatches(s, wanted);
    b.expandBatches(s, wanted);
    batches = int64_t(wanted.size());
  }
  auto batchAxes = llvm::to_vector(llvm::seq<int64_t>(0, batches));
  int64_t aSum = a.fromLast(a.shape.size() > 1 && op.getTransposeA() ? 1 : 0);
  int64_t bSum = b.fromLast(b.shape.size() > 1 && !op.getTransposeB() ? 1 : 0);
  return one(s.create<ir::DotOp>(a.value, b.value, batchAxes, batchAxes, ArrayRef{aSum},
                                 ArrayRef{bSum}, TypeAttr()));
}

//===- convolution ---------------------------------------------------------------------------===//

/// Where a layout's spatial axes are, in the order of their digits.
static SmallVector<int64_t> spatialAxes(StringRef layout) {
  SmallVector<int64_t> axes;
  for (char digit = '0'; layout.contains(digit); ++digit)
    axes.push_back(int64_t(layout.find(digit)));
  return axes;
}

static stablehlo::ConvDimensionNumbersAttr axesOf(ir::ConvolutionOp op) {
  StringRef x = op.getXLayout(), w = op.getWLayout(), result = op.getResultLayout();
  auto at = [](StringRef layout, char letter) { return int64_t(layout.find(letter)); };
  return stablehlo::ConvDimensionNumbersAttr::get(
      op.getContext(), at(x, 'b'), at(x, 'f'), spatialAxes(x), at(w, 'i'), at(w, 'o'),
      spatialAxes(w), at(result, 'b'), at(result, 'f'), spatialAxes(result));
}

static Values exportConvolution(Site &s, ir::ConvolutionOp op) {
  auto reversal =
      op.getReversal().empty() ? DenseBoolArrayAttr() : s.b.getDenseBoolArrayAttr(op.getReversal());
  RankedTensorType sums = summedType(op.getType());
  auto [x, w] = factorsOf(s, op.getX(), op.getW(), sums);
  Value product = s.create<stablehlo::ConvolutionOp>(
      sums, x, w, given(s.b, op.getStrides()), paddingOf(s.b, op.getLow(), op.getHigh()),
      given(s.b, op.getXDilation()), given(s.b, op.getWDilation()), reversal, axesOf(op),
      uint64_t(op.getFeatureGroups()), uint64_t(op.getBatchGroups()), nullptr);
  return one(s.convert(product, op.getType().getElementType()));
}

//===- transforms ----------------------------------------------------------------------------===//

static stablehlo::FftType typeOf(ir::FftKind kind) {
  switch (kind) {
  case ir::FftKind::Fft:
    return stablehlo::FftType::FFT;
  case ir::FftKind::Ifft:
    return stablehlo::FftType::IFFT;
  case ir::FftKind::Rfft:
    return stablehlo::FftType::RFFT;
  case ir::FftKind::Irfft:
    return stablehlo::FftType::IRFFT;
  }
  llvm_unreachable("all kinds are named above");
}

static Values exportFft(Site &s, ir::FftOp op) {
  return one(
      s.create<stablehlo::FftOp>(op.getType(), op.getX(), typeOf(op.getKind()), op.getLengths()));
}

void exporter::addContractionRules(Rules &rules) {
  rules.add<ir::FftOp>(exportFft);
  rules.add<ir::DotOp>(exportDot);
  rules.add<ir::MatmulOp>(exportMatmul);
  rules.add<ir::ConvolutionOp>(exportConvolution);
}
