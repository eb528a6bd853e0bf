// Files: whole reads, gzip, atomic writes.
#include "Testing.h"

#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <thread>

using namespace tcc;
using namespace tcc::testing;
namespace fs = std::filesystem;

static std::string contentOf(const fs::path &path) {
  return std::string(textOf(bytesOf(readFile(path))));
}

static std::string pattern(size_t size) {
  std::string text(size, '\0');
  for (size_t i = 0; i < size; ++i)
    text[i] = char(i * i >> 3);
  return text;
}

TEST(File, RoundTrip) {
  TemporaryFolder folder;
  for (size_t size : {0, 1, 64, 100'000}) {
    writeFile(folder / "x", pattern(size));
    EXPECT_EQ(contentOf(folder / "x"), pattern(size));
  }
}

TEST(File, PackedOrNot) {
  TemporaryFolder folder;
  for (size_t size : {0, 1, 100'000, 3'000'000}) {
    writeFile(folder / "x.gz", gzip(pattern(size)));
    EXPECT_EQ(contentOf(folder / "x.gz"), pattern(size));
  }
  writeFile(folder / "unnamed", gzip("two") + gzip(" members"));
  EXPECT_EQ(contentOf(folder / "unnamed"), "two members");
  writeFile(folder / "plain.gz", "text");
  expectError([&] { readFile(folder / "plain.gz"); },
              {"plain.gz: expected gzip data", "hint: rename"});
}

TEST(File, DamagedGzipSaysWhere) {
  std::string packed = gzip(pattern(100'000));
  auto unpack = [](const std::string &text) { return unpackGzip(bytesOf(text), "d/x.gz"); };
  for (size_t length : {size_t(0), size_t(5), size_t(20), packed.size() / 2, packed.size() - 1})
    expectError([&] { unpack(packed.substr(0, length)); },
                {concat("d/x.gz: the gzip data is cut off: it ends at byte ", length)});
  std::string corrupt = packed;
  corrupt[packed.size() - 6] ^= 1; // in the check sum
  expectError([&] { unpack(corrupt); },
              {"d/x.gz: corrupt gzip data at byte", "incorrect data check"});
  expectError([&] { unpack(packed + "rubbish"); },
              {"d/x.gz: corrupt gzip data at byte", "incorrect header check"});
}

TEST(File, GzipStopsAtTheLimit) {
  std::string packed = gzip(std::string(1'000'000, 'a'));
  expectError([&] { unpackGzip(bytesOf(packed), "x.gz", {.limit = 999'999}); },
              {"limit of 999999 bytes"});
  EXPECT_EQ(unpackGzip(bytesOf(packed), "x.gz", {.limit = 1'000'000}).size(), 1'000'000);
  packed.replace(packed.size() - 4, 4,
                 bytes("\1\0\0\0")); // a stated size that lies: zlib compares it at the end
  expectError([&] { unpackGzip(bytesOf(packed), "x.gz"); }, {"incorrect length check"});
}

TEST(File, ErrorsNamePathAndReason) {
  TemporaryFolder folder;
  expectError([&] { readFile(folder / "none"); },
              {(folder / "none").string() + ": cannot open: No such file"});
  expectError([&] { readFile(folder.path); }, {"expected a file, got a folder"});
  expectError([&] { writeFile(folder.path, "x"); }, {"expected a file to write, got a folder"});
  expectError([&] { writeFile(folder / "no/such/x", "x"); },
              {"no/such/x: cannot write: No such file"});
  writeFile(folder / "x", "12345");
  expectError([&] { readFile(folder / "x", {.limit = 4}); }, {"has 5 bytes, the limit is 4"});
  expectError([&] { InputFile file("/dev/null"); }, {"/dev/null: expected a regular file"});
  InputFile file(folder / "x");
  char buffer[8];
  expectError([&] { file.readAt(3, buffer, 3); }, {"ends at byte 5, expected 1 more"});
}

TEST(File, WritingReplacesWholeFilesOnly) {
  TemporaryFolder folder;
  writeFile(folder / "x", "old");
  fs::permissions(folder / "x", fs::perms(0640));
  fs::create_symlink("x", folder / "link");
  writeFile(folder / "link", "new");
  EXPECT_EQ(contentOf(folder / "x"), "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(int(fs::status(folder / "x").permissions()), 0640);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path), {}), 2); // nothing temporary is left
  writeFile("/dev/null", "x");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(File, ReadsAndWritesPipes) {
  TemporaryFolder folder;
  fs::path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { writeFile(pipe, pattern(300'000)); });
  EXPECT_EQ(contentOf(pipe), pattern(300'000));
  writer.join();
  std::thread endless([&] { std::ofstream(pipe) << pattern(100); });
  expectError([&] { readFile(pipe, {.limit = 10}); }, {"more than the limit of 10"});
  endless.join();
}

TEST(File, ThreadsMayWriteOneFile) {
  TemporaryFolder folder;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] { writeFile(folder / "x", std::string(100'000, char('a' + i))); });
  for (std::thread &thread : threads)
    thread.join();
  std::string content = contentOf(folder / "x");
  EXPECT_EQ(content, std::string(100'000, content[0]));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path), {}), 1);
}

TEST(Text, QuotesSafely) {
  EXPECT_EQ(quote("a\x1b[2J"), "'a\\x1b[2J'");
  EXPECT_EQ(quote("abcdef", 3), "'abc...'");
}
