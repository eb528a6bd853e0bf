// How the rules of ops complain: one error with what was expected and what came, one note with a
// hint. Inference is at times asked without a location (speculatively); then the same rules fail
// without a word.
#ifndef TCC_DIALECT_TCC_RULESITE_H
#define TCC_DIALECT_TCC_RULESITE_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Operation.h"

#include <optional>
#include <string>

namespace tcc::ir {

/// An error in the making: reported when it goes out of scope, a failure wherever one is returned.
class RuleError {
public:
  RuleError(std::optional<mlir::Location> loc, llvm::StringRef op);
  template <class T> RuleError &operator<<(T &&part) {
    if (diagnostic)
      *diagnostic << std::forward<T>(part);
    return *this;
  }
  /// Adds a note that says what to do about it.
  RuleError &hint(const llvm::Twine &text);
  operator llvm::LogicalResult() const { return llvm::failure(); }
  template <class T> operator llvm::FailureOr<T>() const { return llvm::failure(); }

private:
  std::optional<mlir::InFlightDiagnostic> diagnostic;
};

/// The op whose rule runs, and the checks that several ops share. Each answers failure after an
/// error.
struct RuleSite {
  std::optional<mlir::Location> loc;
  llvm::StringRef op;

  RuleError error() const { return RuleError(loc, op); }
  /// The type of an operand, which must be a ranked tensor with a countable number of elements.
  llvm::FailureOr<mlir::RankedTensorType> tensor(mlir::Value operand, llvm::StringRef name) const;
  /// 0 <= axis < rank.
  llvm::LogicalResult checkAxis(llvm::StringRef name, int64_t axis, int64_t rank) const;
  /// Each in range, none twice.
  llvm::LogicalResult checkAxes(llvm::StringRef name, llvm::ArrayRef<int64_t> axes,
                                int64_t rank) const;
  /// One number per axis, each from `least` up to the largest extent there may be.
  llvm::LogicalResult checkPerAxis(llvm::StringRef name, llvm::ArrayRef<int64_t> values,
                                   int64_t rank, int64_t least) const;
  /// Static extents whose product can be counted.
  llvm::LogicalResult checkShape(llvm::ArrayRef<int64_t> shape) const;
};

/// The types of an op's results by its own inference, from what it has now; failure, after an error
/// at `loc` if there is one, where it has none or that fails.
llvm::FailureOr<llvm::SmallVector<mlir::Type>>
inferResultTypes(mlir::Operation *op, std::optional<mlir::Location> loc = std::nullopt);

/// Derivatives, decompositions and lowerings compute with sizes: fails, after an error, where a
/// dimension of an operand or a result is still symbolic.
llvm::LogicalResult checkStaticShapes(mlir::Operation *op);

/// An error that says why there is no derivative; what a rule of Differentiable then returns.
llvm::SmallVector<mlir::Value> reportNoDerivative(mlir::Operation *op, const llvm::Twine &why);

/// A float of 8 bits: it is stored, and computed with as f32.
bool isSmallFloat(mlir::Type type);

/// [2, ?]
std::string shapeText(llvm::ArrayRef<int64_t> shape);
/// The product of the extents that are known; none where it exceeds what memory can hold.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

/// The axes of a tensor of `rank` that are not among `axes`, in order.
llvm::SmallVector<int64_t> otherAxes(int64_t rank, llvm::ArrayRef<int64_t> axes);

} // namespace tcc::ir

#endif
