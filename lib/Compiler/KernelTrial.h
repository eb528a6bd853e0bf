// One kernel of a plan as a program of its own, that can be compiled with one schedule after the
// other and timed.
#ifndef TCC_LIB_COMPILER_KERNELTRIAL_H
#define TCC_LIB_COMPILER_KERNELTRIAL_H

#include "tcc/Dialect/Exec/ExecDialect.h"
#include "tcc/Schedules/Search.h"
#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "tccrt.h"
#include "llvm/ADT/StringMap.h"

namespace tcc {

/// The ways to run the kernel of a launch are its schedules, as text.
class KernelTrial : public Choice {
public:
  KernelTrial(exec::LaunchOp launch, exec::KernelOp kernel, const cpu::CpuTarget &target);

  /// The schedule that compiling gives the kernel; "" if there is none.
  std::string start();
  mlir::Attribute scheduleOf(const std::string &way);

  std::vector<std::string> neighbours(const std::string &way) override;
  bool prepare(const std::string &way) override;
  double time(const std::string &way) override;
  void drop(const std::string &way) override { ready.erase(way); }
  void finish() override;

private:
  struct Release {
    void operator()(tccrt_executable *executable) const { tccrt_executable_release(executable); }
    void operator()(void *memory) const { tccrt_free(memory); }
  };
  using Executable = std::unique_ptr<tccrt_executable, Release>;

  mlir::OwningOpRef<mlir::ModuleOp> withSchedule(mlir::Attribute schedule);
  std::string legalized(mlir::Attribute schedule);
  Executable compile(mlir::Attribute schedule);
  bool fill();
  uint64_t content() const;
  bool call(const std::string &way);

  const cpu::CpuTarget &target;
  mlir::MLIRContext *context;
  mlir::OwningOpRef<mlir::ModuleOp> program;
  size_t shared;                             // arguments that are no scratch
  llvm::SmallVector<mlir::MemRefType> types; // of all
  std::vector<std::unique_ptr<void, Release>> buffers;
  llvm::StringMap<Executable> ready;
  std::optional<uint64_t> expected; // content() after a run
  int64_t callsInSample = 1;
};

} // namespace tcc

#endif
