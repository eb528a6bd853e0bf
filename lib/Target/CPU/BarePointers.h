// Buffers as bare pointers: signatures of kernels and constant data, before anything else becomes
// LLVM.
#ifndef TCC_LIB_TARGET_CPU_BAREPOINTERS_H
#define TCC_LIB_TARGET_CPU_BAREPOINTERS_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace tcc::cpu {

/// void(arguments...)
mlir::LLVM::LLVMFunctionType voidFunction(mlir::OpBuilder &b, llvm::ArrayRef<mlir::Type> arguments);

/// Constant data, 64-byte aligned. Replaces `global`.
void lowerGlobal(mlir::memref::GlobalOp global, const mlir::LLVMTypeConverter &types);

/// The same kernel as (noalias pointer for each memref, i64 begin, i64 end, pointer to scratch).
/// Replaces `kernel`.
void lowerKernelSignature(mlir::func::FuncOp kernel, const mlir::LLVMTypeConverter &types);

} // namespace tcc::cpu

#endif
