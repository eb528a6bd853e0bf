// How one linalg op is computed by vectors: along which loop the lanes run, what stays in
// registers.
#ifndef TCC_LIB_TARGET_CPU_VECTORPLAN_H
#define TCC_LIB_TARGET_CPU_VECTORPLAN_H

#include "tcc/Target/CPU/Contraction.h"

namespace tcc::cpu {

struct VectorPlan {
  llvm::SmallVector<Operand> operands; // in the op's order, strides by loop
  llvm::SmallVector<int64_t> extents;
  unsigned along = 0; // the loop that lanes run along
  /// Loops around the vectors, outermost first, and those inside, over which results stay in
  /// registers.
  llvm::SmallVector<unsigned> outer, inner;
  /// A loop around the vectors that some inputs are contiguous along instead: squares of them are
  /// turned in registers. None: -1.
  int turned = -1;
  int64_t lanes = 1, unroll = 1;
  bool sumsLanes = false;    // `along` is a reduction
  bool hasOuterSums = false; // results wait in memory; the last of `outer` is a reduction

  bool isTurned(const Operand &operand) const {
    return turned >= 0 && operand.isBuffer() && operand.strides[along] != 0 &&
           operand.strides[along] != 1;
  }
};

/// What of the outermost loop is run at a time: at most `rows`, from `lower` to `upper`, a multiple
/// of `multiple`. All of it where `lower` is null.
struct Outermost {
  int64_t rows = std::numeric_limits<int64_t>::max(), multiple = 1;
  mlir::Value lower, upper;
};

struct PlannedOp {
  mlir::linalg::GenericOp op;
  VectorPlan plan;

  bool touches(mlir::Value buffer) const;
  /// Whether this op, a sum of lanes, can take the vectors that `producer` has just made: then one
  /// loop does both. What lies between them must not touch what they do.
  bool canFollow(const PlannedOp &producer) const;
};

/// None where plain loops are as good or vectors would not be right.
std::optional<PlannedOp> planVectors(mlir::linalg::GenericOp op, const Outermost &outermost,
                                     const CpuTarget &target);

/// The op's loops, before the op, with those of a producer that it can follow.
void emitVectors(const PlannedOp &planned, const Outermost &outermost,
                 const PlannedOp *producer = nullptr);

} // namespace tcc::cpu

#endif
