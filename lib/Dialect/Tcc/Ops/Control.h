// What the ops with regions share: checks, captured values, which carried values matter.
#ifndef TCC_LIB_DIALECT_TCC_OPS_CONTROL_H
#define TCC_LIB_DIALECT_TCC_OPS_CONTROL_H

#include "../Derivative.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/BitVector.h"

namespace tcc::ir {

/// Values from outside that regions of `op` read, each once, in order.
llvm::SmallVector<mlir::Value> capturedValues(mlir::Operation *op);

/// Operands first, then captured values.
llvm::SmallVector<mlir::Value> primalsWithCaptures(mlir::Operation *op);

/// The region has arguments of these types and yields those; `what` names it in errors.
llvm::LogicalResult verifyRegion(mlir::Operation *op, mlir::Region &region,
                                 mlir::TypeRange arguments, mlir::TypeRange yielded,
                                 llvm::StringRef what);

/// The types that a region yields; failure where it does not end with a yield.
llvm::FailureOr<llvm::SmallVector<mlir::Type>> yieldedTypes(mlir::Region &region);

/// (%name = %operand : type, ...), perhaps empty.
mlir::ParseResult parseBindings(mlir::OpAsmParser &parser,
                                llvm::SmallVectorImpl<mlir::OpAsmParser::Argument> &names,
                                mlir::OperationState &state);
void printBindings(mlir::OpAsmPrinter &printer, mlir::ValueRange names, mlir::ValueRange operands);

/// Which of a loop's carried values matter: those that `isUsed` says, and all that the values in
/// `roots` or another one that matters are computed from. In every block they are the first
/// arguments; the last block yields their next values first.
llvm::BitVector liveCarried(llvm::ArrayRef<mlir::Block *> blocks, llvm::BitVector isUsed,
                            mlir::ValueRange roots);

/// What `kept` says, in order.
template <class Range> auto keep(Range &&range, const llvm::BitVector &kept) {
  llvm::SmallVector<mlir::Value> values;
  for (auto [i, value] : llvm::enumerate(range))
    if (kept[i])
      values.push_back(value);
  return values;
}

/// Copies the ops of a block, terminator excluded, to where `b` stands.
void cloneBody(mlir::OpBuilder &b, mlir::Block &block, mlir::IRMapping &mapping);

/// An empty block for a region.
mlir::Block &addBlock(mlir::Region &region, mlir::TypeRange types, mlir::Location loc);

/// Where rules write inside a region.
struct BodyBuilder {
  BodyBuilder(mlir::Block &block, mlir::Location loc)
      : b(mlir::OpBuilder::atBlockEnd(&block)), g(b, loc) {}
  mlir::OpBuilder b;
  RuleBuilder g;
};

} // namespace tcc::ir

#endif
