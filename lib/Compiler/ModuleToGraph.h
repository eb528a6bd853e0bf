// A function of a module as a traced program: a model read from text can then be differentiated,
// batched and trained like one written in C++.
#ifndef TCC_LIB_COMPILER_MODULETOGRAPH_H
#define TCC_LIB_COMPILER_MODULETOGRAPH_H

#include "tcc/DSL/Graph.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tcc {

/// Calls become callee graphs. Diagnostics on failure: recursion, a call of a function without a
/// body.
mlir::FailureOr<std::shared_ptr<const detail::Graph>> moduleToGraph(mlir::func::FuncOp function);

} // namespace tcc

#endif
