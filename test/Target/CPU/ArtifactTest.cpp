// Files made of a plan: the library gives the same bits as the JIT; the same input the same bytes;
// nothing half written.
#include "Compile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <csignal>
#include <gtest/gtest.h>
#include <thread>

using namespace tcc;
using namespace tcc::test;

namespace {

class ArtifactTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("tcc-artifact", folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string path(const char *name) { return (folder + "/" + name).str(); }
  std::string bytes(const std::string &file) {
    auto buffer = llvm::MemoryBuffer::getFile(file);
    return buffer ? (*buffer)->getBuffer().str() : "";
  }
  int files() {
    std::error_code error;
    int count = 0;
    for (llvm::sys::fs::directory_iterator i(folder, error), end; i != end && !error;
         i.increment(error))
      ++count;
    return count;
  }

  llvm::SmallString<128> folder;
};

std::vector<float> run(const Executable &executable) {
  std::vector<float> x(1024 * 256, 0.01f), w(256 * 64, 0.02f), b(64, 0.5f), y(1024 * 64);
  call(executable, {x.data(), w.data(), b.data()}, {y.data(), nullptr});
  return y;
}

} // namespace

TEST_F(ArtifactTest, LibraryGivesTheSameBitsAsTheJit) {
  Artifact artifact = compile(readInput("plan.mlir"));
  llvm::Error error = cpu::linkSharedLibrary(artifact.object, path("model.so"));
  ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
  EXPECT_EQ(files(), 1);
  tccrt_executable *loaded = nullptr;
  ASSERT_EQ(tccrt_executable_load(path("model.so").c_str(), &loaded), TCCRT_OK)
      << tccrt_last_error();
  EXPECT_EQ(run(Executable(loaded)), run(load(artifact.object)));
}

TEST_F(ArtifactTest, SameInputSameBytes) {
  Artifact first = compile(readInput("plan.mlir")), second = compile(readInput("plan.mlir"));
  EXPECT_EQ(first.object.bytes, second.object.bytes);
  ASSERT_FALSE(bool(cpu::linkSharedLibrary(first.object, path("one.so"))));
  ASSERT_FALSE(bool(cpu::linkSharedLibrary(second.object, path("another.so"))));
  EXPECT_EQ(bytes(path("one.so")), bytes(path("another.so")));
  EXPECT_EQ(bytes(path("one.so")).find(folder.str()), std::string::npos)
      << "a path of this machine";
}

TEST_F(ArtifactTest, SignalsOfTheProcessAreLeftAlone) {
  Artifact artifact = compile(readInput("plan.mlir"));
  std::thread([&] {
    stack_t before = {}, after = {};
    sigaltstack(nullptr, &before);
    EXPECT_FALSE(bool(cpu::linkSharedLibrary(artifact.object, path("model.so"))));
    EXPECT_FALSE(bool(cpu::writeObjectFile(artifact.object, path("model.o"))));
    EXPECT_FALSE(bool(cpu::writeArchive(artifact.object, path("model.a"))));
    sigaltstack(nullptr, &after);
    EXPECT_EQ(before.ss_sp, after.ss_sp) << "a stack that nobody frees";
    struct sigaction action = {};
    sigaction(SIGTERM, nullptr, &action);
    EXPECT_EQ(action.sa_handler, SIG_DFL);
  }).join();
}

TEST_F(ArtifactTest, PartsAreTheSameProgram) {
  cpu::EmitOptions options;
  options.parts = 2;
  Artifact whole = compile(readInput("plan.mlir"));
  Artifact inParts = compile(readInput("plan.mlir"), "cpu", options);
  Artifact again = compile(readInput("plan.mlir"), "cpu", options);
  ASSERT_EQ(inParts.object.others.size(), 1u);
  EXPECT_EQ(inParts.object.bytes, again.object.bytes);
  EXPECT_EQ(inParts.object.others, again.object.others);
  EXPECT_EQ(run(load(inParts.object)), run(load(whole.object)));
}

TEST_F(ArtifactTest, PartsBecomeALibraryButNoObject) {
  cpu::EmitOptions options;
  options.parts = 2;
  Artifact artifact = compile(readInput("plan.mlir"), "cpu", options);
  EXPECT_NE(llvm::toString(cpu::writeObjectFile(artifact.object, path("model.o"))).find("parts"),
            std::string::npos);
  EXPECT_NE(llvm::toString(cpu::writeArchive(artifact.object, path("model.a"))).find("parts"),
            std::string::npos);
  EXPECT_EQ(files(), 0);
  EXPECT_EQ(llvm::toString(cpu::linkSharedLibrary(artifact.object, path("model.so"))), "");
  EXPECT_EQ(files(), 1);
}

TEST_F(ArtifactTest, ObjectAndArchive) {
  Artifact artifact = compile(readInput("plan.mlir"));
  ASSERT_FALSE(bool(cpu::writeObjectFile(artifact.object, path("model.o"))));
  ASSERT_FALSE(bool(cpu::writeArchive(artifact.object, path("model.a"))));
  EXPECT_EQ(bytes(path("model.o")), artifact.object.bytes);
  EXPECT_EQ(bytes(path("model.a")).rfind("!<arch>\n", 0), 0u);
  EXPECT_NE(bytes(path("model.a")).find(artifact.object.bytes), std::string::npos);
  EXPECT_EQ(files(), 2);
}

TEST_F(ArtifactTest, NothingIsLeftWhereAFileCannotBe) {
  Artifact artifact = compile(readInput("plan.mlir"));
  std::string nowhere = path("no/such/folder/model.so");
  for (auto write : {cpu::linkSharedLibrary, cpu::writeObjectFile, cpu::writeArchive}) {
    llvm::Error error = write(artifact.object, nowhere);
    ASSERT_TRUE(bool(error));
    EXPECT_NE(llvm::toString(std::move(error)).find(nowhere), std::string::npos);
  }
  ASSERT_FALSE(llvm::sys::fs::create_directory(path("model.so")));
  llvm::Error error = cpu::linkSharedLibrary(artifact.object, path("model.so"));
  EXPECT_TRUE(bool(error));
  llvm::consumeError(std::move(error));
  EXPECT_EQ(files(), 1);
}

TEST_F(ArtifactTest, HeaderSaysHowToCall) {
  std::string header = compile(readInput("plan.mlir")).header;
  EXPECT_NE(header.find("[0] f32[1024x256] x\n"), std::string::npos) << header;
  EXPECT_NE(header.find("[1] f32[256x64] w, donated to result 1\n"), std::string::npos) << header;
  EXPECT_NE(header.find("extern const tccrt_manifest tcc_manifest;"), std::string::npos) << header;
  EXPECT_NE(
      header.find("my_model_call(tccrt_executable *executable, const float *a0_x, float *a1_w, "
                  "const float *a2, float *r0)"),
      std::string::npos)
      << header;
}

TEST_F(ArtifactTest, CodeKnowsTheUsersLines) {
  std::string assembly = compile(readInput("plan.mlir")).assembly;
  size_t kernel = assembly.find("update:");
  ASSERT_NE(kernel, std::string::npos);
  EXPECT_NE(assembly.find(".loc\t1 23 ", kernel), std::string::npos) << "the generic's line";
  EXPECT_NE(assembly.find(".loc\t1 28 ", kernel), std::string::npos) << "the tanh's line";
}

TEST_F(ArtifactTest, HotLoopsHaveVectorsAndNoCalls) {
  std::string assembly = compile(readInput("plan.mlir"), "cpu:x86-64-v4").assembly;
  EXPECT_NE(assembly.find("zmm"), std::string::npos);
  for (const char *function : {"tanhf", "expf", "memrefCopy", "malloc"})
    EXPECT_EQ(assembly.find(function), std::string::npos) << function;
}
