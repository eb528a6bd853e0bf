// What the CPU target's tests share: text of a plan -> object -> executable.
#ifndef TCC_TEST_TARGET_CPU_COMPILE_H
#define TCC_TEST_TARGET_CPU_COMPILE_H

#include "tcc/Target/CPU/CpuCompiler.h"

#include "tccrt.h"

#include <memory>
#include <string>
#include <vector>

namespace tcc::test {

/// A plan as in test/Target/CPU/Inputs.
std::string readInput(const char *name);

struct Artifact {
  cpu::CompiledObject object;
  std::string header, assembly;
};
/// Fails the test and gives an empty object on any diagnostic.
Artifact compile(const std::string &plan, const char *target = "cpu",
                 cpu::EmitOptions options = {});

struct Release {
  void operator()(tccrt_executable *e) const { tccrt_executable_release(e); }
};
using Executable = std::unique_ptr<tccrt_executable, Release>;
Executable load(const cpu::CompiledObject &object);

/// Calls with `arguments`, gives the results; an aliased result is written to its argument.
void call(const Executable &executable, std::vector<void *> arguments, std::vector<void *> results);

} // namespace tcc::test

#endif
