// Where no value crosses from one slice of the outermost dimension to another, slices are tasks,
// and several ops run slice by slice, so that what lies between them stays in cache.
#include "tcc/Schedules/CpuLoops.h"
#include "tcc/Schedules/Weight.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;

/// Elements a task should have at least: about 5 us of simple elementwise work, what waking a
/// worker is worth. An element of more instructions and accesses than these counts as several.
static constexpr int64_t taskElements = 16 << 10, simpleElement = 16;

SmallVector<linalg::LinalgOp> tcc::cpu::linalgOps(Block &body) {
  SmallVector<linalg::LinalgOp> ops;
  body.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  return ops;
}

static bool isDense(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
}

// The argument whose memory a value is, dimension 0 slicing it alike; null where that cannot be
// told.
static Value rootOf(Value buffer) {
  while (Operation *op = buffer.getDefiningOp()) {
    if (isa<memref::GetGlobalOp>(op))
      return buffer;
    if (!isa<memref::CollapseShapeOp, memref::ExpandShapeOp>(op) || !isDense(buffer))
      return nullptr;
    buffer = op->getOperand(0);
  }
  return isDense(buffer) ? buffer : nullptr;
}

int64_t tcc::cpu::independentSlices(Block &body, ArrayRef<linalg::LinalgOp> ops) {
  for (Operation &op : body)
    if (!isa<linalg::LinalgOp>(op) && !isMemoryEffectFree(&op) &&
        !op.hasTrait<OpTrait::IsTerminator>())
      return 0;
  DenseSet<Value> written;
  int64_t extent = 0;
  for (linalg::LinalgOp op : ops) {
    SmallVector<int64_t> ranges = op.getStaticLoopRanges();
    if (ranges.empty() || (extent && ranges[0] != extent) || ShapedType::isDynamicShape(ranges) ||
        op.getIteratorTypesArray()[0] != utils::IteratorType::parallel)
      return 0;
    extent = ranges[0];
    for (Value output : op.getDpsInits())
      written.insert(rootOf(output));
  }
  for (linalg::LinalgOp op : ops)
    for (OpOperand &operand : op->getOpOperands()) {
      auto type = dyn_cast<MemRefType>(operand.get().getType());
      Value root = type ? rootOf(operand.get()) : nullptr;
      if (!type || (root && !written.contains(root)))
        continue;
      AffineMap map = op.getMatchingIndexingMap(&operand);
      if (!root || map.getNumResults() == 0 || type.getDimSize(0) != extent ||
          map.getResult(0) != getAffineDimExpr(0, map.getContext()))
        return 0;
    }
  return extent;
}

// What an element of an op costs, in simple ones.
static int64_t costOfElement(linalg::LinalgOp op) {
  int64_t accesses = llvm::count_if(op.getBlock()->getArguments(),
                                    [](BlockArgument argument) { return !argument.use_empty(); });
  accesses += op.getNumDpsInits();
  return std::max<int64_t>(1, (accesses + weightOf(*op.getBlock())) / simpleElement);
}

// Simple elements computed, and bytes touched, by one iteration of the outermost loop of all ops.
static std::pair<int64_t, int64_t> costOf(ArrayRef<linalg::LinalgOp> ops, int64_t extent) {
  int64_t elements = 0, bytes = 0;
  for (linalg::LinalgOp op : ops) {
    elements += costOfElement(op) * ShapedType::getNumElements(op.getStaticLoopRanges()) / extent;
    for (Value operand : op->getOperands())
      if (auto type = dyn_cast<MemRefType>(operand.getType()))
        bytes +=
            llvm::divideCeil(type.getNumElements() * type.getElementTypeBitWidth(), 8 * extent);
  }
  return {std::max<int64_t>(elements, 1), std::max<int64_t>(bytes, 1)};
}

// How many slices belong together: elements that are neighbours, so that tasks do not share a cache
// line; rows that are read across, so that there are whole squares to be turned (4096 x 4096 on two
// threads in tasks of four rows: 150 ms, of 64: 6).
static int64_t unitOf(ArrayRef<linalg::LinalgOp> ops) {
  constexpr int64_t squares = 64;
  bool isFlat = llvm::all_of(ops, [](linalg::LinalgOp op) { return op.getNumLoops() == 1; });
  unsigned leastRank =
      isFlat ? 1 : 2; // in rows of several elements, a lone index is a row's number
  auto isAlong = [&](AffineMap map) {
    return map.getNumResults() >= leastRank &&
           map.getResults().back() == getAffineDimExpr(0, map.getContext());
  };
  for (linalg::LinalgOp op : ops)
    if (llvm::any_of(op.getIndexingMapsArray(), isAlong))
      return squares;
  return 1;
}

scf::ParallelOp tcc::cpu::loneParallelLoop(Block &body) {
  scf::ParallelOp lone;
  for (Operation &op : body.without_terminator()) {
    auto loop = dyn_cast<scf::ParallelOp>(op);
    if (!loop && isMemoryEffectFree(&op))
      continue;
    bool isSimple = loop && loop.getNumLoops() == 1 && loop.getNumResults() == 0;
    if (lone || !isSimple || getConstantIntValue(loop.getLowerBound().front()) != 0 ||
        getConstantIntValue(loop.getStep().front()) != 1 ||
        getConstantIntValue(loop.getUpperBound().front()).value_or(0) <= 0)
      return {};
    lone = loop;
  }
  return lone;
}

static int64_t tripCount(scf::ParallelOp loop) {
  return *getConstantIntValue(loop.getUpperBound().front());
}

// As many iterations as the buffers' elements make work for.
static int64_t grainOf(Block &body, scf::ParallelOp loop) {
  int64_t elements = 1;
  for (Type type : body.getArgumentTypes())
    if (auto memref = dyn_cast<MemRefType>(type); memref && memref.hasStaticShape())
      elements = std::max(elements, memref.getNumElements() / tripCount(loop));
  return llvm::divideCeil(taskElements, elements);
}

// One op: a slice is a task's work. Several: a slice is what the L1 cache holds, and a task takes
// enough of them.
exec::LoopsScheduleAttr tcc::cpu::scheduleLoops(Block &body, const CpuTarget &target) {
  SmallVector<linalg::LinalgOp> ops = linalgOps(body);
  auto with = [&](int64_t rows, int64_t grain) {
    return exec::LoopsScheduleAttr::get(body.getParentOp()->getContext(), rows, 1, grain);
  };
  if (scf::ParallelOp loop = loneParallelLoop(body))
    return with(1, grainOf(body, loop));
  int64_t extent = independentSlices(body, ops);
  if (extent == 0)
    return with(0, 1);
  auto [elements, bytes] = costOf(ops, extent);
  int64_t perTask = llvm::divideCeil(taskElements, elements), unit = unitOf(ops);
  if (ops.size() == 1) { // as equal as can be
    int64_t equal = llvm::divideCeil(extent, llvm::divideCeil(extent, perTask));
    return with(llvm::alignTo(equal, unit), 1);
  }
  int64_t cached = std::max<int64_t>(target.l1Bytes / 2 / bytes, 1);
  int64_t size = std::min(llvm::alignTo(std::min(cached, perTask), unit), uint64_t(extent));
  return with(size, llvm::divideCeil(perTask, size));
}

exec::LoopsScheduleAttr tcc::cpu::legalizeSchedule(exec::LoopsScheduleAttr s, Block &body) {
  scf::ParallelOp loop = loneParallelLoop(body);
  int64_t extent = loop ? tripCount(loop) : independentSlices(body, linalgOps(body));
  int64_t rows = loop ? 1 : std::clamp<int64_t>(s.getRows(), 0, extent);
  int64_t tasks = rows ? llvm::divideCeil(extent, rows) : 1;
  return exec::LoopsScheduleAttr::get(s.getContext(), rows, tasks,
                                      std::clamp<int64_t>(s.getGrain(), 1, tasks));
}
