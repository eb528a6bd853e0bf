// The two modes of differentiation over the ops of one block, by the rules of the ops.
#include "Derivative.h"

using namespace mlir;
using namespace tcc::ir;

bool tcc::ir::isDifferentiated(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType, ComplexType>(type.getElementType());
}

//===- which ops ----------------------------------------------------------------------------===//

// What stands for an op of which there are no rules; nothing where there are.
static SmallVector<Value> partsOf(RuleBuilder &g, Operation *op) {
  if (auto rule = dyn_cast<Differentiable>(op))
    return rule.unfold(g);
  auto composite = dyn_cast<Composite>(op);
  return composite ? composite.decompose(g) : SmallVector<Value>();
}

// Whether op was one of those; its parts now stand in its place.
static bool decompose(Operation *op) {
  OpBuilder before(op);
  RuleBuilder g(before, op->getLoc());
  SmallVector<Value> parts = partsOf(g, op);
  if (parts.empty())
    return false;
  op->replaceAllUsesWith(parts);
  op->erase();
  return true;
}

static SmallVector<Value> primalsOf(Operation *op) {
  if (auto rule = dyn_cast<Differentiable>(op))
    return rule.getPrimals();
  return SmallVector<Value>(op->getOperands());
}

LogicalResult Tape::record(Block &block, ValueRange by) {
  active.insert_range(by);
  Operation *terminator = block.getTerminator();
  for (Operation *op = &block.front(), *last = nullptr; op != terminator;) {
    Operation *next = op->getNextNode();
    bool isActive = llvm::any_of(primalsOf(op), [&](Value v) { return active.contains(v); });
    if (isActive && !op->hasTrait<ZeroDerivative>()) {
      if (failed(checkStaticShapes(op)))
        return failure();
      if (decompose(op)) { // go on with the first of its parts
        op = last ? last->getNextNode() : &block.front();
        continue;
      }
      ops.push_back(op);
      active.insert_range(llvm::make_filter_range(op->getResults(), isDifferentiated));
    }
    last = op;
    op = next;
  }
  return success();
}

static FailureOr<Differentiable> ruleOf(Operation *op) {
  if (auto rule = dyn_cast<Differentiable>(op))
    return rule;
  return op->emitError() << "'" << op->getName() << "' has no derivative";
}

//===- reverse mode -------------------------------------------------------------------------===//

FailureOr<ReverseMode> ReverseMode::record(Block &block, ValueRange by) {
  ReverseMode mode(block);
  if (failed(mode.tape.record(block, by)))
    return failure();
  return mode;
}

void ReverseMode::seed(Value value, Value cotangent) {
  RuleBuilder g(b, cotangent.getLoc());
  if (tape.getActive().contains(value))
    accumulate(g, value, cotangent);
}

void ReverseMode::accumulate(RuleBuilder &g, Value value, Value cotangent) {
  assert(value.getType() == cotangent.getType() && "a cotangent has its operand's type");
  Value &sum = cotangents[value];
  sum = sum ? g.add(sum, cotangent) : cotangent;
}

// None where no result has one; else noughts for those that have not.
SmallVector<Value> ReverseMode::resultCotangents(Operation *op) {
  SmallVector<Value> result =
      llvm::map_to_vector(op->getResults(), [&](Value v) { return cotangents.lookup(v); });
  if (llvm::none_of(result, [](Value v) { return bool(v); }))
    return {};
  RuleBuilder g(b, op->getLoc());
  for (auto [cotangent, value] : llvm::zip(result, op->getResults()))
    if (!cotangent)
      cotangent = g.zero(value);
  return result;
}

LogicalResult ReverseMode::differentiate(Operation *op) {
  SmallVector<Value> given = resultCotangents(op);
  if (given.empty())
    return success();
  auto rule = ruleOf(op);
  if (failed(rule))
    return failure();
  RuleBuilder g(b, op->getLoc());
  g.wanted = &tape.getActive();
  SmallVector<Value> primals = rule->getPrimals(), found = rule->vjp(g, given);
  if (found.empty()) // it has said why
    return failure();
  for (auto [primal, cotangent] : llvm::zip_equal(primals, found))
    if (cotangent && g.wants(primal))
      accumulate(g, primal, cotangent);
  return success();
}

LogicalResult ReverseMode::run() {
  for (Operation *op : llvm::reverse(tape.getOps()))
    if (failed(differentiate(op)))
      return failure();
  return success();
}

//===- forward mode -------------------------------------------------------------------------===//

FailureOr<SmallVector<Value>> tcc::ir::pushForward(Block &block, ValueRange by,
                                                   ValueRange tangents) {
  Tape tape;
  if (failed(tape.record(block, by)))
    return failure();
  DenseMap<Value, Value> known;
  for (auto [value, tangent] : llvm::zip_equal(by, tangents))
    known[value] = tangent;
  OpBuilder b = OpBuilder::atBlockTerminator(&block);
  auto lookUp = [&](Value v) { return known.lookup(v); };
  for (Operation *op : tape.getOps()) {
    auto rule = ruleOf(op);
    if (failed(rule))
      return failure();
    RuleBuilder g(b, op->getLoc());
    SmallVector<Value> results = rule->jvp(g, llvm::map_to_vector(rule->getPrimals(), lookUp));
    if (results.empty()) // it has said why
      return failure();
    for (auto [value, tangent] : llvm::zip_equal(op->getResults(), results))
      known[value] = tangent;
  }
  return llvm::map_to_vector(block.getTerminator()->getOperands(), lookUp);
}
