// Custom calls that frameworks make, by their target, where it is documented what they compute.
// Those of linear algebra stand in LinearAlgebra.cpp, those of random numbers in Random.cpp.
#include "Site.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

Attribute importer::configOf(stablehlo::CustomCallOp op, StringRef name) {
  for (Attribute place : {op->getAttr("mhlo.backend_config"), op->getAttr("mhlo.attributes"),
                          op.getBackendConfigAttr()})
    if (auto config = dyn_cast_if_present<DictionaryAttr>(place))
      if (Attribute value = config.get(name))
        return value;
  return {};
}

static std::optional<int64_t> numberOf(stablehlo::CustomCallOp op, StringRef name) {
  auto value = dyn_cast_if_present<IntegerAttr>(configOf(op, name));
  return value ? std::optional(value.getInt()) : std::nullopt;
}

//===- one device ---------------------------------------------------------------------------===//

/// Where values lie is the compiler's own business.
static constexpr StringLiteral placements[] = {"Sharding",
                                               "SPMDFullToShardShape",
                                               "SPMDShardToFullShape",
                                               "annotate_device_placement",
                                               "LayoutConstraint",
                                               "xla.sdy.FuncResultSharding",
                                               "xla.sdy.GlobalToLocalShape",
                                               "xla.sdy.LocalToGlobalShape"};

static Values importPlacement(Site &s, stablehlo::CustomCallOp op) {
  if (TypeRange(op.getInputs().getTypes()) != op.getResultTypes())
    return s.unsupported("shapes of several devices");
  return SmallVector<Value>(op.getInputs());
}

/// A value beside its shape.
static Values importWrapper(Site &s, stablehlo::CustomCallOp op) {
  if (op->getNumResults() != 1 || op.getInputs().empty() ||
      op.getInputs()[0].getType() != op.getResult(0).getType())
    return s.unsupported("a symbolic shape");
  return one(op.getInputs()[0]);
}

/// What symbolic dimensions are asserted to be: there are none here.
static Values importAssertion(Site &s, stablehlo::CustomCallOp op) {
  if (op->getNumResults() != 0)
    return s.unsupported();
  return SmallVector<Value>();
}

//===- functions ----------------------------------------------------------------------------===//

static constexpr std::pair<StringLiteral, StringLiteral> functions[] = {
    {"mhlo.acos", "tcc.acos"},       {"mhlo.acosh", "tcc.acosh"},     {"mhlo.asin", "tcc.asin"},
    {"mhlo.asinh", "tcc.asinh"},     {"mhlo.atan", "tcc.atan"},       {"mhlo.atanh", "tcc.atanh"},
    {"mhlo.cosh", "tcc.cosh"},       {"mhlo.digamma", "tcc.digamma"}, {"mhlo.erf", "tcc.erf"},
    {"mhlo.erf_inv", "tcc.erf_inv"}, {"mhlo.erfc", "tcc.erfc"},       {"mhlo.lgamma", "tcc.lgamma"},
    {"mhlo.sinh", "tcc.sinh"},       {"mhlo.tan", "tcc.tan"},
};

static Values importFunction(Site &s, stablehlo::CustomCallOp op) {
  for (auto [theirs, ours] : functions)
    if (theirs == op.getCallTargetName())
      return s.replaceBy(ours, op.getInputs());
  return s.unsupported();
}

//===- the largest --------------------------------------------------------------------------===//

/// The first `count` elements along an axis, in order, of several tensors that go with the first.
static Values firstOf(Site &s, stablehlo::CustomCallOp op, ValueRange inputs, int64_t axis,
                      ir::SortOrder order) {
  auto sorted = s.create<ir::SortOp>(order, inputs, axis);
  SmallVector<Value> results;
  for (auto [all, result] : llvm::zip(sorted.getResults(), op.getResults())) {
    SmallVector<int64_t> starts(Site::type(all).getRank(), 0);
    Value first = s.b.createOrFold<ir::SliceOp>(s.loc, all, starts, Site::type(result).getShape(),
                                                ArrayRef<int64_t>());
    if (first.getType() != result.getType())
      return s.unsupported("results of other types");
    results.push_back(first);
  }
  return results;
}

/// Values and i32 places of the k largest, k being the result's extent.
static Values importTopK(Site &s, stablehlo::CustomCallOp op) {
  auto largest = dyn_cast_if_present<BoolAttr>(configOf(op, "largest"));
  if (op.getInputs().empty() || op->getNumResults() != 2 ||
      Site::type(op.getInputs()[0]).getRank() == 0)
    return s.unsupported();
  auto x = Site::type(op.getInputs()[0]);
  auto kept = Site::type(op.getResult(0));
  int64_t axis = x.getRank() - 1;
  bool fits = x.hasStaticShape() && kept.hasStaticShape() && kept.getRank() == x.getRank() &&
              kept.getShape().drop_back() == x.getShape().drop_back() &&
              kept.getShape().back() <= x.getShape().back();
  if (!fits)
    return s.unsupported("a result of another shape");
  Value places = s.create<ir::IotaOp>(s.b.getI32Type(), x.getShape(), axis);
  bool ascends = largest && !largest.getValue();
  return firstOf(s, op, {op.getInputs()[0], places}, axis,
                 ascends ? ir::SortOrder::Ascending : ir::SortOrder::Descending);
}

/// The order that a comparator's only comparison, of its first two arguments, makes.
static std::optional<ir::SortOrder> orderOf(stablehlo::CustomCallOp op) {
  ArrayAttr called = op.getCalledComputationsAttr();
  auto name =
      called && called.size() == 1 ? dyn_cast<FlatSymbolRefAttr>(called[0]) : FlatSymbolRefAttr();
  auto function =
      name ? SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, name) : func::FuncOp();
  if (!function || function.isExternal() || function.getNumArguments() < 2)
    return std::nullopt;
  auto compare = function.front().getTerminator()->getOperand(0).getDefiningOp();
  Value x = function.getArgument(0), y = function.getArgument(1);
  if (auto theirs = dyn_cast_if_present<stablehlo::CompareOp>(compare)) {
    if (theirs.getLhs() != x || theirs.getRhs() != y)
      return std::nullopt;
    if (theirs.getComparisonDirection() == stablehlo::ComparisonDirection::GT)
      return ir::SortOrder::Descending;
    if (theirs.getComparisonDirection() == stablehlo::ComparisonDirection::LT)
      return ir::SortOrder::Ascending;
  }
  if (auto ours = dyn_cast_if_present<ir::CompareOp>(compare)) {
    if (ours->getOperand(0) != x || ours->getOperand(1) != y)
      return std::nullopt;
    if (ours.getPredicate() == ir::ComparePredicate::Gt)
      return ir::SortOrder::Descending;
    if (ours.getPredicate() == ir::ComparePredicate::Lt)
      return ir::SortOrder::Ascending;
  }
  return std::nullopt;
}

/// The exact answer is one of those that are near enough. Operands come first, then what fills up.
static Values importApproximateTopK(Site &s, stablehlo::CustomCallOp op) {
  auto axis = numberOf(op, "reduction_dim"), k = numberOf(op, "top_k");
  auto order = orderOf(op);
  size_t count = op->getNumResults();
  if (!axis || !k || !order || count == 0 || op.getInputs().size() != 2 * count)
    return s.unsupported("a comparator that is not one comparison");
  auto x = Site::type(op.getInputs()[0]), kept = Site::type(op.getResult(0));
  bool fits = *axis >= 0 && *axis < x.getRank() && kept.getRank() == x.getRank() &&
              kept.getDimSize(unsigned(*axis)) == *k && x.hasStaticShape() &&
              *k <= x.getDimSize(unsigned(*axis));
  if (!fits)
    return s.unsupported("a result that is not aggregated");
  return firstOf(s, op, op.getInputs().take_front(count), *axis, *order);
}

void importer::addCustomCallRules(Rules &rules) {
  for (StringRef target : placements)
    rules.addCall(target, importPlacement);
  for (auto [theirs, ours] : functions)
    rules.addCall(theirs, importFunction);
  for (StringRef target : {"mhlo.topk", "TopK", "stablehlo.dynamic_top_k"})
    rules.addCall(target, importTopK);
  rules.addCall("ApproxTopK", importApproximateTopK);
  rules.addCall("stablehlo.shape_refinement_operand_wrapper", importWrapper);
  rules.addCall("shape_assertion", importAssertion);
}
