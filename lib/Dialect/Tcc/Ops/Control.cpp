// The terminator of regions, and what the ops with regions share.
#include "Control.h"

#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tcc::ir;

//===- yield --------------------------------------------------------------------------------===//

LogicalResult YieldOp::verify() {
  Operation *holder = (*this)->getParentOp();
  if (isa_and_present<TccDialect>(holder->getDialect()))
    return success();
  auto error = emitOpError() << "ends a region of a tcc op, but stands in '" << holder->getName()
                             << "'";
  if (holder->hasTrait<OpTrait::IsIsolatedFromAbove>())
    error.attachNote() << "hint: a function ends with return";
  return error;
}

//===- regions ------------------------------------------------------------------------------===//

SmallVector<Value> tcc::ir::capturedValues(Operation *op) {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  return captured.takeVector();
}

SmallVector<Value> tcc::ir::primalsWithCaptures(Operation *op) {
  SmallVector<Value> primals(op->getOperands());
  primals.append(capturedValues(op));
  return primals;
}

FailureOr<SmallVector<Type>> tcc::ir::yieldedTypes(Region &region) {
  if (region.empty() || region.front().empty() || !isa<YieldOp>(region.front().back()))
    return failure();
  return SmallVector<Type>(region.front().back().getOperandTypes());
}

LogicalResult tcc::ir::verifyRegion(Operation *op, Region &region, TypeRange arguments,
                                    TypeRange yielded, StringRef what) {
  if (TypeRange(region.getArgumentTypes()) != arguments)
    return op->emitOpError() << what << " must take " << arguments << ", but takes "
                             << region.getArgumentTypes();
  auto types = yieldedTypes(region);
  if (failed(types))
    return op->emitOpError() << what << " must end with tcc.yield";
  if (TypeRange(*types) == yielded)
    return success();
  auto error = op->emitOpError() << what << " must yield " << yielded << ", but yields " << *types;
  error.attachNote(region.front().back().getLoc()) << "it is yielded here";
  return error;
}

ParseResult tcc::ir::parseBindings(OpAsmParser &parser,
                                   SmallVectorImpl<OpAsmParser::Argument> &names,
                                   OperationState &state) {
  return parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, [&]() -> ParseResult {
    OpAsmParser::UnresolvedOperand operand;
    if (parser.parseArgument(names.emplace_back()) || parser.parseEqual() ||
        parser.parseOperand(operand) || parser.parseColonType(names.back().type))
      return failure();
    return parser.resolveOperand(operand, names.back().type, state.operands);
  });
}

void tcc::ir::printBindings(OpAsmPrinter &printer, ValueRange names, ValueRange operands) {
  printer << '(';
  llvm::interleaveComma(llvm::zip_equal(names, operands), printer, [&](auto pair) {
    auto [name, operand] = pair;
    printer << name << " = " << operand << " : " << operand.getType();
  });
  printer << ')';
}

void tcc::ir::cloneBody(OpBuilder &b, Block &block, IRMapping &mapping) {
  for (Operation &op : block.without_terminator())
    b.clone(op, mapping);
}

Block &tcc::ir::addBlock(Region &region, TypeRange types, Location loc) {
  Block &block = region.emplaceBlock();
  block.addArguments(types, SmallVector<Location>(types.size(), loc));
  return block;
}

//===- what matters -------------------------------------------------------------------------===//

namespace {
/// Walks from values back to what they are computed from, within some blocks.
class Liveness {
public:
  Liveness(ArrayRef<Block *> blocks, llvm::BitVector &live) : blocks(blocks), live(live) {}

  void run(ValueRange roots) {
    pending.assign(roots.begin(), roots.end());
    for (unsigned i : live.set_bits())
      pending.push_back(next(i));
    while (!pending.empty())
      visit(pending.pop_back_val());
  }

private:
  Value next(unsigned i) { return blocks.back()->getTerminator()->getOperand(i); }

  void visit(Value value) {
    if (!seen.insert(value).second)
      return;
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      unsigned i = argument.getArgNumber();
      if (llvm::is_contained(blocks, argument.getOwner()) && i < live.size() && !live[i]) {
        live.set(i);
        pending.push_back(next(i));
      }
      return;
    }
    for (Block *block : blocks)
      if (Operation *op = block->findAncestorOpInBlock(*value.getDefiningOp()))
        pending.append(primalsWithCaptures(op));
  }

  ArrayRef<Block *> blocks;
  llvm::BitVector &live;
  SmallVector<Value> pending;
  DenseSet<Value> seen;
};
} // namespace

llvm::BitVector tcc::ir::liveCarried(ArrayRef<Block *> blocks, llvm::BitVector isUsed,
                                     ValueRange roots) {
  Liveness(blocks, isUsed).run(roots);
  return isUsed;
}
