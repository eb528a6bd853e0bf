// The few forms of linalg that every lowering rule is made of.
#ifndef TCC_DIALECT_TCC_LINALGBUILDER_H
#define TCC_DIALECT_TCC_LINALGBUILDER_H

#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tcc::ir {

/// An operand of a generic, or its result: the tensor, and which loops index its axes.
struct Indexed {
  mlir::Value tensor;
  mlir::AffineMap map;
};

/// What linalg bodies compute with: arith knows no sign, hence an unsigned integer is a signless
/// one there. A float of 8 bits is its bits, as no CPU computes with it. Other types are
/// themselves.
mlir::Type computedType(mlir::Type elementType);
/// The same bits, an element with or without its sign. Such casts vanish in LowerElementTypes.
mlir::Value castSign(mlir::OpBuilder &b, mlir::Value x, mlir::Type type);
/// The one number that a constant is full of, without a sign; null where it is no such constant.
mlir::TypedAttr splatOf(mlir::Value tensor);
/// The element at a place, of the type that bodies compute with.
mlir::Value elementAt(mlir::ImplicitLocOpBuilder &b, mlir::Value tensor, mlir::ValueRange place);
/// An integer of a body as an index; `elementType` says whether it has a sign, as a truth value has
/// not.
mlir::Value asIndex(mlir::ImplicitLocOpBuilder &b, mlir::Value integer, mlir::Type elementType);

/// Computes an element from the operands' elements and, last, the accumulator's: all of the types
/// that bodies compute with.
using ElementBody = llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &, mlir::ValueRange)>;

/// The same for several results.
using ElementsBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::ImplicitLocOpBuilder &,
                                                                       mlir::ValueRange)>;

class LinalgBuilder : public mlir::ImplicitLocOpBuilder {
public:
  LinalgBuilder(mlir::OpBuilder &builder, mlir::Location loc)
      : ImplicitLocOpBuilder(loc, builder) {}

  /// A scalar constant of the type that bodies compute with.
  mlir::Value scalar(mlir::Type type, double value);
  /// A tensor of undefined elements.
  mlir::Value empty(mlir::RankedTensorType type);
  /// An operand that only tells how long the loops are that index it, as those over a window: a
  /// constant that no body reads.
  mlir::Value extents(llvm::ArrayRef<int64_t> shape);
  /// A tensor full of one value, which may lack the sign.
  mlir::Value filled(mlir::RankedTensorType type, mlir::TypedAttr value);
  /// A tensor full of the only element of `scalar`, a tensor of rank 0.
  mlir::Value filled(mlir::RankedTensorType type, mlir::Value scalar);

  /// Result axis i is indexed by loop loops[i].
  mlir::AffineMap project(int64_t numLoops, llvm::ArrayRef<int64_t> loops);
  /// x indexed by the loops over `shape`, to which it broadcasts: axes of extent 1 that stretch are
  /// dropped.
  Indexed stretch(mlir::Value x, llvm::ArrayRef<int64_t> shape);
  /// One linalg.generic; the loops in `reductions` are reductions.
  mlir::Value generic(llvm::ArrayRef<Indexed> operands, Indexed init,
                      llvm::ArrayRef<int64_t> reductions, ElementBody body);
  /// The same with several results, each with its accumulator.
  llvm::SmallVector<mlir::Value> generic(llvm::ArrayRef<Indexed> operands,
                                         llvm::ArrayRef<Indexed> inits,
                                         llvm::ArrayRef<int64_t> reductions, ElementsBody body);
  /// A generic whose result's axes are the loops.
  mlir::Value parallel(llvm::ArrayRef<Indexed> operands, mlir::RankedTensorType type,
                       ElementBody body);
  /// The element type changed, one element at a time; x itself where it fits already.
  mlir::Value convertFloats(mlir::Value x, mlir::RankedTensorType type);
  /// The same for integers too, where `type` is narrower.
  mlir::Value narrowed(mlir::Value x, mlir::RankedTensorType type);

  /// x as one row of all its elements.
  mlir::Value flattened(mlir::Value x);
  /// x without some of its axes, all of extent 1.
  mlir::Value dropUnitAxes(mlir::Value x, llvm::ArrayRef<int64_t> axes);
  /// x with axes of extent 1 at the positions `axes` of the result.
  mlir::Value addUnitAxes(mlir::Value x, llvm::ArrayRef<int64_t> axes);
};

/// The type in which sums and products of `elementType` are accumulated: f32 for the 16-bit floats,
/// else itself.
mlir::Type accumulatorType(mlir::Type elementType);

} // namespace tcc::ir

#endif
