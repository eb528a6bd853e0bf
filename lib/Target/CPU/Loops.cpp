// Loops for any kernel: linalg to scf by upstream; LLVM vectorises them. The schedule says how many
// rows go through all ops at a time. The loops of a nest (exec.nest) are there already.
#include "tcc/Schedules/CpuLoops.h"
#include "tcc/Support/Diagnostics.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Utils/Utils.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;

// The bounds of the outermost loops: of a task's whole range for one op; else of one slice, in a
// loop over the range that all ops move into. Leaves the rewriter where the ops' loops belong.
static std::pair<Value, Value> enterSlices(IRRewriter &rewriter, KernelFunction kernel,
                                           int64_t rows, MutableArrayRef<linalg::LinalgOp> ops) {
  Location loc = kernel.function.getLoc();
  auto index = [&](int64_t i) -> Value { return arith::ConstantIndexOp::create(rewriter, loc, i); };
  rewriter.setInsertionPoint(kernel.function.front().getTerminator());
  Value size = index(rows), extent = index(ops.front().getStaticLoopRanges()[0]),
        first = kernel.begin(), last = kernel.end();
  if (ops.size() > 1) {
    Value one = index(1);
    auto loop = scf::ForOp::create(rewriter, loc, first, last, one);
    rewriter.setInsertionPoint(loop.getBody()->getTerminator());
    first = loop.getInductionVar();
    last = arith::AddIOp::create(rewriter, loc, first, one);
  }
  Value lower = arith::MulIOp::create(rewriter, loc, first, size);
  Value end = arith::MulIOp::create(rewriter, loc, last, size);
  Value upper = arith::MinSIOp::create(rewriter, loc, end, extent);
  for (linalg::LinalgOp op : ops)
    op->moveBefore(rewriter.getInsertionBlock(), rewriter.getInsertionPoint());
  return {lower, upper};
}

// The windows of a reduction (a pooling): at most so many ops, all of a window's elements together.
static constexpr int64_t mostWindowOps = 128;

// The steps of a small window move inside the contiguous loop and are unrolled: its result stays in
// a register instead of memory (2 x 2, 16 channels: 50 us, now 13). Their order remains. How many
// loops these are, now the innermost.
static int64_t moveWindowInside(IRRewriter &rewriter, linalg::LinalgOp op) {
  auto generic = dyn_cast<linalg::GenericOp>(*op);
  auto kinds = op.getIteratorTypesArray();
  if (!generic || kinds.empty() || !linalg::isParallelIterator(kinds.front()) ||
      !linalg::isParallelIterator(kinds.back()) || !op.getNumReductionLoops())
    return 0;
  SmallVector<unsigned> order, windows;
  int64_t steps = op.getBlock()->getOperations().size();
  for (auto [dim, kind] : llvm::enumerate(kinds)) {
    (linalg::isReductionIterator(kind) ? windows : order).push_back(dim);
    if (linalg::isReductionIterator(kind))
      steps *= op.getStaticLoopRanges()[dim];
    if (steps > mostWindowOps)
      return 0;
  }
  order.append(windows);
  rewriter.setInsertionPoint(op);
  return succeeded(linalg::interchangeGenericOp(rewriter, generic, order)) ? windows.size() : 0;
}

static LogicalResult unroll(ArrayRef<Operation *> loops) {
  for (Operation *loop : llvm::reverse(loops))
    if (failed(loopUnrollFull(cast<scf::ForOp>(loop))))
      return emitInternal(loop->getLoc()) << "a window is not unrolled";
  return success();
}

static LogicalResult lowerOp(IRRewriter &rewriter, linalg::LinalgOp op, Value lower, Value upper) {
  int64_t windowLoops = moveWindowInside(rewriter, op);
  rewriter.setInsertionPoint(op);
  auto loops = linalg::linalgOpToLoops(rewriter, op);
  if (failed(loops))
    return emitUnsupported(op.getLoc()) << op->getName() << " on cpu";
  if (lower) {
    auto outermost = cast<scf::ForOp>(loops->front());
    outermost.setLowerBound(lower);
    outermost.setUpperBound(upper);
  }
  rewriter.eraseOp(op);
  return unroll(ArrayRef(*loops).take_back(windowLoops));
}

// The iterations of a nest's parallel loop are the tasks.
static void enterTasks(IRRewriter &rewriter, KernelFunction kernel, scf::ParallelOp loop) {
  rewriter.setInsertionPoint(loop);
  auto tasks = scf::ForOp::create(rewriter, loop.getLoc(), kernel.begin(), kernel.end(),
                                  loop.getStep().front());
  rewriter.eraseOp(loop.getBody()->getTerminator());
  rewriter.inlineBlockBefore(loop.getBody(), tasks.getBody()->getTerminator(),
                             tasks.getInductionVar());
  rewriter.eraseOp(loop);
}

FailureOr<KernelCode> tcc::cpu::emitLoops(KernelFunction kernel, exec::LoopsScheduleAttr schedule) {
  schedule = legalizeSchedule(schedule, kernel.function.front());
  SmallVector<linalg::LinalgOp> ops;
  kernel.function.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  IRRewriter rewriter(kernel.function.getContext());
  std::pair<Value, Value> bounds;
  if (scf::ParallelOp loop = loneParallelLoop(kernel.function.front()))
    enterTasks(rewriter, kernel, loop);
  else if (schedule.getTasks() > 1)
    bounds = enterSlices(rewriter, kernel, schedule.getRows(), ops);
  for (linalg::LinalgOp op : ops)
    if (failed(lowerOp(rewriter, op, bounds.first, bounds.second)))
      return failure();
  return KernelCode{schedule.getTasks(), schedule.getGrain()};
}
