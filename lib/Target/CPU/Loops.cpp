// Loops for any kernel: linalg to scf by upstream, after making the loops long and contiguous;
// LLVM vectorises them. Where no value crosses from one slice of the outermost dimension to
// another, slices are tasks (how many depends on shapes and caches, never on threads), and several
// ops run slice by slice, so that what lies between them stays in cache.
#include "tcc/Support/Diagnostics.h"
#include "tcc/Target/CPU/KernelCodegen.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;

/// Elements a task should have at least: about 5 us of elementwise work, what waking a worker is
/// worth.
static constexpr int64_t taskElements = 16 << 10;

static SmallVector<linalg::LinalgOp> linalgOps(func::FuncOp function) {
  SmallVector<linalg::LinalgOp> ops;
  function.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  return ops;
}

// Copies and named ops become linalg.generic, the one form that the rest handles.
static LogicalResult generalize(RewriterBase &rewriter, func::FuncOp function) {
  function.walk([&](memref::CopyOp copy) {
    rewriter.setInsertionPoint(copy);
    rewriter.replaceOpWithNewOp<linalg::CopyOp>(copy, copy.getSource(), copy.getTarget());
  });
  for (linalg::LinalgOp op : linalgOps(function)) {
    if (!op.hasPureBufferSemantics())
      return emitInternal(op.getLoc()) << "a kernel is not bufferized: " << op->getName();
    rewriter.setInsertionPoint(op);
    if (!isa<linalg::GenericOp>(*op) && failed(linalg::generalizeNamedOp(rewriter, op)))
      return emitUnsupported(op.getLoc()) << op->getName() << " on cpu";
  }
  return success();
}

static bool isDense(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
}

// Groups of neighbouring loops, from `first` on, that run through contiguous memory in every
// operand.
static SmallVector<ReassociationIndices> contiguousLoops(linalg::GenericOp op, int64_t first) {
  auto maps = op.getIndexingMapsArray();
  auto kinds = op.getIteratorTypesArray();
  SmallVector<ReassociationIndices> groups;
  for (int64_t d = 0, n = op.getNumLoops(); d < n; ++d) {
    bool joins = d > first && kinds[d] == kinds[d - 1] &&
                 linalg::areDimSequencesPreserved(maps, {ReassociationIndices{d - 1, d}});
    if (!joins)
      groups.emplace_back();
    groups.back().push_back(d);
  }
  return groups;
}

static void collapse(RewriterBase &rewriter, linalg::GenericOp op, int64_t first) {
  bool simple = !op.hasIndexSemantics() && llvm::all_of(op->getOperands(), [](Value v) {
    return !isa<MemRefType>(v.getType()) || isDense(v);
  }) && llvm::all_of(op.getIndexingMapsArray(), [](AffineMap m) {
    return m.isProjectedPermutation();
  });
  if (!simple)
    return;
  auto groups = contiguousLoops(op, first);
  if (groups.size() == op.getNumLoops())
    return;
  rewriter.setInsertionPoint(op);
  if (succeeded(linalg::collapseOpIterationDims(op, groups, rewriter)))
    rewriter.eraseOp(op);
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

// Extent of the outermost loop if iterations i of all ops touch slice i of everything the kernel
// writes, else 0.
static int64_t independentSlices(func::FuncOp function, ArrayRef<linalg::LinalgOp> ops) {
  for (Operation &op : function.front())
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

namespace {

/// The outermost loop in slices: tasks of them, at least `grain` together.
struct Slices {
  int64_t extent = 0, size = 0;
  int64_t grain = 1;

  int64_t count() const { return llvm::divideCeil(extent, size); }
};

} // namespace

// Elements computed, and bytes touched, by one iteration of the outermost loop of all ops.
static std::pair<int64_t, int64_t> costOf(ArrayRef<linalg::LinalgOp> ops, int64_t extent) {
  int64_t elements = 0, bytes = 0;
  for (linalg::LinalgOp op : ops) {
    elements += ShapedType::getNumElements(op.getStaticLoopRanges()) / extent;
    for (Value operand : op->getOperands())
      if (auto type = dyn_cast<MemRefType>(operand.getType()))
        bytes +=
            llvm::divideCeil(type.getNumElements() * type.getElementTypeBitWidth(), 8 * extent);
  }
  return {std::max<int64_t>(elements, 1), std::max<int64_t>(bytes, 1)};
}

// One op: a slice is a task's work. Several: a slice is what the L1 cache holds, and a task takes
// enough of them.
static Slices slicesOf(ArrayRef<linalg::LinalgOp> ops, int64_t extent, const CpuTarget &target) {
  auto [elements, bytes] = costOf(ops, extent);
  int64_t perTask = llvm::divideCeil(taskElements, elements);
  if (elements == 1)
    perTask = llvm::alignTo(perTask, 64); // tasks do not share a cache line
  if (ops.size() == 1)
    return {extent, perTask, 1};
  int64_t cached = std::max<int64_t>(target.l1Bytes / 2 / bytes, 1);
  int64_t size = std::min({cached, perTask, extent});
  return {extent, size, int64_t(llvm::divideCeil(perTask, size))};
}

// The bounds of the outermost loops: of a task's whole range for one op; else of one slice, in a
// loop over the range that all ops move into. Leaves the rewriter where the ops' loops belong.
static std::pair<Value, Value> enterSlices(IRRewriter &rewriter, KernelFunction kernel,
                                           const Slices &slices, ArrayRef<linalg::LinalgOp> ops) {
  Location loc = kernel.function.getLoc();
  auto index = [&](int64_t i) -> Value { return arith::ConstantIndexOp::create(rewriter, loc, i); };
  rewriter.setInsertionPoint(kernel.function.front().getTerminator());
  Value size = index(slices.size), extent = index(slices.extent), first = kernel.begin(),
        last = kernel.end();
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

static LogicalResult lowerOp(IRRewriter &rewriter, linalg::LinalgOp op, Value lower, Value upper) {
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
  return success();
}

FailureOr<KernelCode> tcc::cpu::emitLoops(KernelFunction kernel, const CpuTarget &target) {
  IRRewriter rewriter(kernel.function.getContext());
  if (failed(generalize(rewriter, kernel.function)))
    return failure();
  auto ops = linalgOps(kernel.function);
  for (linalg::LinalgOp op : ops)
    collapse(rewriter, cast<linalg::GenericOp>(*op), ops.size() == 1 ? 0 : 1);
  ops = linalgOps(kernel.function);

  KernelCode code;
  std::pair<Value, Value> bounds;
  if (int64_t extent = independentSlices(kernel.function, ops)) {
    Slices slices = slicesOf(ops, extent, target);
    if (slices.count() > 1)
      bounds = enterSlices(rewriter, kernel, slices, ops);
    code.tasks = slices.count();
    code.grain = slices.grain;
  }
  for (linalg::LinalgOp op : ops)
    if (failed(lowerOp(rewriter, op, bounds.first, bounds.second)))
      return failure();
  return code;
}
