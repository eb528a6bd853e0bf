// Named combinations of elements, for whatever reduces: of an axis, a window, a run.
#ifndef TCC_LIB_DIALECT_TCC_COMBINATION_H
#define TCC_LIB_DIALECT_TCC_COMBINATION_H

#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace tcc::ir {

/// The reducer of elements of a type, in the type that they are accumulated in.
class Combination {
public:
  Combination(Reducer reducer, mlir::Type element)
      : reducer(reducer), element(element), accumulator(accumulatorType(element)) {}

  mlir::Type accumulated() const { return accumulator; }
  /// What changes nothing: as an element, or as what accumulates them.
  mlir::TypedAttr identity(mlir::OpBuilder &b) const { return identity(b, element); }
  mlir::TypedAttr start(mlir::OpBuilder &b) const { return identity(b, accumulator); }
  /// What was accumulated, with one more element. Sums may be reassociated (in a fixed tree) and
  /// contracted; nothing else may.
  mlir::Value add(mlir::ImplicitLocOpBuilder &b, mlir::Value accumulated, mlir::Value next) const;

private:
  mlir::TypedAttr identity(mlir::OpBuilder &b, mlir::Type type) const;

  Reducer reducer;
  mlir::Type element, accumulator;
};

/// Two elements as a reduction combines them; of extremes the sign of zero is either's.
mlir::Value combineBy(mlir::ImplicitLocOpBuilder &b, mlir::arith::AtomicRMWKind kind, mlir::Value x,
                      mlir::Value y);

/// A reducer by its bare name.
mlir::ParseResult parseReducer(mlir::OpAsmParser &parser, Reducer &reducer);
void printReducer(mlir::OpAsmPrinter &printer, mlir::Operation *op, Reducer reducer);

} // namespace tcc::ir

#endif
