// The program's manifest (tccrt_manifest) as constant data of the LLVM module.
#ifndef TCC_LIB_TARGET_CPU_MANIFEST_H
#define TCC_LIB_TARGET_CPU_MANIFEST_H

#include "tcc/Target/CPU/CpuCompiler.h"
#include "tcc/Target/CPU/KernelRecord.h"

#include "tccrt.h"

#include "llvm/IR/Module.h"

#include <optional>

namespace tcc::cpu {

/// The runtime's element type for MLIR's, if it has one.
std::optional<tccrt_dtype> dtypeOf(mlir::Type element);

/// Makes the pieces of constant data: strings and arrays are private constants, records point to
/// them.
class ConstantRecords {
public:
  explicit ConstantRecords(llvm::Module &module) : module(module) {}

  llvm::Constant *i32(int64_t value) const;
  llvm::Constant *i64(int64_t value) const;
  llvm::Constant *null() const;
  llvm::Constant *text(llvm::StringRef text);
  llvm::Constant *record(llvm::ArrayRef<llvm::Constant *> fields) const;
  /// A null pointer where there are none.
  llvm::Constant *array(llvm::ArrayRef<llvm::Constant *> elements);
  llvm::GlobalVariable *global(llvm::Constant *value);

protected:
  llvm::Module &module;
};

/// Adds the manifest, the only symbol of the module that others see. `source` is in the LLVM
/// dialect; `device` is its tccrt_device_program, null for a program for CPUs.
mlir::LogicalResult addManifest(llvm::Module &module, mlir::ModuleOp source,
                                const CpuTarget &target, const EmitOptions &options,
                                llvm::Constant *device);

} // namespace tcc::cpu

#endif
