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

/// Whether a product takes a factor as it is, narrower than the sum.
static bool staysNarrow(Type factor, Type sum) {
  if (!factor.isIntOrFloat() || isa<FloatType>(factor) != isa<FloatType>(sum) ||
      factor.getIntOrFloatBitWidth() >= sum.getIntOrFloatBitWidth())
    return false;
  if (isa<FloatType>(factor))
    return factor.getIntOrFloatBitWidth() > 8;
  return !factor.isInteger(1) && (factor.isUnsignedInteger() || !sum.isUnsignedInteger());
}

/// The factors of a product whose sums have a type. Those that the op widens stay as they are; it
/// is told then.
static SmallVector<Value> factorsOf(Site &s, Value lhs, Value rhs, Type sum,
                                    SmallVectorImpl<NamedAttribute> &attributes) {
  SmallVector<Value> factors{lhs, rhs};
  for (Value &factor : factors)
    if (!staysNarrow(elementOf(factor), sum))
      factor = s.convert(factor, sum);
  if (llvm::any_of(factors, [&](Value factor) { return elementOf(factor) != sum; }))
    attributes.push_back(s.named("element_type", TypeAttr::get(sum)));
  return factors;
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

static Values importProduct(Site &s, Value lhs, Value rhs, RankedTensorType result,
                            ArrayRef<int64_t> lhsBatch, ArrayRef<int64_t> rhsBatch,
                            ArrayRef<int64_t> lhsSum, ArrayRef<int64_t> rhsSum) {
  Type element =
      countingType(s.b, productType(elementOf(lhs), elementOf(rhs), result.getElementType()));
  SmallVector<NamedAttribute> attributes{
      s.named("lhs_batch", lhsBatch), s.named("rhs_batch", rhsBatch),
      s.named("lhs_contracting", lhsSum), s.named("rhs_contracting", rhsSum)};
  auto factors = factorsOf(s, lhs, rhs, element, attributes);
  Values product = s.build("tcc.dot", result.clone(element), factors, attributes);
  return fromProduct(s, product, result.getElementType());
}

static Values importDotGeneral(Site &s, stablehlo::DotGeneralOp op) {
  auto axes = op.getDotDimensionNumbers();
  return importProduct(s, op.getLhs(), op.getRhs(), Site::type(op.getResult()),
                       axes.getLhsBatchingDimensions(), axes.getRhsBatchingDimensions(),
                       axes.getLhsContractingDimensions(), axes.getRhsContractingDimensions());
}

static Values importDot(Site &s, stablehlo::DotOp op) {
  return importProduct(s, op.getLhs(), op.getRhs(), Site::type(op.getResult()), {}, {},
                       {Site::type(op.getLhs()).getRank() - 1}, {0});
}

/// The operand once for each group, nought where a position along the ragged axis lies outside of
/// it: groups lie one behind the other.
static Value byGroups(Site &s, Value lhs, Value sizes, int64_t axis) {
  auto type = Site::type(lhs);
  int64_t groups = Site::type(sizes).getDimSize(0), extent = type.getDimSize(unsigned(axis));
  Value ends = s.create<ir::CumulateOp>(s.convert(sizes, s.b.getI64Type()), ir::Reducer::Sum, 0,
                                        /*reverse=*/false);
  Value starts = s.sub(ends, s.convert(sizes, s.b.getI64Type()));
  SmallVector<int64_t> perGroup(type.getRank() + 1, 1), perPlace(perGroup), all{groups};
  perGroup[0] = groups;
  perPlace[size_t(axis + 1)] = extent;
  llvm::append_range(all, type.getShape());
  Value place = s.create<ir::IotaOp>(s.b.getI64Type(), ArrayRef<int64_t>(perPlace), axis + 1);
  Value isBehind = s.compare(ir::ComparePredicate::Ge, place, s.reshape(starts, perGroup));
  Value isBefore = s.compare(ir::ComparePredicate::Lt, place, s.reshape(ends, perGroup));
  return s.select(s.create<ir::AndOp>(isBehind, isBefore), s.broadcast(lhs, all), s.scalar(lhs, 0));
}

static SmallVector<int64_t> shifted(ArrayRef<int64_t> axes) {
  return llvm::map_to_vector(axes, [](int64_t axis) { return axis + 1; });
}

/// What is ragged is an axis of the rows (then each group has a matrix of its own), the axis that
/// is summed over (then the result has one for each group), or a batch.
static Values importRaggedDot(Site &s, chlo::RaggedDotOp op) {
  auto axes = op.getRaggedDotDimensionNumbers();
  int64_t ragged = axes.getLhsRaggedDimensions()[0];
  auto result = Site::type(op.getResult());
  if (Site::type(op.getGroupSizes()).getRank() != 1 || !result.hasStaticShape())
    return s.unsupported("group sizes of batches");
  SmallVector<int64_t> lhsBatch = shifted(axes.getLhsBatchingDimensions());
  SmallVector<int64_t> lhsSum = shifted(axes.getLhsContractingDimensions());
  SmallVector<int64_t> rhsSum(axes.getRhsContractingDimensions());
  if (llvm::is_contained(axes.getLhsBatchingDimensions(), ragged))
    return importProduct(s, op.getLhs(), op.getRhs(), Site::type(op.getResult()),
                         axes.getLhsBatchingDimensions(), axes.getRhsBatchingDimensions(),
                         axes.getLhsContractingDimensions(), rhsSum);
  Value lhs = byGroups(s, op.getLhs(), op.getGroupSizes(), ragged);
  bool sums = llvm::is_contained(axes.getLhsContractingDimensions(), ragged);
  if (!sums) {
    lhsSum.push_back(0);
    llvm::append_range(rhsSum, axes.getRhsGroupDimensions());
    return importProduct(s, lhs, op.getRhs(), result, lhsBatch, axes.getRhsBatchingDimensions(),
                         lhsSum, rhsSum);
  }
  // The groups are behind the batches, and belong in front of them.
  size_t batches = lhsBatch.size();
  SmallVector<int64_t> shape(result.getShape());
  std::rotate(shape.begin(), shape.begin() + 1, shape.begin() + ptrdiff_t(batches) + 1);
  Values product = importProduct(s, lhs, op.getRhs(), result.clone(shape), lhsBatch,
                                 axes.getRhsBatchingDimensions(), lhsSum, rhsSum);
  if (failed(product))
    return failure();
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, result.getRank()));
  std::rotate(order.begin(), order.begin() + ptrdiff_t(batches),
              order.begin() + ptrdiff_t(batches) + 1);
  return one(s.transpose(product->front(), order));
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
  auto factors = factorsOf(s, lhs, rhs, element, attributes);
  Values product =
      s.build("tcc.convolution", Site::type(result).clone(element), factors, attributes);
  return fromProduct(s, product, elementOf(result));
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
  rules.add<chlo::RaggedDotOp>(importRaggedDot);
}
