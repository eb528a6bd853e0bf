// Products and convolutions.
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

//===- dot -----------------------------------------------------------------------------------===//

/// The type in which a product is computed: the widest of the operands' and the result's, the one
/// that holds the others' numbers.
static Type productType(Type lhs, Type rhs, Type result) {
  if (isa<ComplexType>(result))
    return result;
  Type widest = result;
  for (Type type : {lhs, rhs}) {
    bool isFloat = isa<FloatType>(type), isWide = isa<FloatType>(widest);
    if (isFloat != isWide ? isFloat : type.getIntOrFloatBitWidth() > widest.getIntOrFloatBitWidth())
      widest = type;
  }
  return widest;
}

/// Of truth values: whether any pair holds.
static Type countingType(OpBuilder &b, Type type) {
  return type.isInteger(1) ? b.getI32Type() : type;
}

/// A product that was computed in another type than the result's.
static Values fromProduct(Site &s, const Values &product, Type element) {
  if (failed(product) || elementOf(product->front()) == element)
    return product;
  Value value = product->front();
  if (element.isInteger(1))
    return one(s.compare(ir::ComparePredicate::Ne, value, s.zero(value)));
  return one(s.convert(value, element));
}

static Values importProduct(Site &s, Value lhs, Value rhs, Value result, ArrayRef<int64_t> lhsBatch,
                            ArrayRef<int64_t> rhsBatch, ArrayRef<int64_t> lhsSum,
                            ArrayRef<int64_t> rhsSum) {
  Type element = countingType(s.b, productType(elementOf(lhs), elementOf(rhs), elementOf(result)));
  Values product =
      s.build("tcc.dot", Site::type(result).clone(element),
              {s.convert(lhs, element), s.convert(rhs, element)},
              {s.named("lhs_batch", lhsBatch), s.named("rhs_batch", rhsBatch),
               s.named("lhs_contracting", lhsSum), s.named("rhs_contracting", rhsSum)});
  return fromProduct(s, product, elementOf(result));
}

static Values importDotGeneral(Site &s, stablehlo::DotGeneralOp op) {
  auto axes = op.getDotDimensionNumbers();
  return importProduct(s, op.getLhs(), op.getRhs(), op.getResult(), axes.getLhsBatchingDimensions(),
                       axes.getRhsBatchingDimensions(), axes.getLhsContractingDimensions(),
                       axes.getRhsContractingDimensions());
}

static Values importDot(Site &s, stablehlo::DotOp op) {
  return importProduct(s, op.getLhs(), op.getRhs(), op.getResult(), {}, {},
                       {Site::type(op.getLhs()).getRank() - 1}, {0});
}

//===- convolution ---------------------------------------------------------------------------===//

/// Axes by name: two letters, digits for the spatial ones.
static std::string layoutOf(std::pair<char, int64_t> first, std::pair<char, int64_t> second,
                            ArrayRef<int64_t> spatial) {
  std::string layout(spatial.size() + 2, ' ');
  layout[first.second] = first.first;
  layout[second.second] = second.first;
  for (auto [i, axis] : llvm::enumerate(spatial))
    layout[axis] = char('0' + i);
  return layout;
}

static SmallVector<NamedAttribute> layoutsOf(Site &s, stablehlo::ConvDimensionNumbersAttr axes) {
  auto named = [&](StringRef name, const std::string &layout) {
    return s.named(name, s.b.getStringAttr(layout));
  };
  return {
      named("x_layout", layoutOf({'b', axes.getInputBatch()}, {'f', axes.getInputFeature()},
                                 axes.getInputSpatial())),
      named("w_layout", layoutOf({'i', axes.getKernelInputFeature()},
                                 {'o', axes.getKernelOutputFeature()}, axes.getKernelSpatial())),
      named("result_layout", layoutOf({'b', axes.getOutputBatch()}, {'f', axes.getOutputFeature()},
                                      axes.getOutputSpatial()))};
}

static SmallVector<NamedAttribute> windowOf(Site &s, stablehlo::ConvolutionOp op) {
  SmallVector<NamedAttribute> attributes;
  auto add = [&](StringRef name, Attribute value) {
    if (value)
      attributes.push_back(s.named(name, value));
  };
  add("strides", op.getWindowStridesAttr());
  add("x_dilation", op.getLhsDilationAttr());
  add("w_dilation", op.getRhsDilationAttr());
  add("reversal", op.getWindowReversalAttr());
  if (auto padding = op.getPaddingAttr()) {
    SmallVector<int64_t> low, high;
    for (auto [i, edge] : llvm::enumerate(padding.getValues<int64_t>()))
      (i % 2 ? high : low).push_back(edge);
    attributes.push_back(s.named("low", low));
    attributes.push_back(s.named("high", high));
  }
  attributes.push_back(s.named("feature_groups", int64_t(op.getFeatureGroupCount())));
  attributes.push_back(s.named("batch_groups", int64_t(op.getBatchGroupCount())));
  return attributes;
}

static Values importConvolution(Site &s, stablehlo::ConvolutionOp op) {
  Value lhs = op.getLhs(), rhs = op.getRhs(), result = op.getResult();
  Type element = countingType(s.b, productType(elementOf(lhs), elementOf(rhs), elementOf(result)));
  SmallVector<NamedAttribute> attributes = layoutsOf(s, op.getDimensionNumbers());
  llvm::append_range(attributes, windowOf(s, op));
  return fromProduct(s,
                     s.build("tcc.convolution", Site::type(result).clone(element),
                             {s.convert(lhs, element), s.convert(rhs, element)}, attributes),
                     elementOf(result));
}

//===- fft -----------------------------------------------------------------------------------===//

static Values importFft(Site &s, stablehlo::FftOp op) {
  std::string kind = stringifyFftType(op.getFftType()).lower();
  return s.replaceBy(
      "tcc.fft", op.getOperand(),
      {s.named("kind", s.b.getStringAttr(kind)), s.named("lengths", op.getFftLength())});
}

void importer::addContractionRules(Rules &rules) {
  rules.add<stablehlo::DotGeneralOp>(importDotGeneral);
  rules.add<stablehlo::DotOp>(importDot);
  rules.add<stablehlo::ConvolutionOp>(importConvolution);
  rules.add<stablehlo::FftOp>(importFft);
}
