// Loading shared libraries: a good one, and everything that is none.
#include "Program.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {
/// A folder of this test's own, gone with it.
struct Library : testing::Test {
  Library() {
    std::string name = (fs::temp_directory_path() / "tccrt-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~Library() override { fs::remove_all(folder); }

  fs::path write(const std::string &name, const std::string &bytes) {
    std::ofstream(folder / name, std::ios::binary) << bytes;
    return folder / name;
  }

  fs::path folder;
};
} // namespace

static std::string contents(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

static void expectRefused(const fs::path &path, tccrt_status status, const std::string &part) {
  tccrt_executable *executable = nullptr;
  EXPECT_EQ(tccrt_executable_load(path.c_str(), &executable), status);
  EXPECT_EQ(executable, nullptr);
  expectError(part);
  expectError(path.filename().string());
}

static void expectRuns(const char *path) {
  tccrt_executable *executable = nullptr;
  ASSERT_EQ(tccrt_executable_load(path, &executable), TCCRT_OK) << tccrt_last_error();
  Handle model(executable);
  float x[6] = {0, 1, 2, 3, 4, 5}, scale = 0.5f, y[6] = {};
  int64_t counter = 7;
  ASSERT_EQ(model({x, &scale, &counter}, {y, nullptr}), TCCRT_OK) << tccrt_last_error();
  EXPECT_EQ(y[5], 5.5f);
  EXPECT_EQ(counter, 8);
}

TEST_F(Library, LoadsAndRuns) { expectRuns(MODEL_LIBRARY); }

TEST_F(Library, LoadsTwiceAtOnce) {
  tccrt_executable *first = nullptr;
  ASSERT_EQ(tccrt_executable_load(MODEL_LIBRARY, &first), TCCRT_OK);
  Handle handle(first);
  expectRuns(MODEL_LIBRARY);
  EXPECT_STREQ(tccrt_executable_manifest(first)->name, "main");
}

TEST_F(Library, PathWithoutSlashIsAFileHere) {
  fs::copy(MODEL_LIBRARY, folder / "here.so");
  fs::path before = fs::current_path();
  fs::current_path(folder);
  expectRuns("here.so");
  fs::current_path(before);
}

TEST_F(Library, WhatIsNoFileIsRefused) {
  expectRefused(folder / "missing.so", TCCRT_NOT_FOUND, "No such file");
  expectRefused(folder, TCCRT_NOT_FOUND, "is not a file");
}

TEST_F(Library, WhatIsNoLibraryIsRefused) {
  expectRefused(write("empty.so", ""), TCCRT_NOT_FOUND, "not a shared library");
  expectRefused(write("text.so", "module { }\n"), TCCRT_NOT_FOUND, "not a shared library");
  expectRefused(write("magic.so", "\177ELF"), TCCRT_NOT_FOUND, "cut off");
  expectRefused("/proc/self/exe", TCCRT_NOT_FOUND, "exe");
}

TEST_F(Library, EveryCutIsRefused) {
  std::string whole = contents(MODEL_LIBRARY);
  ASSERT_GT(whole.size(), 1000u);
  for (size_t size = 64; size < whole.size(); size += whole.size() / 37)
    expectRefused(write("cut.so", whole.substr(0, size)), TCCRT_NOT_FOUND, "cut off");
  expectRefused(write("cut.so", whole.substr(0, whole.size() - 1)), TCCRT_NOT_FOUND, "cut off");
}

TEST_F(Library, OthersAreRefused) {
  expectRefused(OTHER_LIBRARY, TCCRT_NOT_FOUND, "no symbol 'tcc_manifest'");
  expectRefused(STALE_LIBRARY, TCCRT_INCOMPATIBLE, "version 65535");
}

TEST_F(Library, NullIsRefused) {
  tccrt_executable *executable = nullptr;
  EXPECT_EQ(tccrt_executable_load(nullptr, &executable), TCCRT_INVALID_ARGUMENT);
  EXPECT_EQ(tccrt_executable_load(MODEL_LIBRARY, nullptr), TCCRT_INVALID_ARGUMENT);
}
