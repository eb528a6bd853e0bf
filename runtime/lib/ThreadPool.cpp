// A pool for loops of microseconds. Workers spin a while on the number of the loop and then sleep
// on it (futex). A loop is a gate that the caller opens and closes: workers enter while it is open
// and claim chunks of tasks; the caller works too, and closes the gate when nobody is inside. So
// nobody waits for a worker that wakes late: it finds the gate closed. Everything is trivially
// destructible: a call from a late destructor still finds a pool, which runs it serially.
#include "ThreadPool.h"

#include "FloatEnvironment.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

using namespace tcc::detail;

static constexpr int32_t maxThreads = 1024;
static constexpr int spinsBeforeSleep =
    20000; // about a millisecond: a training step has no longer gaps
static constexpr int spinsBeforeYield = 2000;

// ---- the machine
// ----------------------------------------------------------------------------------------------------

static void relax() {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

static void futexWait(std::atomic<uint32_t> &word, uint32_t value) {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}

static void futexWakeAll(std::atomic<uint32_t> &word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

// ---- how many
// -------------------------------------------------------------------------------------------------------

static int32_t defaultThreads() {
  if (const char *text = getenv("TCC_NUM_THREADS")) {
    int32_t threads = 0;
    const char *end = text + strlen(text);
    auto [stop, error] = std::from_chars(text, end, threads);
    // Anything but a plain number in range is as if it were not set.
    if (error == std::errc() && stop == end && threads >= 1 && threads <= maxThreads)
      return threads;
  }
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return std::clamp(CPU_COUNT(&set), 1, maxThreads);
  return int32_t(std::clamp(sysconf(_SC_NPROCESSORS_ONLN), 1L, long(maxThreads)));
}

static std::atomic<int32_t> wantedThreads{0}; // 0: the default, not looked up yet

int32_t tccrt_num_threads(void) {
  int32_t threads = wantedThreads.load(std::memory_order_relaxed);
  if (threads > 0)
    return threads;
  int32_t found = defaultThreads();
  // Who was set in the meantime stays.
  return wantedThreads.compare_exchange_strong(threads, found) ? found : threads;
}

void tccrt_set_num_threads(int32_t threads) {
  wantedThreads.store(std::clamp(threads, 0, maxThreads), std::memory_order_relaxed);
}

// ---- the pool
// -------------------------------------------------------------------------------------------------------

namespace {

struct Loop {
  const CallFrame *call;
  tccrt_task_fn fn;
  void *const *buffers;
  int64_t count, chunk, chunks;
  uint64_t floats;
};

class ThreadPool {
public:
  /// Runs the loop, or returns false: the pool is busy, over, or has no thread to offer.
  bool tryRun(const Loop &wanted);
  /// Ends the threads, for good; leaves them where a loop is under way, since exit() may have been
  /// called in it.
  void shutDown();

private:
  static constexpr int32_t closed = INT32_MIN;

  void resize(int32_t threads);
  void joinAll();
  void open();
  void close();
  bool enter();
  uint32_t awaitOpening(uint32_t seen);
  void runChunks(int32_t worker);
  void work(int32_t worker);
  static void *threadMain(void *worker);

  // What spins, what is written at every task and what is written at every loop lie in cache lines
  // of their own.
  alignas(64) std::atomic<uint32_t> epoch{0}; // counts openings
  alignas(64) std::atomic<int64_t> nextChunk{0};
  alignas(64) std::atomic<int32_t> inside{closed}; // workers beyond the gate, or closed
  alignas(64) std::atomic<int32_t> sleepers{0};
  alignas(64) std::atomic<bool> busy{false}; // held by the loop's caller; guards what follows
  std::atomic<bool> stopping{false};
  bool over = false;
  Loop loop{};
  uint32_t firstEpoch = 0;
  int32_t configured = 1;
  int32_t numThreads = 0;
  pid_t owner = 0;
  pthread_t threads[maxThreads] = {};
};

} // namespace

static constinit ThreadPool pool;

// Of a pool thread: the call whose tasks it runs, and as which worker.
static thread_local const tccrt_call *currentCall = nullptr;
static thread_local int32_t currentWorker = 0;

static void *scratchOf(const tccrt_call &call, int32_t worker) {
  return static_cast<char *>(call.scratch) + worker * call.scratch_stride;
}

void ThreadPool::runChunks(int32_t worker) {
  void *scratch = scratchOf(*loop.call, worker);
  for (;;) {
    int64_t chunk = nextChunk.fetch_add(1, std::memory_order_relaxed);
    if (chunk >= loop.chunks)
      return;
    int64_t begin = chunk * loop.chunk;
    loop.fn(loop.buffers, begin, begin + std::min(loop.chunk, loop.count - begin), scratch);
  }
}

void ThreadPool::open() {
  nextChunk.store(0, std::memory_order_relaxed);
  inside.store(0, std::memory_order_release);
  // Sequentially consistent against awaitOpening: it sees the new epoch, or we see it sleeping.
  epoch.fetch_add(1);
  if (sleepers.load() > 0)
    futexWakeAll(epoch);
}

void ThreadPool::close() {
  for (int spins = 0;; ++spins) {
    int32_t nobody = 0;
    if (inside.load(std::memory_order_relaxed) == 0 &&
        inside.compare_exchange_strong(nobody, closed, std::memory_order_acquire))
      return;
    // A worker that lost its core needs ours.
    spins < spinsBeforeYield ? relax() : void(sched_yield());
  }
}

bool ThreadPool::enter() {
  int32_t count = inside.load(std::memory_order_relaxed);
  while (count >= 0)
    if (inside.compare_exchange_weak(count, count + 1, std::memory_order_acquire,
                                     std::memory_order_relaxed))
      return true;
  return false;
}

uint32_t ThreadPool::awaitOpening(uint32_t seen) {
  for (int spins = 0; spins < spinsBeforeSleep; ++spins) {
    uint32_t now = epoch.load(std::memory_order_acquire);
    if (now != seen)
      return now;
    relax();
  }
  uint32_t now;
  sleepers.fetch_add(1);
  while ((now = epoch.load()) == seen)
    futexWait(epoch, seen);
  sleepers.fetch_sub(1);
  return now;
}

void ThreadPool::work(int32_t worker) {
  for (uint32_t seen = firstEpoch;;) {
    seen = awaitOpening(seen);
    if (stopping.load(std::memory_order_relaxed))
      return;
    if (!enter())
      continue;
    if (worker < loop.call->workers) {
      setFloatControl(loop.floats);
      currentCall = loop.call;
      runChunks(worker);
      currentCall = nullptr;
    }
    inside.fetch_sub(1, std::memory_order_release);
  }
}

void *ThreadPool::threadMain(void *worker) {
  currentWorker = int32_t(reinterpret_cast<intptr_t>(worker));
  pool.work(currentWorker);
  return nullptr;
}

void ThreadPool::joinAll() {
  if (numThreads == 0)
    return;
  stopping.store(true, std::memory_order_relaxed);
  epoch.fetch_add(1);
  futexWakeAll(epoch);
  // After a fork the child has no such threads to wait for.
  if (owner == getpid())
    for (int32_t i = 0; i < numThreads; ++i)
      pthread_join(threads[i], nullptr);
  numThreads = 0;
  stopping.store(false, std::memory_order_relaxed);
}

void ThreadPool::resize(int32_t wanted) {
  joinAll();
  configured = wanted;
  owner = getpid();
  firstEpoch = epoch.load(std::memory_order_relaxed);
  // Signals are the application's: its handlers run on its threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  // Where the system gives no more threads, fewer do the same work.
  for (intptr_t worker = 1; worker < wanted; ++worker, ++numThreads)
    if (pthread_create(&threads[numThreads], nullptr, threadMain,
                       reinterpret_cast<void *>(worker)) != 0)
      break;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

bool ThreadPool::tryRun(const Loop &wanted) {
  if (busy.load(std::memory_order_relaxed) || busy.exchange(true, std::memory_order_acquire))
    return false;
  int32_t size = tccrt_num_threads();
  if (size != configured && !over)
    resize(size);
  bool ran = numThreads > 0;
  if (ran) {
    loop = wanted;
    open();
    runChunks(0);
    close();
  }
  busy.store(false, std::memory_order_release);
  return ran;
}

void ThreadPool::shutDown() {
  if (busy.exchange(true, std::memory_order_acquire))
    return;
  over = true;
  joinAll();
  busy.store(false, std::memory_order_release);
}

// At exit, and before the code of an unloaded libtccrt.so goes away under its threads.
[[gnu::destructor]] static void endThreads() { pool.shutDown(); }

void tcc::detail::parallelFor(const tccrt_call *call, tccrt_task_fn fn, void *const *buffers,
                              int64_t count, int64_t grain) {
  if (count <= 0)
    return;
  auto *frame = static_cast<const CallFrame *>(call);
  int64_t chunk = std::clamp(grain, int64_t(1), count);
  int64_t chunks = count / chunk + (count % chunk != 0);
  if (chunks > 1 && frame->workers > 1 &&
      pool.tryRun({frame, fn, buffers, count, chunk, chunks, floatControl()}))
    return;
  // A loop within a task of the same call shares its worker's scratch, not worker 0's, who runs
  // beside it.
  fn(buffers, 0, count, scratchOf(*call, currentCall == call ? currentWorker : 0));
}
