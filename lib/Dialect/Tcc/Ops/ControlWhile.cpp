// tcc.while: verify, infer, print, simplify, derivative, lower, in this order.
#include "Control.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tcc::ir;

void WhileOp::build(OpBuilder &b, OperationState &state, ValueRange inits) {
  state.addOperands(inits);
  state.addTypes(inits.getTypes());
  for (int i = 0; i < 2; ++i)
    addBlock(*state.addRegion(), inits.getTypes(), state.location);
}

LogicalResult WhileOp::verify() {
  TypeRange carried = getInits().getTypes();
  Type truth = RankedTensorType::get({}, IntegerType::get(getContext(), 1));
  if (failed(verifyRegion(*this, getCondition(), carried, truth, "condition")))
    return failure();
  return verifyRegion(*this, getBody(), carried, carried, "body");
}

SmallVector<Type> WhileOp::getRegionArgumentTypes(unsigned) {
  return SmallVector<Type>(getInits().getTypes());
}
SmallVector<Region *> WhileOp::getRepeatedRegions() { return {&getCondition(), &getBody()}; }

LogicalResult WhileOp::inferReturnTypes(MLIRContext *, std::optional<Location>, ValueRange operands,
                                        DictionaryAttr, OpaqueProperties, RegionRange,
                                        SmallVectorImpl<Type> &types) {
  llvm::append_range(types, operands.getTypes());
  return success();
}

ParseResult WhileOp::parse(OpAsmParser &parser, OperationState &state) {
  SmallVector<OpAsmParser::Argument> names;
  if (parseBindings(parser, names, state) || parser.parseRegion(*state.addRegion(), names) ||
      parser.parseKeyword("do") || parser.parseRegion(*state.addRegion(), names) ||
      parser.parseOptionalAttrDict(state.attributes))
    return failure();
  for (OpAsmParser::Argument &name : names)
    state.addTypes(name.type);
  return success();
}

void WhileOp::print(OpAsmPrinter &p) {
  p << ' ';
  printBindings(p, getCondition().getArguments(), getInits());
  p << ' ';
  p.printRegion(getCondition(), /*printEntryBlockArgs=*/false);
  p << " do ";
  p.printRegion(getBody(), /*printEntryBlockArgs=*/false);
  p.printOptionalAttrDict((*this)->getAttrs());
}

//===- simplify -----------------------------------------------------------------------------===//

// A loop that never begins is its initial values. Carried values that never change are read from
// outside; those that nothing depends on go.
LogicalResult WhileOp::canonicalize(WhileOp op, PatternRewriter &rewriter) {
  Block &condition = op.getCondition().front(), &body = op.getBody().front();
  if (matchPattern(condition.getTerminator()->getOperand(0), m_Zero())) {
    rewriter.replaceOp(op, op.getInits());
    return success();
  }
  Operation *yield = body.getTerminator();
  llvm::BitVector used(op.getInits().size());
  for (auto [i, init] : llvm::enumerate(op.getInits())) {
    if (yield->getOperand(i) == body.getArgument(i))
      for (Value same :
           {Value(condition.getArgument(i)), Value(body.getArgument(i)), Value(op->getResult(i))})
        rewriter.replaceAllUsesWith(same, init);
    used[i] = !op->getResult(i).use_empty();
  }
  auto live = liveCarried({&condition, &body}, used, condition.getTerminator()->getOperands());
  if (live.all())
    return failure();
  auto slim = WhileOp::create(rewriter, op.getLoc(), keep(op.getInits(), live));
  for (auto [from, to] : {std::pair(&condition, &slim.getCondition().front()),
                          std::pair(&body, &slim.getBody().front())}) {
    SmallVector<Value> arguments(from->getNumArguments());
    for (auto [i, argument] : llvm::zip(live.set_bits(), to->getArguments()))
      arguments[i] = argument;
    for (unsigned i = 0; i < arguments.size(); ++i)
      if (!arguments[i]) // read by dead code alone
        arguments[i] = op.getInits()[i];
    rewriter.mergeBlocks(from, to, arguments);
  }
  rewriter.modifyOpInPlace(yield, [&] { yield->setOperands(keep(yield->getOperands(), live)); });
  SmallVector<Value> results(op.getInits());
  for (auto [i, result] : llvm::zip(live.set_bits(), slim.getFinals()))
    results[i] = result;
  rewriter.replaceOp(op, results);
  return success();
}

//===- derivative ---------------------------------------------------------------------------===//

SmallVector<Value> WhileOp::getPrimals() { return primalsWithCaptures(*this); }

SmallVector<Value> WhileOp::vjp(RuleBuilder &g, ValueRange) {
  auto error = emitOpError("has no gradient: how often it runs is not known");
  error.attachNote() << "hint: reverse mode needs a bound: use tcc.scan, or count from a constant "
                        "up to a constant";
  return {};
}

// Tangents are carried beside what they belong to; the condition does not see them.
SmallVector<Value> WhileOp::jvp(RuleBuilder &g, ValueRange tangents) {
  SmallVector<Value> primals = getPrimals(), inits(getInits()), by, byTangents;
  SmallVector<unsigned> moving;
  for (auto [i, init] : llvm::enumerate(getInits()))
    if (isDifferentiated(init)) {
      moving.push_back(i);
      inits.push_back(tangents[i] ? tangents[i] : g.zero(init));
    }
  auto loop = g.create<WhileOp>(inits);
  for (auto [from, to] :
       {std::pair(&getCondition(), &loop.getCondition()), std::pair(&getBody(), &loop.getBody())}) {
    BodyBuilder inner(to->front(), getLoc());
    IRMapping mapping;
    mapping.map(from->getArguments(), to->getArguments().take_front(getInits().size()));
    cloneBody(inner.b, from->front(), mapping);
    inner.b.clone(*from->front().getTerminator(), mapping);
  }
  Block &body = loop.getBody().front();
  auto tangentArguments = body.getArguments().drop_front(getInits().size());
  for (auto [i, tangent] : llvm::zip(moving, tangentArguments)) {
    by.push_back(body.getArgument(i));
    byTangents.push_back(tangent);
  }
  for (unsigned i = getInits().size(); i < primals.size(); ++i)
    if (tangents[i]) {
      by.push_back(primals[i]);
      byTangents.push_back(tangents[i]);
    }
  auto pushed = pushForward(body, by, byTangents);
  SmallVector<Value> results(getInits().size());
  if (failed(pushed))
    return {};
  Operation *yield = body.getTerminator();
  OpBuilder b(yield);
  RuleBuilder atEnd(b, getLoc());
  SmallVector<Value> yielded(yield->getOperands());
  for (unsigned i : moving)
    yielded.push_back((*pushed)[i] ? (*pushed)[i] : atEnd.zero(getInits()[i]));
  yield->setOperands(yielded);
  for (auto [i, result] : llvm::zip(moving, loop.getFinals().drop_front(getInits().size())))
    results[i] = result;
  return results;
}

//===- lower --------------------------------------------------------------------------------===//

FailureOr<SmallVector<Value>> WhileOp::lower(OpBuilder &b) {
  Location loc = getLoc();
  if (matchPattern(getCondition().front().getTerminator()->getOperand(0), m_One()))
    return emitOpError("never ends: its condition is always true");
  auto loop = scf::WhileOp::create(b, loc, getResultTypes(), getInits());
  loop.getBefore().takeBody(getCondition());
  loop.getAfter().takeBody(getBody());
  Operation *condition = loop.getBefore().front().getTerminator(),
            *yield = loop.getAfter().front().getTerminator();
  b.setInsertionPoint(condition);
  Value more = tensor::ExtractOp::create(b, loc, condition->getOperand(0), ValueRange{});
  scf::ConditionOp::create(b, condition->getLoc(), more, loop.getBefore().getArguments());
  condition->erase();
  b.setInsertionPoint(yield);
  scf::YieldOp::create(b, yield->getLoc(), yield->getOperands());
  yield->erase();
  return SmallVector<Value>(loop.getResults());
}
