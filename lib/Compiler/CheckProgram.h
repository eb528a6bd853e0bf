// Whether a module that parses and verifies is a program: what the passes take for granted.
#ifndef TCC_LIB_COMPILER_CHECKPROGRAM_H
#define TCC_LIB_COMPILER_CHECKPROGRAM_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace tcc {

/// Functions of one block, made of calls and tcc ops, on ranked tensors of tcc's element types.
/// Anything else is a diagnostic that names it.
mlir::LogicalResult checkProgram(mlir::ModuleOp module);

/// What is asked of the function to compile on top: it returns something, and donations fit.
mlir::LogicalResult checkEntry(mlir::func::FuncOp entry);

} // namespace tcc

#endif
