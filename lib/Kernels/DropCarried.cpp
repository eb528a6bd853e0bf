// After bufferization: the loops and branches of a plan on buffers. carryInPlace has seen to it
// that what they hand on never changes.
#include "Buffers.h"
#include "CarryInPlace.h"

#include "tcc/Dialect/Exec/ExecDialect.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;

static LogicalResult reportMoving(Operation *op, unsigned number) {
  return op->emitError("internal error: value ")
         << number << " that it hands on changes its memory";
}

/// `next` is what the loop's `argument` is in the next round.
static bool isSame(Value next, BlockArgument argument) {
  return bufferRoot(next) == argument && next.getType() == argument.getType();
}

/// Rows are contiguous: views of them are what they would be of a buffer of its own.
static void useAsBuffer(Value view) {
  auto type = cast<MemRefType>(view.getType());
  view.setType(MemRefType::get(type.getShape(), type.getElementType()));
  for (Operation *user : view.getUsers())
    if (isSamePointer(user))
      useAsBuffer(user->getResult(0));
}

/// What a loop hands on is the buffer that it began with; other shapes of it are shapes of that.
static void replaceByBuffer(Value handedOn, Value buffer) {
  handedOn.replaceAllUsesWith(buffer);
  if (cast<MemRefType>(buffer.getType()).getLayout().isIdentity())
    for (Operation *user : buffer.getUsers())
      if (isa<memref::CollapseShapeOp, memref::ExpandShapeOp>(user))
        useAsBuffer(user->getResult(0));
}

static LogicalResult dropCarried(scf::ForOp loop) {
  auto yielded = loop.getBody()->getTerminator()->getOperands();
  for (auto [i, init] : llvm::enumerate(loop.getInits())) {
    if (!isSame(yielded[i], loop.getRegionIterArgs()[i]))
      return reportMoving(loop, i);
    replaceByBuffer(loop.getResult(i), init);
  }
  OpBuilder b(loop);
  auto bare = scf::ForOp::create(b, loop.getLoc(), loop.getLowerBound(), loop.getUpperBound(),
                                 loop.getStep());
  loop.getInductionVar().replaceAllUsesWith(bare.getInductionVar());
  for (auto [init, argument] : llvm::zip(loop.getInits(), loop.getRegionIterArgs()))
    replaceByBuffer(argument, init);
  loop.getBody()->getTerminator()->setOperands({});
  bare.getBody()->getTerminator()->erase();
  bare.getBody()->getOperations().splice(bare.getBody()->end(), loop.getBody()->getOperations());
  loop.erase();
  return success();
}

static LogicalResult dropCarried(scf::WhileOp loop) {
  auto passed = loop.getConditionOp().getArgs();
  auto yielded = loop.getYieldOp()->getOperands();
  for (auto [i, init] : llvm::enumerate(loop.getInits()))
    if (!isSame(passed[i], loop.getBeforeArguments()[i]) ||
        !isSame(yielded[i], loop.getAfterArguments()[i]))
      return reportMoving(loop, i);
  for (auto [i, init] : llvm::enumerate(loop.getInits()))
    for (Value same : {Value(loop.getBeforeArguments()[i]), Value(loop.getAfterArguments()[i]),
                       Value(loop.getResult(i))})
      same.replaceAllUsesWith(init);
  OpBuilder b(loop);
  auto bare = scf::WhileOp::create(b, loop.getLoc(), TypeRange{}, ValueRange{});
  loop.getConditionOp().getArgsMutable().clear();
  loop.getYieldOp()->setOperands({});
  for (auto [from, to] : {std::pair(&loop.getBefore(), &bare.getBefore()),
                          std::pair(&loop.getAfter(), &bare.getAfter())}) {
    from->front().eraseArguments(0, from->getNumArguments());
    to->takeBody(*from);
  }
  loop.erase();
  return success();
}

static LogicalResult dropCarried(scf::IndexSwitchOp choice) {
  for (OpResult result : choice.getResults()) {
    unsigned number = result.getResultNumber();
    Value memory = bufferRoot(choice.getDefaultBlock().getTerminator()->getOperand(number));
    for (Region &branch : choice->getRegions()) {
      Value written = branch.front().getTerminator()->getOperand(number);
      if (bufferRoot(written) != memory || written.getType() != memory.getType())
        return reportMoving(choice, number);
    }
    result.replaceAllUsesWith(memory);
  }
  OpBuilder b(choice);
  auto bare = scf::IndexSwitchOp::create(b, choice.getLoc(), TypeRange{}, choice.getArg(),
                                         choice.getCases(), choice.getCases().size());
  for (auto [from, to] : llvm::zip(choice->getRegions(), bare->getRegions())) {
    from.front().getTerminator()->setOperands({});
    to.takeBody(from);
  }
  choice.erase();
  return success();
}

static void rewriteRow(memref::SubViewOp row) {
  OpBuilder b(row);
  auto type = row.getType();
  Value view =
      exec::RowOp::create(b, row.getLoc(), MemRefType::get(type.getShape(), type.getElementType()),
                          row.getSource(), row.getDynamicOffset(0));
  row.replaceAllUsesWith(view);
  useAsBuffer(view);
  row.erase();
}

LogicalResult tcc::detail::dropCarried(func::FuncOp function) {
  SmallVector<Operation *> control;
  SmallVector<memref::SubViewOp> rows;
  function.walk([&](Operation *op) { // inner ones first
    if (isControl(op))
      control.push_back(op);
    if (auto row = dyn_cast<memref::SubViewOp>(op); row && row.isDynamicOffset(0))
      rows.push_back(row);
  });
  for (memref::SubViewOp row : rows)
    rewriteRow(row);
  for (Operation *op : control) {
    LogicalResult dropped = llvm::TypeSwitch<Operation *, LogicalResult>(op)
                                .Case<scf::ForOp, scf::WhileOp, scf::IndexSwitchOp>(
                                    [](auto concrete) { return ::dropCarried(concrete); })
                                .Default([](auto) { return success(); });
    if (failed(dropped))
      return failure();
  }
  return success();
}
