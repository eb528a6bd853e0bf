// The form that loops are made from: copies and named ops as linalg.generic, and neighbouring loops
// over contiguous memory as one, which LLVM vectorises best.
#include "tcc/Schedules/CpuLoops.h"
#include "tcc/Support/Diagnostics.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;

static LogicalResult generalize(RewriterBase &rewriter, exec::KernelOp kernel) {
  kernel.walk([&](memref::CopyOp copy) {
    rewriter.setInsertionPoint(copy);
    rewriter.replaceOpWithNewOp<linalg::CopyOp>(copy, copy.getSource(), copy.getTarget());
  });
  for (linalg::LinalgOp op : linalgOps(kernel.getEntry())) {
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

LogicalResult tcc::cpu::formLoops(exec::KernelOp kernel) {
  IRRewriter rewriter(kernel.getContext());
  if (failed(generalize(rewriter, kernel)))
    return failure();
  auto ops = linalgOps(kernel.getEntry());
  for (linalg::LinalgOp op : ops) // what several ops share is the outermost loop
    collapse(rewriter, cast<linalg::GenericOp>(*op), ops.size() == 1 ? 0 : 1);
  return success();
}
