// The peak is read off the finished plan: a buffer lives from the first to the last launch that it
// is passed to. One that took over another's memory is the same view; who wrote last made it.
#include "tcc/Kernels/Peak.h"

#include "Buffers.h"
#include "KernelBuilder.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;

namespace {

struct Write {
  int64_t step;
  exec::LaunchOp launch;
  bool isScratch;
};

struct Life {
  int64_t first, last; // numbers of launches
  SmallVector<Write, 1> writes;
};

} // namespace

using Lives = llvm::MapVector<Operation *, Life>; // by view of the arena

static Lives livesOf(ArrayRef<exec::LaunchOp> launches) {
  Lives lives;
  int64_t step = -1;
  for (exec::LaunchOp launch : launches) {
    ++step;
    for (OpOperand &operand : launch->getOpOperands()) {
      auto view = bufferRoot(operand.get()).getDefiningOp<memref::ViewOp>();
      if (!view)
        continue;
      Life &life = lives.try_emplace(view.getOperation(), Life{step, step, {}}).first->second;
      life.last = step;
      unsigned number = operand.getOperandNumber(), inputs = launch.getInputs().size();
      if (number >= inputs)
        life.writes.push_back({step, launch, number >= inputs + launch.getOutputs().size()});
    }
  }
  return lives;
}

static int64_t bytesOf(Operation *view) {
  return tcc::detail::bytesOf(view->getResult(0).getType());
}

/// The first step at which the most bytes are alive.
static int64_t fullestStep(const Lives &lives, size_t steps) {
  SmallVector<int64_t> change(steps + 1);
  for (const auto &[view, life] : lives) {
    change[life.first] += bytesOf(view);
    change[life.last + 1] -= bytesOf(view);
  }
  int64_t fullest = 0, most = 0, alive = 0;
  for (auto [step, bytes] : llvm::enumerate(change)) {
    alive += bytes;
    if (alive > most) {
      most = alive;
      fullest = step;
    }
  }
  return fullest;
}

static LiveBuffer describe(Operation *view, const Life &life, int64_t peak) {
  Write made = *llvm::find_if(llvm::reverse(life.writes),
                              [&](const Write &write) { return write.step <= peak; });
  bool isFirst = made.step == life.first; // what the view was made for
  return {cast<MemRefType>(view->getResult(0).getType()), bytesOf(view), made.launch,
          made.isScratch, isFirst ? view->getLoc() : made.launch.getLoc()};
}

SmallVector<LiveBuffer> tcc::findPeak(func::FuncOp plan) {
  SmallVector<exec::LaunchOp> launches(plan.getOps<exec::LaunchOp>());
  Lives lives = livesOf(launches);
  int64_t peak = fullestStep(lives, launches.size());
  SmallVector<Operation *> views;
  for (const auto &[view, life] : lives)
    if (!life.writes.empty() && life.writes.front().step <= peak && peak <= life.last)
      views.push_back(view);
  llvm::sort(views, [](Operation *a, Operation *b) { // equal ones in the plan's order
    return bytesOf(a) != bytesOf(b) ? bytesOf(a) > bytesOf(b) : a->isBeforeInBlock(b);
  });
  SmallVector<LiveBuffer> alive;
  for (Operation *view : views)
    alive.push_back(describe(view, lives.find(view)->second, peak));
  return alive;
}
