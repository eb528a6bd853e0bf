// Where rows are independent a block takes some of them through all ops: one launch, and what lies
// between the ops stays in cache. Otherwise each op is a launch of its own. No rule here has been
// measured on a device yet.
#include "tcc/Schedules/CudaGrid.h"

#include "tcc/Schedules/CpuLoops.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace tcc;

static constexpr int64_t mostThreads = 1024;

/// Elements of all ops that a block should have at least to be worth its start.
static constexpr int64_t blockElements = 1024;

static int64_t independentRows(Block &body) {
  SmallVector<linalg::LinalgOp> ops = cpu::linalgOps(body);
  return ops.size() > 1 ? cpu::independentSlices(body, ops) : 0;
}

exec::GridScheduleAttr cuda::scheduleGrid(Block &body) {
  MLIRContext *context = body.getParentOp()->getContext();
  int64_t rows = independentRows(body), longest = 0;
  if (rows == 0)
    return exec::GridScheduleAttr::get(context, 0, 256, 0);
  for (linalg::LinalgOp op : cpu::linalgOps(body))
    longest = std::max(longest, ShapedType::getNumElements(op.getStaticLoopRanges()) / rows);
  int64_t perBlock = std::clamp<int64_t>(blockElements / std::max<int64_t>(longest, 1), 1, rows);
  int64_t threads = longest >= 4096 ? 512 : longest >= 1024 ? 256 : 128;
  return exec::GridScheduleAttr::get(context, perBlock, threads, 0);
}

exec::GridScheduleAttr cuda::legalizeSchedule(exec::GridScheduleAttr s, Block &body) {
  int64_t rows = std::clamp<int64_t>(s.getRows(), 0, independentRows(body));
  int64_t threads =
      std::clamp<int64_t>(s.getThreads(), warpThreads, mostThreads) / warpThreads * warpThreads;
  return exec::GridScheduleAttr::get(s.getContext(), rows, threads,
                                     std::max<int64_t>(s.getBlocks(), 0));
}
