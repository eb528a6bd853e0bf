// What the small regions of reductions compute.
#ifndef TCC_LIB_IMPORT_STABLEHLO_BODIES_H
#define TCC_LIB_IMPORT_STABLEHLO_BODIES_H

#include "Site.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tcc::importer {

enum class Kind { Sum, Product, Max, Min, Any };

/// What a body does, if it is one op of its two arguments. Of truth values, a disjunction is the
/// maximum and a conjunction the minimum.
Kind kindOf(mlir::Region &body);

/// Puts functions in the place of their calls in regions that compute on single elements, where
/// tcc has no calls.
void inlineCallsInBodies(mlir::func::FuncOp function);

/// Makes integers of less than a byte bytes, of the same numbers, but for a public function's edge.
void widenNarrowIntegers(mlir::func::FuncOp function);

/// Makes a body of truth values one of bytes: of its arguments, and of what it yields where
/// `yields`. The body has been imported.
void computeOnBytes(Site &s, mlir::Region &body, bool yields);

/// The operands of a reduction, inputs and initial values, as elements of its results, in which the
/// body computes.
template <class OpTy> llvm::SmallVector<mlir::Value> promoted(Site &s, OpTy op) {
  llvm::SmallVector<mlir::Value> operands;
  for (mlir::ValueRange values :
       {mlir::ValueRange(op.getInputs()), mlir::ValueRange(op.getInitValues())})
    for (auto [value, result] : llvm::zip_equal(values, op.getResults()))
      operands.push_back(s.convert(value, elementOf(result)));
  return operands;
}

/// Whether combining with `value` changes nothing.
bool isNeutral(Kind kind, mlir::Value value);

/// x and y combined; either broadcasts.
mlir::Value combine(Site &s, Kind kind, mlir::Value x, mlir::Value y);

} // namespace tcc::importer

#endif
