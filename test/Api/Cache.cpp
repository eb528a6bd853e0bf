// The compile cache: what one process compiled another one loads, without a compiler; whatever
// happens to the folder, programs work.
#include "tcc/Support/DiskCache.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace tcc;
namespace fs = std::filesystem;

namespace {

struct Output {
  double value = 0, milliseconds = 0;
  int cached = -1, compiler = -1, kernels = 0, signals = -1, status = -1;
  std::string target, peak;
};

class Cache : public testing::Test {
protected:
  void SetUp() override {
    folder = fs::absolute(fs::path("cache-of-test") /
                          testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder);
  }
  void TearDown() override { fs::remove_all(folder); }

  /// The program in a process of its own.
  Output run(const std::string &arguments = "", const std::string &environment = "") const {
    std::string command = "TCC_CACHE_DIR='" + folder.string() + "' " + environment +
                          " " CACHE_PROGRAM " " + arguments + " 2>&1";
    Output out;
    char target[100] = "", peak[2000] = "", line[4000] = "";
    FILE *pipe = popen(command.c_str(), "r");
    if (!pipe)
      return out;
    if (fgets(line, sizeof line, pipe))
      std::sscanf(line,
                  "value=%lf cached=%d compiler=%d kernels=%d target=%99s signals=%d ms=%lf "
                  "peak=%1999s",
                  &out.value, &out.cached, &out.compiler, &out.kernels, target, &out.signals,
                  &out.milliseconds, peak);
    out.status = pclose(pipe);
    out.target = target;
    out.peak = peak;
    EXPECT_EQ(out.status, 0) << line;
    return out;
  }
  void expectCompiled(const Output &out) const {
    EXPECT_EQ(out.value, 14);
    EXPECT_EQ(out.cached, 0);
    EXPECT_EQ(out.compiler, 1);
    EXPECT_EQ(out.signals, 0);
  }
  void expectFound(const Output &out) const {
    EXPECT_EQ(out.value, 14);
    EXPECT_EQ(out.cached, 1);
    EXPECT_EQ(out.compiler, 0);
  }
  std::vector<fs::path> entries(const std::string &ending = ".so") const {
    std::vector<fs::path> paths;
    if (fs::is_directory(folder))
      for (const auto &entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ending)
          paths.push_back(entry.path());
    return paths;
  }

  fs::path folder;
};

std::string contentOf(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void overwrite(const fs::path &path, const std::string &content) {
  std::ofstream(path, std::ios::binary) << content;
}

} // namespace

TEST_F(Cache, TheNextProcessLoadsNoCompiler) {
  Output first = run();
  expectCompiled(first);
  ASSERT_EQ(entries().size(), 1u);
  EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
  Output second = run();
  expectFound(second);
  EXPECT_GT(second.kernels, 0);
  EXPECT_EQ(second.kernels, first.kernels);
  EXPECT_EQ(second.target, first.target);
  EXPECT_EQ(entries().size(), 1u);
}

TEST_F(Cache, ATrainingStepToo) {
  Output first = run("--train"), second = run("--train");
  EXPECT_EQ(first.compiler, 1);
  EXPECT_EQ(second.compiler, 0);
  EXPECT_EQ(second.cached, 1);
  EXPECT_EQ(second.value, first.value);
  EXPECT_EQ(second.kernels, first.kernels);
  EXPECT_NE(first.peak.find(",32x128xf32@k"), std::string::npos) << first.peak;
  EXPECT_EQ(second.peak, first.peak); // every word of the report
  std::printf("a training step: %.1f ms compiled, %.1f ms found\n", first.milliseconds,
              second.milliseconds);
}

TEST_F(Cache, ShapesAskedForWhileTracingToo) {
  Output first = run("--rows"), second = run("--rows");
  EXPECT_EQ(first.value, 16);
  EXPECT_EQ(first.compiler, 1);
  EXPECT_EQ(entries(".types").size(), 1u);
  EXPECT_EQ(second.value, 16);
  EXPECT_EQ(second.cached, 1);
  EXPECT_EQ(second.compiler, 0);
}

TEST_F(Cache, OptionsAndTargetsDoNotMeet) {
  const std::vector<std::string> all = {"", "--fast-math", "--target=cpu:x86-64-v2", "--threads=7"};
  for (const std::string &arguments : all)
    expectCompiled(run(arguments));
  EXPECT_EQ(entries().size(), all.size());
  for (const std::string &arguments : all)
    expectFound(run(arguments));
  EXPECT_EQ(run("--target=cpu:x86-64-v2").target, "cpu:x86-64-v2");
}

TEST_F(Cache, ATuningFileCountsByItsContent) {
  fs::create_directories(folder);
  fs::path tuning = folder / "tuning";
  std::string environment = "TCC_TUNING='" + tuning.string() + "'";
  expectCompiled(run("", environment)); // no such file yet: as without one
  expectFound(run());
  overwrite(tuning, "tcc-tuning 1\n");
  expectCompiled(run("", environment));
  expectFound(run("", environment));
  expectFound(run("--tuning='" + tuning.string() + "'"));
  overwrite(tuning, "tcc-tuning 1\n// another one\n");
  expectCompiled(run("", environment));
}

TEST_F(Cache, DamagedEntriesAreMadeAnew) {
  expectCompiled(run());
  ASSERT_EQ(entries().size(), 1u);
  fs::path entry = entries()[0];
  std::string good = contentOf(entry);
  std::vector<std::string> damaged = {"",
                                      "text",
                                      good.substr(0, 64),
                                      good.substr(0, good.size() / 2),
                                      good.substr(0, good.size() - 1),
                                      good + "x"};
  for (size_t at : {size_t(70), good.size() / 2, good.size() - 20}) {
    damaged.push_back(good);
    damaged.back()[at] ^= 1;
  }
  for (const std::string &content : damaged) {
    overwrite(entry, content);
    expectCompiled(run());
    expectFound(run());
  }
}

TEST_F(Cache, SoundEntriesOfSomethingElseAreMadeAnew) {
  expectCompiled(run());
  fs::path entry = entries().at(0);
  std::string good = contentOf(entry);
  DiskCache cache(folder, 1 << 30);
  std::string report = cache.find(entry.filename())->text;
  // No library; a library without a report.
  ASSERT_TRUE(cache.store(entry.filename(), [&](const fs::path &) { return report; }));
  expectCompiled(run());
  ASSERT_TRUE(cache.store(entry.filename(), [&](const fs::path &path) {
    overwrite(path, good);
    return "no report";
  }));
  expectCompiled(run());
  expectFound(run());
}

TEST_F(Cache, AnotherUsersEntryIsNotLoaded) {
  if (geteuid() != 0)
    GTEST_SKIP() << "only root can give files away";
  expectCompiled(run());
  ASSERT_EQ(chown(entries().at(0).c_str(), 12345, 12345), 0);
  expectCompiled(run());
  expectFound(run());
}

// A copy of the libraries is the same compiler; one that was built anew is another.
TEST_F(Cache, AnotherBuildOfTheCompilerFindsNothing) {
  expectCompiled(run());
  fs::path copy = folder.string() + "-libraries";
  fs::create_directories(copy);
  for (const auto &file : fs::directory_iterator(LIBRARY_FOLDER))
    if (file.path().filename().string().find(".so") != std::string::npos)
      fs::copy(file.path(), copy, fs::copy_options::overwrite_existing);
  std::string environment = "LD_LIBRARY_PATH='" + copy.string() + "'";
  expectFound(run("", environment));
  std::string library = contentOf(copy / "libtcc-compiler.so");
  const char header[] = "\x14\0\0\0\x03\0\0\0GNU"; // of a note: 20 bytes, a build id
  size_t note = library.find(std::string(header, sizeof header));
  ASSERT_NE(note, library.npos);
  library[note + sizeof header] ^= 1;
  overwrite(copy / "libtcc-compiler.so", library);
  expectCompiled(run("", environment));
  expectFound(run("", environment));
  expectFound(run());
  fs::remove_all(copy);
}

TEST_F(Cache, WithoutAFolderProgramsWork) {
  fs::create_directories(folder.parent_path());
  overwrite(folder, "a file");
  expectCompiled(run());
  expectCompiled(run());
  EXPECT_EQ(contentOf(folder), "a file");
}

TEST_F(Cache, OffMeansOff) {
  expectCompiled(run("", "TCC_CACHE=off"));
  EXPECT_FALSE(fs::exists(folder));
  expectCompiled(run());
  expectCompiled(run("", "TCC_CACHE=off"));
}

TEST_F(Cache, WritersMayRace) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { EXPECT_EQ(run().value, 14); });
  for (auto &thread : threads)
    thread.join();
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
  expectFound(run());
}

TEST_F(Cache, TheLimitHolds) {
  expectCompiled(run("", "TCC_CACHE_MAX_MB=0"));
  EXPECT_TRUE(entries().empty());
}

//===- the folder by itself ------------------------------------------------------------------===//

static std::string nameOf(int i) { return hashOf(std::to_string(i)) + ".so"; }

static bool keep(const DiskCache &cache, const std::string &name, const std::string &content) {
  return cache.store(name, [&](const fs::path &path) {
    overwrite(path, content);
    return "text of " + content;
  });
}

TEST_F(Cache, PruningTakesWhatWasUsedLongestAgo) {
  DiskCache cache(folder, 0);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(keep(cache, nameOf(i), std::string(1000, 'x')));
    fs::last_write_time(folder / nameOf(i),
                        fs::file_time_type::clock::now() - std::chrono::hours(10 - i));
  }
  overwrite(folder / "notes.so", "mine");
  overwrite(folder / (nameOf(9) + ".abcdef.tmp"), "left by a crash");
  overwrite(folder / (nameOf(8) + ".abcdef.tmp"), "being written");
  fs::last_write_time(folder / (nameOf(9) + ".abcdef.tmp"),
                      fs::file_time_type::clock::now() - std::chrono::hours(2));
  ASSERT_TRUE(cache.find(nameOf(0))); // used now
  EXPECT_EQ(cache.statistics().entries, 4);
  int64_t one = cache.statistics().bytes / 4;
  EXPECT_EQ(cache.prune(2 * one).entries, 2);
  EXPECT_TRUE(cache.find(nameOf(0)));
  EXPECT_FALSE(cache.find(nameOf(1)));
  EXPECT_FALSE(cache.find(nameOf(2)));
  EXPECT_EQ(cache.find(nameOf(3))->text, "text of " + std::string(1000, 'x'));
  EXPECT_EQ(cache.prune(0).bytes, 2 * one);
  EXPECT_TRUE(fs::exists(folder / "notes.so"));
  EXPECT_FALSE(fs::exists(folder / (nameOf(9) + ".abcdef.tmp")));
  EXPECT_TRUE(fs::exists(folder / (nameOf(8) + ".abcdef.tmp")));
}

TEST_F(Cache, WritersThatFailLeaveNothing) {
  DiskCache cache(folder, 0);
  EXPECT_FALSE(cache.store(nameOf(0), [](const fs::path &) { return std::nullopt; }));
  EXPECT_THROW(cache.store(nameOf(0),
                           [](const fs::path &) -> std::optional<std::string> {
                             throw std::runtime_error("no");
                           }),
               std::runtime_error);
  EXPECT_TRUE(fs::is_empty(folder));
  EXPECT_FALSE(cache.find(nameOf(0)));
}

TEST_F(Cache, WhereTheFolderIs) {
  auto folderFor = [](const char *direct, const char *shared, const char *home) {
    setenv("TCC_CACHE_DIR", direct, 1);
    setenv("XDG_CACHE_HOME", shared, 1);
    setenv("HOME", home, 1);
    auto cache = DiskCache::fromEnvironment();
    return cache ? cache->folder().string() : "none";
  };
  unsetenv("TCC_CACHE");
  EXPECT_EQ(folderFor("/a", "/b", "/c"), "/a");
  EXPECT_EQ(folderFor("", "/b", "/c"), "/b/tcc");
  EXPECT_EQ(folderFor("", "", "/c"), "/c/.cache/tcc");
  EXPECT_EQ(folderFor("", "", ""), "none");
  setenv("TCC_CACHE_MAX_MB", "3", 1);
  EXPECT_EQ(DiskCache("/x", 1).limitBytes(), 1);
  setenv("TCC_CACHE_DIR", "/a", 1);
  EXPECT_EQ(DiskCache::fromEnvironment()->limitBytes(), 3 << 20);
  setenv("TCC_CACHE", "off", 1);
  EXPECT_FALSE(DiskCache::fromEnvironment());
}
