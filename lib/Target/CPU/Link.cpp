// Artifacts: a shared library by lld as a library (no compiler or linker is needed on the user's
// machine), an object, an archive. A file appears whole, by renaming, or not at all.
#include "tcc/Target/CPU/CpuCompiler.h"

#include "lld/Common/Driver.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>
#include <dlfcn.h>
#include <list>
#include <memory>
#include <mutex>

LLD_HAS_DRIVER(elf)

using namespace llvm;
using namespace tcc::cpu;

static Error failed(StringRef what, StringRef path, const Twine &why) {
  return createStringError(std::errc::io_error, "cannot %s %s: %s", what.str().c_str(),
                           path.str().c_str(), why.str().c_str());
}

namespace {
/// LLVM handles signals while it writes and links, on a stack that it gives the thread and that
/// nobody frees. The process is our user's: afterwards neither is left. One thread at a time, as
/// that state is global (and lld's own).
class BorrowedSignals {
public:
  BorrowedSignals() : lock(globalMutex()) {
    stack_t ours = {};
    ours.ss_sp = stack.get();
    ours.ss_size = stackBytes;
    sigaltstack(&ours, &before);
  }
  ~BorrowedSignals() {
    sys::unregisterHandlers();
    sigaltstack(&before, nullptr);
  }
  BorrowedSignals(const BorrowedSignals &) = delete;

private:
  static std::mutex &globalMutex() {
    static std::mutex mutex;
    return mutex;
  }

  static constexpr size_t stackBytes = 256 << 10; // LLVM is content with 64 KiB and a little
  std::unique_ptr<char[]> stack = std::make_unique_for_overwrite<char[]>(stackBytes);
  stack_t before = {};
  std::lock_guard<std::mutex> lock;
};
} // namespace

Error tcc::cpu::writeWhole(StringRef bytes, StringRef path) {
  BorrowedSignals signals;
  Error error = writeToOutput(path, [&](raw_ostream &out) {
    out << bytes;
    return Error::success();
  });
  return error ? failed("write", path, toString(std::move(error))) : Error::success();
}

// A file exports the manifest alone; parts know each other by names that would clash elsewhere.
static Error checkWhole(const CompiledObject &object, StringRef path) {
  return object.others.empty() ? Error::success()
                               : failed("write", path, "the program is in parts");
}

Error tcc::cpu::writeObjectFile(const CompiledObject &object, StringRef path) {
  if (Error error = checkWhole(object, path))
    return error;
  return writeWhole(object.bytes, path);
}

Error tcc::cpu::writeArchive(const CompiledObject &object, StringRef path) {
  if (Error error = checkWhole(object, path))
    return error;
  std::string member = (sys::path::stem(path) + ".o").str();
  NewArchiveMember content(MemoryBufferRef(object.bytes, member));
  auto archive =
      writeArchiveToBuffer(content, SymtabWritingMode::NormalSymtab, object::Archive::K_GNU,
                           /*Deterministic=*/true, /*Thin=*/false);
  if (!archive)
    return failed("write", path, toString(archive.takeError()));
  return writeWhole((*archive)->getBuffer(), path);
}

// This process's libm: linking with it records name and symbol versions, whatever the machine has
// for development.
static std::string libm() {
  Dl_info info;
  void *symbol = dlsym(RTLD_DEFAULT, "exp");
  return symbol && dladdr(symbol, &info) && info.dli_fname ? info.dli_fname : "";
}

// lld keeps its state in globals: no link after one that went wrong badly.
static Error runLld(ArrayRef<const char *> arguments, StringRef path) {
  static bool usable = true;
  BorrowedSignals signals;
  if (!usable)
    return failed("link", path, "the linker failed before and cannot run again in this process");
  std::string output, errors;
  raw_string_ostream outputStream(output), errorStream(errors);
  lld::Result result =
      lld::lldMain(arguments, outputStream, errorStream, {{lld::Gnu, &lld::elf::link}});
  usable = result.canRunAgain;
  return result.retCode == 0 ? Error::success() : failed("link", path, errors);
}

namespace {
/// Files of unique names beside a path, removed at the end.
class TemporaryFiles {
public:
  explicit TemporaryFiles(StringRef beside) : beside(beside) {}
  ~TemporaryFiles() {
    for (const std::string &file : files)
      sys::fs::remove(file);
  }
  TemporaryFiles(const TemporaryFiles &) = delete;

  /// An empty file, open for writing.
  Expected<const char *> make(StringRef ending, int &descriptor) {
    SmallString<128> name;
    if (std::error_code error =
            sys::fs::createUniqueFile(beside + ".%%%%%%" + ending, descriptor, name))
      return failed("write", beside, error.message());
    return files.emplace_back(name.str()).c_str();
  }

private:
  StringRef beside;
  std::list<std::string> files; // names stay where they are
};
} // namespace

/// Not by writeToOutput, which installs signal handlers to clean up: the process is our user's.
static Expected<const char *> writeTemporary(StringRef bytes, StringRef ending,
                                             TemporaryFiles &files) {
  int descriptor = -1;
  auto name = files.make(ending, descriptor);
  if (!name)
    return name;
  raw_fd_ostream out(descriptor, /*shouldClose=*/true);
  out << bytes;
  out.close();
  if (std::error_code error = out.error()) {
    out.clear_error();
    return failed("write", *name, error.message());
  }
  return name;
}

Error tcc::cpu::linkSharedLibrary(const CompiledObject &object, StringRef path) {
  TemporaryFiles files(path);
  auto output = writeTemporary("", ".tmp", files);
  if (!output)
    return output.takeError();
  std::string math = libm();
  // Written, not mapped: a full disk is then an error, not a bus error.
  SmallVector<const char *> arguments{"ld.lld", "-shared",     "--hash-style=gnu",
                                      "-z",     "noexecstack", "-o",
                                      *output,  "--threads=1", "--no-mmap-output-file"};
  SmallVector<StringRef> objects{object.bytes};
  objects.append(object.others.begin(), object.others.end());
  for (StringRef bytes : objects) {
    auto input = writeTemporary(bytes, ".o", files);
    if (!input)
      return input.takeError();
    arguments.push_back(*input);
  }
  if (!math.empty())
    arguments.append({"--as-needed", math.c_str()});
  if (Error linked = runLld(arguments, path))
    return linked;
  if (std::error_code moved = sys::fs::rename(*output, path))
    return failed("write", path, moved.message());
  return Error::success();
}
