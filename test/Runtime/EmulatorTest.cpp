// The emulated device: threads that meet, and bugs that it has to find. Kernels are written by hand
// as the compiler writes them: each access is told first.
#include "Program.h"

#include <cmath>
#include <cstdlib>

namespace {

alignas(16) float shared[64];
alignas(16) float table[4] = {1, 2, 3, 4};
const tccrt_region regions[] = {{shared, sizeof shared, 1, 0}, {table, sizeof table, 0, 0}};

/// What a thread sees.
struct Thread {
  void *const *buffers;
  const tccrt_emulator *e;

  int id() const { return e->thread_index(e); }
  int block() const { return e->block_index(e); }
  void barrier() const { e->barrier(e); }
  float load(const float *at) const {
    e->access(e, at, 4, 0);
    return *at;
  }
  void store(float *at, float value) const {
    e->access(e, at, 4, 1);
    *at = value;
  }
  float *buffer(int i) const { return static_cast<float *>(buffers[i]); }
  uint32_t shuffle(uint32_t value, int distance) const {
    return e->shuffle_xor(e, value, distance);
  }
};

using Kernel = void (*)(const Thread &);
template <Kernel kernel> void threadOf(void *const *buffers, const tccrt_emulator *e) {
  kernel(Thread{buffers, e});
}

constexpr int64_t elements = 64;
const int64_t bytes[] = {elements * 4, elements * 4};

void launchFirst(const tccrt_call *call) {
  void *buffers[] = {call->arguments[0], call->results[0]};
  call->launch(call, 0, buffers);
}

struct Ended {
  tccrt_status status;
  std::string message;
  std::vector<float> result;
};

/// One launch on x = 0, 1, 2, ... and a result of the same size.
template <Kernel kernel>
Ended run(int blocks = 1, int threads = 64, tccrt_entry_fn entry = launchFirst) {
  tccrt_function function = {"kernel", bytes, 2, blocks, threads, 1, threadOf<kernel>};
  tccrt_device_program device = {&function, regions, 1, 2};
  Program program(entry);
  program.manifest.target = "cuda-emu:sm_80";
  program.manifest.device = &device;
  program.argument("x", &elements);
  program.result("y", &elements);
  tccrt_executable *executable = nullptr;
  EXPECT_EQ(tccrt_executable_create(program.finish(), nullptr, nullptr, &executable), TCCRT_OK);
  std::vector<float> x(elements), y(elements, -1.0f);
  for (int64_t i = 0; i < elements; ++i)
    x[i] = float(i);
  void *arguments[] = {x.data()}, *results[] = {y.data()};
  tccrt_status status = tccrt_executable_call(executable, arguments, 1, results, 1);
  std::string message = status == TCCRT_OK ? "" : tccrt_last_error();
  tccrt_executable_release(executable);
  return {status, message, y};
}

template <Kernel kernel>
void expectFault(const std::string &text, int blocks = 1, int threads = 64) {
  Ended found = run<kernel>(blocks, threads);
  EXPECT_EQ(found.status, TCCRT_DEVICE_FAULT);
  EXPECT_NE(found.message.find("kernel 'kernel'"), std::string::npos) << found.message;
  EXPECT_NE(found.message.find(text), std::string::npos) << found.message;
}

//===- kernels that are right ----------------------------------------------------------------===//

/// Turns the order of 64 elements round, through shared memory.
void turn(const Thread &t) {
  t.store(&shared[t.id()], t.load(t.buffer(0) + t.id()));
  t.barrier();
  t.store(t.buffer(1) + t.id(), t.load(&shared[63 - t.id()]));
}

void sumOfWarp(const Thread &t) {
  auto sum = uint32_t(t.load(t.buffer(0) + t.id()));
  for (int distance = 16; distance > 0; distance /= 2)
    sum += t.shuffle(sum, distance);
  t.store(t.buffer(1) + t.id(), float(sum));
}

void inTwoBlocks(const Thread &t) {
  int at = t.block() * 32 + t.id();
  t.store(t.buffer(1) + at, 2 * t.load(t.buffer(0) + at));
}

} // namespace

TEST(Emulator, SharedMemoryAndBarriers) {
  for (const char *order : {"forward", "reverse", "shuffled"}) {
    setenv("TCC_EMULATOR_ORDER", order, 1);
    Ended done = run<turn>();
    ASSERT_EQ(done.status, TCCRT_OK) << done.message;
    for (int i = 0; i < 64; ++i)
      EXPECT_EQ(done.result[i], float(63 - i)) << order;
  }
  unsetenv("TCC_EMULATOR_ORDER");
}

TEST(Emulator, Shuffles) {
  Ended done = run<sumOfWarp>();
  ASSERT_EQ(done.status, TCCRT_OK) << done.message;
  EXPECT_EQ(done.result[5], 496.0f);
  EXPECT_EQ(done.result[40], 1520.0f);
}

TEST(Emulator, Blocks) {
  Ended done = run<inTwoBlocks>(2, 32);
  ASSERT_EQ(done.status, TCCRT_OK) << done.message;
  EXPECT_EQ(done.result[63], 126.0f);
}

//===- planted bugs --------------------------------------------------------------------------===//

TEST(Emulator, MissingBarrier) {
  constexpr auto kernel = [](const Thread &t) {
    t.store(&shared[t.id()], t.load(t.buffer(0) + t.id()));
    t.store(t.buffer(1) + t.id(), t.load(&shared[63 - t.id()]));
  };
  expectFault<+kernel>("shared memory");
}

TEST(Emulator, BufferUsedAgainTooEarly) {
  constexpr auto kernel = [](const Thread &t) {
    for (int round = 0; round < 2; ++round) {
      t.store(&shared[t.id()], float(round));
      t.barrier();
      t.store(t.buffer(1) + t.id(), t.load(&shared[63 - t.id()]));
    }
  };
  expectFault<+kernel>("no barrier is between them");
}

TEST(Emulator, IndexOutOfBounds) {
  constexpr auto kernel = [](const Thread &t) {
    t.store(t.buffer(1) + t.id(), t.load(t.buffer(0) + t.id() + 1));
  };
  expectFault<+kernel>("thread 63 of block 0 reads 4 bytes");
}

TEST(Emulator, WrongPredicate) {
  constexpr auto kernel = [](const Thread &t) {
    int at = t.block() * 48 + t.id();
    if (at <= 64)
      t.store(t.buffer(1) + at, 1);
  };
  expectFault<+kernel>("writes 4 bytes", 2, 48);
}

TEST(Emulator, BarrierInABranch) {
  constexpr auto kernel = [](const Thread &t) {
    if (t.id() < 32)
      t.barrier();
  };
  expectFault<+kernel>("32 wait at a barrier and 32 have ended");
}

TEST(Emulator, TwoThreadsWriteOneElement) {
  constexpr auto kernel = [](const Thread &t) { t.store(t.buffer(1) + t.id() / 2, 1); };
  expectFault<+kernel>("global memory");
}

TEST(Emulator, TwoBlocksWriteOneElement) {
  constexpr auto kernel = [](const Thread &t) { t.store(t.buffer(1) + t.id(), 1); };
  expectFault<+kernel>("of block 0 wrote", 2, 32);
}

TEST(Emulator, BlocksTakeWhatOthersMake) {
  constexpr auto kernel = [](const Thread &t) {
    if (t.block() == 0)
      t.store(t.buffer(1) + t.id(), 1);
    t.barrier();
    if (t.block() == 1)
      t.load(t.buffer(1) + t.id());
  };
  expectFault<+kernel>("of block 1 reads", 2, 32);
}

TEST(Emulator, ShuffleWithoutAllLanes) {
  constexpr auto kernel = [](const Thread &t) {
    if (t.id() != 7)
      t.shuffle(1, 16);
  };
  expectFault<+kernel>("shuffle for lanes that do not come", 1, 32);
}

TEST(Emulator, LanesShuffleOverDifferentDistances) {
  constexpr auto kernel = [](const Thread &t) { t.shuffle(1, t.id() < 16 ? 8 : 16); };
  expectFault<+kernel>("shuffle for lanes that do not come", 1, 32);
}

TEST(Emulator, PartialWarpShuffles) {
  constexpr auto kernel = [](const Thread &t) { t.shuffle(1, 1); };
  expectFault<+kernel>("shuffle for lanes that do not come", 1, 48);
}

TEST(Emulator, AccessIsNotAligned) {
  constexpr auto kernel = [](const Thread &t) { t.e->access(t.e, t.buffer(0) + 1, 16, 0); };
  expectFault<+kernel>("not aligned");
}

TEST(Emulator, ConstantIsWritten) {
  constexpr auto kernel = [](const Thread &t) { t.store(&table[t.id() % 4], 1); };
  expectFault<+kernel>("constant");
}

TEST(Emulator, SharedMemoryBeginsUndefined) {
  constexpr auto kernel = [](const Thread &t) {
    t.store(t.buffer(1) + t.id(), t.load(&shared[t.id()]));
  };
  Ended done = run<+kernel>();
  ASSERT_EQ(done.status, TCCRT_OK) << done.message;
  EXPECT_TRUE(std::isnan(done.result[3]));
}

TEST(Emulator, FaultEndsALoopThatWaits) {
  constexpr auto kernel = [](const Thread &t) { t.load(t.buffer(0) + 64); };
  constexpr auto entry = [](const tccrt_call *call) {
    auto *result = static_cast<volatile float *>(call->results[0]);
    while (*result < 0)
      launchFirst(call);
  };
  Ended found = run<+kernel>(1, 32, +entry);
  EXPECT_EQ(found.status, TCCRT_DEVICE_FAULT);
}
