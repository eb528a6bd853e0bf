#include "Compile.h"

#include "tcc/Pipelines/Registration.h"

#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"

#include <gtest/gtest.h>

using namespace mlir;
using namespace tcc;

std::string tcc::test::readInput(const char *name) {
  auto file = llvm::MemoryBuffer::getFile(std::string(INPUTS) + "/" + name);
  EXPECT_TRUE(bool(file)) << name;
  return file ? (*file)->getBuffer().str() : "";
}

test::Artifact tcc::test::compile(const std::string &plan, const char *targetName,
                                  cpu::EmitOptions options) {
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  auto module = parseSourceString<ModuleOp>(plan, &context, "plan.mlir");
  auto target = cpu::parseCpuTarget(targetName);
  Artifact artifact;
  EXPECT_TRUE(bool(module));
  EXPECT_TRUE(bool(target));
  if (!module || !target)
    return artifact;
  PassManager passes(&context);
  cpu::buildSchedulePipeline(passes, *target);
  cpu::buildKernelPipeline(passes, *target);
  cpu::buildLLVMPipeline(passes, *target);
  if (failed(passes.run(*module))) {
    ADD_FAILURE() << "the pipeline failed";
    return artifact;
  }
  auto object = cpu::emitObject(*module, *target, options);
  auto header = cpu::emitHeader(*module, *target, "my-model", options);
  auto assembly = cpu::emitAssembly(*module, *target, options);
  EXPECT_TRUE(succeeded(object) && succeeded(header) && succeeded(assembly));
  if (succeeded(object) && succeeded(header) && succeeded(assembly))
    artifact = {*object, *header, *assembly};
  return artifact;
}

test::Executable tcc::test::load(const cpu::CompiledObject &object) {
  auto executable = cpu::loadObject(object);
  if (executable)
    return Executable(*executable);
  ADD_FAILURE() << llvm::toString(executable.takeError());
  return nullptr;
}

void tcc::test::call(const Executable &executable, std::vector<void *> arguments,
                     std::vector<void *> results) {
  ASSERT_TRUE(executable);
  tccrt_status status = tccrt_executable_call(executable.get(), arguments.data(), arguments.size(),
                                              results.data(), results.size());
  EXPECT_EQ(status, TCCRT_OK) << tccrt_last_error();
}
