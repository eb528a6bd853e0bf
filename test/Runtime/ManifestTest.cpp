// A manifest that cannot be trusted is refused with the field that is wrong; nothing is read beyond
// it.
#include "Program.h"

static const int64_t two[] = {2}, three[] = {3}, negative[] = {-1};
static const int64_t monstrous[] = {int64_t(1) << 62, int64_t(1) << 62};

static void entry(const tccrt_call *) {}

/// A program with a donated argument 0 in result 0, and an argument 1.
static Program sound() {
  Program program(entry);
  program.argument("w", two, 0);
  program.argument("x", three);
  program.result("", two, 0);
  return program;
}

static void expectRefused(Program &&program, tccrt_status status, const std::string &part) {
  int released = 0;
  auto release = [](void *owner) { ++*static_cast<int *>(owner); };
  auto *executable = reinterpret_cast<tccrt_executable *>(&released);
  EXPECT_EQ(tccrt_executable_create(program.finish(), release, &released, &executable), status);
  EXPECT_EQ(executable, nullptr);
  EXPECT_EQ(released, 0) << "what was not taken over is not released";
  expectError(part);
}

template <class Change> static void expectBroken(Change change, const std::string &part) {
  Program program = sound();
  change(program);
  expectRefused(std::move(program), TCCRT_INVALID_ARGUMENT, part);
}

TEST(Manifest, SoundOneIsTaken) { Handle handle(sound().create()); }

TEST(Manifest, NullIsRefused) {
  tccrt_executable *executable;
  EXPECT_EQ(tccrt_executable_create(nullptr, nullptr, nullptr, &executable),
            TCCRT_INVALID_ARGUMENT);
  EXPECT_EQ(executable, nullptr);
  expectError("null");
}

TEST(Manifest, OtherVersionIsRefusedUnread) {
  Program program(nullptr);
  program.manifest.abi_version = TCCRT_ABI_VERSION + 1;
  program.manifest.name = nullptr;
  expectRefused(std::move(program), TCCRT_INCOMPATIBLE, "version 4");
}

TEST(Manifest, OtherTargetIsRefused) {
  Program program = sound();
  program.manifest.target = "cuda:sm_90a";
  expectRefused(std::move(program), TCCRT_INCOMPATIBLE, "cuda:sm_90a");
}

TEST(Manifest, DeviceAndTargetGoTogether) {
  Program program = sound();
  program.manifest.target = "cuda-emu:sm_80";
  expectRefused(std::move(program), TCCRT_INVALID_ARGUMENT, "device program");
  static const tccrt_function broken = {"kernel", nullptr, 0, 1, 2048, 0, nullptr};
  static const tccrt_device_program device = {&broken, nullptr, 1, 0};
  Program faulty = sound();
  faulty.manifest.target = "cuda-emu:sm_80";
  faulty.manifest.device = &device;
  expectRefused(std::move(faulty), TCCRT_INVALID_ARGUMENT, "functions of its device program");
}

TEST(Manifest, MissingFieldsAreRefused) {
  expectBroken([](Program &p) { p.manifest.name = nullptr; }, "no name");
  expectBroken([](Program &p) { p.manifest.target = nullptr; }, "no name, target");
  expectBroken([](Program &p) { p.manifest.features = nullptr; }, "no name, target or features");
  expectBroken([](Program &p) { p.manifest.entry = nullptr; }, "no entry");
  expectBroken([](Program &p) { p.manifest.arena_bytes = -1; }, "negative");
  expectBroken([](Program &p) { p.manifest.scratch_bytes = -8; }, "negative");
}

TEST(Manifest, BrokenValuesAreRefused) {
  expectBroken([](Program &p) { p.arguments[1].name = nullptr; }, "argument 1 has no name");
  expectBroken([](Program &p) { p.arguments[1].shape = nullptr; }, "argument 1 has no name or no");
  expectBroken([](Program &p) { p.results[0].rank = -1; }, "result 0 has no name or no shape");
  expectBroken([](Program &p) { p.arguments[1].dtype = 99; }, "('x', tensor<3xunknown>)");
  expectBroken([](Program &p) { p.arguments[1].shape = negative; }, "tensor<?xf32>");
  expectBroken(
      [](Program &p) {
        p.arguments[1].shape = monstrous;
        p.arguments[1].rank = 2;
      },
      "no size in memory");
}

TEST(Manifest, BrokenCountsAreRefused) {
  Program program = sound();
  tccrt_manifest manifest = *program.finish();
  tccrt_executable *executable;
  manifest.num_arguments = -1;
  EXPECT_EQ(tccrt_executable_create(&manifest, nullptr, nullptr, &executable),
            TCCRT_INVALID_ARGUMENT);
  expectError("-1 arguments");
  manifest = *program.finish();
  manifest.results = nullptr;
  EXPECT_EQ(tccrt_executable_create(&manifest, nullptr, nullptr, &executable),
            TCCRT_INVALID_ARGUMENT);
  expectError("1 results at a null pointer");
}

TEST(Manifest, BrokenKernelsAreRefused) {
  static const tccrt_kernel nameless[] = {{"a", "loops", "", 0, 0}, {"b", nullptr, "", 0, 0}};
  expectBroken([](Program &p) { p.manifest.num_kernels = 3; }, "3 kernels at a null pointer");
  expectBroken(
      [](Program &p) {
        p.manifest.num_kernels = 2;
        p.manifest.kernels = nameless;
      },
      "kernel 1");
}

TEST(Manifest, AliasesMustAgree) {
  for (int32_t alias : {7, 0, -3})
    expectBroken(
        [&](Program &p) {
          p.arguments[0].alias = -1;
          p.results[0].alias = alias;
        },
        "result 0 (tensor<2xf32>) has alias " + std::to_string(alias));
  expectBroken([](Program &p) { p.arguments[0].alias = 4; }, "tensor<2xf32>) has alias 4");
  expectBroken([](Program &p) { p.results[0].alias = -1; }, "argument 0 ('w', tensor<2xf32>)");
  expectBroken([](Program &p) { p.results[0].alias = 1; }, "alias");
  expectBroken([](Program &p) { p.results[0].shape = three; }, "same size");
}

TEST(Manifest, CpuFeaturesAreChecked) {
  Program program = sound();
  program.manifest.features = "nonsuch";
  expectRefused(std::move(program), TCCRT_INCOMPATIBLE, "does not know 'nonsuch'");
#if defined(__x86_64__)
  program = sound();
  program.manifest.features = "sse2,64bit,,cmov";
  Handle handle(program.create());
  if (__builtin_cpu_supports("xop"))
    GTEST_SKIP() << "this CPU has xop, which CPUs since 2017 lack";
  program = sound();
  program.manifest.features = "sse2,xop,sse";
  expectRefused(std::move(program), TCCRT_INCOMPATIBLE, "this CPU lacks 'xop'");
#endif
}
