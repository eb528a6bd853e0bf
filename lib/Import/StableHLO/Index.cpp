// Ops that read and write at computed places, and sorting.
#include "Bodies.h"
#include "Site.h"

#include "tcc/Dialect/Tcc/ScalarRegion.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

//===- slices, gather and scatter ------------------------------------------------------------===//

static Values importDynamicSlice(Site &s, stablehlo::DynamicSliceOp op) {
  return s.replaceBy("tcc.dynamic_slice", op->getOperands(),
                     s.named("slice_sizes", op.getSliceSizes()));
}

static Values importDynamicUpdateSlice(Site &s, stablehlo::DynamicUpdateSliceOp op) {
  return s.replaceBy("tcc.dynamic_update_slice", op->getOperands());
}

static Values importGather(Site &s, stablehlo::GatherOp op) {
  auto axes = op.getDimensionNumbers();
  SmallVector<NamedAttribute> attributes{
      s.named("slice_sizes", op.getSliceSizes()),
      s.named("offset_dims", axes.getOffsetDims()),
      s.named("collapsed_slice_dims", axes.getCollapsedSliceDims()),
      s.named("operand_batching_dims", axes.getOperandBatchingDims()),
      s.named("start_indices_batching_dims", axes.getStartIndicesBatchingDims()),
      s.named("start_index_map", axes.getStartIndexMap()),
      s.named("index_vector_dim", axes.getIndexVectorDim())};
  if (op.getIndicesAreSorted())
    attributes.push_back(s.named("indices_are_sorted", s.b.getUnitAttr()));
  return s.replaceBy("tcc.gather", {op.getOperand(), op.getStartIndices()}, attributes);
}

/// Rows of an axis; axes before it may go along with those of the indices.
static Values importTorchIndexSelect(Site &s, stablehlo::TorchIndexSelectOp op) {
  auto operand = Site::type(op.getOperand()), index = Site::type(op.getIndex());
  if (!operand.hasStaticShape() || !index.hasStaticShape())
    return s.unsupported("a symbolic shape");
  auto axis = int64_t(op.getDim()), batch = int64_t(op.getBatchDims());
  auto batches = llvm::to_vector(llvm::seq<int64_t>(0, batch));
  SmallVector<int64_t> sizes(operand.getShape()), offset;
  std::fill_n(sizes.begin(), batch, 1);
  sizes[size_t(axis)] = 1;
  int64_t between = index.getRank() - batch;
  for (int64_t i = batch; i < operand.getRank(); ++i)
    if (i != axis)
      offset.push_back(i < axis ? i : i - 1 + between);
  return s.replaceBy("tcc.gather", {op.getOperand(), op.getIndex()},
                     {s.named("slice_sizes", sizes), s.named("offset_dims", offset),
                      s.named("collapsed_slice_dims", ArrayRef<int64_t>{axis}),
                      s.named("operand_batching_dims", batches),
                      s.named("start_indices_batching_dims", batches),
                      s.named("start_index_map", ArrayRef<int64_t>{axis}),
                      s.named("index_vector_dim", index.getRank())});
}

/// What becomes of an element and its update, by tcc's name.
static StringRef combinerOf(stablehlo::ScatterOp op) {
  if (op.getInputs().size() != 1)
    return "custom";
  Region &body = op.getUpdateComputation();
  Block &block = body.front();
  if (block.back().getOperand(0) == block.getArgument(1))
    return "set";
  Type element = elementOf(op.getInputs()[0]);
  if (element.isInteger(1) || (isa<ComplexType>(element) && kindOf(body) != Kind::Sum))
    return "custom";
  switch (kindOf(body)) {
  case Kind::Sum:
    return "add";
  case Kind::Product:
    return "mul";
  case Kind::Max:
    return "max";
  case Kind::Min:
    return "min";
  case Kind::Any:
    return "custom";
  }
  llvm_unreachable("every kind has a name");
}

/// Whether updates are subtracted, of numbers: their opposites are added then.
static bool subtracts(stablehlo::ScatterOp op) {
  Block &block = op.getUpdateComputation().front();
  auto difference = block.back().getOperand(0).getDefiningOp<stablehlo::SubtractOp>();
  return op.getInputs().size() == 1 && !elementOf(op.getInputs()[0]).isInteger(1) && difference &&
         difference.getLhs() == block.getArgument(0) && difference.getRhs() == block.getArgument(1);
}

static Values importScatter(Site &s, stablehlo::ScatterOp op) {
  StringRef combiner = subtracts(op) ? "add" : combinerOf(op);
  if (combiner == "custom" && failed(s.importRegion(op.getUpdateComputation())))
    return failure();
  auto axes = op.getScatterDimensionNumbers();
  SmallVector<NamedAttribute> attributes{
      s.named("combiner", s.b.getStringAttr(combiner)),
      s.named("update_window_dims", axes.getUpdateWindowDims()),
      s.named("inserted_window_dims", axes.getInsertedWindowDims()),
      s.named("input_batching_dims", axes.getInputBatchingDims()),
      s.named("scatter_indices_batching_dims", axes.getScatterIndicesBatchingDims()),
      s.named("scatter_dims_to_operand_dims", axes.getScatterDimsToOperandDims()),
      s.named("index_vector_dim", axes.getIndexVectorDim())};
  if (op.getIndicesAreSorted())
    attributes.push_back(s.named("indices_are_sorted", s.b.getUnitAttr()));
  if (op.getUniqueIndices())
    attributes.push_back(s.named("unique_indices", s.b.getUnitAttr()));
  SmallVector<Value> operands;
  auto addPromoted = [&](ValueRange values) {
    for (auto [value, result] : llvm::zip_equal(values, op.getResults()))
      operands.push_back(s.convert(value, elementOf(result)));
  };
  addPromoted(op.getInputs());
  operands.push_back(op.getScatterIndices());
  addPromoted(op.getUpdates());
  if (subtracts(op))
    operands.back() = s.neg(operands.back());
  Region none;
  return s.replaceBy("tcc.scatter", operands, attributes,
                     combiner == "custom" ? &op.getUpdateComputation() : &none);
}

//===- sort ----------------------------------------------------------------------------------===//

static bool isConstant(Value value, function_ref<bool(const APFloat &)> isWanted) {
  auto constant = value.getDefiningOp<stablehlo::ConstantOp>();
  auto elements = constant ? dyn_cast<DenseElementsAttr>(constant.getValue()) : DenseElementsAttr();
  return elements && elements.isSplat() && isa<FloatType>(elements.getElementType()) &&
         isWanted(elements.getSplatValue<APFloat>());
}

/// Whether `value` is a comparator's argument but for one name for each NaN and for nought: what
/// frameworks make of floats before they compare them.
static bool isCanonical(Value value, BlockArgument argument) {
  bool hasNan = false, hasZero = false;
  auto isZero = [](const APFloat &x) { return x.isZero(); };
  while (auto select = value.getDefiningOp<stablehlo::SelectOp>()) {
    auto compare = select.getPred().getDefiningOp<stablehlo::CompareOp>();
    if (!compare || compare.getLhs() != argument)
      return false;
    if (compare.getComparisonDirection() == stablehlo::ComparisonDirection::NE &&
        compare.getRhs() == argument &&
        isConstant(select.getOnTrue(), [](const APFloat &x) { return x.isNaN(); }))
      hasNan = true;
    else if (compare.getComparisonDirection() == stablehlo::ComparisonDirection::EQ &&
             isConstant(compare.getRhs(), isZero) && isConstant(select.getOnTrue(), isZero))
      hasZero = true;
    else
      return false;
    value = select.getOnFalse();
  }
  return value == argument && hasNan && hasZero;
}

/// ascending or descending by the first operand, or custom.
static StringRef orderOf(stablehlo::SortOp op) {
  Block &block = op.getComparator().front();
  auto compare = block.back().getOperand(0).getDefiningOp<stablehlo::CompareOp>();
  if (!compare)
    return "custom";
  BlockArgument first = block.getArgument(0), second = block.getArgument(1);
  Value lhs = compare.getLhs(), rhs = compare.getRhs();
  bool isTotal = compare.getCompareType() == stablehlo::ComparisonType::TOTALORDER;
  bool isKnown = isa<FloatType>(elementOf(lhs))
                     ? isTotal && isCanonical(lhs, first) && isCanonical(rhs, second)
                     : lhs == first && rhs == second;
  if (!isKnown)
    return "custom";
  if (compare.getComparisonDirection() == stablehlo::ComparisonDirection::LT)
    return "ascending";
  return compare.getComparisonDirection() == stablehlo::ComparisonDirection::GT ? "descending"
                                                                                : "custom";
}

static Values importSort(Site &s, stablehlo::SortOp op) {
  auto rank = Site::type(op.getInputs()[0]).getRank(), axis = int64_t(op.getDimension());
  if (rank == 0)
    return SmallVector<Value>(op.getInputs());
  StringRef order = orderOf(op);
  if (order == "custom" && failed(s.importRegion(op.getComparator())))
    return failure();
  Region none;
  return s.replaceBy(
      "tcc.sort", op.getInputs(),
      {s.named("axis", axis < 0 ? axis + rank : axis), s.named("order", s.b.getStringAttr(order))},
      order == "custom" ? &op.getComparator() : &none);
}

/// The first k in descending order: floats in that of all their bits, where -0 is less than 0 and a
/// NaN has a sign, truth values as bytes.
static Values importTopK(Site &s, chlo::TopKOp op) {
  Value x = op.getOperand();
  auto type = Site::type(x);
  Type element = type.getElementType();
  if (!isa<FloatType>(element) && !element.isInteger(1))
    return s.replaceBy("tcc.top_k", x, s.named("k", int64_t(op.getK())));
  if (!type.hasStaticShape() || type.getRank() == 0)
    return s.unsupported("a symbolic shape");
  int64_t axis = type.getRank() - 1;
  Value places = s.create<ir::IotaOp>(s.b.getI32Type(), type.getShape(), axis);
  auto sorted = s.create<ir::SortOp>(ir::SortOrder::Custom, ValueRange{x, places}, axis);
  Type place = s.b.getI32Type();
  ir::buildScalarRegion(s, sorted.getComparator(), {element, element, place, place},
                        [&](ir::RuleBuilder &g, ValueRange in) {
                          auto greater = ir::ComparePredicate::Gt;
                          auto compare = g.create<ir::CompareOp>(in[0], in[1], greater);
                          compare.setTotal(isa<FloatType>(element));
                          return SmallVector<Value>{compare};
                        });
  SmallVector<int64_t> starts(type.getRank(), 0), limits(type.getShape());
  limits.back() = int64_t(op.getK());
  return llvm::map_to_vector(sorted.getResults(), [&](Value all) -> Value {
    return s.create<ir::SliceOp>(all, starts, limits, ArrayRef<int64_t>());
  });
}

void importer::addIndexRules(Rules &rules) {
  rules.add<stablehlo::DynamicSliceOp>(importDynamicSlice);
  rules.add<stablehlo::DynamicUpdateSliceOp>(importDynamicUpdateSlice);
  rules.add<stablehlo::GatherOp>(importGather);
  rules.add<stablehlo::TorchIndexSelectOp>(importTorchIndexSelect);
  rules.add<stablehlo::ScatterOp>(importScatter);
  rules.add<stablehlo::SortOp>(importSort);
  rules.add<chlo::TopKOp>(importTopK);
}
