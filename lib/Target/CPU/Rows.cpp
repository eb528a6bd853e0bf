#include "tcc/Target/CPU/KernelCodegen.h"
using namespace mlir;
using namespace tcc::cpu;
bool tcc::cpu::canEmitRows(KernelFunction, const CpuTarget &) { return false; }
FailureOr<KernelCode> tcc::cpu::emitRows(KernelFunction kernel, const CpuTarget &target) {
  return emitLoops(kernel, target);
}
