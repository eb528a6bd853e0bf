// A batch of any size in blocks: every row as if it were alone, no byte beyond the buffers, what is
// wrong is said.
#include "Program.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <sys/mman.h>
#include <thread>

static const int64_t matrix[] = {-1, 3}, weights[] = {3}, columns[] = {2, -1}, vec[] = {-1},
                     fixed[] = {1};
static std::atomic<int64_t> rowsDone;

/// y[r] = x[r] * w, s[r] = sum(y[r]) + t[0][r] + 10 t[1][r], u = t, k = w[0]. Through the arena, so
/// that calls which shared one would show.
template <int64_t rows> static void entry(const tccrt_call *call) {
  auto x = static_cast<const float *>(call->arguments[0]),
       w = static_cast<const float *>(call->arguments[1]),
       t = static_cast<const float *>(call->arguments[2]);
  auto y = static_cast<float *>(call->results[0]), s = static_cast<float *>(call->results[1]),
       u = static_cast<float *>(call->results[2]), arena = static_cast<float *>(call->arena);
  void *buffers[] = {arena, const_cast<float *>(x), const_cast<float *>(w)};
  call->parallel_for(
      call,
      [](void *const *b, int64_t begin, int64_t end, void *scratch) {
        for (int64_t i = begin; i < end; ++i)
          *static_cast<float *>(scratch) = static_cast<float *>(b[0])[i] =
              static_cast<float *>(b[1])[i] * static_cast<float *>(b[2])[i % 3];
      },
      buffers, 3 * rows, 4);
  std::copy(arena, arena + 3 * rows, y);
  for (int64_t r = 0; r < rows; ++r)
    s[r] = arena[3 * r] + arena[3 * r + 1] + arena[3 * r + 2] + t[r] + 10 * t[rows + r];
  std::copy(t, t + 2 * rows, u);
  rowsDone += rows;
}

static const tccrt_block blocks[] = {{1, 3, entry<1>}, {8, 10, entry<8>}, {32, 40, entry<32>}};

static Program anyBatch() {
  Program program(nullptr);
  program.manifest.blocks = blocks;
  program.manifest.num_blocks = 3;
  program.manifest.arena_bytes = 3 * 32 * sizeof(float);
  program.manifest.scratch_bytes = sizeof(float);
  program.argument("x", matrix);
  program.arguments.back().rank = 2;
  program.argument("w", weights);
  program.argument("t", columns);
  program.arguments.back().rank = 2;
  program.result("y", matrix);
  program.results.back().rank = 2;
  program.result("s", vec);
  program.result("u", columns);
  program.results.back().rank = 2;
  return program;
}

namespace {
/// Floats between two pages that must not be touched: the last one ends, or the first one begins,
/// where such a page does.
class Fenced {
public:
  Fenced(int64_t count, bool atEnd) : count(count) {
    size_t bytes = size_t(count) * sizeof(float);
    inner = std::max<size_t>((bytes + page - 1) / page * page, page);
    memory = static_cast<char *>(
        mmap(nullptr, inner + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    EXPECT_EQ(mprotect(memory + page, inner, PROT_READ | PROT_WRITE), 0);
    data = reinterpret_cast<float *>(memory + page + (atEnd ? inner - bytes : 0));
    for (int64_t i = 0; i < count; ++i)
      data[i] = float(i % 1000) + 1;
  }
  ~Fenced() { munmap(memory, inner + 2 * page); }
  Fenced(const Fenced &) = delete;

  static constexpr size_t page = 4096;
  float *data;
  int64_t count;

private:
  size_t inner;
  char *memory;
};
} // namespace

static tccrt_status callBatch(const Handle &handle, int64_t batch, std::vector<void *> arguments,
                              std::vector<void *> results) {
  return tccrt_executable_call_batch(handle.executable, batch, arguments.data(),
                                     int32_t(arguments.size()), results.data(),
                                     int32_t(results.size()));
}

static void expectRows(const Handle &handle, int64_t n, bool atEnd) {
  SCOPED_TRACE(testing::Message() << n << " rows, fenced at the " << (atEnd ? "end" : "start"));
  Fenced x(3 * n, atEnd), w(3, atEnd), t(2 * n, atEnd), y(3 * n, atEnd), s(n, atEnd),
      u(2 * n, atEnd);
  ASSERT_EQ(callBatch(handle, n, {x.data, w.data, t.data}, {y.data, s.data, u.data}), TCCRT_OK)
      << tccrt_last_error();
  for (int64_t r = 0; r < n; ++r) {
    float sum = 0;
    for (int64_t i = 3 * r; i < 3 * r + 3; ++i) {
      ASSERT_EQ(y.data[i], x.data[i] * w.data[i % 3]) << "row " << r;
      sum += y.data[i];
    }
    ASSERT_EQ(s.data[r], sum + t.data[r] + 10 * t.data[n + r]) << "row " << r;
    ASSERT_EQ(u.data[r], t.data[r]) << "row " << r;
    ASSERT_EQ(u.data[n + r], t.data[n + r]) << "row " << r;
  }
}

TEST(Batch, EveryRowAsIfAlone) {
  Program program = anyBatch();
  Handle handle(program.create());
  for (int32_t threads : {1, 2, 3}) {
    tccrt_set_num_threads(threads);
    for (int64_t n : {0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 39, 63, 64, 65, 100, 257, 1000})
      for (bool atEnd : {true, false})
        expectRows(handle, n, atEnd);
  }
  tccrt_set_num_threads(0);
}

TEST(Batch, CheapestBlocks) {
  Program program = anyBatch();
  Handle handle(program.create());
  tccrt_set_num_threads(1);
  // One row costs 3, eight 10, thirty-two 40: three rows go one by one, four as eight; eighteen as
  // 8 + 8 + 1 + 1, thirty-one as 4 * 8.
  const std::pair<int64_t, int64_t> expected[] = {{1, 1},   {3, 3},   {4, 8},   {8, 8},
                                                  {9, 9},   {18, 18}, {31, 32}, {32, 32},
                                                  {33, 33}, {63, 64}, {0, 0}};
  for (auto [n, rows] : expected) {
    rowsDone = 0;
    expectRows(handle, n, true);
    EXPECT_EQ(rowsDone, rows) << n << " rows";
  }
  tccrt_set_num_threads(0);
}

TEST(Batch, BuffersMayBeNullWithoutRows) {
  Program program = anyBatch();
  Handle handle(program.create());
  float w[3] = {};
  EXPECT_EQ(callBatch(handle, 0, {nullptr, w, nullptr}, {nullptr, nullptr, nullptr}), TCCRT_OK)
      << tccrt_last_error();
  EXPECT_EQ(callBatch(handle, 1, {nullptr, w, nullptr}, {nullptr, nullptr, nullptr}),
            TCCRT_INVALID_ARGUMENT);
  expectError("argument 0 ('x', tensor<?x3xf32>) of 'main' is null");
}

template <int64_t rows> static void count(const tccrt_call *call) {
  for (int64_t r = 0; r < rows; ++r)
    EXPECT_EQ(static_cast<const float *>(call->arguments[0])[r], 0);
  static_cast<float *>(call->results[0])[0] = 5;
}

TEST(Batch, FixedResultIsThereWithoutRows) {
  static const tccrt_block counts[] = {{1, 1, count<1>}, {8, 8, count<8>}};
  Program program(nullptr);
  program.manifest.blocks = counts;
  program.manifest.num_blocks = 2;
  program.argument("x", vec);
  program.result("k", fixed);
  Handle handle(program.create());
  for (int64_t n : {0, 1, 5, 8, 80}) {
    std::vector<float> x(static_cast<size_t>(n));
    float k = 0;
    ASSERT_EQ(callBatch(handle, n, {x.data()}, {&k}), TCCRT_OK) << tccrt_last_error();
    EXPECT_EQ(k, 5) << n << " rows";
  }
}

TEST(Batch, WrongCallsAreRefused) {
  Program program = anyBatch();
  Handle handle(program.create());
  float w[3] = {}, data[64] = {};
  EXPECT_EQ(callBatch(handle, -1, {data, w, data}, {data, data, data}), TCCRT_INVALID_ARGUMENT);
  expectError("'main' takes any batch; say which to tccrt_executable_call_batch");
  EXPECT_EQ(handle({data, w, data}, {data, data, data}), TCCRT_INVALID_ARGUMENT);
  expectError("'main' takes any batch");
  EXPECT_EQ(callBatch(handle, INT64_MAX / 4, {data, w, data}, {data, data, data}),
            TCCRT_INVALID_ARGUMENT);
  expectError("argument 0 ('x', tensor<?x3xf32>)");
  EXPECT_EQ(callBatch(handle, 2, {data, w, data}, {data, data + 10, data + 20}),
            TCCRT_INVALID_ARGUMENT);
  expectError("are one buffer, and the program writes it");
  Program still([](const tccrt_call *) {});
  Handle other(still.create());
  EXPECT_EQ(callBatch(other, 4, {}, {}), TCCRT_INVALID_ARGUMENT);
  expectError("'main' is compiled for fixed shapes and takes no batch, got 4");
}

TEST(Batch, BrokenBlocksAreRefused) {
  static const tccrt_block late[] = {{2, 1, entry<8>}},
                           falling[] = {{1, 1, entry<1>}, {1, 1, entry<1>}},
                           hollow[] = {{1, 1, nullptr}}, costless[] = {{1, -1, entry<1>}};
  auto expectRefused = [](auto change, const char *message) {
    Program program = anyBatch();
    change(program);
    EXPECT_EQ(program.create(), nullptr);
    expectError(message);
  };
  const char *broken = "no entry and no blocks that grow from one row, or both";
  for (auto [list, size] : {std::pair(late, 1), {falling, 2}, {hollow, 1}, {costless, 1}})
    expectRefused(
        [list = list, size = size](Program &p) {
          p.manifest.blocks = list;
          p.manifest.num_blocks = size;
        },
        broken);
  expectRefused([](Program &p) { p.manifest.blocks = nullptr; }, broken);
  expectRefused([](Program &p) { p.manifest.num_blocks = -1; }, broken);
  expectRefused([](Program &p) { p.manifest.entry = entry<1>; }, broken);
  static const int64_t square[] = {-1, -1};
  expectRefused([](Program &p) { p.arguments[0].shape = square; }, "tensor<?x?xf32>");
  expectRefused(
      [](Program &p) {
        p.arguments[0].alias = 0;
        p.results[0].alias = 0;
      },
      "has alias 0");
}

TEST(Batch, ThreadsMeetInNothing) {
  Program program = anyBatch();
  Handle handle(program.create());
  tccrt_set_num_threads(2);
  std::vector<std::thread> threads;
  for (int64_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int64_t i = 0; i < 50; ++i)
        expectRows(handle, 40 * t + i, i % 2);
    });
  for (std::thread &thread : threads)
    thread.join();
  tccrt_set_num_threads(0);
}
