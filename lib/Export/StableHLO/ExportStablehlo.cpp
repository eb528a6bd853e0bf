// tcc to stablehlo and chlo: each op asks its rule, in program order. An op without a rule of its
// own that is a composite, or computes element by element, says itself what it is made of.
#include "Site.h"

#include "tcc/Export/Passes.h"
#include "tcc/Support/Diagnostics.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Iterators.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;

namespace tcc {
#define GEN_PASS_DEF_EXPORTSTABLEHLO
#include "tcc/Export/Passes.h.inc"
} // namespace tcc

Type exporter::elementOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getElementType();
}

//===- the place of an op --------------------------------------------------------------------===//

LogicalResult Site::unsupported(const Twine &why) {
  StringRef name = op->getName().getStringRef();
  if (!reported.insert(name).second)
    return failure();
  auto diagnostic = emitUnsupported(loc) << "op '" << name << "' in StableHLO";
  if (!why.isTriviallyEmpty())
    diagnostic.attachNote() << why;
  return failure();
}

Value Site::build(StringRef name, Type result, ValueRange operands) {
  return b.create(OperationState(loc, name, operands, result))->getResult(0);
}

/// A constant that is full of one number is made in the shape that is wanted.
static DenseElementsAttr splatOf(Value x) {
  auto constant = x.getDefiningOp<stablehlo::ConstantOp>();
  auto elements = constant ? dyn_cast<DenseElementsAttr>(constant.getValue()) : DenseElementsAttr();
  return elements && elements.isSplat() ? elements : DenseElementsAttr();
}

Value Site::expand(Value x, ArrayRef<int64_t> shape) {
  RankedTensorType from = type(x), to = from.clone(shape);
  if (from == to)
    return x;
  if (DenseElementsAttr elements = splatOf(x))
    return create<stablehlo::ConstantOp>(to, elements.resizeSplat(to));
  int64_t added = to.getRank() - from.getRank();
  auto axes = llvm::to_vector(llvm::seq<int64_t>(added, to.getRank()));
  return create<stablehlo::BroadcastInDimOp>(to, x, axes);
}

static LogicalResult exportOps(Region &region, const Rules &rules, llvm::StringSet<> &reported);

LogicalResult Site::take(Region &from, Region &to) {
  to.takeBody(from);
  if (failed(exportOps(to, rules, reported)))
    return failure();
  Operation *end = to.front().getTerminator();
  OpBuilder at(end);
  stablehlo::ReturnOp::create(at, end->getLoc(), end->getOperands());
  end->erase();
  return success();
}

//===- the driver ----------------------------------------------------------------------------===//

static Values exportOp(Site &s, Operation *op, const Rules &rules) {
  if (!isa_and_present<ir::TccDialect>(op->getDialect()))
    return s.unsupported();
  for (Type type : llvm::concat<Type>(llvm::to_vector(op->getOperandTypes()),
                                      llvm::to_vector(op->getResultTypes())))
    if (!cast<RankedTensorType>(type).hasStaticShape())
      return s.unsupported("a symbolic shape");
  if (const Rules::Rule *rule = rules.find(op->getName().getStringRef()))
    return (*rule)(s, op);
  if (auto composite = dyn_cast<ir::Composite>(op))
    return composite.decompose(s);
  if (auto code = dyn_cast<ir::ScalarCode>(op))
    return exportScalarCode(s, code);
  return s.unsupported();
}

/// What is exported already, and what ends a region: its holder replaces that.
static bool stays(Operation *op) {
  return isa<ir::YieldOp>(op) ||
         isa_and_present<stablehlo::StableHLODialect, chlo::CHLODialect, func::FuncDialect>(
             op->getDialect());
}

/// What a rule has built stands where its op was, and comes next.
static LogicalResult exportOps(Region &region, const Rules &rules, llvm::StringSet<> &reported) {
  bool complete = true;
  for (Block &block : region)
    for (Operation *op = &block.front(); op;) {
      Operation *before = op->getPrevNode();
      OpBuilder b(op);
      Site site(b, op, rules, reported);
      Values values = stays(op) ? Values(failure()) : exportOp(site, op, rules);
      if (failed(values)) {
        complete &= stays(op);
        op = op->getNextNode();
        continue;
      }
      op->replaceAllUsesWith(*values);
      op->erase();
      op = before ? before->getNextNode() : &block.front();
    }
  return success(complete);
}

static Rules allRules() {
  Rules rules;
  addContractionRules(rules);
  addControlRules(rules);
  addElementwiseRules(rules);
  addIndexRules(rules);
  addLinearAlgebraRules(rules);
  addRandomRules(rules);
  addReduceRules(rules);
  addShapeRules(rules);
  addSortRules(rules);
  addWindowRules(rules);
  return rules;
}

/// Without the attributes that only tcc knows: names of parameters, how they begin, what is
/// donated.
static SmallVector<NamedAttribute> foreign(ArrayRef<NamedAttribute> attributes) {
  return llvm::filter_to_vector(attributes, [](NamedAttribute attribute) {
    return !attribute.getName().strref().starts_with("tcc.");
  });
}

static void dropAttributes(FunctionOpInterface function) {
  function->setDiscardableAttrs(foreign(function->getDiscardableAttrDictionary().getValue()));
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    function.setArgAttrs(i, foreign(function.getArgAttrs(i)));
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    function.setResultAttrs(i, foreign(function.getResultAttrs(i)));
}

/// What only made something else: constants that were expanded, casts there and back.
static void eraseUnused(Operation *root) {
  root->walk<WalkOrder::PostOrder, ReverseIterator>([](Operation *op) {
    bool isForeign =
        isa_and_present<stablehlo::StableHLODialect, chlo::CHLODialect>(op->getDialect());
    if (isForeign && op->getNumResults() > 0 && op->use_empty())
      op->erase();
  });
}

namespace {
struct ExportStablehlo : tcc::impl::ExportStablehloBase<ExportStablehlo> {
  void runOnOperation() override {
    Rules rules = allRules();
    llvm::StringSet<> reported;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (function.isExternal())
        continue;
      joinComplex(function);
      if (failed(exportOps(function.getBody(), rules, reported)))
        return signalPassFailure();
      dropAttributes(function);
    }
    eraseUnused(getOperation());
  }
};
} // namespace
