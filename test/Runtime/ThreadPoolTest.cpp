// The pool, as compiled code meets it: through parallel_for of a call.
#include "Program.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <sched.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {
using Task = std::function<void(const tccrt_call *call, int64_t begin, int64_t end, void *scratch)>;

struct Loop {
  int64_t count, grain;
  Task task;
};
} // namespace

static void runTask(void *const *buffers, int64_t begin, int64_t end, void *scratch) {
  auto &loop = *static_cast<const Loop *>(buffers[0]);
  loop.task(static_cast<const tccrt_call *>(buffers[1]), begin, end, scratch);
}

static void runLoop(const tccrt_call *call, const Loop &loop) {
  void *buffers[] = {const_cast<Loop *>(&loop), const_cast<tccrt_call *>(call)};
  call->parallel_for(call, runTask, buffers, loop.count, loop.grain);
}

/// A program that runs the loop its only argument points to. Never destroyed: it is called at the
/// very end of a process.
static Handle &looper() {
  static Handle &handle = [&]() -> Handle & {
    static const int64_t size[] = {int64_t(sizeof(Loop) / sizeof(float))};
    static Program &program = *new Program(
        [](const tccrt_call *call) { runLoop(call, *static_cast<Loop *>(call->arguments[0])); });
    program.argument("loop", size);
    program.manifest.scratch_bytes = 256;
    return *new Handle(program.create());
  }();
  return handle;
}

static void parallelFor(int64_t count, int64_t grain, Task task) {
  Loop loop{count, grain, std::move(task)};
  ASSERT_EQ(looper()({&loop}), TCCRT_OK) << tccrt_last_error();
}

static void expectEachOnce(int64_t count, int64_t grain) {
  std::vector<std::atomic<int>> runs(static_cast<size_t>(std::max<int64_t>(count, 0)));
  parallelFor(count, grain, [&](const tccrt_call *, int64_t begin, int64_t end, void *) {
    EXPECT_TRUE(0 <= begin && begin < end && end <= count) << begin << ' ' << end << ' ' << count;
    for (int64_t i = begin; i < end; ++i)
      ++runs[size_t(i)];
  });
  for (const std::atomic<int> &run : runs)
    ASSERT_EQ(run, 1) << count << " tasks, " << grain << " at a time";
}

/// Two tasks that wait for each other: done only if two threads run them.
static bool meet(std::function<void()> atMeeting = [] {}) {
  std::atomic<int> there{0};
  bool met[2] = {};
  parallelFor(2, 1, [&](const tccrt_call *, int64_t begin, int64_t end, void *) {
    if (end - begin != 1)
      return;
    ++there;
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (there < 2 && std::chrono::steady_clock::now() < deadline)
      sched_yield();
    met[begin] = there == 2;
    atMeeting();
  });
  return met[0] && met[1];
}

namespace {
struct ThreadPool : testing::Test {
  ThreadPool() { tccrt_set_num_threads(2); }
  ~ThreadPool() override { tccrt_set_num_threads(0); }
};
} // namespace

TEST_F(ThreadPool, RunsEveryTaskOnce) {
  for (int32_t threads : {1, 2, 3, 8}) {
    tccrt_set_num_threads(threads);
    for (int64_t count : {-1, 0, 1, 2, 3, 7, 64, 1000, 4097, 50000})
      for (int64_t grain :
           {int64_t(-1), int64_t(0), int64_t(1), int64_t(3), int64_t(64), INT64_MAX})
        expectEachOnce(count, grain);
  }
}

TEST_F(ThreadPool, HugeCountsDoNotOverflow) {
  std::atomic<int64_t> covered{0};
  parallelFor(
      INT64_MAX, INT64_MAX / 3,
      [&](const tccrt_call *, int64_t begin, int64_t end, void *) { covered += end - begin; });
  EXPECT_EQ(covered, INT64_MAX);
}

TEST_F(ThreadPool, SmallLoopsRunInOnePiece) {
  auto self = std::this_thread::get_id();
  int calls = 0;
  parallelFor(64, 64, [&](const tccrt_call *, int64_t begin, int64_t end, void *) {
    EXPECT_EQ(std::this_thread::get_id(), self);
    EXPECT_EQ(end - begin, 64);
    ++calls;
  });
  EXPECT_EQ(calls, 1);
}

TEST_F(ThreadPool, ChunksHaveTheGrain) {
  parallelFor(1000, 30, [&](const tccrt_call *, int64_t begin, int64_t end, void *) {
    EXPECT_EQ(begin % 30, 0);
    EXPECT_EQ(end, std::min<int64_t>(begin + 30, 1000));
  });
}

TEST_F(ThreadPool, RunsInParallel) { EXPECT_TRUE(meet()); }

TEST_F(ThreadPool, WakesAfterSleep) {
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_TRUE(meet());
  }
}

TEST_F(ThreadPool, FollowsTheNumberOfThreads) {
  for (int32_t threads : {2, 5, 3, 2, 64, 2}) {
    tccrt_set_num_threads(threads);
    EXPECT_EQ(tccrt_num_threads(), threads);
    EXPECT_TRUE(meet());
    expectEachOnce(1000, 1);
  }
}

TEST_F(ThreadPool, ScratchIsTheWorkersOwn) {
  tccrt_set_num_threads(4);
  parallelFor(2000, 1, [&](const tccrt_call *, int64_t begin, int64_t, void *scratch) {
    auto *mine = static_cast<int64_t *>(scratch);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(scratch) % 64, 0u);
    std::fill_n(mine, 32, begin);
    sched_yield();
    for (int i = 0; i < 32; ++i)
      ASSERT_EQ(mine[i], begin);
  });
}

TEST_F(ThreadPool, LoopsInLoopsRunInTheirWorker) {
  tccrt_set_num_threads(3);
  std::atomic<int> runs{0};
  parallelFor(100, 1, [&](const tccrt_call *call, int64_t, int64_t, void *outer) {
    auto self = std::this_thread::get_id();
    runLoop(call, {50, 1, [&](const tccrt_call *, int64_t begin, int64_t end, void *inner) {
                     EXPECT_EQ(inner, outer);
                     EXPECT_EQ(std::this_thread::get_id(), self);
                     runs += int(end - begin);
                   }});
  });
  EXPECT_EQ(runs, 5000);
}

TEST_F(ThreadPool, CallsInTasksRun) {
  std::atomic<int> runs{0};
  parallelFor(20, 1, [&](const tccrt_call *, int64_t, int64_t, void *) {
    parallelFor(50, 1, [&](const tccrt_call *, int64_t begin, int64_t end, void *) {
      runs += int(end - begin);
    });
  });
  EXPECT_EQ(runs, 1000);
}

TEST_F(ThreadPool, ServesManyCallers) {
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 4; ++caller)
    callers.emplace_back([] {
      for (int i = 0; i < 200; ++i)
        expectEachOnce(100 + i, 1 + i % 7);
    });
  // The size changes under them.
  for (int i = 0; i < 40; ++i) {
    tccrt_set_num_threads(1 + i % 4);
    sched_yield();
  }
  for (std::thread &caller : callers)
    caller.join();
}

#if defined(__x86_64__)
TEST_F(ThreadPool, WorkersComputeAsTheirCaller) {
  // 1 + 2^-24 is 1, and the next number when rounding up.
  for (unsigned rounding : {_MM_ROUND_NEAREST, _MM_ROUND_UP}) {
    unsigned before = _mm_getcsr();
    _mm_setcsr((before & ~_MM_ROUND_MASK) | rounding);
    std::atomic<int> rounded{0};
    EXPECT_TRUE(meet([&] {
      volatile float one = 1;
      rounded += one + 0x1p-24f > 1;
    }));
    EXPECT_EQ(_mm_getcsr() & _MM_ROUND_MASK, rounding) << "the caller's mode is its own";
    _mm_setcsr(before);
    EXPECT_EQ(rounded, rounding == _MM_ROUND_UP ? 2 : 0);
  }
}
#endif

TEST(NumThreads, ComesFromTheEnvironment) {
  setenv("TCC_NUM_THREADS", "3", 1);
  tccrt_set_num_threads(0);
  EXPECT_EQ(tccrt_num_threads(), 3);
  tccrt_set_num_threads(5);
  EXPECT_EQ(tccrt_num_threads(), 5);
  tccrt_set_num_threads(-4);
  EXPECT_EQ(tccrt_num_threads(), 3);
  unsetenv("TCC_NUM_THREADS");
  tccrt_set_num_threads(0);
}

TEST(NumThreads, MalformedEnvironmentIsIgnored) {
  tccrt_set_num_threads(0);
  cpu_set_t set;
  ASSERT_EQ(sched_getaffinity(0, sizeof set, &set), 0);
  for (const char *text :
       {"", "two", "-2", "0", "2x", " 2", "+2", "1e3", "0x4", "1025", "99999999999999999999"}) {
    setenv("TCC_NUM_THREADS", text, 1);
    tccrt_set_num_threads(0);
    EXPECT_EQ(tccrt_num_threads(), CPU_COUNT(&set)) << '\'' << text << '\'';
  }
  unsetenv("TCC_NUM_THREADS");
  tccrt_set_num_threads(0);
}

TEST(NumThreads, HasABound) {
  tccrt_set_num_threads(INT32_MAX);
  EXPECT_EQ(tccrt_num_threads(), 1024);
  tccrt_set_num_threads(0);
}

// ---- ends of the process
// ----------------------------------------------------------------------------------------------

namespace {
struct Exit : testing::Test {
  Exit() { testing::FLAGS_gtest_death_test_style = "threadsafe"; }
};
} // namespace

static bool callLate = false;

/// Of the lowest priority: runs after the pool has ended its threads.
[[gnu::destructor(101)]] static void lateCall() {
  if (!callLate)
    return;
  int runs = 0;
  parallelFor(100, 1, [&](const tccrt_call *, int64_t begin, int64_t end, void *) {
    runs += int(end - begin);
  });
  _exit(runs == 100 ? 7 : 1);
}

static void useThePool() {
  tccrt_set_num_threads(3);
  expectEachOnce(1000, 1);
}

TEST_F(Exit, AfterLoops) {
  EXPECT_EXIT(
      {
        useThePool();
        exit(7);
      },
      testing::ExitedWithCode(7), "");
}

TEST_F(Exit, WithinATask) {
  EXPECT_EXIT(
      {
        useThePool();
        parallelFor(100, 1, [](const tccrt_call *, int64_t begin, int64_t, void *) {
          if (begin == 50)
            exit(7);
        });
      },
      testing::ExitedWithCode(7), "");
}

TEST_F(Exit, BeforeALateCall) {
  EXPECT_EXIT(
      {
        useThePool();
        callLate = true;
        exit(1);
      },
      testing::ExitedWithCode(7), "");
}

TEST_F(Exit, OfAForkedChild) {
  useThePool();
  pid_t child = fork();
  if (child == 0) {
    // The child has the caller's thread only: loops run, and nothing is waited for.
    std::atomic<int> runs{0};
    parallelFor(100, 1, [&](const tccrt_call *, int64_t begin, int64_t end, void *) {
      runs += int(end - begin);
    });
    exit(runs == 100 ? 7 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7) << status;
  tccrt_set_num_threads(0);
}
