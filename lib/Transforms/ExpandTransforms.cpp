// Inlines calls and expands transforms, callees first: when a transform is expanded, nothing in its
// function is left to expand, so transforms of transforms need no rule of their own. Every
// expansion works on a copy of the callee, whose arguments are values of their own even where a
// call passes one value twice.
#include "RaiseLoops.h"

#include "tcc/Transforms/Passes.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Iterators.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_EXPANDTRANSFORMS
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

// Functions that call functions that call ... twice each grow without bound, and so does the stack
// of this pass.
static constexpr size_t maxOps = 2'000'000, maxDepth = 1000;

namespace {
class Expander {
public:
  explicit Expander(ModuleOp module) : symbols(module) {}
  LogicalResult expand(func::FuncOp function, Operation *caller);

private:
  LogicalResult expandUse(Operation *use, func::FuncOp caller);
  LogicalResult reportRecursion(func::FuncOp function, Operation *use);
  FailureOr<func::FuncOp> calleeOf(Operation *use);

  SymbolTable symbols;
  llvm::MapVector<Operation *, Operation *> inProgress; // a function, and what made us enter it
  DenseMap<Operation *, size_t> finished;               // a function, and its number of ops
};
} // namespace

static bool isUse(Operation *op) { return isa<func::CallOp, tcc::ir::FunctionTransform>(op); }

LogicalResult Expander::reportRecursion(func::FuncOp function, Operation *use) {
  auto error = use->emitOpError() << "makes @" << function.getName()
                                  << " recursive, which is not supported";
  for (auto &[entered, by] : inProgress)
    if (by && entered != function)
      error.attachNote(by->getLoc())
          << "through @" << cast<func::FuncOp>(entered).getName() << ", used here";
  error.attachNote() << "hint: a function must not reach itself by calls";
  return error;
}

// Null for a function without a body: there is nothing to put in the place of its call.
FailureOr<func::FuncOp> Expander::calleeOf(Operation *use) {
  auto name = use->getAttrOfType<FlatSymbolRefAttr>("callee");
  auto callee = symbols.lookup<func::FuncOp>(name.getAttr());
  if (!callee)
    return use->emitOpError() << "refers to @" << name.getValue()
                              << ", which is no function of this module";
  if (callee.isDeclaration()) {
    if (isa<func::CallOp>(use))
      return func::FuncOp();
    return use->emitOpError() << "cannot transform @" << name.getValue() << ", which has no body";
  }
  if (!callee.getBody().hasOneBlock())
    return use->emitOpError() << "is not supported: @" << name.getValue()
                              << " has branches between blocks";
  return callee;
}

// Moves the body of a copy of the callee to before its use, and replaces the use by what it gives.
LogicalResult Expander::expandUse(Operation *use, func::FuncOp caller) {
  FailureOr<func::FuncOp> callee = calleeOf(use);
  if (failed(callee) || !*callee)
    return callee;
  if (failed(expand(*callee, use)))
    return failure();
  if ((finished[caller] += finished[*callee]) > maxOps)
    return use->emitOpError() << "expands @" << caller.getName() << " to more than " << maxOps
                              << " ops";
  OwningOpRef<func::FuncOp> copy(callee->clone());
  Block &body = copy->front();
  FailureOr<SmallVector<Value>> results(SmallVector<Value>(body.getTerminator()->getOperands()));
  if (auto transform = dyn_cast<tcc::ir::FunctionTransform>(use)) {
    tcc::detail::raiseLoops(*copy); // reverse mode needs to know how often they run
    results = transform.expand(body);
  }
  if (failed(results))
    return failure();
  for (Value &result : *results) // an argument that is a result too: the caller's value
    if (auto argument = dyn_cast<BlockArgument>(result); argument && argument.getOwner() == &body)
      result = use->getOperand(argument.getArgNumber());
  for (auto [argument, value] : llvm::zip_equal(body.getArguments(), use->getOperands()))
    argument.replaceAllUsesWith(value);
  body.getTerminator()->erase();
  use->getBlock()->getOperations().splice(use->getIterator(), body.getOperations());
  use->replaceAllUsesWith(*results);
  use->erase();
  return success();
}

// Rules compute all cotangents of an op's operands, wanted or not.
static void eraseDead(func::FuncOp function) {
  function.walk<WalkOrder::PostOrder, ReverseIterator>([](Operation *op) {
    if (isOpTriviallyDead(op))
      op->erase();
  });
}

LogicalResult Expander::expand(func::FuncOp function, Operation *use) {
  if (finished.contains(function) && !inProgress.contains(function))
    return success();
  if (inProgress.contains(function))
    return reportRecursion(function, use);
  if (inProgress.size() >= maxDepth)
    return use->emitOpError() << "is nested more than " << maxDepth
                              << " calls deep, which is not supported";
  inProgress.insert({function, use});
  SmallVector<Operation *> uses;
  size_t count = 0;
  function.walk([&](Operation *op) {
    ++count;
    if (isUse(op))
      uses.push_back(op);
  });
  finished[function] = count;
  for (Operation *next : uses)
    if (failed(expandUse(next, function)))
      return failure();
  if (!uses.empty())
    eraseDead(function);
  inProgress.pop_back();
  return success();
}

namespace {
struct ExpandTransforms : tcc::impl::ExpandTransformsBase<ExpandTransforms> {
  void runOnOperation() override {
    Expander expander(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(expander.expand(function, nullptr)))
        return signalPassFailure();
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      if (function.isPrivate() && !function.isDeclaration())
        function.erase();
  }
};
} // namespace
