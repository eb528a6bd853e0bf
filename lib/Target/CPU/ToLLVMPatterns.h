// How the dialects of generated code become LLVM's, on every target.
#ifndef TCC_LIB_TARGET_CPU_TOLLVMPATTERNS_H
#define TCC_LIB_TARGET_CPU_TOLLVMPATTERNS_H

#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/IR/PatternMatch.h"

namespace tcc::cpu {

/// arith, cf, func, memref, ub, vectors of one dimension, and what of math LLVM has an instruction
/// or an intrinsic for, to the LLVM dialect. `target` forbids them all.
void addToLLVMPatterns(const mlir::LLVMTypeConverter &types, mlir::RewritePatternSet &patterns,
                       mlir::LLVMConversionTarget &target);

} // namespace tcc::cpu

#endif
