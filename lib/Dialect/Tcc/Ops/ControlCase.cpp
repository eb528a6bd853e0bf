// tcc.case: verify, infer, print, simplify, derivative, lower, in this order.
#include "Control.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tcc::ir;

void CaseOp::build(OpBuilder &b, OperationState &state, TypeRange types, Value index,
                   unsigned branches) {
  state.addOperands(index);
  state.addTypes(types);
  for (unsigned i = 0; i < branches; ++i)
    addBlock(*state.addRegion(), {}, state.location);
}

LogicalResult CaseOp::verify() {
  auto index = cast<RankedTensorType>(getIndex().getType());
  if (index.getRank() != 0)
    return emitOpError() << "index must be of rank 0, but is " << index;
  if (getBranches().empty())
    return emitOpError("needs a branch");
  if (index.getElementType().isInteger(1) && getBranches().size() != 2)
    return emitOpError() << "chooses by a truth value: two branches are expected, but there are "
                         << getBranches().size();
  for (Region &branch : getBranches())
    if (failed(verifyRegion(*this, branch, {}, getResultTypes(), "branch")))
      return failure();
  return success();
}

SmallVector<Type> CaseOp::getRegionArgumentTypes(unsigned) { return {}; }
SmallVector<Region *> CaseOp::getRepeatedRegions() { return {}; }

LogicalResult CaseOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange,
                                       DictionaryAttr, OpaqueProperties, RegionRange regions,
                                       SmallVectorImpl<Type> &types) {
  FailureOr<SmallVector<Type>> yielded;
  if (!regions.empty())
    yielded = yieldedTypes(*regions.front());
  if (failed(yielded))
    return RuleSite{loc, getOperationName()}.error() << "branches must end with tcc.yield";
  types = *yielded;
  return success();
}

ParseResult CaseOp::parse(OpAsmParser &parser, OperationState &state) {
  OpAsmParser::UnresolvedOperand index;
  Type type;
  if (parser.parseOperand(index) || parser.parseColonType(type) ||
      parser.resolveOperand(index, type, state.operands))
    return failure();
  do
    if (parser.parseRegion(*state.addRegion(), {}))
      return failure();
  while (succeeded(parser.parseOptionalComma()));
  SmallVector<Type> types;
  if (parser.parseOptionalAttrDict(state.attributes) ||
      failed(inferReturnTypes(parser.getContext(), state.location, {}, {}, nullptr, state.regions,
                              types)))
    return failure();
  state.addTypes(types);
  return success();
}

void CaseOp::print(OpAsmPrinter &p) {
  p << ' ' << getIndex() << " : " << getIndex().getType() << ' ';
  llvm::interleaveComma(getBranches(), p, [&](Region &branch) {
    p.printRegion(branch, /*printEntryBlockArgs=*/false);
  });
  p.printOptionalAttrDict((*this)->getAttrs());
}

//===- simplify -----------------------------------------------------------------------------===//

// The branch that is taken, where that is known.
static Region *chosen(CaseOp op) {
  unsigned count = op.getBranches().size();
  DenseIntElementsAttr value;
  if (count == 1)
    return &op.getBranches().front();
  if (!matchPattern(op.getIndex(), m_Constant(&value)))
    return nullptr;
  APInt index = value.getSplatValue<APInt>();
  return &op.getBranches()[index.ult(count) ? index.getZExtValue() : count - 1];
}

LogicalResult CaseOp::canonicalize(CaseOp op, PatternRewriter &rewriter) {
  if (Region *branch = chosen(op)) {
    Operation *yield = branch->front().getTerminator();
    rewriter.inlineBlockBefore(&branch->front(), op);
    rewriter.replaceOp(op, SmallVector<Value>(yield->getOperands()));
    rewriter.eraseOp(yield);
    return success();
  }
  llvm::BitVector used(op.getNumResults());
  for (auto [i, result] : llvm::enumerate(op.getOuts()))
    used[i] = !result.use_empty();
  if (used.all() || op.getNumResults() == 0)
    return failure();
  SmallVector<Value> kept = keep(op.getOuts(), used), results(op.getNumResults());
  auto slim = CaseOp::create(rewriter, op.getLoc(), TypeRange(ValueRange(kept)), op.getIndex(),
                             op.getBranches().size());
  for (auto [from, to] : llvm::zip(op.getBranches(), slim.getBranches())) {
    Operation *yield = from.front().getTerminator();
    yield->setOperands(keep(yield->getOperands(), used));
    rewriter.mergeBlocks(&from.front(), &to.front());
  }
  for (auto [i, result] : llvm::zip(used.set_bits(), slim.getOuts()))
    rewriter.replaceAllUsesWith(op->getResult(i), result);
  rewriter.eraseOp(op);
  return success();
}

//===- derivative ---------------------------------------------------------------------------===//

SmallVector<Value> CaseOp::getPrimals() { return primalsWithCaptures(*this); }

// The branch again, its cotangents behind it.
SmallVector<Value> CaseOp::vjp(RuleBuilder &g, ValueRange cotangents) {
  SmallVector<Value> primals = getPrimals(), wanted;
  for (Value captured : ArrayRef(primals).drop_front())
    if (isDifferentiated(captured) && g.wants(captured))
      wanted.push_back(captured);
  auto backward = g.create<CaseOp>(TypeRange(ValueRange(wanted)), getIndex(), getBranches().size());
  for (auto [from, to] : llvm::zip(getBranches(), backward.getBranches())) {
    BodyBuilder inner(to.front(), getLoc());
    IRMapping mapping;
    cloneBody(inner.b, from.front(), mapping);
    auto yield = cast<YieldOp>(inner.b.clone(*from.front().getTerminator(), mapping));
    auto mode = ReverseMode::record(to.front(), wanted);
    if (succeeded(mode))
      for (auto [value, cotangent] : llvm::zip_equal(yield.getValues(), cotangents))
        mode->seed(value, cotangent);
    if (failed(mode) || failed(mode->run()))
      return {};
    inner.b.setInsertionPoint(yield);
    yield->setOperands(llvm::map_to_vector(wanted, [&](Value primal) {
      Value cotangent = mode->getCotangent(primal);
      return cotangent ? cotangent : inner.g.zero(primal);
    }));
  }
  SmallVector<Value> results(primals.size());
  for (auto [primal, cotangent] : llvm::zip(wanted, backward.getOuts()))
    results[llvm::find(ArrayRef(primals).drop_front(), primal) - primals.begin()] = cotangent;
  return results;
}

SmallVector<Value> CaseOp::jvp(RuleBuilder &g, ValueRange tangents) {
  SmallVector<Value> by, byTangents, results(getNumResults());
  for (auto [primal, tangent] : llvm::zip(getPrimals(), tangents))
    if (tangent) {
      by.push_back(primal);
      byTangents.push_back(tangent);
    }
  SmallVector<Value> moving;
  llvm::append_range(moving, llvm::make_filter_range(getOuts(), isDifferentiated));
  auto forward = g.create<CaseOp>(TypeRange(ValueRange(moving)), getIndex(), getBranches().size());
  for (auto [from, to] : llvm::zip(getBranches(), forward.getBranches())) {
    BodyBuilder inner(to.front(), getLoc());
    IRMapping mapping;
    cloneBody(inner.b, from.front(), mapping);
    Operation *yield = inner.b.clone(*from.front().getTerminator(), mapping);
    auto pushed = pushForward(to.front(), by, byTangents);
    if (failed(pushed))
      return {};
    inner.b.setInsertionPoint(yield);
    SmallVector<Value> yielded;
    for (auto [result, tangent] : llvm::zip(getOuts(), *pushed))
      if (isDifferentiated(result))
        yielded.push_back(tangent ? tangent : inner.g.zero(result));
    yield->setOperands(yielded);
  }
  for (auto [result, tangent] : llvm::zip(moving, forward.getOuts()))
    results[cast<OpResult>(result).getResultNumber()] = tangent;
  return results;
}

//===- lower --------------------------------------------------------------------------------===//

FailureOr<SmallVector<Value>> CaseOp::lower(OpBuilder &b) {
  Location loc = getLoc();
  LinalgBuilder l(b, loc);
  // What is negative is out of range too.
  Value index = asIndex(l, elementAt(l, getIndex(), {}), getElementTypeOrSelf(getIndex()));
  unsigned last = getBranches().size() - 1;
  auto numbers = llvm::to_vector(llvm::seq<int64_t>(0, last));
  auto choice = scf::IndexSwitchOp::create(b, loc, getResultTypes(), index, numbers, last);
  for (auto [i, branch] : llvm::enumerate(getBranches())) {
    Region &region = i == last ? choice.getDefaultRegion() : choice.getCaseRegions()[i];
    region.takeBody(branch);
    Operation *yield = region.front().getTerminator();
    b.setInsertionPoint(yield);
    scf::YieldOp::create(b, yield->getLoc(), yield->getOperands());
    yield->erase();
  }
  return SmallVector<Value>(choice.getResults());
}
