// Verifiers of products, convolutions and linear algebra.
#include "Check.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::stablehlo;
using tcc::ir::shapeText;

//===- products ------------------------------------------------------------------------------===//

static LogicalResult checkPrecision(Operation *op, std::optional<ArrayAttr> precision) {
  if (!precision || precision->size() <= 2)
    return success();
  return siteOf(op).error() << "precision_config has " << precision->size()
                            << " entries; expected one for each operand";
}

static LogicalResult checkAlgorithm(DotGeneralOp op) {
  auto algorithm = op.getAlgorithm();
  if (!algorithm)
    return success();
  if (algorithm->getLhsComponentCount() < 1 || algorithm->getRhsComponentCount() < 1 ||
      algorithm->getNumPrimitiveOperations() < 1)
    return siteOf(op).error() << "counts of its algorithm must be positive";
  auto isDefault = [](Attribute each) {
    return cast<PrecisionAttr>(each).getValue() == Precision::DEFAULT;
  };
  if (op.getPrecisionConfig() && !llvm::all_of(*op.getPrecisionConfig(), isDefault))
    return siteOf(op).error() << "has an algorithm, but its precision_config is not DEFAULT";
  return success();
}

LogicalResult DotOp::verify() {
  RankedTensorType lhs = tensorOf(getLhs()), rhs = tensorOf(getRhs());
  bool fits = lhs.getRank() >= 1 && lhs.getRank() <= 2 && rhs.getRank() >= 1 &&
              rhs.getRank() <= 2 && mayEqual(lhs.getShape().back(), rhs.getDimSize(0));
  if (!fits)
    return siteOf(*this).error() << "cannot multiply " << lhs << " and " << rhs;
  SmallVector<int64_t> shape(lhs.getShape().drop_back());
  llvm::append_range(shape, rhs.getShape().drop_front());
  if (failed(checkPrecision(*this, getPrecisionConfig())))
    return failure();
  return checkResult(*this, getResult(), shape, tensorOf(getResult()).getElementType());
}

/// Batching and contracting axes of one operand: in range, none twice.
static LogicalResult checkDotAxes(Operation *op, ArrayRef<int64_t> batch,
                                  ArrayRef<int64_t> contracting, int64_t rank) {
  SmallVector<int64_t> axes(batch);
  llvm::append_range(axes, contracting);
  return siteOf(op).checkAxes("batching and contracting dimensions", axes, rank);
}

static LogicalResult checkPairs(Operation *op, StringRef name, RankedTensorType lhs,
                                ArrayRef<int64_t> lhsAxes, RankedTensorType rhs,
                                ArrayRef<int64_t> rhsAxes) {
  if (failed(checkCount(op, name, rhsAxes.size(), lhsAxes.size())))
    return failure();
  for (auto [l, r] : llvm::zip_equal(lhsAxes, rhsAxes))
    if (!mayEqual(lhs.getDimSize(l), rhs.getDimSize(r)))
      return siteOf(op).error() << name << " differ in extent: axis " << l << " of " << lhs
                                << " and axis " << r << " of " << rhs;
  return success();
}

LogicalResult DotGeneralOp::verify() {
  RankedTensorType lhs = tensorOf(getLhs()), rhs = tensorOf(getRhs());
  auto axes = getDotDimensionNumbers();
  auto lhsBatch = axes.getLhsBatchingDimensions(), rhsBatch = axes.getRhsBatchingDimensions();
  auto lhsSum = axes.getLhsContractingDimensions(), rhsSum = axes.getRhsContractingDimensions();
  if (failed(checkDotAxes(*this, lhsBatch, lhsSum, lhs.getRank())) ||
      failed(checkDotAxes(*this, rhsBatch, rhsSum, rhs.getRank())) ||
      failed(checkPairs(*this, "batching dimensions", lhs, lhsBatch, rhs, rhsBatch)) ||
      failed(checkPairs(*this, "contracting dimensions", lhs, lhsSum, rhs, rhsSum)) ||
      failed(checkPrecision(*this, getPrecisionConfig())) || failed(checkAlgorithm(*this)))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t axis : lhsBatch)
    shape.push_back(lhs.getDimSize(axis));
  auto addFree = [&](RankedTensorType type, ArrayRef<int64_t> batch, ArrayRef<int64_t> sum) {
    for (int64_t axis : ir::otherAxes(type.getRank(), batch))
      if (!llvm::is_contained(sum, axis))
        shape.push_back(type.getDimSize(axis));
  };
  addFree(lhs, lhsBatch, lhsSum);
  addFree(rhs, rhsBatch, rhsSum);
  return checkResult(*this, getResult(), shape, tensorOf(getResult()).getElementType());
}

/// "ab,bc->ac": letters for axes; `terms` operands.
static LogicalResult checkEinsum(Operation *op, StringRef config, ValueRange operands) {
  auto [inputs, output] = config.split("->");
  SmallVector<StringRef> terms;
  inputs.split(terms, ',');
  if (failed(checkCount(op, "einsum_config", terms.size(), operands.size())))
    return failure();
  for (auto [term, operand] : llvm::zip_equal(terms, operands))
    if (failed(checkCount(op, "einsum_config's term", term.size(),
                          size_t(tensorOf(operand).getRank()))))
      return failure();
  return checkCount(op, "einsum_config's output", output.size(),
                    size_t(tensorOf(op->getResult(0)).getRank()));
}

LogicalResult EinsumOp::verify() {
  return checkEinsum(*this, getEinsumConfig(), {getLhs(), getRhs()});
}

LogicalResult UnaryEinsumOp::verify() {
  return checkEinsum(*this, getEinsumConfig(), getOperand());
}

//===- convolution ---------------------------------------------------------------------------===//

/// The axes of one tensor: each of them named once.
static LogicalResult checkConvolutionAxes(Operation *op, StringRef name, int64_t first,
                                          int64_t second, ArrayRef<int64_t> spatial, int64_t rank) {
  SmallVector<int64_t> axes{first, second};
  llvm::append_range(axes, spatial);
  if (failed(checkCount(op, name, axes.size(), size_t(rank))))
    return failure();
  return siteOf(op).checkAxes(name, axes, rank);
}

static LogicalResult checkConvolutionAxes(ConvolutionOp op) {
  ConvDimensionNumbersAttr axes = op.getDimensionNumbers();
  int64_t rank = tensorOf(op.getLhs()).getRank();
  if (tensorOf(op.getRhs()).getRank() != rank || tensorOf(op.getResult()).getRank() != rank)
    return siteOf(op).error() << "operands and result must be of one rank";
  if (failed(checkConvolutionAxes(op, "axes of the input", axes.getInputBatch(),
                                  axes.getInputFeature(), axes.getInputSpatial(), rank)) ||
      failed(checkConvolutionAxes(op, "axes of the kernel", axes.getKernelInputFeature(),
                                  axes.getKernelOutputFeature(), axes.getKernelSpatial(), rank)))
    return failure();
  return checkConvolutionAxes(op, "axes of the output", axes.getOutputBatch(),
                              axes.getOutputFeature(), axes.getOutputSpatial(), rank);
}

/// Batches and features divide evenly into the groups.
static LogicalResult checkGroups(ConvolutionOp op) {
  ConvDimensionNumbersAttr axes = op.getDimensionNumbers();
  RankedTensorType lhs = tensorOf(op.getLhs()), rhs = tensorOf(op.getRhs());
  auto features = int64_t(op.getFeatureGroupCount()), batches = int64_t(op.getBatchGroupCount());
  if (features < 1 || batches < 1 || (features > 1 && batches > 1))
    return siteOf(op).error() << "group counts must be 1 or more, and one of them 1; got "
                              << features << " and " << batches;
  auto divides = [](int64_t count, int64_t extent) {
    return ShapedType::isDynamic(extent) || extent % count == 0;
  };
  int64_t in = lhs.getDimSize(axes.getInputFeature());
  int64_t out = rhs.getDimSize(axes.getKernelOutputFeature());
  if (!divides(batches, lhs.getDimSize(axes.getInputBatch())) || !divides(features, in) ||
      !divides(features, out) || !divides(batches, out))
    return siteOf(op).error() << "batches or features of " << lhs << " and " << rhs
                              << " do not divide into the groups";
  int64_t perGroup = ShapedType::isDynamic(in) ? in : in / features;
  if (mayEqual(rhs.getDimSize(axes.getKernelInputFeature()), perGroup))
    return success();
  return siteOf(op).error() << "the kernel takes " << rhs.getDimSize(axes.getKernelInputFeature())
                            << " features; expected " << perGroup;
}

LogicalResult ConvolutionOp::verify() {
  if (failed(checkConvolutionAxes(*this)) || failed(checkGroups(*this)) ||
      failed(checkPrecision(*this, getPrecisionConfig())))
    return failure();
  ConvDimensionNumbersAttr axes = getDimensionNumbers();
  RankedTensorType lhs = tensorOf(getLhs()), rhs = tensorOf(getRhs());
  if (lhs.getElementType() != rhs.getElementType())
    return siteOf(*this).error() << "operands differ in element type: " << lhs << " and " << rhs;
  auto size = llvm::map_to_vector(axes.getKernelSpatial(),
                                  [&](int64_t axis) { return rhs.getDimSize(axis); });
  if (llvm::any_of(size, ShapedType::isDynamic))
    return success();
  // An empty kernel axis has no window, and gives noughts.
  for (int64_t &extent : size)
    extent = std::max<int64_t>(extent, 1);
  auto window = Window::get(*this, size, getWindowStridesAttr(), getLhsDilationAttr(),
                            getRhsDilationAttr(), getPaddingAttr());
  if (failed(window))
    return failure();
  if (auto reversal = getWindowReversal();
      reversal && failed(checkCount(*this, "window_reversal", reversal->size(), size.size())))
    return failure();
  SmallVector<int64_t> shape(lhs.getRank());
  int64_t batch = lhs.getDimSize(axes.getInputBatch());
  shape[axes.getOutputBatch()] =
      ShapedType::isDynamic(batch) ? batch : batch / int64_t(getBatchGroupCount());
  shape[axes.getOutputFeature()] = rhs.getDimSize(axes.getKernelOutputFeature());
  for (auto [i, axis] : llvm::enumerate(axes.getOutputSpatial()))
    shape[axis] = window->places(unsigned(i), lhs.getDimSize(axes.getInputSpatial()[i]));
  return checkResult(*this, getResult(), shape, tensorOf(getResult()).getElementType());
}

LogicalResult DynamicConvOp::verify() {
  RankedTensorType padding = tensorOf(getDPadding());
  auto axes = int64_t(getDimensionNumbers().getInputSpatial().size());
  if (padding.getRank() == 2 && mayEqual(padding.getShape(), {axes, 2}))
    return success();
  return siteOf(*this).error() << "the padding must have two numbers for each of " << axes
                               << " axes, but is " << padding;
}

//===- fft, linear algebra -------------------------------------------------------------------===//

LogicalResult FftOp::verify() {
  RankedTensorType operand = tensorOf(getOperand()), result = tensorOf(getResult());
  auto lengths = getFftLength();
  size_t count = lengths.size();
  if (count < 1 || count > 3 || int64_t(count) > operand.getRank())
    return siteOf(*this).error() << "transforms 1 to 3 axes, got " << shapeText(lengths) << " for "
                                 << operand;
  bool realIn = getFftType() == FftType::RFFT, realOut = getFftType() == FftType::IRFFT;
  if (isa<FloatType>(operand.getElementType()) != realIn ||
      isa<FloatType>(result.getElementType()) != realOut)
    return siteOf(*this).error() << stringifyFftType(getFftType()) << " does not lead from "
                                 << operand << " to " << result;
  if (failed(siteOf(*this).checkPerAxis("length", lengths, int64_t(count), 0)))
    return failure();
  SmallVector<int64_t> from(operand.getShape().drop_back(count)), to(from);
  llvm::append_range(from, lengths);
  llvm::append_range(to, lengths);
  if (realOut)
    from.back() = from.back() ? from.back() / 2 + 1 : 0;
  if (realIn)
    to.back() = to.back() ? to.back() / 2 + 1 : 0;
  if (!mayEqual(operand.getShape(), from))
    return siteOf(*this).error() << "length " << shapeText(lengths) << " does not fit " << operand;
  return checkResult(*this, getResult(), to, result.getElementType());
}

static LogicalResult checkSquare(Operation *op, RankedTensorType matrices) {
  int64_t rank = matrices.getRank();
  if (rank >= 2 && mayEqual(matrices.getDimSize(rank - 1), matrices.getDimSize(rank - 2)))
    return success();
  return siteOf(op).error() << "needs square matrices, got " << matrices;
}

LogicalResult CholeskyOp::verify() { return checkSquare(*this, tensorOf(getA())); }

LogicalResult TriangularSolveOp::verify() {
  RankedTensorType a = tensorOf(getA()), b = tensorOf(getB());
  if (failed(checkSquare(*this, a)))
    return failure();
  int64_t rank = a.getRank();
  if (b.getRank() != rank || a.getElementType() != b.getElementType() ||
      !mayEqual(a.getShape().drop_back(2), b.getShape().drop_back(2)) ||
      !mayEqual(a.getDimSize(rank - 1), b.getDimSize(getLeftSide() ? rank - 2 : rank - 1)))
    return siteOf(*this).error() << "cannot solve " << a << " for " << b;
  return checkResult(*this, getResult(), b.getShape(), b.getElementType());
}
