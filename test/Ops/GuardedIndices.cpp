// Indices that no program should have: compiled code must give what the interpreter gives, and
// touch no byte outside its buffers. Each buffer lies between pages that cannot be touched, once at
// the first byte of its pages and once at the last one, so this holds where the code itself is not
// instrumented. A program runs in a process of its own, which may die.
#include "tcc/Compiler/Compiler.h"
#include "tcc/Error.h"
#include "tcc/Executable.h"
#include "tcc/Interpreter/Run.h"
#include "tccrt.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tcc;

namespace {

//===- memory --------------------------------------------------------------------------------===//

/// Memory with a page on either side that nothing may touch.
class GuardedBuffer {
public:
  GuardedBuffer(size_t bytes, bool atEnd, size_t alignment = 1) {
    size_t whole = (bytes + page - 1) / page * page;
    mapped = whole + 2 * page;
    base =
        static_cast<char *>(mmap(nullptr, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (base == MAP_FAILED || (whole && mprotect(base + page, whole, PROT_READ | PROT_WRITE) != 0))
      throw Error("no guarded memory");
    size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    begin = base + page + (atEnd ? whole - rounded : 0);
  }
  GuardedBuffer(const GuardedBuffer &) = delete;
  GuardedBuffer(GuardedBuffer &&other)
      : base(other.base), begin(other.begin), mapped(other.mapped) {
    other.base = nullptr;
  }
  ~GuardedBuffer() {
    if (base)
      munmap(base, mapped);
  }
  void *data() const { return begin; }

private:
  static constexpr size_t page = 4096;
  char *base, *begin;
  size_t mapped;
};

/// All tasks at once, here.
void runTasks(const tccrt_call *call, tccrt_task_fn task, void *const *buffers, int64_t count,
              int64_t) {
  task(buffers, 0, count, call->scratch);
}

std::vector<Array> callGuarded(const Executable &executable, const std::vector<Array> &arguments,
                               bool atEnd) {
  std::vector<GuardedBuffer> buffers;
  std::vector<void *> inputs, outputs;
  for (const Array &argument : arguments) {
    buffers.emplace_back(argument.bytes(), atEnd);
    std::memcpy(buffers.back().data(), argument.data(), argument.bytes());
    inputs.push_back(buffers.back().data());
  }
  std::vector<Array> results;
  for (const ValueInfo &result : executable.results()) {
    results.emplace_back(result.dtype, result.shape);
    buffers.emplace_back(results.back().bytes(), atEnd);
    outputs.push_back(buffers.back().data());
  }
  const tccrt_manifest &manifest = executable.manifest();
  GuardedBuffer arena(size_t(manifest.arena_bytes), atEnd, 64);
  GuardedBuffer scratch(size_t(manifest.scratch_bytes), atEnd, 64);
  tccrt_call call{inputs.data(),  outputs.data(),         arena.data(), runTasks,
                  scratch.data(), manifest.scratch_bytes, nullptr};
  manifest.entry(&call);
  for (size_t i = 0; i < results.size(); ++i)
    std::memcpy(results[i].data(), outputs[i], results[i].bytes());
  return results;
}

//===- programs ------------------------------------------------------------------------------===//

/// @main in text; T stands for an element type and I for that of indices, which are the arguments
/// whose names begin with i.
struct IndexCase {
  const char *name, *text;
  bool grad = false; // its gradient by the first argument, in f32
};

std::ostream &operator<<(std::ostream &os, const IndexCase &c) { return os << c.name; }

/// The numbers that indices go wrong at; they wrap in a type that does not have them.
std::vector<int64_t> hostileIndices() {
  std::vector<int64_t> values;
  for (int64_t around : {int64_t(0), int64_t(4), int64_t(8), int64_t(1) << 7, int64_t(1) << 8,
                         int64_t(1) << 15, int64_t(1) << 16, int64_t(1) << 31, int64_t(1) << 32})
    for (int64_t sign : {1, -1})
      for (int64_t off : {-1, 0, 1})
        values.push_back(sign * around + off);
  for (int64_t extreme : {INT64_MIN, INT64_MIN + 1, INT64_MAX, INT64_MAX - 1})
    values.push_back(extreme);
  return values;
}

void fill(Array &array, bool isIndex, std::mt19937_64 &random) {
  static const std::vector<int64_t> values = hostileIndices();
  size_t size = sizeOf(array.dtype());
  for (int64_t i = 0; i < array.size(); ++i) {
    char *element = static_cast<char *>(array.data()) + size_t(i) * size;
    int64_t small = int64_t(random() % 9) - 4;
    if (array.dtype() == DType::F32) {
      float value = float(small);
      std::memcpy(element, &value, size);
    } else {
      // Half of them inside, so that something happens.
      int64_t value = !isIndex            ? small
                      : random() % 2 == 0 ? values[random() % values.size()]
                                          : int64_t(random() % 9);
      std::memcpy(element, &value, size); // the low bytes come first
    }
  }
}

/// With a type for the letter that stands for it: behind an x, a < or a space.
std::string replace(std::string text, char letter, const std::string &type) {
  for (size_t at = 1; (at = text.find(letter, at)) != std::string::npos; ++at)
    if (std::strchr("x< ", text[at - 1]) && std::strchr("> ", text[at + 1]))
      text.replace(at, 1, type);
  return text;
}

/// What is wrong, "" if nothing is.
std::string check(const IndexCase &c, const std::string &text) {
  auto program = tcc_compiler_interface()->parseText("index.mlir", text, {.threads = 1});
  program->selectEntry("main");
  std::vector<ValueDescription> descriptions = program->arguments();
  if (c.grad)
    program->differentiate({0});
  Executable executable(program->load());
  std::mt19937_64 random(17);
  for (int round = 0; round < 6; ++round) {
    std::vector<Array> arguments;
    for (const ValueDescription &argument : descriptions) {
      arguments.emplace_back(argument.type.dtype, argument.type.shape);
      fill(arguments.back(), argument.name.starts_with("i"), random);
    }
    std::string error;
    interpreter::Program meaning{text};
    if (c.grad)
      meaning.wrt = std::vector<int64_t>{0};
    auto wanted = interpreter::run(meaning, arguments, error);
    if (!wanted)
      return error;
    for (bool atEnd : {false, true}) {
      std::vector<Array> got = callGuarded(executable, arguments, atEnd);
      for (size_t i = 0; i < got.size(); ++i)
        if (std::memcmp(got[i].data(), (*wanted)[i].data(), got[i].bytes()) != 0)
          return "result " + std::to_string(i) + " differs from the interpreter's in round " +
                 std::to_string(round);
    }
  }
  return "";
}

/// The same in a process of its own.
std::string checkApart(const IndexCase &c, const std::string &text) {
  int ends[2];
  if (pipe(ends) != 0)
    return "no pipe";
  pid_t child = fork();
  if (child == 0) {
    std::string problem;
    try {
      problem = check(c, text);
    } catch (const std::exception &error) {
      problem = error.what();
    }
    bool isWritten = write(ends[1], problem.data(), problem.size()) == ssize_t(problem.size());
    _exit(isWritten ? 0 : 1);
  }
  close(ends[1]);
  std::string problem;
  char part[1024];
  for (ssize_t count; (count = read(ends[0], part, sizeof part)) > 0;)
    problem.append(part, size_t(count));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status))
    return "touches memory outside its buffers: " + std::string(strsignal(WTERMSIG(status)));
  return WEXITSTATUS(status) == 0 ? problem : "exit status " + std::to_string(status);
}

class GuardedIndices : public testing::TestWithParam<IndexCase> {};

} // namespace

TEST_P(GuardedIndices, stayInside) {
  const IndexCase &c = GetParam();
  for (const char *element : {"f32", "i8"})
    for (const char *index : {"i8", "ui8", "i16", "ui16", "i32", "ui32", "i64", "ui64"}) {
      if (c.grad && std::string_view(element) != "f32")
        continue;
      std::string text = replace(replace(c.text, 'T', element), 'I', index);
      EXPECT_EQ(checkApart(c, text), "") << text;
    }
}

TEST(GuardedBuffer, cannotBeLeft) {
  for (bool atEnd : {false, true}) {
    GuardedBuffer buffer(12, atEnd);
    auto *data = static_cast<char *>(buffer.data());
    std::memset(data, 1, 12);
    EXPECT_DEATH(std::memset(atEnd ? data + 12 : data - 1, 1, 1), "");
  }
}

static const IndexCase cases[] = {
    {"take",
     R"(func.func @main(%x: tensor<7x3xT>, %i: tensor<2x5xI> {tcc.name = "i"}) -> tensor<2x5x3xT> {
  %0 = tcc.take %x, %i axis 0 : tensor<7x3xT>, tensor<2x5xI>
  return %0 : tensor<2x5x3xT>
})"},
    {"take_columns",
     R"(func.func @main(%x: tensor<3x7xT>, %i: tensor<5xI> {tcc.name = "i"}) -> tensor<3x5xT> {
  %0 = tcc.take %x, %i axis 1 : tensor<3x7xT>, tensor<5xI>
  return %0 : tensor<3x5xT>
})"},
    {"take_elements",
     R"(func.func @main(%x: tensor<9xT>, %i: tensor<67xI> {tcc.name = "i"}) -> tensor<67xT> {
  %0 = tcc.take %x, %i axis 0 : tensor<9xT>, tensor<67xI>
  %1 = tcc.add %0, %0 : tensor<67xT>, tensor<67xT>
  return %1 : tensor<67xT>
})"},
    {"take_long_rows",
     R"(func.func @main(%x: tensor<5x130xT>, %i: tensor<40xI> {tcc.name = "i"}) -> tensor<40x130xT> {
  %0 = tcc.take %x, %i axis 0 : tensor<5x130xT>, tensor<40xI>
  %1 = tcc.sub %0, %0 : tensor<40x130xT>, tensor<40x130xT>
  %2 = tcc.add %1, %0 : tensor<40x130xT>, tensor<40x130xT>
  return %2 : tensor<40x130xT>
})"},
    {"take_from_the_end",
     R"(func.func @main(%x: tensor<7x3xT>, %i: tensor<11xI> {tcc.name = "i"}) -> tensor<11x3xT> {
  %zero = tcc.constant dense<0> : tensor<I>
  %extent = tcc.constant dense<7> : tensor<I>
  %isNegative = tcc.compare lt %i, %zero : tensor<11xI>, tensor<I>
  %moved = tcc.add %i, %extent : tensor<11xI>, tensor<I>
  %place = tcc.select %isNegative, %moved, %i : tensor<11xi1>, tensor<11xI>, tensor<11xI>
  %0 = tcc.take %x, %place axis 0 : tensor<7x3xT>, tensor<11xI>
  return %0 : tensor<11x3xT>
})"},
    {"take_computed",
     R"(func.func @main(%x: tensor<7x3xT>, %i: tensor<11xI> {tcc.name = "i"}) -> tensor<11x3xT> {
  %j = tcc.mul %i, %i : tensor<11xI>, tensor<11xI>
  %0 = tcc.take %x, %j axis 0 : tensor<7x3xT>, tensor<11xI>
  return %0 : tensor<11x3xT>
})"},
    {"gather",
     R"(func.func @main(%x: tensor<8x9xT>, %i: tensor<5x2xI> {tcc.name = "i"}) -> tensor<5x3xT> {
  %0 = tcc.gather %x, %i sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0, 1] index_vector_dim 1 : tensor<8x9xT>, tensor<5x2xI>
  return %0 : tensor<5x3xT>
})"},
    {"gather_windows",
     R"(func.func @main(%x: tensor<8x9xT>, %i: tensor<2x5xI> {tcc.name = "i"}) -> tensor<5x8x4xT> {
  %0 = tcc.gather %x, %i sizes [8, 4] offset_dims [1, 2] start_index_map [1, 0] index_vector_dim 0 : tensor<8x9xT>, tensor<2x5xI>
  return %0 : tensor<5x8x4xT>
})"},
    {"gather_drop",
     R"(func.func @main(%x: tensor<8x9xT>, %i: tensor<5x2xI> {tcc.name = "i"}) -> tensor<5x3xT> {
  %0 = tcc.gather %x, %i drop sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0, 1] index_vector_dim 1 : tensor<8x9xT>, tensor<5x2xI>
  return %0 : tensor<5x3xT>
})"},
    {"gather_batches",
     R"(func.func @main(%x: tensor<4x9xT>, %i: tensor<4x6xI> {tcc.name = "i"}) -> tensor<4x6xT> {
  %0 = tcc.gather %x, %i sizes [1, 1] collapsed_slice_dims [1] operand_batching_dims [0] start_indices_batching_dims [0] start_index_map [1] index_vector_dim 2 : tensor<4x9xT>, tensor<4x6xI>
  return %0 : tensor<4x6xT>
})"},
    {"scatter_set",
     R"(func.func @main(%x: tensor<8x3xT>, %i: tensor<5xI> {tcc.name = "i"}, %u: tensor<5x3xT>) -> tensor<8x3xT> {
  %0 = tcc.scatter set %x at %i from %u update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1 : tensor<8x3xT> at tensor<5xI> from tensor<5x3xT>
  return %0 : tensor<8x3xT>
})"},
    {"scatter_add",
     R"(func.func @main(%x: tensor<8x3xT>, %i: tensor<25xI> {tcc.name = "i"}, %u: tensor<25x3xT>) -> tensor<8x3xT> {
  %0 = tcc.scatter add %x at %i from %u update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1 : tensor<8x3xT> at tensor<25xI> from tensor<25x3xT>
  return %0 : tensor<8x3xT>
})"},
    {"scatter_add_clip",
     R"(func.func @main(%x: tensor<8x3xT>, %i: tensor<25xI> {tcc.name = "i"}, %u: tensor<25x3xT>) -> tensor<8x3xT> {
  %0 = tcc.scatter add %x at %i from %u clip update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1 : tensor<8x3xT> at tensor<25xI> from tensor<25x3xT>
  return %0 : tensor<8x3xT>
})"},
    {"scatter_mul",
     R"(func.func @main(%x: tensor<8xT>, %i: tensor<5xI> {tcc.name = "i"}, %u: tensor<5xT>) -> tensor<8xT> {
  %0 = tcc.scatter mul %x at %i from %u inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1 : tensor<8xT> at tensor<5xI> from tensor<5xT>
  return %0 : tensor<8xT>
})"},
    {"scatter_min",
     R"(func.func @main(%x: tensor<8x9xT>, %i: tensor<5x2xI> {tcc.name = "i"}, %u: tensor<5x2x3xT>) -> tensor<8x9xT> {
  %0 = tcc.scatter min %x at %i from %u update_window_dims [1, 2] scatter_dims_to_operand_dims [0, 1] index_vector_dim 1 : tensor<8x9xT> at tensor<5x2xI> from tensor<5x2x3xT>
  return %0 : tensor<8x9xT>
})"},
    {"scatter_max_clip",
     R"(func.func @main(%x: tensor<8x9xT>, %i: tensor<5x2xI> {tcc.name = "i"}, %u: tensor<5x2x3xT>) -> tensor<8x9xT> {
  %0 = tcc.scatter max %x at %i from %u clip update_window_dims [1, 2] scatter_dims_to_operand_dims [0, 1] index_vector_dim 1 : tensor<8x9xT> at tensor<5x2xI> from tensor<5x2x3xT>
  return %0 : tensor<8x9xT>
})"},
    {"scatter_custom",
     R"(func.func @main(%x: tensor<8x3xT>, %i: tensor<5xI> {tcc.name = "i"}, %u: tensor<5x3xT>) -> tensor<8x3xT> {
  %0 = tcc.scatter custom %x at %i from %u update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0] index_vector_dim 1 : tensor<8x3xT> at tensor<5xI> from tensor<5x3xT> by {
  ^bb0(%a: tensor<T>, %b: tensor<T>):
    %s = tcc.sub %b, %a : tensor<T>, tensor<T>
    tcc.yield %s : tensor<T>
  }
  return %0 : tensor<8x3xT>
})"},
    {"scatter_batches",
     R"(func.func @main(%x: tensor<4x9xT>, %i: tensor<4x6xI> {tcc.name = "i"}, %u: tensor<4x6xT>) -> tensor<4x9xT> {
  %0 = tcc.scatter add %x at %i from %u inserted_window_dims [1] input_batching_dims [0] scatter_indices_batching_dims [0] scatter_dims_to_operand_dims [1] index_vector_dim 2 : tensor<4x9xT> at tensor<4x6xI> from tensor<4x6xT>
  return %0 : tensor<4x9xT>
})"},
    {"scatter_add_rows",
     R"(func.func @main(%u: tensor<5x3xT>, %i: tensor<5xI> {tcc.name = "i"}) -> tensor<7x3xT> {
  %0 = tcc.scatter_add %u, %i rows 7 : tensor<5x3xT>, tensor<5xI>
  return %0 : tensor<7x3xT>
})"},
    {"one_hot",
     R"(func.func @main(%x: tensor<6xT>, %i: tensor<5xI> {tcc.name = "i"}) -> tensor<5x6xT> {
  %0 = tcc.one_hot %i depth 6 as T : tensor<5xI>
  %1 = tcc.mul %0, %x : tensor<5x6xT>, tensor<6xT>
  return %1 : tensor<5x6xT>
})"},
    {"dynamic_slice",
     R"(func.func @main(%x: tensor<8x9xT>, %i: tensor<I> {tcc.name = "i"}, %j: tensor<I> {tcc.name = "ij"}) -> tensor<2x4xT> {
  %0 = tcc.dynamic_slice %x, %i, %j sizes [2, 4] : tensor<8x9xT>, tensor<I>, tensor<I>
  return %0 : tensor<2x4xT>
})"},
    {"dynamic_slice_rows",
     R"(func.func @main(%x: tensor<8x40xT>, %i: tensor<I> {tcc.name = "i"}) -> tensor<3x40xT> {
  %z = tcc.constant dense<0> : tensor<I>
  %0 = tcc.dynamic_slice %x, %i, %z sizes [3, 40] : tensor<8x40xT>, tensor<I>, tensor<I>
  %1 = tcc.add %0, %0 : tensor<3x40xT>, tensor<3x40xT>
  return %1 : tensor<3x40xT>
})"},
    {"dynamic_update_slice",
     R"(func.func @main(%x: tensor<8x9xT>, %u: tensor<2x4xT>, %i: tensor<I> {tcc.name = "i"}, %j: tensor<I> {tcc.name = "ij"}) -> tensor<8x9xT> {
  %0 = tcc.dynamic_update_slice %x, %u, %i, %j : tensor<8x9xT>, tensor<2x4xT>, tensor<I>, tensor<I>
  return %0 : tensor<8x9xT>
})"},
    {"take_gradient",
     R"(func.func @main(%x: tensor<7x3xT>, %i: tensor<2x5xI> {tcc.name = "i"}) -> tensor<T> {
  %0 = tcc.take %x, %i axis 0 : tensor<7x3xT>, tensor<2x5xI>
  %1 = tcc.mul %0, %0 : tensor<2x5x3xT>, tensor<2x5x3xT>
  %2 = tcc.reduce_sum %1 axes [0, 1, 2] : tensor<2x5x3xT>
  return %2 : tensor<T>
})",
     true},
    {"gather_drop_gradient",
     R"(func.func @main(%x: tensor<8x9xT>, %i: tensor<5x2xI> {tcc.name = "i"}) -> tensor<T> {
  %0 = tcc.gather %x, %i drop sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0, 1] index_vector_dim 1 : tensor<8x9xT>, tensor<5x2xI>
  %1 = tcc.mul %0, %0 : tensor<5x3xT>, tensor<5x3xT>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<5x3xT>
  return %2 : tensor<T>
})",
     true},
    {"dynamic_slice_gradient",
     R"(func.func @main(%x: tensor<8x9xT>, %i: tensor<I> {tcc.name = "i"}, %j: tensor<I> {tcc.name = "ij"}) -> tensor<T> {
  %0 = tcc.dynamic_slice %x, %i, %j sizes [2, 4] : tensor<8x9xT>, tensor<I>, tensor<I>
  %1 = tcc.mul %0, %0 : tensor<2x4xT>, tensor<2x4xT>
  %2 = tcc.reduce_sum %1 axes [0, 1] : tensor<2x4xT>
  return %2 : tensor<T>
})",
     true},
};

INSTANTIATE_TEST_SUITE_P(All, GuardedIndices, testing::ValuesIn(cases),
                         [](const auto &info) { return std::string(info.param.name); });
