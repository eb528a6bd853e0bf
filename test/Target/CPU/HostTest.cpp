// What a target's name means.
#include "tcc/Target/CPU/CpuCompiler.h"

#include "llvm/TargetParser/Host.h"

#include <gtest/gtest.h>

using namespace tcc::cpu;

static std::error_code errorOf(llvm::StringRef spelling, std::string *text = nullptr) {
  auto target = parseCpuTarget(spelling);
  if (target)
    return {};
  std::error_code code;
  llvm::handleAllErrors(target.takeError(), [&](const llvm::ErrorInfoBase &error) {
    code = error.convertToErrorCode();
    if (text)
      *text = error.message();
  });
  return code;
}

TEST(Host, IsThisMachine) {
  auto target = parseCpuTarget("cpu");
  ASSERT_TRUE(bool(target));
  EXPECT_EQ(target->cpu, llvm::sys::getHostCPUName());
  EXPECT_FALSE(target->features.empty());
  EXPECT_GE(target->vectorBytes, 16);
  EXPECT_GE(target->threads, 1);
  EXPECT_GT(target->l2Bytes, target->l1Bytes);
}

TEST(Host, NamesAreThoseOfLLVM) {
  if (!llvm::sys::getProcessTriple().starts_with("x86_64"))
    GTEST_SKIP() << "names of x86 CPUs";
  struct Row {
    const char *name;
    int64_t vectorBytes, registers;
    bool fma;
  };
  for (Row row : {Row{"cpu:generic", 16, 16, false}, Row{"cpu:x86-64-v3", 32, 16, true},
                  Row{"cpu:x86-64-v4", 64, 32, true}, Row{"cpu:znver4", 64, 32, true}}) {
    auto target = parseCpuTarget(row.name);
    ASSERT_TRUE(bool(target)) << row.name;
    EXPECT_EQ(target->vectorBytes, row.vectorBytes) << row.name;
    EXPECT_EQ(target->vectorRegisters, row.registers) << row.name;
    EXPECT_EQ(target->hasFma, row.fma) << row.name;
  }
}

TEST(Host, CachesOfNamesAreTheSameEverywhere) {
  if (!llvm::sys::getProcessTriple().starts_with("x86_64"))
    GTEST_SKIP() << "names of x86 CPUs";
  EXPECT_EQ(parseCpuTarget("cpu:sapphirerapids")->l2Bytes, 2 << 20);
  EXPECT_EQ(parseCpuTarget("cpu:skylake-avx512")->l2Bytes, 1 << 20); // not skylake's
  EXPECT_EQ(parseCpuTarget("cpu:skylake")->l2Bytes, 256 << 10);
  EXPECT_EQ(parseCpuTarget("cpu:znver3")->l1Bytes, 32 << 10);
  EXPECT_EQ(parseCpuTarget("cpu:x86-64-v4")->l1Bytes, 48 << 10);
}

/// A measured schedule holds for one machine and one way to split.
TEST(Host, DescriptionsTellTargetsApart) {
  CpuTarget one = *parseCpuTarget("cpu"), other = one;
  EXPECT_EQ(describe(one), describe(other));
  other.threads = one.threads + 1;
  EXPECT_NE(describe(one), describe(other));
  other = one;
  other.l3Bytes *= 2;
  EXPECT_NE(describe(one), describe(other));
  other = one;
  other.features += ",+none";
  EXPECT_NE(describe(one), describe(other));
}

TEST(Host, RequiredFeaturesAreWhatCodeUses) {
  if (!llvm::sys::getProcessTriple().starts_with("x86_64"))
    GTEST_SKIP() << "names of x86 features";
  std::string v3 = requiredFeatures(*parseCpuTarget("cpu:x86-64-v3"));
  EXPECT_NE(v3.find("avx2"), std::string::npos) << v3;
  EXPECT_NE(v3.find("fma"), std::string::npos) << v3;
  EXPECT_EQ(v3.find("avx512"), std::string::npos) << v3;
  EXPECT_EQ(v3.find("tuning"), std::string::npos) << v3;
  EXPECT_EQ(requiredFeatures(*parseCpuTarget("cpu:generic")).find("avx"), std::string::npos);
}

TEST(Host, WrongNamesAreTheUsers) {
  std::string text;
  EXPECT_EQ(errorOf("cpu:zen99", &text), std::errc::invalid_argument);
  EXPECT_NE(text.find("zen99"), std::string::npos) << text;
  EXPECT_NE(text.find("x86-64-v3"), std::string::npos) << "examples: " << text;
  EXPECT_EQ(errorOf("cpu:"), std::errc::invalid_argument);
  EXPECT_EQ(errorOf("cpux"), std::errc::invalid_argument);
  EXPECT_EQ(errorOf("gpu"), std::errc::invalid_argument);
}

TEST(Host, OtherArchitecturesAreUnsupported) {
  bool x86 = llvm::sys::getProcessTriple().starts_with("x86_64");
  std::string text;
  EXPECT_EQ(errorOf(x86 ? "cpu:neoverse-v2" : "cpu:znver4", &text), std::errc::not_supported);
  EXPECT_NE(text.find(x86 ? "AArch64" : "x86"), std::string::npos) << text;
  if (x86) {
    EXPECT_EQ(errorOf("cpu:sifive-x280"), std::errc::not_supported);
    EXPECT_EQ(errorOf("cpu:i686"), std::errc::not_supported);
  }
}
