// Loops for any kernel: of vectors where that fits, else linalg to scf by upstream. The schedule
// says how many rows go through all ops at a time. The loops of a nest (exec.nest) are there
// already.
#include "SplitLoops.h"
#include "VectorPlan.h"

#include "tcc/Schedules/CpuLoops.h"
#include "tcc/Support/Diagnostics.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <numeric>

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;

static bool isFill(Operation *op) {
  auto fill = dyn_cast<linalg::LinalgOp>(op);
  return fill && fill.getNumDpsInits() == 1 && llvm::none_of(fill.getDpsInputs(), [](Value input) {
           return isa<MemRefType>(input.getType());
         });
}

/// The next op that does anything but fill.
static Operation *nextAfterFills(Operation *op) {
  do
    op = op->getNextNode();
  while (op && (isMemoryEffectFree(op) || isFill(op)));
  return op;
}

// The bounds of the outermost loops: of a task's whole range for one op; else of one slice, in a
// loop over the range that all ops move into. Leaves the rewriter where the ops' loops belong.
static Outermost enterSlices(IRRewriter &rewriter, KernelFunction kernel, int64_t rows,
                             MutableArrayRef<linalg::LinalgOp> ops) {
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
  Outermost outermost{rows, std::gcd(rows, ops.front().getStaticLoopRanges()[0]), lower, upper};
  if (ops.size() == 1) // a task may take several slices at once
    outermost.rows = std::numeric_limits<int64_t>::max();
  return outermost;
}

static LogicalResult lowerPlain(IRRewriter &rewriter, linalg::LinalgOp op,
                                const Outermost &outermost) {
  rewriter.setInsertionPoint(op);
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  auto loops = linalg::linalgOpToLoops(rewriter, op);
  if (failed(loops))
    return emitUnsupported(op.getLoc()) << op->getName() << " on cpu";
  if (outermost.lower) {
    auto loop = cast<scf::ForOp>(loops->front());
    loop.setLowerBound(outermost.lower);
    loop.setUpperBound(outermost.upper);
    if (outermost.rows == 1) {
      rewriter.eraseOp(loop.getBody()->getTerminator());
      rewriter.inlineBlockBefore(loop.getBody(), loop, outermost.lower);
      rewriter.eraseOp(loop);
      loops->erase(loops->begin());
      extents.erase(extents.begin());
    }
  }
  for (auto [loop, extent] : llvm::reverse(llvm::zip_equal(*loops, extents)))
    splitLoop(rewriter, cast<scf::ForOp>(loop), extent);
  return success();
}

// Where a sum of lanes takes what the op before it has made, one loop does both; a fill between
// them, of the sum, comes first.
static LogicalResult lowerOps(IRRewriter &rewriter, ArrayRef<linalg::LinalgOp> ops,
                              const Outermost &outermost, const CpuTarget &target) {
  std::optional<PlannedOp> waiting;
  Operation *expected = nullptr;
  auto flush = [&] {
    if (waiting)
      emitVectors(*waiting, outermost);
    waiting.reset();
  };
  for (linalg::LinalgOp op : ops) {
    auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
    auto planned = generic ? planVectors(generic, outermost, target) : std::optional<PlannedOp>();
    bool isBetween = waiting && isFill(op) && !waiting->touches(op.getDpsInits()[0]);
    if (isBetween && planned)
      emitVectors(*planned, outermost);
    else if (isBetween && failed(lowerPlain(rewriter, op, outermost)))
      return failure();
    if (isBetween)
      continue;
    if (planned && waiting && op == expected && planned->canFollow(*waiting)) {
      emitVectors(*planned, outermost, &*waiting);
      waiting.reset();
      continue;
    }
    flush();
    expected = nextAfterFills(op);
    if (planned)
      waiting = std::move(planned);
    else if (failed(lowerPlain(rewriter, op, outermost)))
      return failure();
  }
  flush();
  for (linalg::LinalgOp op : ops)
    rewriter.eraseOp(op);
  return success();
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

/// What a contraction would not have made: a worker has it for itself.
static int64_t bindAllocations(IRRewriter &rewriter, KernelFunction kernel) {
  constexpr int64_t alignment = 64;
  int64_t bytes = 0;
  kernel.function.walk([&](memref::AllocOp alloc) {
    rewriter.setInsertionPoint(alloc);
    Value offset = arith::ConstantIndexOp::create(rewriter, alloc.getLoc(), bytes);
    MemRefType type = alloc.getType();
    bytes += llvm::alignTo(
        llvm::divideCeil(type.getNumElements() * type.getElementTypeBitWidth(), 8), alignment);
    rewriter.replaceOpWithNewOp<memref::ViewOp>(alloc, type, kernel.scratch(), offset,
                                                ValueRange());
  });
  return bytes;
}

FailureOr<KernelCode> tcc::cpu::emitLoops(KernelFunction kernel, exec::LoopsScheduleAttr schedule,
                                          const CpuTarget &target) {
  schedule = legalizeSchedule(schedule, kernel.function.front());
  SmallVector<linalg::LinalgOp> ops;
  kernel.function.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  IRRewriter rewriter(kernel.function.getContext());
  Outermost outermost;
  if (scf::ParallelOp loop = loneParallelLoop(kernel.function.front()))
    enterTasks(rewriter, kernel, loop);
  else if (schedule.getTasks() > 1)
    outermost = enterSlices(rewriter, kernel, schedule.getRows(), ops);
  if (failed(lowerOps(rewriter, ops, outermost, target)))
    return failure();
  return KernelCode{schedule.getTasks(), schedule.getGrain(), bindAllocations(rewriter, kernel)};
}
