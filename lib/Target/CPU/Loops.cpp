// Plain loops for any kernel: linalg to scf by upstream, after making the loops long and
// contiguous. Where no value crosses from one slice of the outermost dimension to another, slices
// are tasks; how many depends on the shape alone.
#include "tcc/Support/Diagnostics.h"
#include "tcc/Target/CPU/KernelCodegen.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/PatternMatch.h"
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
    if (!isa<memref::CollapseShapeOp, memref::ExpandShapeOp>(op) || !isDense(buffer))
      return nullptr;
    buffer = op->getOperand(0);
  }
  return isDense(buffer) ? buffer : nullptr;
}

// Extent of the outermost loop if iterations i of all ops touch slice i of everything the kernel
// writes, else 0.
static int64_t independentSlices(ArrayRef<linalg::LinalgOp> ops) {
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

// How many indices of the outermost loop one task takes.
static int64_t sliceOf(ArrayRef<linalg::LinalgOp> ops, int64_t extent) {
  int64_t elements = 0;
  for (linalg::LinalgOp op : ops) {
    int64_t all = 1;
    for (int64_t range : op.getStaticLoopRanges())
      all *= range;
    elements += all / extent;
  }
  int64_t slice = llvm::divideCeil(taskElements, std::max<int64_t>(elements, 1));
  return elements == 1 ? llvm::alignTo(slice, 64) : slice; // tasks do not share a cache line
}

static void restrictTo(RewriterBase &rewriter, scf::ForOp loop, Value lower, Value upper) {
  rewriter.modifyOpInPlace(loop, [&] {
    loop.setLowerBound(lower);
    loop.setUpperBound(upper);
  });
}

FailureOr<KernelCode> tcc::cpu::emitLoops(KernelFunction kernel, const CpuTarget &) {
  IRRewriter rewriter(kernel.function.getContext());
  Location loc = kernel.function.getLoc();
  if (failed(generalize(rewriter, kernel.function)))
    return failure();
  auto ops = linalgOps(kernel.function);
  for (linalg::LinalgOp op : ops)
    collapse(rewriter, cast<linalg::GenericOp>(*op), ops.size() == 1 ? 0 : 1);
  ops = linalgOps(kernel.function);

  KernelCode code;
  Value lower, upper;
  if (int64_t extent = independentSlices(ops)) {
    int64_t slice = sliceOf(ops, extent);
    code.tasks = llvm::divideCeil(extent, slice);
    rewriter.setInsertionPointToStart(&kernel.function.front());
    auto index = [&](int64_t i) { return arith::ConstantIndexOp::create(rewriter, loc, i); };
    if (code.tasks > 1) {
      Value step = index(slice);
      lower = arith::MulIOp::create(rewriter, loc, kernel.begin(), step);
      Value end = arith::MulIOp::create(rewriter, loc, kernel.end(), step);
      upper = arith::MinSIOp::create(rewriter, loc, end, index(extent));
    }
  }
  for (linalg::LinalgOp op : ops) {
    rewriter.setInsertionPoint(op);
    auto loops = linalg::linalgOpToLoops(rewriter, op);
    if (failed(loops))
      return emitUnsupported(op.getLoc()) << op->getName() << " on cpu";
    if (lower)
      restrictTo(rewriter, cast<scf::ForOp>(loops->front()), lower, upper);
    rewriter.eraseOp(op);
  }
  return code;
}
