// A traced program as an MLIR module.
#ifndef TCC_LIB_COMPILER_GRAPHTOMODULE_H
#define TCC_LIB_COMPILER_GRAPHTOMODULE_H

#include "tcc/DSL/Graph.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace tcc {

/// Builds a function per graph, the types of its values inferred op by op. Locations are the user's
/// lines. Diagnostics on failure: an op that rejects its operands says so with the line that made
/// it.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> graphToModule(const detail::Graph &graph,
                                                                 mlir::MLIRContext *context);

/// The same up to and including `node`; its result types.
mlir::FailureOr<std::vector<detail::TensorType>>
inferNodeTypes(const detail::Graph &graph, int32_t node, mlir::MLIRContext *context);

/// The two ways between element types.
DType dtypeOf(mlir::Type elementType);
mlir::Type elementTypeOf(DType dtype, mlir::MLIRContext *context);

} // namespace tcc

#endif
