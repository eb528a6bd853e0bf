// tcc.value_and_grad: reverse mode over the ops of one block. First forward: which values depend on
// what is differentiated, composites on the way replaced by what they are made of. Then backward
// from the first result, each op asked for the cotangents of its operands. What it adds are tcc ops
// again, so gradients can be differentiated.
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace tcc::ir;

namespace {
class ReverseMode {
public:
  ReverseMode(ValueAndGradOp transform, Block &body)
      : transform(transform), body(body), b(OpBuilder::atBlockTerminator(&body)) {}
  FailureOr<SmallVector<Value>> run();

private:
  LogicalResult record();
  bool decompose(Operation *op);
  LogicalResult differentiate(Operation *op);
  SmallVector<Value> resultCotangents(Operation *op);
  void accumulate(RuleBuilder &g, Value value, Value cotangent);

  ValueAndGradOp transform;
  Block &body;
  OpBuilder b;
  SmallVector<Operation *> tape; // the ops that depend on what is differentiated
  DenseSet<Value> active;
  DenseMap<Value, Value> cotangents;
};
} // namespace

static bool isDifferentiated(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

// Whether op was a composite, whose parts now stand in its place.
bool ReverseMode::decompose(Operation *op) {
  auto composite = dyn_cast<Composite>(op);
  if (!composite || isa<Differentiable>(op))
    return false;
  OpBuilder before(op);
  RuleBuilder g(before, op->getLoc());
  op->replaceAllUsesWith(composite.decompose(g));
  op->erase();
  return true;
}

LogicalResult ReverseMode::record() {
  Operation *terminator = body.getTerminator();
  for (Operation *op = &body.front(), *last = nullptr; op != terminator;) {
    Operation *next = op->getNextNode();
    bool isActive = llvm::any_of(op->getOperands(), [&](Value v) { return active.contains(v); });
    if (isActive && !op->hasTrait<ZeroDerivative>()) {
      if (failed(checkStaticShapes(op)))
        return failure();
      if (decompose(op)) { // go on with the first of its parts
        op = last ? last->getNextNode() : &body.front();
        continue;
      }
      tape.push_back(op);
      active.insert_range(llvm::make_filter_range(op->getResults(), isDifferentiated));
    }
    last = op;
    op = next;
  }
  return success();
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
  auto rule = dyn_cast<Differentiable>(op);
  if (!rule) {
    auto diagnostic = op->emitError() << "'" << op->getName() << "' has no derivative";
    diagnostic.attachNote(transform.getLoc())
        << "asked for by this transform of @" << transform.getCallee();
    return diagnostic;
  }
  RuleBuilder g(b, op->getLoc());
  SmallVector<Value> found = rule.vjp(g, given);
  if (found.empty()) // it has said why
    return failure();
  for (auto [operand, cotangent] : llvm::zip_equal(op->getOperands(), found))
    if (cotangent && active.contains(operand))
      accumulate(g, operand, cotangent);
  return success();
}

FailureOr<SmallVector<Value>> ReverseMode::run() {
  for (int64_t index : transform.getWrt())
    active.insert(body.getArgument(index));
  if (failed(record()))
    return failure();
  for (int64_t index : transform.getWrt())
    if (!cast<ShapedType>(body.getArgument(index).getType()).hasStaticShape())
      return checkStaticShapes(transform);
  SmallVector<Value> results(body.getTerminator()->getOperands());
  Operation *last = results[0].getDefiningOp();
  RuleBuilder seed(b, last ? last->getLoc() : transform.getLoc());
  cotangents[results[0]] = seed.full(results[0], 1);
  for (Operation *op : llvm::reverse(tape))
    if (failed(differentiate(op)))
      return failure();
  RuleBuilder g(b, transform.getLoc());
  for (int64_t index : transform.getWrt()) {
    Value gradient = cotangents.lookup(body.getArgument(index));
    results.push_back(gradient ? gradient : g.zero(body.getArgument(index)));
  }
  return results;
}

//===- value_and_grad -----------------------------------------------------------------------===//

FailureOr<SmallVector<Value>> ValueAndGradOp::expand(Block &body) {
  return ReverseMode(*this, body).run();
}

FailureOr<SmallVector<Type>> ValueAndGradOp::resultTypes(FunctionType callee) {
  auto first =
      callee.getNumResults() ? dyn_cast<RankedTensorType>(callee.getResult(0)) : RankedTensorType();
  if (!first || first.getRank() != 0 || !isa<FloatType>(first.getElementType())) {
    auto error = emitOpError() << "needs a function whose first result is a float of rank 0, but @"
                               << getCallee();
    if (callee.getNumResults())
      error << " gives " << callee.getResult(0);
    else
      error << " gives nothing";
    error.attachNote() << "hint: sum it up, or take its mean";
    return error;
  }
  SmallVector<Type> types(callee.getResults());
  for (int64_t index : getWrt())
    types.push_back(callee.getInput(index));
  return types;
}

LogicalResult ValueAndGradOp::verify() {
  for (int64_t index : getWrt()) {
    if (index < 0 || index >= int64_t(getArgs().size()))
      return emitOpError() << "wrt index " << index << " is out of range: there are "
                           << getArgs().size() << " arguments, counted from 0";
    if (!isDifferentiated(getArgs()[index]))
      return emitOpError() << "cannot differentiate with respect to argument " << index
                           << " of type " << getArgs()[index].getType()
                           << ": only floats have gradients";
  }
  return success();
}

LogicalResult ValueAndGradOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto callee = symbols.lookupNearestSymbolFrom<func::FuncOp>(*this, getCalleeAttr());
  if (!callee)
    return emitOpError() << "refers to @" << getCallee() << ", which is no function of this module";
  FunctionType type = callee.getFunctionType();
  if (TypeRange(type.getInputs()) != TypeRange(getArgs().getTypes())) {
    auto error = emitOpError() << "arguments " << TypeRange(getArgs().getTypes()) << " do not fit @"
                               << getCallee();
    error.attachNote(callee.getLoc()) << "it takes " << TypeRange(type.getInputs());
    return error;
  }
  auto types = resultTypes(type);
  if (failed(types))
    return failure();
  if (TypeRange(*types) != getResultTypes())
    return emitOpError() << "results are " << TypeRange(*types) << ", but are written as "
                         << getResultTypes();
  return success();
}
