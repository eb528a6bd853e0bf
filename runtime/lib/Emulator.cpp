// Every GPU thread is a fiber: it runs until it meets others, at a barrier or in a shuffle. Blocks
// follow each other; the code tells of each access before it makes it. Memory is sequentially
// consistent here, a GPU's is not: races are found by who touched what between two barriers, in
// whatever order it happened.
#include "Emulator.h"
#include "Error.h"

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <ucontext.h>

using namespace tcc::detail;

static constexpr int32_t warpThreads = 32;
static constexpr size_t stackBytes = 64 << 10;
/// Memory of a kernel up to which races are looked for: each byte has a record of 16.
static constexpr int64_t mostWatchedBytes = 64 << 20;

namespace {

/// Who touched a byte last: block, thread and how many barriers had passed; 0: nobody.
struct Touch {
  uint32_t block, moment; // moment: barriers * 1024 + thread + 1
};

struct Record {
  Touch write, read;
};

struct Memory {
  char *begin;
  int64_t bytes;
  Record *records; // null: not watched
  bool isShared, isConstant;
};

enum class Wait { None, Barrier, Shuffle, Done };

struct Fiber {
  ucontext_t context;
  Wait wait;
  uint32_t value; // given to the shuffle
  uint32_t taken;
  int32_t distance;
};

class Emulator : public tccrt_emulator {
public:
  Emulator(const tccrt_device_program &program, const tccrt_function &function,
           void *const *buffers)
      : tccrt_emulator{threadIndex, blockIndex, barrier, shuffleXor, access}, program(program),
        function(function), buffers(buffers) {}
  ~Emulator();
  tccrt_status run();

private:
  static const Emulator &of(const tccrt_emulator *self) {
    return *static_cast<const Emulator *>(self);
  }
  static Emulator &changing(const tccrt_emulator *self) {
    return *const_cast<Emulator *>(static_cast<const Emulator *>(self));
  }
  static int32_t threadIndex(const tccrt_emulator *self) { return of(self).thread; }
  static int32_t blockIndex(const tccrt_emulator *self) { return of(self).block; }
  static void barrier(const tccrt_emulator *self) { changing(self).meet(Wait::Barrier); }
  static uint32_t shuffleXor(const tccrt_emulator *self, uint32_t value, int32_t distance);
  static void access(const tccrt_emulator *self, const void *address, int64_t bytes,
                     int32_t isWrite);
  static void enter(unsigned low, unsigned high);

  bool prepare();
  bool add(void *memory, int64_t bytes, bool isShared, bool isConstant);
  void chooseOrder();
  void shuffle();
  void startBlock();
  void runApart();
  void runTogether();
  bool release();
  bool releaseShuffles();
  void meet(Wait wait);
  void leave();
  void touch(Memory &memory, int64_t offset, int64_t bytes, bool isWrite);
  Memory *find(const char *address, int64_t bytes);
  bool isOnStack(const char *address) const;
  [[gnu::format(printf, 2, 3)]] void stop(const char *format, ...);

  const tccrt_device_program &program;
  const tccrt_function &function;
  void *const *buffers;
  Memory *memories = nullptr;
  int32_t numMemories = 0;
  Fiber *fibers = nullptr;
  char *stacks = nullptr;
  int32_t *order = nullptr;
  ucontext_t scheduler;
  int32_t thread = 0, block = 0;
  uint32_t barriers = 0;
  bool inFiber = false, isStopped = false, isShuffled = false;
  char message[320] = "";
};

pthread_mutex_t oneAtATime = PTHREAD_MUTEX_INITIALIZER;

} // namespace

//===- memory --------------------------------------------------------------------------------===//

Emulator::~Emulator() {
  for (int32_t i = 0; i < numMemories; ++i)
    free(memories[i].records);
  free(memories);
  free(fibers);
  free(stacks);
  free(order);
}

bool Emulator::add(void *memory, int64_t bytes, bool isShared, bool isConstant) {
  Record *records = nullptr;
  if (!isConstant && bytes <= mostWatchedBytes) {
    records = static_cast<Record *>(calloc(size_t(bytes) + 1, sizeof(Record)));
    if (!records)
      return false;
  }
  memories[numMemories++] = {static_cast<char *>(memory), bytes, records, isShared, isConstant};
  return true;
}

bool Emulator::prepare() {
  auto count = size_t(function.num_buffers) + size_t(program.num_regions);
  auto threads = size_t(function.threads);
  memories = static_cast<Memory *>(calloc(count + 1, sizeof(Memory)));
  fibers = static_cast<Fiber *>(calloc(threads, sizeof(Fiber)));
  order = static_cast<int32_t *>(calloc(threads, sizeof(int32_t)));
  stacks = static_cast<char *>(malloc((function.meets ? threads : 1) * stackBytes));
  if (!memories || !fibers || !order || !stacks)
    return false;
  for (int32_t i = 0; i < function.num_buffers; ++i)
    if (!add(buffers[i], function.buffer_bytes[i], false, false))
      return false;
  for (int32_t i = 0; i < program.num_regions; ++i) {
    const tccrt_region &region = program.regions[i];
    if (!add(region.memory, region.bytes, region.is_shared, !region.is_shared))
      return false;
  }
  return true;
}

Memory *Emulator::find(const char *address, int64_t bytes) {
  for (int32_t i = 0; i < numMemories; ++i) {
    Memory &memory = memories[i];
    if (address >= memory.begin && address + bytes <= memory.begin + memory.bytes)
      return &memory;
  }
  return nullptr;
}

bool Emulator::isOnStack(const char *address) const {
  const char *stack = stacks + (function.meets ? size_t(thread) * stackBytes : 0);
  return address >= stack && address < stack + stackBytes;
}

/// Another thread's touch that nothing orders before this one's.
static bool isUnordered(const Touch &last, const Touch &now, bool isShared) {
  if (last.moment == 0)
    return false;
  if (last.block != now.block)
    return !isShared;
  return last.moment / 1024 == now.moment / 1024 && last.moment != now.moment;
}

void Emulator::touch(Memory &memory, int64_t offset, int64_t bytes, bool isWrite) {
  Touch now{uint32_t(block), barriers * 1024 + uint32_t(thread) % 1024 + 1};
  for (int64_t i = offset; i < offset + bytes; ++i) {
    Record &record = memory.records[i];
    const Touch *other = isUnordered(record.write, now, memory.isShared)             ? &record.write
                         : isWrite && isUnordered(record.read, now, memory.isShared) ? &record.read
                                                                                     : nullptr;
    if (other)
      return stop("thread %d of block %d %s byte %lld of %s memory that thread %d of block %d %s, "
                  "and no barrier is between them",
                  thread, block, isWrite ? "writes" : "reads", static_cast<long long>(i),
                  memory.isShared ? "shared" : "global", int((other->moment - 1) % 1024),
                  int(other->block), other == &record.write ? "wrote" : "read");
    (isWrite ? record.write : record.read) = now;
  }
}

void Emulator::access(const tccrt_emulator *self, const void *address, int64_t bytes,
                      int32_t isWrite) {
  Emulator &e = changing(self);
  auto *begin = static_cast<const char *>(address);
  if (e.isOnStack(begin))
    return;
  Memory *memory = e.find(begin, bytes);
  if (!memory || (isWrite && memory->isConstant))
    return e.stop("thread %d of block %d %s %lld bytes at %p, which is %s", e.thread, e.block,
                  isWrite ? "writes" : "reads", static_cast<long long>(bytes), address,
                  memory ? "constant" : "no memory of the kernel");
  bool isOneAccess = bytes <= 16 && (bytes & (bytes - 1)) == 0;
  if (isOneAccess && uintptr_t(address) % uintptr_t(bytes) != 0)
    return e.stop("thread %d of block %d %s %lld bytes at %p, which is not aligned", e.thread,
                  e.block, isWrite ? "writes" : "reads", static_cast<long long>(bytes), address);
  if (memory->records)
    e.touch(*memory, begin - memory->begin, bytes, isWrite);
}

//===- threads -------------------------------------------------------------------------------===//

void Emulator::stop(const char *format, ...) {
  if (!isStopped) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
  }
  isStopped = true;
  if (inFiber)
    leave(); // for good
}

void Emulator::leave() {
  inFiber = false;
  Fiber &mine = fibers[function.meets ? thread : 0];
  swapcontext(&mine.context, &scheduler);
  inFiber = true;
}

void Emulator::meet(Wait wait) {
  fibers[thread].wait = wait;
  leave();
}

uint32_t Emulator::shuffleXor(const tccrt_emulator *self, uint32_t value, int32_t distance) {
  Emulator &e = changing(self);
  Fiber &mine = e.fibers[e.thread];
  mine.value = value;
  mine.distance = distance;
  e.meet(Wait::Shuffle);
  return mine.taken;
}

/// What a new fiber begins with; makecontext hands over ints.
void Emulator::enter(unsigned low, unsigned high) {
  auto *e = reinterpret_cast<Emulator *>(uintptr_t(low) | uintptr_t(high) << 32);
  int32_t count = e->function.meets ? 1 : e->function.threads;
  for (int32_t i = 0; i < count; ++i) {
    if (!e->function.meets)
      e->thread = e->order[i];
    e->function.thread(e->buffers, e);
  }
  e->fibers[e->function.meets ? e->thread : 0].wait = Wait::Done;
  e->leave();
}

static void start(Fiber &fiber, char *stack, void (*entry)(unsigned, unsigned), void *self) {
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = stack;
  fiber.context.uc_stack.ss_size = stackBytes;
  fiber.context.uc_link = nullptr;
  fiber.wait = Wait::None;
  auto address = uintptr_t(self);
  makecontext(&fiber.context, reinterpret_cast<void (*)()>(entry), 2, unsigned(address),
              unsigned(address >> 32));
}

/// Lanes of a warp that all wait in a shuffle go on together.
bool Emulator::releaseShuffles() {
  bool released = false;
  for (int32_t first = 0; first < function.threads; first += warpThreads) {
    Fiber *warp = fibers + first;
    int32_t lanes = function.threads - first < warpThreads ? function.threads - first : warpThreads;
    bool all = lanes == warpThreads;
    for (int32_t lane = 0; lane < lanes; ++lane)
      all &= warp[lane].wait == Wait::Shuffle && warp[lane].distance == warp[0].distance;
    for (int32_t lane = 0; all && lane < lanes; ++lane) {
      warp[lane].taken = warp[lane ^ warp[lane].distance].value;
      warp[lane].wait = Wait::None;
    }
    released |= all;
  }
  return released;
}

/// Lets go those that wait for nobody any more; false where some wait in vain.
bool Emulator::release() {
  if (releaseShuffles())
    return true;
  int32_t atBarrier = 0, done = 0;
  for (int32_t i = 0; i < function.threads; ++i) {
    atBarrier += fibers[i].wait == Wait::Barrier;
    done += fibers[i].wait == Wait::Done;
  }
  if (done == function.threads)
    return false;
  if (atBarrier != function.threads) {
    stop("block %d: of %d threads %d wait at a barrier and %d have ended; the others wait in a "
         "shuffle for lanes that do not come",
         block, function.threads, atBarrier, done);
    return false;
  }
  ++barriers;
  for (int32_t i = 0; i < function.threads; ++i)
    fibers[i].wait = Wait::None;
  return true;
}

void Emulator::runTogether() {
  for (int32_t i = 0; i < function.threads; ++i)
    start(fibers[i], stacks + size_t(i) * stackBytes, enter, this);
  do {
    for (int32_t i = 0; i < function.threads && !isStopped; ++i) {
      thread = order[i];
      if (fibers[thread].wait != Wait::None)
        continue;
      inFiber = true;
      swapcontext(&scheduler, &fibers[thread].context);
    }
  } while (!isStopped && release());
}

/// Nobody waits: one fiber runs all threads, one after the other.
void Emulator::runApart() {
  start(fibers[0], stacks, enter, this);
  inFiber = true;
  swapcontext(&scheduler, &fibers[0].context);
}

/// Shared memory begins undefined: as NaN, so that its use shows.
void Emulator::startBlock() {
  for (int32_t i = 0; i < numMemories; ++i) {
    Memory &memory = memories[i];
    if (!memory.isShared)
      continue;
    memset(memory.begin, 0xff, size_t(memory.bytes));
    if (memory.records)
      memset(memory.records, 0, size_t(memory.bytes) * sizeof(Record));
  }
  if (isShuffled)
    shuffle();
}

/// Another order for each block, the same each time.
void Emulator::shuffle() {
  uint32_t state = uint32_t(block) * 2654435761u + 12345u;
  for (int32_t i = function.threads - 1; i > 0; --i) {
    state = state * 1664525u + 1013904223u;
    auto j = int32_t((uint64_t(state) * uint64_t(i + 1)) >> 32);
    int32_t swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
}

/// As TCC_EMULATOR_ORDER wants it.
void Emulator::chooseOrder() {
  const char *wanted = getenv("TCC_EMULATOR_ORDER");
  bool isReverse = wanted && strcmp(wanted, "reverse") == 0;
  isShuffled = wanted && strcmp(wanted, "shuffled") == 0;
  for (int32_t i = 0; i < function.threads; ++i)
    order[i] = isReverse ? function.threads - 1 - i : i;
}

tccrt_status Emulator::run() {
  if (!prepare())
    return fail(TCCRT_OUT_OF_MEMORY, "no memory to emulate '%s'", function.name);
  chooseOrder();
  for (block = 0; block < function.blocks && !isStopped; ++block) {
    barriers = 0;
    startBlock();
    if (function.meets)
      runTogether();
    else
      runApart();
  }
  return isStopped ? fail(TCCRT_DEVICE_FAULT, "kernel '%s': %s", function.name, message) : TCCRT_OK;
}

tccrt_status tcc::detail::emulate(const tccrt_device_program &program,
                                  const tccrt_function &function, void *const *buffers) {
  pthread_mutex_lock(&oneAtATime); // shared memory is the program's
  tccrt_status status;
  {
    Emulator emulator(program, function, buffers);
    status = emulator.run();
  }
  pthread_mutex_unlock(&oneAtATime);
  return status;
}
