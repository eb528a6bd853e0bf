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

namespace {
/// The launches of a plan, numbered in the order of the text.
class Steps {
public:
  explicit Steps(func::FuncOp plan) {
    plan.walk<WalkOrder::PreOrder>([&](exec::LaunchOp launch) { count(launch); });
  }

  ArrayRef<exec::LaunchOp> all() const { return launches; }
  /// The first and the last in `op`, which may be a loop.
  std::pair<int64_t, int64_t> of(Operation *op) const { return range.lookup(op); }

private:
  void count(exec::LaunchOp launch) {
    int64_t step = launches.size();
    launches.push_back(launch);
    for (Operation *op = launch; !isa<func::FuncOp>(op); op = op->getParentOp())
      range.try_emplace(op, step, step).first->second.second = step;
  }

  SmallVector<exec::LaunchOp> launches;
  DenseMap<Operation *, std::pair<int64_t, int64_t>> range;
};
} // namespace

/// The view of the arena that a launch is passed, whole or a row of it; null for what is no
/// temporary.
static Operation *temporaryOf(Value buffer) {
  Value root = bufferRoot(buffer);
  while (auto row = root.getDefiningOp<exec::RowOp>())
    root = bufferRoot(row->getOperand(0));
  auto view = root.getDefiningOp<memref::ViewOp>();
  return view ? view.getOperation() : nullptr;
}

/// What a loop uses and did not make itself lives as long as the loop.
static Lives livesOf(const Steps &steps) {
  Lives lives;
  for (size_t step = 0; step < steps.all().size(); ++step) {
    exec::LaunchOp launch = steps.all()[step];
    for (OpOperand &operand : launch->getOpOperands()) {
      Operation *view = temporaryOf(operand.get());
      if (!view)
        continue;
      auto [first, last] = steps.of(view->getBlock()->findAncestorOpInBlock(*launch));
      Life &life = lives.try_emplace(view, Life{first, last, {}}).first->second;
      life.last = std::max(life.last, last);
      unsigned number = operand.getOperandNumber(), inputs = launch.getInputs().size();
      if (number >= inputs)
        life.writes.push_back(
            {int64_t(step), launch, number >= inputs + launch.getOutputs().size()});
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
  auto last = llvm::find_if(llvm::reverse(life.writes),
                            [&](const Write &write) { return write.step <= peak; });
  // In a loop it may hold what the round before wrote further down.
  Write made = last == life.writes.rend() ? life.writes.back() : *last;
  bool isFirst = made.step == life.first; // what the view was made for
  return {cast<MemRefType>(view->getResult(0).getType()), bytesOf(view), made.launch,
          made.isScratch, isFirst ? view->getLoc() : made.launch.getLoc()};
}

SmallVector<LiveBuffer> tcc::findPeak(func::FuncOp plan) {
  Steps steps(plan);
  Lives lives = livesOf(steps);
  int64_t peak = fullestStep(lives, steps.all().size());
  SmallVector<std::pair<int64_t, Operation *>> views; // with the place among equal ones
  for (const auto &[view, life] : lives)
    if (!life.writes.empty() && life.first <= peak && peak <= life.last)
      views.push_back({views.size(), view});
  llvm::sort(views, [](auto a, auto b) {
    return std::make_pair(-bytesOf(a.second), a.first) <
           std::make_pair(-bytesOf(b.second), b.first);
  });
  SmallVector<LiveBuffer> alive;
  for (auto [place, view] : views)
    alive.push_back(describe(view, lives.find(view)->second, peak));
  return alive;
}
