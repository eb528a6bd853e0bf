// Control flow, calls, and what stands around a program's ops.
#include "Site.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

//===- regions -------------------------------------------------------------------------------===//

static Values importWhile(Site &s, stablehlo::WhileOp op) {
  if (op.getOperand().empty())
    return s.unsupported("a loop that carries nothing");
  if (failed(s.importRegion(op.getCond())) || failed(s.importRegion(op.getBody())))
    return failure();
  return s.replaceBy("tcc.while", op.getOperand(), {}, {&op.getCond(), &op.getBody()});
}

static Values importBranches(Site &s, Operation *op, Value index, ArrayRef<Region *> branches) {
  if (op->getNumResults() == 0)
    return SmallVector<Value>();
  for (Region *branch : branches)
    if (failed(s.importRegion(*branch)))
      return failure();
  return s.replaceBy("tcc.case", index, {}, branches);
}

/// tcc counts false before true.
static Values importIf(Site &s, stablehlo::IfOp op) {
  return importBranches(s, op, op.getPred(), {&op.getFalseBranch(), &op.getTrueBranch()});
}

static Values importCase(Site &s, stablehlo::CaseOp op) {
  auto branches = llvm::map_to_vector(op.getBranches(), [](Region &r) { return &r; });
  return importBranches(s, op, op.getIndex(), branches);
}

//===- calls ---------------------------------------------------------------------------------===//

static Values importComposite(Site &s, stablehlo::CompositeOp op) {
  auto call =
      s.create<func::CallOp>(op.getDecompositionAttr(), op.getResultTypes(), op.getInputs());
  return SmallVector<Value>(call.getResults());
}

/// Scheduling is the compiler's own business.
static Values importIdentity(Site &s, Operation *op) {
  return SmallVector<Value>(op->getOperands());
}

/// Nothing waits for a token: it is a truth value by now.
static Values importToken(Site &s, Operation *op) { return one(s.zero(op->getResult(0))); }

void importer::addControlRules(Rules &rules) {
  rules.add<stablehlo::WhileOp>(importWhile);
  rules.add<stablehlo::IfOp>(importIf);
  rules.add<stablehlo::CaseOp>(importCase);
  rules.add<stablehlo::CompositeOp>(importComposite);
  rules.add(stablehlo::OptimizationBarrierOp::getOperationName(), importIdentity);
  rules.add(stablehlo::AfterAllOp::getOperationName(), importToken);
  rules.add(stablehlo::CreateTokenOp::getOperationName(), importToken);
}
