// Element types, memory, status names and the error of each thread.
#include "Program.h"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>

TEST(ElementType, HasNameAndSize) {
  const std::pair<const char *, size_t> expected[] = {
      {"i1", 1},         {"i8", 1},     {"i16", 2},      {"i32", 4},        {"i64", 8},
      {"f16", 2},        {"bf16", 2},   {"f32", 4},      {"f64", 8},        {"ui8", 1},
      {"ui16", 2},       {"ui32", 4},   {"ui64", 8},     {"c64", 8},        {"c128", 16},
      {"f8E5M2", 1},     {"f8E4M3", 1}, {"f8E4M3FN", 1}, {"f8E4M3FNUZ", 1}, {"f8E4M3B11FNUZ", 1},
      {"f8E5M2FNUZ", 1}, {"f8E3M4", 1}, {"f8E8M0FNU", 1}};
  for (int i = TCCRT_I1; i <= TCCRT_F8E8M0FNU; ++i) {
    EXPECT_STREQ(tccrt_dtype_name(tccrt_dtype(i)), expected[i].first);
    EXPECT_EQ(tccrt_dtype_size(tccrt_dtype(i)), expected[i].second);
  }
}

TEST(ElementType, UnknownHasNoSize) {
  EXPECT_EQ(tccrt_dtype_size(tccrt_dtype(99)), 0u);
  EXPECT_STREQ(tccrt_dtype_name(tccrt_dtype(-1)), "unknown");
}

TEST(Buffer, IsAlignedAndWritable) {
  for (size_t bytes : {size_t(0), size_t(1), size_t(100), size_t(2) << 20, (size_t(2) << 20) + 1,
                       (size_t(5) << 20) + 4097}) {
    void *memory = tccrt_alloc(bytes);
    ASSERT_NE(memory, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % 64, 0u);
    std::memset(memory, 1, bytes);
    tccrt_free(memory);
  }
  tccrt_free(nullptr);
}

/// The flags that the system keeps for the memory at an address.
static std::string flagsOf(const void *memory) {
  std::ifstream maps("/proc/self/smaps");
  auto wanted = reinterpret_cast<uintptr_t>(memory);
  bool isWithin = false;
  for (std::string line; std::getline(maps, line);) {
    uintptr_t begin, end;
    if (sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2)
      isWithin = begin <= wanted && wanted < end;
    else if (isWithin && line.starts_with("VmFlags:"))
      return line;
  }
  return "";
}

TEST(Buffer, AsksForHugePagesWhereItIsLarge) {
  if (access("/sys/kernel/mm/transparent_hugepage/enabled", R_OK) != 0)
    GTEST_SKIP() << "this kernel has no huge pages";
  void *large = tccrt_alloc(size_t(8) << 20), *small = tccrt_alloc(size_t(1) << 20);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(large) % (size_t(2) << 20), 0u);
  EXPECT_NE(flagsOf(large).find(" hg"), std::string::npos) << flagsOf(large);
  EXPECT_EQ(flagsOf(small).find(" hg"), std::string::npos) << flagsOf(small);
  tccrt_free(large);
  tccrt_free(small);
}

TEST(Buffer, IsNullWhereThereIsNoMemory) {
  EXPECT_EQ(tccrt_alloc(SIZE_MAX / 2), nullptr);
  EXPECT_EQ(tccrt_alloc(SIZE_MAX), nullptr);
}

TEST(Error, BelongsToItsThread) {
  ASSERT_EQ(tccrt_executable_create(nullptr, nullptr, nullptr, nullptr), TCCRT_INVALID_ARGUMENT);
  std::string mine = tccrt_last_error();
  EXPECT_NE(mine, "");
  std::string before = "x", after;
  std::thread([&] {
    before = tccrt_last_error();
    tccrt_executable *out;
    tccrt_executable_load("elsewhere.so", &out);
    after = tccrt_last_error();
  }).join();
  EXPECT_EQ(before, "");
  EXPECT_NE(after.find("elsewhere.so"), std::string::npos);
  EXPECT_EQ(mine, tccrt_last_error());
}

TEST(Error, StatusHasAName) {
  EXPECT_STREQ(tccrt_status_name(TCCRT_OK), "ok");
  EXPECT_STREQ(tccrt_status_name(TCCRT_INCOMPATIBLE), "incompatible");
  EXPECT_STREQ(tccrt_status_name(TCCRT_OUT_OF_MEMORY), "out of memory");
  EXPECT_STREQ(tccrt_status_name(tccrt_status(7)), "unknown status");
}
