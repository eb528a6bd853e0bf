// Calls: arguments, results, donation, memory, references, many threads.
#include "Program.h"

#include <atomic>
#include <cstring>
#include <thread>

static const int64_t none[] = {0}, four[] = {4};

/// w' = w - g in w's memory, and the sum of w'.
static void subtract(const tccrt_call *call) {
  auto *w = static_cast<float *>(call->arguments[0]);
  auto *g = static_cast<const float *>(call->arguments[1]);
  auto *sum = static_cast<float *>(call->results[1]);
  EXPECT_EQ(call->results[0], w);
  *sum = 0;
  for (int i = 0; i < 4; ++i)
    *sum += w[i] -= g[i];
}

static Program step() {
  static const int64_t one[] = {1};
  Program program(subtract);
  program.argument("w", four, 0);
  program.argument("g", four);
  program.result("", four, 0);
  program.result("sum", one);
  return program;
}

namespace {
/// The donated step, ready to be called.
struct Step : testing::Test {
  Program program = step();
  Handle handle{program.create()};
  float w[4] = {1, 2, 3, 4}, g[4] = {1, 1, 1, 1}, sum = 0, other[4] = {};
};
} // namespace

TEST_F(Step, DonatedResultMayBeNull) {
  ASSERT_EQ(handle({w, g}, {nullptr, &sum}), TCCRT_OK) << tccrt_last_error();
  EXPECT_EQ(w[3], 3);
  EXPECT_EQ(sum, 6);
}

TEST_F(Step, DonatedResultMayNameItsArgument) {
  ASSERT_EQ(handle({w, g}, {w, &sum}), TCCRT_OK) << tccrt_last_error();
  EXPECT_EQ(sum, 6);
}

TEST_F(Step, DonatedResultElsewhereIsRefused) {
  EXPECT_EQ(handle({w, g}, {other, &sum}), TCCRT_INVALID_ARGUMENT);
  expectError("result 0 (tensor<4xf32>) of 'main' is written into the donated argument 0");
  EXPECT_EQ(w[0], 1) << "a refused call does nothing";
}

TEST_F(Step, CountsAreChecked) {
  EXPECT_EQ(handle({w}, {nullptr, &sum}), TCCRT_INVALID_ARGUMENT);
  expectError("'main' takes 2 arguments and gives 2 results, the call has 1 and 2");
  EXPECT_EQ(handle({w, g}, {nullptr}), TCCRT_INVALID_ARGUMENT);
  EXPECT_EQ(tccrt_executable_call(handle.executable, nullptr, 2, nullptr, 2),
            TCCRT_INVALID_ARGUMENT);
  expectError("list of arguments");
  EXPECT_EQ(tccrt_executable_call(nullptr, nullptr, 0, nullptr, 0), TCCRT_INVALID_ARGUMENT);
  expectError("executable is null");
}

TEST_F(Step, NullsAreNamed) {
  EXPECT_EQ(handle({w, nullptr}, {nullptr, &sum}), TCCRT_INVALID_ARGUMENT);
  expectError("argument 1 ('g', tensor<4xf32>) of 'main' is null");
  EXPECT_EQ(handle({w, g}, {nullptr, nullptr}), TCCRT_INVALID_ARGUMENT);
  expectError("result 1 ('sum', tensor<1xf32>) of 'main' is null");
}

TEST_F(Step, WrittenBuffersAreNotShared) {
  EXPECT_EQ(handle({w, w}, {nullptr, &sum}), TCCRT_INVALID_ARGUMENT);
  expectError("argument 0 ('w', tensor<4xf32>) and argument 1 ('g', tensor<4xf32>)");
  EXPECT_EQ(handle({w, g}, {nullptr, g}), TCCRT_INVALID_ARGUMENT);
  expectError("result 1 ('sum', tensor<1xf32>) and argument 1");
  EXPECT_EQ(handle({w, g}, {nullptr, w}), TCCRT_INVALID_ARGUMENT);
  expectError("result 1 ('sum', tensor<1xf32>) and argument 0");
}

TEST(Executable, ReadBuffersMayBeShared) {
  Program program([](const tccrt_call *call) {
    *static_cast<float *>(call->results[0]) = *static_cast<float *>(call->arguments[1]);
  });
  program.argument("a", four);
  program.argument("b", four);
  program.result("", four);
  Handle handle(program.create());
  float x[4] = {5}, y[4];
  ASSERT_EQ(handle({x, x}, {y}), TCCRT_OK) << tccrt_last_error();
  EXPECT_EQ(y[0], 5);
}

TEST(Executable, ManyBuffersAreCheckedForSharing) {
  Program program([](const tccrt_call *) {});
  for (int i = 0; i < 300; ++i)
    i % 2 ? program.argument("x", four) : program.result("y", four);
  Handle handle(program.create());
  std::vector<float> memory(4 * 300);
  std::vector<void *> arguments, results;
  for (int i = 0; i < 300; ++i)
    (i % 2 ? arguments : results).push_back(&memory[size_t(4 * i)]);
  EXPECT_EQ(handle(arguments, results), TCCRT_OK) << tccrt_last_error();
  arguments[77] = results[149];
  EXPECT_EQ(handle(arguments, results), TCCRT_INVALID_ARGUMENT);
  expectError("result 149 ('y', tensor<4xf32>) and argument 77 ('x', tensor<4xf32>)");
}

TEST(Executable, EmptyValuesNeedNoMemory) {
  Program program([](const tccrt_call *) {});
  program.argument("x", none);
  program.argument("y", none);
  program.result("", none);
  Handle handle(program.create());
  EXPECT_EQ(handle({nullptr, nullptr}, {nullptr}), TCCRT_OK) << tccrt_last_error();
  float x;
  EXPECT_EQ(handle({&x, &x}, {&x}), TCCRT_OK) << tccrt_last_error();
}

TEST(Executable, MemoryIsAlignedAndAllThere) {
  Program program([](const tccrt_call *call) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(call->arena) % 64, 0u);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(call->scratch) % 64, 0u);
    EXPECT_EQ(call->scratch_stride, 8192);
    std::memset(call->arena, 1, 12345);
    for (int32_t worker = 0; worker < tccrt_num_threads(); ++worker)
      std::memset(static_cast<char *>(call->scratch) + worker * call->scratch_stride, 2, 5000);
    EXPECT_EQ(static_cast<char *>(call->arena)[12344], 1);
  });
  program.manifest.arena_bytes = 12345;
  program.manifest.scratch_bytes = 5000;
  Handle handle(program.create());
  // A block of the free list that has too few workers is replaced.
  for (int32_t threads : {1, 4, 2, 0}) {
    tccrt_set_num_threads(threads);
    EXPECT_EQ(handle({}), TCCRT_OK) << tccrt_last_error();
  }
}

TEST(Executable, ArenaIsUsedAgain) {
  static void *seen;
  Program program([](const tccrt_call *call) { seen = call->arena; });
  program.manifest.arena_bytes = 1 << 20;
  Handle handle(program.create());
  ASSERT_EQ(handle({}), TCCRT_OK);
  void *first = seen;
  ASSERT_EQ(handle({}), TCCRT_OK);
  EXPECT_EQ(seen, first);
}

TEST(Executable, MonstrousMemoryIsRefused) {
  for (auto [arena, scratch] : {std::pair(int64_t(1) << 60, int64_t(0)),
                                {INT64_MAX, 0},
                                {0, INT64_MAX},
                                {int64_t(1) << 62, int64_t(1) << 61}}) {
    Program program([](const tccrt_call *) { FAIL() << "was called"; });
    program.manifest.arena_bytes = arena;
    program.manifest.scratch_bytes = scratch;
    Handle handle(program.create());
    EXPECT_EQ(handle({}), TCCRT_OUT_OF_MEMORY);
    expectError("no memory for a call of 'main'");
  }
}

TEST(Executable, OwnerIsReleasedWithTheLastReference) {
  Program program([](const tccrt_call *) {});
  int released = 0;
  tccrt_executable *executable = nullptr;
  ASSERT_EQ(tccrt_executable_create(
                program.finish(), [](void *owner) { ++*static_cast<int *>(owner); }, &released,
                &executable),
            TCCRT_OK);
  EXPECT_EQ(tccrt_executable_manifest(executable), &program.manifest);
  tccrt_executable_retain(executable);
  tccrt_executable_release(executable);
  EXPECT_EQ(released, 0);
  tccrt_executable_release(executable);
  EXPECT_EQ(released, 1);
}

/// Denormals are nought while compiled code runs, as operands and as results, and only then.
TEST(Executable, DenormalsAreNought) {
  Program program([](const tccrt_call *call) {
    volatile auto *x = static_cast<float *>(call->arguments[0]);
    auto *y = static_cast<float *>(call->results[0]);
    y[0] = x[0] * 1e10f; // 1e-40 is denormal
    y[1] = x[1] * 1e-20f;
  });
  program.argument("x", four);
  program.result("y", four);
  Handle handle{program.create()};
  float x[4] = {1e-40f, 1e-20f}, y[4] = {1, 1};
  ASSERT_EQ(handle({x}, {y}), TCCRT_OK) << tccrt_last_error();
  EXPECT_EQ(y[0], 0);
  EXPECT_EQ(y[1], 0);
  volatile float after = x[1];
  EXPECT_NE(after * 1e-20f, 0) << "the caller's mode is its own";
}

TEST(Executable, NullHasNoReferences) {
  tccrt_executable_retain(nullptr);
  tccrt_executable_release(nullptr);
  EXPECT_EQ(tccrt_executable_manifest(nullptr), nullptr);
}

TEST(Executable, ThreadsMeetInNothing) {
  // Each call fills its arena in a parallel loop with its argument and adds it up: another call's
  // would show.
  static const int64_t one[] = {1};
  Program program([](const tccrt_call *call) {
    void *buffers[] = {call->arguments[0], call->arena};
    call->parallel_for(
        call,
        [](void *const *buffers, int64_t begin, int64_t end, void *) {
          for (int64_t i = begin; i < end; ++i)
            static_cast<float *>(buffers[1])[i] = *static_cast<const float *>(buffers[0]);
        },
        buffers, 1000, 50);
    float sum = 0;
    for (int i = 0; i < 1000; ++i)
      sum += static_cast<float *>(call->arena)[i];
    *static_cast<float *>(call->results[0]) = sum;
  });
  program.argument("x", one);
  program.result("", one);
  program.manifest.arena_bytes = 1000 * sizeof(float);
  Handle handle(program.create());
  tccrt_set_num_threads(2);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      tccrt_executable_retain(handle.executable);
      for (int i = 0; i < 300; ++i) {
        float x = float(t * 300 + i), sum = -1;
        wrong += handle({&x}, {&sum}) != TCCRT_OK || sum != 1000 * x;
      }
      tccrt_executable_release(handle.executable);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
  tccrt_set_num_threads(0);
}
