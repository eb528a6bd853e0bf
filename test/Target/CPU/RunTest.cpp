// A plan with every kind of launch, run: values against a reference in double, any number of
// threads, several targets.
#include "Compile.h"

#include "llvm/TargetParser/Host.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace tcc;
using namespace tcc::test;

namespace {

constexpr int rows = 1024, depth = 256, columns = 64;

/// Arguments and results of Inputs/plan.mlir: y = tanh(2 x w + b), w' = exp(w).
struct Data {
  std::vector<float> x, w, b, y;

  Data() : x(rows * depth), w(depth * columns), b(columns), y(rows * columns) {
    uint32_t seed = 1;
    for (auto *values : {&x, &w, &b})
      for (float &v : *values)
        v = float((seed = seed * 1664525 + 1013904223) >> 8) / (1 << 24) * 0.2f - 0.1f;
  }
  void run(const Executable &executable) {
    call(executable, {x.data(), w.data(), b.data()}, {y.data(), nullptr});
  }
};

void expectRight(const Executable &executable) {
  Data before, after;
  after.run(executable);
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) {
      double sum = 0;
      for (int k = 0; k < depth; ++k)
        sum += double(before.x[i * depth + k]) * before.w[k * columns + j];
      ASSERT_NEAR(after.y[i * columns + j], std::tanh(2 * sum + before.b[j]), 2e-6)
          << i << ", " << j;
    }
  for (size_t i = 0; i < before.w.size(); ++i)
    ASSERT_FLOAT_EQ(after.w[i], std::exp(before.w[i])) << "in place, element " << i;
}

} // namespace

TEST(Run, ValuesAreRight) { expectRight(load(compile(readInput("plan.mlir")).object)); }

TEST(Run, HardOptimisationIsRight) {
  cpu::EmitOptions options;
  options.optimizeHard = true;
  expectRight(load(compile(readInput("plan.mlir"), "cpu", options).object));
}

TEST(Run, OlderCpusAreRight) {
  for (const char *target : {"cpu:generic", "cpu:x86-64-v2", "cpu:x86-64-v3"}) {
    if (!llvm::sys::getProcessTriple().starts_with("x86_64"))
      GTEST_SKIP() << "names of x86 CPUs";
    expectRight(load(compile(readInput("plan.mlir"), target).object));
  }
}

TEST(Run, BitsDoNotDependOnThreads) {
  Executable executable = load(compile(readInput("plan.mlir")).object);
  Data one, two;
  tccrt_set_num_threads(1);
  one.run(executable);
  tccrt_set_num_threads(2);
  two.run(executable);
  tccrt_set_num_threads(0);
  EXPECT_EQ(one.y, two.y);
  EXPECT_EQ(one.w, two.w);
}

TEST(Run, CodeOutlivesOneReference) {
  Executable executable = load(compile(readInput("plan.mlir")).object);
  tccrt_executable_retain(executable.get());
  tccrt_executable_release(executable.get());
  Data data;
  data.run(executable);
}

TEST(Run, ManifestDescribesTheProgram) {
  Executable executable = load(compile(readInput("plan.mlir")).object);
  const tccrt_manifest *m = tccrt_executable_manifest(executable.get());
  EXPECT_STREQ(m->name, "main");
  ASSERT_EQ(m->num_arguments, 3);
  ASSERT_EQ(m->num_results, 2);
  ASSERT_EQ(m->num_kernels, 3);
  EXPECT_EQ(m->arena_bytes, 262144);
  EXPECT_STREQ(m->arguments[0].name, "x");
  EXPECT_EQ(m->arguments[0].dtype, TCCRT_F32);
  ASSERT_EQ(m->arguments[0].rank, 2);
  EXPECT_EQ(m->arguments[0].shape[1], depth);
  EXPECT_EQ(m->arguments[0].alias, -1);
  EXPECT_EQ(m->arguments[1].alias, 1);
  EXPECT_EQ(m->results[0].alias, -1);
  EXPECT_EQ(m->results[1].alias, 1);
  EXPECT_STREQ(m->kernels[0].name, "dense");
  EXPECT_STREQ(m->kernels[0].kind, "contraction");
  EXPECT_EQ(m->kernels[0].flops, 33554432);
  EXPECT_EQ(std::string(m->kernels[0].location).rfind("plan.mlir:", 0), 0u)
      << m->kernels[0].location;
}
