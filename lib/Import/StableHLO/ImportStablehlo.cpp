// stablehlo and chlo to tcc: each op asks its rule, in program order, so that operands are tcc
// values when their users look at them. Nothing is replaced partly: an op without a rule stays,
// and the import goes on to name what else is unsupported.
#include "Bodies.h"
#include "Site.h"

#include "tcc/Import/Passes.h"
#include "tcc/Support/Diagnostics.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

namespace tcc {
#define GEN_PASS_DEF_IMPORTSTABLEHLO
#include "tcc/Import/Passes.h.inc"
} // namespace tcc

static bool isForeign(Operation *op) {
  return isa_and_present<stablehlo::StableHLODialect, chlo::CHLODialect>(op->getDialect());
}

bool tcc::holdsStableHLO(Operation *module) {
  return module
      ->walk([](Operation *op) {
        return isForeign(op) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

Type importer::elementOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getElementType();
}

DenseElementsAttr importer::constantOf(Value value) {
  DenseElementsAttr elements;
  return matchPattern(value, m_Constant(&elements)) ? elements : DenseElementsAttr();
}

//===- the place of an op --------------------------------------------------------------------===//

LogicalResult Site::unsupported(const Twine &why) {
  std::string name = "'" + op->getName().getStringRef().str() + "'";
  if (auto call = dyn_cast<stablehlo::CustomCallOp>(op))
    name += " @" + call.getCallTargetName().str();
  if (!reported.insert(name).second)
    return failure();
  auto diagnostic = emitUnsupported(loc) << "op " << name;
  if (!why.isTriviallyEmpty())
    diagnostic.attachNote() << why;
  return failure();
}

/// Gives a new op its attributes, which its properties must all take.
static LogicalResult setAttributes(Operation *op, ArrayRef<NamedAttribute> attributes) {
  if (attributes.empty())
    return success();
  auto given = DictionaryAttr::get(op->getContext(), attributes);
  auto complain = [&] { return op->emitError(); };
  if (failed(op->setPropertiesFromAttribute(given, complain)))
    return failure();
  auto taken = dyn_cast_or_null<DictionaryAttr>(op->getPropertiesAsAttribute());
  for (NamedAttribute attribute : attributes)
    if (!taken || !taken.get(attribute.getName()))
      return complain() << "'" << op->getName() << "' has no attribute " << attribute.getName();
  return success();
}

/// Extents that the types of results leave open, where those of the operands tell them.
static void refineToInferred(Operation *op) {
  auto types = ir::inferResultTypes(op);
  if (failed(types))
    return;
  for (auto [result, type] : llvm::zip(op->getResults(), *types)) {
    auto open = dyn_cast<RankedTensorType>(result.getType()),
         known = dyn_cast<RankedTensorType>(type);
    if (open && known && !open.hasStaticShape() &&
        open.getElementType() == known.getElementType() &&
        succeeded(verifyCompatibleShape(open, known)))
      result.setType(known);
  }
}

/// What is wrong with an op that the user did not write; "" if nothing is.
static std::string complete(Operation *op, ArrayRef<NamedAttribute> attributes) {
  std::string complaint;
  ScopedDiagnosticHandler listener(op->getContext(), [&](Diagnostic &diagnostic) {
    if (complaint.empty())
      complaint = diagnostic.str();
    return success();
  });
  bool isSet = succeeded(setAttributes(op, attributes));
  if (isSet && llvm::any_of(op->getResultTypes(), [](Type type) {
        auto tensor = dyn_cast<RankedTensorType>(type);
        return tensor && !tensor.hasStaticShape();
      }))
    refineToInferred(op);
  if (isSet && succeeded(verify(op, /*verifyRecursively=*/false)))
    return "";
  return complaint.empty() ? "it does not verify" : complaint;
}

Values Site::build(StringRef name, TypeRange types, ValueRange operands,
                   ArrayRef<NamedAttribute> attributes, ArrayRef<Region *> regions) {
  if (!RegisteredOperationName::lookup(name, b.getContext()))
    return unsupported();
  OperationState state(loc, name, operands, types);
  for (Region *region : regions)
    state.addRegion()->takeBody(*region);
  Operation *built = b.create(state);
  if (std::string complaint = complete(built, attributes); !complaint.empty()) {
    built->erase();
    return unsupported(complaint);
  }
  return SmallVector<Value>(built->getResults());
}

LogicalResult Site::importRegion(Region &region) {
  if (failed(importOps(region, rules, reported)))
    return failure();
  Operation *end = region.front().getTerminator();
  OpBuilder at(end);
  OperationState state(end->getLoc(), "tcc.yield", end->getOperands(), TypeRange());
  if (!RegisteredOperationName::lookup("tcc.yield", b.getContext()))
    return unsupported();
  at.create(state);
  end->erase();
  return success();
}

Values Site::importInstead(Operation *other) {
  Values values = failure();
  if (succeeded(verify(other, /*verifyRecursively=*/false))) {
    const Rules::Rule *rule = rules.find(other->getName().getStringRef());
    Site site(b, other, rules, reported);
    values = rule ? (*rule)(site, other) : Values(unsupported());
  }
  other->erase();
  return values;
}

//===- the driver ----------------------------------------------------------------------------===//

/// Whether tcc has tensors of an element type: its own constants know.
static bool hasConstants(Type element) {
  OpBuilder b(element.getContext());
  auto scalar = RankedTensorType::get({}, element);
  TypedAttr zero = b.getZeroAttr(scalar);
  if (!zero)
    return false;
  OperationState state(b.getUnknownLoc(), ir::ConstantOp::getOperationName(), {}, Type(scalar));
  Operation *constant = Operation::create(state);
  bool verifies = complete(constant, b.getNamedAttr("value", zero)).empty();
  constant->destroy();
  return verifies;
}

/// Tensors of element types that tcc computes with.
static bool isComputed(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || tensor.getEncoding())
    return false;
  Type element = tensor.getElementType();
  if (auto integer = dyn_cast<IntegerType>(element))
    return integer.isSignless() ? llvm::is_contained({1u, 8u, 16u, 32u, 64u}, integer.getWidth())
                                : hasConstants(element);
  if (auto complex = dyn_cast<ComplexType>(element))
    return isa<Float32Type, Float64Type>(complex.getElementType());
  return isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(element) || hasConstants(element);
}

static std::string text(Type type) {
  std::string result;
  llvm::raw_string_ostream(result) << type;
  return result;
}

/// By what is called, if that has a rule of its own, or by the op's name.
static const Rules::Rule *findRule(Operation *op, const Rules &rules) {
  if (auto call = dyn_cast<stablehlo::CustomCallOp>(op))
    if (const Rules::Rule *rule = rules.find(("@" + call.getCallTargetName()).str()))
      return rule;
  return rules.find(op->getName().getStringRef());
}

/// The shape of an operand that is known by now, where results have that of operands.
static void refineResults(Operation *op) {
  if (!op->hasTrait<OpTrait::SameOperandsAndResultShape>())
    return;
  for (Type from : op->getOperandTypes())
    for (Value result : op->getResults()) {
      auto type = cast<RankedTensorType>(result.getType()), known = cast<RankedTensorType>(from);
      if (known.hasStaticShape() && !type.hasStaticShape() && known.getRank() == type.getRank())
        result.setType(type.clone(known.getShape()));
    }
}

static LogicalResult importOp(Operation *op, const Rules &rules, llvm::StringSet<> &reported) {
  OpBuilder b(op);
  Site site(b, op, rules, reported);
  const Rules::Rule *rule = findRule(op, rules);
  if (!rule)
    return site.unsupported();
  for (Type type : llvm::concat<Type>(llvm::to_vector(op->getOperandTypes()),
                                      llvm::to_vector(op->getResultTypes())))
    if (!isComputed(type))
      return site.unsupported("on " + text(type));
  refineResults(op);
  Values values = (*rule)(site, op);
  if (failed(values))
    return failure();
  for (auto [result, value] : llvm::zip_equal(op->getResults(), *values))
    result.replaceAllUsesWith(value);
  op->erase();
  return success();
}

LogicalResult importer::importOps(Region &region, const Rules &rules, llvm::StringSet<> &reported) {
  bool complete = true;
  for (Block &block : region)
    for (Operation &op : llvm::make_early_inc_range(block))
      if (isForeign(&op) && !isa<stablehlo::ReturnOp>(op))
        complete &= succeeded(importOp(&op, rules, reported));
  return success(complete);
}

/// What custom calls name ends as their regions do.
static void endAsFunction(Block &block) {
  auto end = dyn_cast_if_present<stablehlo::ReturnOp>(block.empty() ? nullptr : &block.back());
  if (!end)
    return;
  OpBuilder b(end);
  func::ReturnOp::create(b, end.getLoc(), end.getOperands());
  end.erase();
}

/// Results whose shapes have become known change the function's type; not where others rely on it.
static LogicalResult refineType(func::FuncOp function) {
  bool fits = true;
  function.walk([&](func::CallOp call) {
    auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
    if (!callee || TypeRange(call.getOperandTypes()) == TypeRange(callee.getArgumentTypes()))
      return;
    emitUnsupported(call.getLoc()) << "a call with shapes that follow from constants";
    fits = false;
  });
  if (function.isDeclaration())
    return success(fits);
  auto end = dyn_cast<func::ReturnOp>(function.back().getTerminator());
  if (!end || TypeRange(end.getOperandTypes()) == TypeRange(function.getResultTypes()))
    return success(fits);
  if (!SymbolTable::symbolKnownUseEmpty(function, function->getParentOp()))
    return emitUnsupported(end.getLoc()) << "results of a function that is called, with shapes "
                                            "that follow from constants";
  function.setType(
      FunctionType::get(function.getContext(), function.getArgumentTypes(), end.getOperandTypes()));
  return success(fits);
}

static Rules allRules() {
  Rules rules;
  addBatchNormRules(rules);
  addCollectiveRules(rules);
  addContractionRules(rules);
  addControlRules(rules);
  addCustomCallRules(rules);
  addDynamicRules(rules);
  addEinsumRules(rules);
  addLinearAlgebraRules(rules);
  addElementwiseRules(rules);
  addIndexRules(rules);
  addMapRules(rules);
  addRandomRules(rules);
  addReduceRules(rules);
  addShapeRules(rules);
  addWindowRules(rules);
  return rules;
}

namespace {
struct ImportStablehlo : tcc::impl::ImportStablehloBase<ImportStablehlo> {
  void runOnOperation() override {
    Rules rules = allRules();
    llvm::StringSet<> reported;
    removeTuples(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>())
      widenNarrowIntegers(function);
    for (auto function : getOperation().getOps<func::FuncOp>())
      inlineCallsInBodies(function);
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (failed(importOps(function.getBody(), rules, reported)))
        signalPassFailure();
      for (Block &block : function)
        endAsFunction(block);
    }
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(refineType(function)))
        signalPassFailure();
  }
};
} // namespace
