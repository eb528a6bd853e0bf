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

/// f16 and bf16, where asked for, are words of 16 bits: LLVM would call functions to move them.
void keepHalvesAsWords(mlir::LLVMTypeConverter &types, bool f16, bool bf16);

/// A memref of static shape around its pointer.
mlir::Value memrefOf(mlir::OpBuilder &b, mlir::Location loc, const mlir::LLVMTypeConverter &types,
                     mlir::MemRefType type, mlir::Value pointer);

/// Gives a block's argument its lowered type; its uses get what it was, made at the builder's
/// place.
void lowerArgument(mlir::OpBuilder &b, const mlir::LLVMTypeConverter &types,
                   mlir::BlockArgument argument, mlir::Type lowered);

/// The uses of constant data below `root` get a memref around its address.
void lowerConstantUses(mlir::Operation *root, const mlir::LLVMTypeConverter &types);

/// Constant data, 64-byte aligned. Replaces `global`.
void lowerGlobal(mlir::memref::GlobalOp global, const mlir::LLVMTypeConverter &types);

/// The same kernel as (noalias pointer for each memref, i64 begin, i64 end, pointer to scratch).
/// Replaces `kernel`.
void lowerKernelSignature(mlir::func::FuncOp kernel, const mlir::LLVMTypeConverter &types);

} // namespace tcc::cpu

#endif
