// Control flow, calls, and what stands around a program's ops.
#include "Site.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"

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

/// Each tensor with an axis first, or back where it was.
static SmallVector<Value> moveAxis(Site &s, ValueRange values, int64_t axis, bool isBack) {
  return llvm::map_to_vector(values, [&](Value value) {
    auto order = llvm::to_vector(llvm::seq<int64_t>(0, Site::type(value).getRank()));
    auto first = order.begin(), end = order.begin() + axis + 1;
    std::rotate(first, isBack ? first + 1 : end - 1, end);
    return s.transpose(value, order);
  });
}

/// tcc carries first: arguments and what is given change places.
static Values importScan(Site &s, chlo::ScanOp op) {
  size_t inputs = op.getInputs().size(), carried = op.getInits().size();
  size_t outputs = op->getNumResults() - carried;
  auto axis = int64_t(op.getDimension());
  auto length = op.getScanDimSize();
  if (inputs + outputs == 0 && !length)
    return s.unsupported("a loop of no length");
  Value ranged = inputs ? op.getInputs()[0] : Value();
  if (!ranged && outputs)
    ranged = op.getResults()[0];
  int64_t rounds = ranged ? Site::type(ranged).getDimSize(unsigned(axis)) : int64_t(*length);
  if (failed(s.importRegion(op.getBody())))
    return failure();
  Block &body = op.getBody().front();
  auto scan =
      s.create<ir::ScanOp>(op.getInits(), moveAxis(s, op.getInputs(), axis, false),
                           TypeRange(body.getTerminator()->getOperandTypes()).take_front(outputs),
                           rounds, op.getIsReverse());
  Block &block = scan.getBlock();
  IRMapping mapping;
  mapping.map(ValueRange(body.getArguments().take_front(inputs)),
              ValueRange(block.getArguments().drop_front(carried)));
  mapping.map(ValueRange(body.getArguments().drop_front(inputs)),
              ValueRange(block.getArguments().take_front(carried)));
  OpBuilder inner = OpBuilder::atBlockEnd(&block);
  for (Operation &each : body.without_terminator())
    inner.clone(each, mapping);
  SmallVector<Value> given;
  for (Value value : body.getTerminator()->getOperands())
    given.push_back(mapping.lookupOrDefault(value));
  std::rotate(given.begin(), given.begin() + ptrdiff_t(outputs), given.end());
  ir::YieldOp::create(inner, s.loc, given);
  SmallVector<Value> results = moveAxis(s, scan.getResults().drop_front(carried), axis, true);
  llvm::append_range(results, scan.getResults().take_front(carried));
  return results;
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
  rules.add<chlo::ScanOp>(importScan);
  rules.add<stablehlo::IfOp>(importIf);
  rules.add<stablehlo::CaseOp>(importCase);
  rules.add<stablehlo::CompositeOp>(importComposite);
  rules.add(stablehlo::OptimizationBarrierOp::getOperationName(), importIdentity);
  rules.add(stablehlo::AfterAllOp::getOperationName(), importToken);
  rules.add(stablehlo::CreateTokenOp::getOperationName(), importToken);
}
