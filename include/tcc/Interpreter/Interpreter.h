// A reference interpreter of tcc: slow and obvious, a second opinion on what a program means. It
// shares no lowering and no folder with the compiler: each op is evaluated from its definition, one
// element at a time, floats in double precision and rounded once to the op's type.
#ifndef TCC_INTERPRETER_INTERPRETER_H
#define TCC_INTERPRETER_INTERPRETER_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"

#include <memory>
#include <vector>

namespace tcc::interpreter {

using WideInt = __int128; // holds every integer of up to 64 bits, signed or not

/// One number: what of it counts is a matter of the tensor's element type.
struct Element {
  double real = 0;
  WideInt integer = 0;
  double imaginary = 0; // of a complex number, whose real part is `real`
};

/// A tensor's value: elements in row-major order. Copies share the elements.
class Literal {
public:
  Literal() = default;
  explicit Literal(mlir::RankedTensorType type)
      : tensorType(type),
        elements(std::make_shared<std::vector<Element>>(size_t(type.getNumElements()))) {}
  /// From memory laid out as npy files and executables have it (i1: a byte each).
  static Literal fromBytes(mlir::RankedTensorType type, const void *bytes);
  static Literal fromAttribute(mlir::RankedTensorType type, mlir::ElementsAttr values);
  void toBytes(void *bytes) const;

  mlir::RankedTensorType type() const { return tensorType; }
  mlir::Type elementType() const { return tensorType.getElementType(); }
  bool isFloat() const { return llvm::isa<mlir::FloatType>(elementType()); }
  bool isComplex() const { return llvm::isa<mlir::ComplexType>(elementType()); }
  llvm::ArrayRef<int64_t> shape() const { return tensorType.getShape(); }
  int64_t size() const { return int64_t(elements->size()); }
  const Element &operator[](int64_t i) const { return (*elements)[size_t(i)]; }
  /// Stores a number, rounded or wrapped to the element type.
  void set(int64_t i, Element value);
  /// A copy with elements of its own.
  Literal clone() const;

private:
  mlir::RankedTensorType tensorType;
  std::shared_ptr<std::vector<Element>> elements;
};

/// Bytes of one element in memory.
int64_t elementBytes(mlir::Type elementType);

/// The function's results. Calls are followed; transforms (tcc.value_and_grad) must have been
/// expanded. Fails after a diagnostic that names an op without a rule.
mlir::FailureOr<std::vector<Literal>> interpret(mlir::func::FuncOp function,
                                                llvm::ArrayRef<Literal> arguments);

/// Whether an op of this name has a rule.
bool hasRule(llvm::StringRef opName);

} // namespace tcc::interpreter

#endif
