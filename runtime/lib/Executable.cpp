// An executable: a manifest that was checked once, shared by reference count, and the memory of its
// calls. A call takes one block (arena, every worker's scratch, the pointers it hands to the code)
// from a free list and gives it back, so calls from many threads never meet and a steady training
// loop allocates nothing.
#include "Batch.h"
#include "Emulator.h"
#include "Error.h"
#include "FloatEnvironment.h"
#include "Manifest.h"
#include "ThreadPool.h"

#include <atomic>
#include <cstdlib>
#include <new>
#include <pthread.h>

using namespace tcc::detail;

static constexpr int64_t page = 4096;

namespace {

struct Block {
  Block *next;
  char *memory;                     // the arena, scratch and this lie in it
  int64_t stride, scratch, staging; // see Layout
  int32_t workers;
  void **results;
  int32_t *seats; // of the check for shared buffers
};

/// Where in a block its parts lie. A program that takes any batch has an arena and staging for each
/// worker, in the worker's stride.
struct Layout {
  int64_t stride, scratch, staging = 0, header, results, seats, total;
};

struct Lock {
  explicit Lock(pthread_mutex_t &mutex) : mutex(mutex) { pthread_mutex_lock(&mutex); }
  ~Lock() { pthread_mutex_unlock(&mutex); }
  pthread_mutex_t &mutex;
};

} // namespace

struct tccrt_executable {
  const tccrt_manifest *manifest;
  void (*release)(void *owner);
  void *owner;
  uint32_t numSeats; // a power of two
  std::atomic<int64_t> references{1};
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  Block *free = nullptr;
};

// ---- memory of calls
// ------------------------------------------------------------------------------------------------

static bool roundUp(int64_t bytes, int64_t unit, int64_t &out) {
  if (__builtin_add_overflow(bytes, unit - 1, &out))
    return false;
  out = out / unit * unit;
  return true;
}

static bool layOut(const tccrt_executable &executable, int32_t workers, Layout &out) {
  const tccrt_manifest &manifest = *executable.manifest;
  int64_t workersBytes, staging = 0;
  if (!roundUp(manifest.arena_bytes, page, out.scratch) ||
      !roundUp(manifest.scratch_bytes, page, out.stride))
    return false;
  int64_t shared = out.scratch;
  if (manifest.num_blocks > 0) {
    if (!stagingBytes(manifest, staging) || !roundUp(staging, page, staging) ||
        __builtin_add_overflow(out.scratch, out.stride, &out.staging) ||
        __builtin_add_overflow(out.staging, staging, &out.stride))
      return false;
    shared = 0;
  }
  if (__builtin_mul_overflow(out.stride, int64_t(workers), &workersBytes) ||
      __builtin_add_overflow(shared, workersBytes, &out.header))
    return false;
  int64_t tail = int64_t(sizeof(Block) + manifest.num_results * sizeof(void *) +
                         executable.numSeats * sizeof(int32_t));
  out.results = out.header + int64_t(sizeof(Block));
  out.seats = out.results + int64_t(manifest.num_results * sizeof(void *));
  return !__builtin_add_overflow(out.header, tail, &out.total);
}

static void freeBlock(Block *block) { tccrt_free(block->memory); }

static Block *makeBlock(const tccrt_executable &executable, int32_t workers) {
  Layout layout;
  if (!layOut(executable, workers, layout))
    return nullptr;
  auto *memory = static_cast<char *>(tccrt_alloc(size_t(layout.total)));
  if (!memory)
    return nullptr;
  return new (memory + layout.header) Block{nullptr,
                                            memory,
                                            layout.stride,
                                            layout.scratch,
                                            layout.staging,
                                            workers,
                                            reinterpret_cast<void **>(memory + layout.results),
                                            reinterpret_cast<int32_t *>(memory + layout.seats)};
}

static Block *takeBlock(tccrt_executable &executable, int32_t workers) {
  Block *block;
  {
    Lock lock(executable.mutex);
    block = executable.free;
    if (block)
      executable.free = block->next;
  }
  if (block && block->workers >= workers)
    return block;
  // Made when there were fewer workers.
  if (block)
    freeBlock(block);
  return makeBlock(executable, workers);
}

static void giveBack(tccrt_executable &executable, Block *block) {
  Lock lock(executable.mutex);
  block->next = executable.free;
  executable.free = block;
}

// ---- references
// -----------------------------------------------------------------------------------------------------

tccrt_status tccrt_executable_create(const tccrt_manifest *manifest, void (*release)(void *owner),
                                     void *owner, tccrt_executable **out) {
  if (!out)
    return fail(TCCRT_INVALID_ARGUMENT, "there is nowhere to put the executable: `out` is null");
  *out = nullptr;
  if (tccrt_status status = validateManifest(manifest); status != TCCRT_OK)
    return status;
  uint64_t values = uint64_t(manifest->num_arguments) + uint64_t(manifest->num_results);
  uint32_t numSeats = 1;
  while (numSeats < 2 * values && numSeats < (1u << 31))
    numSeats *= 2;
  void *memory = malloc(sizeof(tccrt_executable));
  if (!memory)
    return fail(TCCRT_OUT_OF_MEMORY, "no memory for an executable");
  *out = new (memory) tccrt_executable{manifest, release, owner, numSeats};
  return TCCRT_OK;
}

void tccrt_executable_retain(tccrt_executable *executable) {
  if (executable)
    executable->references.fetch_add(1, std::memory_order_relaxed);
}

void tccrt_executable_release(tccrt_executable *executable) {
  if (!executable || executable->references.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  while (Block *block = executable->free) {
    executable->free = block->next;
    freeBlock(block);
  }
  pthread_mutex_destroy(&executable->mutex);
  void (*release)(void *) = executable->release;
  void *owner = executable->owner;
  free(executable);
  if (release)
    release(owner);
}

const tccrt_manifest *tccrt_executable_manifest(const tccrt_executable *executable) {
  return executable ? executable->manifest : nullptr;
}

// ---- calls
// ----------------------------------------------------------------------------------------------------------

/// Fills in aliased results and refuses null buffers where there is something to read or write.
static tccrt_status bindBuffers(const tccrt_manifest &manifest, int64_t batch,
                                void *const *arguments, void *const *results, void **bound) {
  for (int32_t i = 0; i < manifest.num_arguments; ++i)
    if (!arguments[i] && !isEmpty(manifest.arguments[i], batch))
      return fail(TCCRT_INVALID_ARGUMENT, "%s of '%s' is null; it must point to its data",
                  ValueText("argument", i, manifest.arguments[i]).text, manifest.name);
  for (int32_t i = 0; i < manifest.num_results; ++i) {
    const tccrt_value &result = manifest.results[i];
    bound[i] = result.alias >= 0 ? arguments[result.alias] : results[i];
    if (result.alias >= 0 && results[i] && results[i] != bound[i])
      return fail(TCCRT_INVALID_ARGUMENT,
                  "%s of '%s' is written into the donated argument %d; pass that argument's buffer "
                  "or null, not another one",
                  ValueText("result", i, result).text, manifest.name, result.alias);
    if (!bound[i] && !isEmpty(result, batch))
      return fail(TCCRT_INVALID_ARGUMENT, "%s of '%s' is null; it must point to memory for it",
                  ValueText("result", i, result).text, manifest.name);
  }
  return TCCRT_OK;
}

namespace {

/// Compiled code takes every buffer that it writes to be no other value's. A hash table of the
/// written buffers (numbers of values: results first, then donated arguments) finds a pointer that
/// was passed twice.
class SharingCheck {
public:
  SharingCheck(const tccrt_executable &executable, int64_t batch, void *const *arguments,
               Block &block)
      : manifest(*executable.manifest), batch(batch), arguments(arguments), results(block.results),
        seats(block.seats), mask(executable.numSeats - 1) {}

  tccrt_status run();

private:
  bool isArgument(int32_t number) const { return number >= manifest.num_results; }
  void *buffer(int32_t number) const {
    return isArgument(number) ? arguments[number - manifest.num_results] : results[number];
  }
  const tccrt_value &value(int32_t number) const {
    return isArgument(number) ? manifest.arguments[number - manifest.num_results]
                              : manifest.results[number];
  }
  ValueText text(int32_t number) const {
    return isArgument(number) ? ValueText("argument", number - manifest.num_results, value(number))
                              : ValueText("result", number, value(number));
  }
  int32_t &seat(void *buffer) const;
  tccrt_status refuse(int32_t written, int32_t other) const;

  const tccrt_manifest &manifest;
  int64_t batch;
  void *const *arguments;
  void *const *results;
  int32_t *seats;
  uint32_t mask;
};

} // namespace

/// The seat of the value with this buffer, or the empty one where it would sit. At least half are
/// always empty.
int32_t &SharingCheck::seat(void *wanted) const {
  auto hash = uint32_t((reinterpret_cast<uintptr_t>(wanted) * 0x9E3779B97F4A7C15u) >> 32);
  for (uint32_t at = hash & mask;; at = (at + 1) & mask)
    if (seats[at] < 0 || buffer(seats[at]) == wanted)
      return seats[at];
}

tccrt_status SharingCheck::refuse(int32_t written, int32_t other) const {
  return fail(
      TCCRT_INVALID_ARGUMENT,
      "%s and %s of '%s' are one buffer, and the program writes it; only a donated argument "
      "and its own result share memory",
      text(written).text, text(other).text, manifest.name);
}

tccrt_status SharingCheck::run() {
  int32_t numValues = manifest.num_results + manifest.num_arguments;
  for (uint32_t i = 0; i <= mask; ++i)
    seats[i] = -1;
  // Who writes: a donated argument, and every result that is none.
  for (int32_t number = 0; number < numValues; ++number) {
    if (isArgument(number) != (value(number).alias >= 0) || isEmpty(value(number), batch))
      continue;
    int32_t &holder = seat(buffer(number));
    if (holder >= 0)
      return refuse(holder, number);
    holder = number;
  }
  for (int32_t number = manifest.num_results; number < numValues; ++number) {
    if (value(number).alias >= 0 || isEmpty(value(number), batch))
      continue;
    if (int32_t holder = seat(buffer(number)); holder >= 0)
      return refuse(holder, number);
  }
  return TCCRT_OK;
}

/// Has the call a batch if the program takes one, and is there memory of that size?
static tccrt_status checkBatch(const tccrt_manifest &manifest, int64_t batch) {
  if (manifest.num_blocks == 0)
    return batch < 0 ? TCCRT_OK
                     : fail(TCCRT_INVALID_ARGUMENT,
                            "'%s' is compiled for fixed shapes and takes no batch, got %lld",
                            manifest.name, static_cast<long long>(batch));
  if (batch < 0)
    return fail(TCCRT_INVALID_ARGUMENT,
                "'%s' takes any batch; say which to tccrt_executable_call_batch: none or more rows",
                manifest.name);
  auto check = [&](const char *role, const tccrt_value *values, int32_t count) {
    for (int32_t i = 0; i < count; ++i)
      if (bytesOf(values[i], batch) < 0)
        return fail(
            TCCRT_INVALID_ARGUMENT, "a batch of %lld rows is more than memory can hold: %s of '%s'",
            static_cast<long long>(batch), ValueText(role, i, values[i]).text, manifest.name);
    return TCCRT_OK;
  };
  tccrt_status status = check("argument", manifest.arguments, manifest.num_arguments);
  return status == TCCRT_OK ? check("result", manifest.results, manifest.num_results) : status;
}

static tccrt_status checkCall(const tccrt_manifest &manifest, int64_t batch, void *const *arguments,
                              int32_t numArguments, void *const *results, int32_t numResults) {
  if (numArguments != manifest.num_arguments || numResults != manifest.num_results)
    return fail(TCCRT_INVALID_ARGUMENT,
                "'%s' takes %d arguments and gives %d results, the call has %d and %d",
                manifest.name, manifest.num_arguments, manifest.num_results, numArguments,
                numResults);
  if ((numArguments > 0 && !arguments) || (numResults > 0 && !results))
    return fail(TCCRT_INVALID_ARGUMENT, "the list of %s of '%s' is null",
                numArguments > 0 && !arguments ? "arguments" : "results", manifest.name);
  return checkBatch(manifest, batch);
}

/// tccrt_call::launch. A fault ends the call: the plan may be in a loop that waits for a value.
static void launch(const tccrt_call *call, int32_t function, void *const *buffers) {
  auto &frame = static_cast<const CallFrame &>(*call);
  const tccrt_device_program &program = *frame.manifest->device;
  if (emulate(program, program.functions[function], buffers) != TCCRT_OK)
    longjmp(*frame.stopped, 1);
}

/// Denormals are nought to compiled code: they are several times slower, and a training step whose
/// gradients vanish is full of them. The pool's workers compute as their caller does.
static tccrt_status run(const tccrt_manifest &manifest, int64_t batch, void *const *arguments,
                        const Block &block, int32_t workers) {
  FlushDenormals flush;
  if (manifest.num_blocks > 0) {
    runBatch(manifest, batch, arguments, block.results,
             {block.memory, block.stride, block.scratch, block.staging, workers});
    return TCCRT_OK;
  }
  jmp_buf stopped;
  CallFrame frame{{arguments, block.results, block.memory, parallelFor,
                   block.memory + block.scratch, block.stride, launch},
                  workers,
                  &manifest,
                  &stopped};
  if (manifest.device && setjmp(stopped))
    return TCCRT_DEVICE_FAULT; // said already
  manifest.entry(&frame);
  return TCCRT_OK;
}

tccrt_status tccrt_executable_call_batch(tccrt_executable *executable, int64_t batch,
                                         void *const *arguments, int32_t numArguments,
                                         void *const *results, int32_t numResults) {
  if (!executable)
    return fail(TCCRT_INVALID_ARGUMENT, "there is nothing to call: the executable is null");
  const tccrt_manifest &manifest = *executable->manifest;
  tccrt_status status = checkCall(manifest, batch, arguments, numArguments, results, numResults);
  if (status != TCCRT_OK)
    return status;
  int32_t workers = tccrt_num_threads();
  Block *block = takeBlock(*executable, workers);
  if (!block)
    return fail(
        TCCRT_OUT_OF_MEMORY,
        "no memory for a call of '%s': it needs %lld bytes, and %lld for each of %d threads",
        manifest.name, static_cast<long long>(manifest.arena_bytes),
        static_cast<long long>(manifest.scratch_bytes), workers);
  status = bindBuffers(manifest, batch, arguments, results, block->results);
  if (status == TCCRT_OK)
    status = SharingCheck(*executable, batch, arguments, *block).run();
  if (status == TCCRT_OK)
    status = run(manifest, batch, arguments, *block, workers);
  giveBack(*executable, block);
  return status;
}

tccrt_status tccrt_executable_call(tccrt_executable *executable, void *const *arguments,
                                   int32_t numArguments, void *const *results, int32_t numResults) {
  return tccrt_executable_call_batch(executable, batchExtent, arguments, numArguments, results,
                                     numResults);
}
