// Whole files by POSIX calls, because only they give atomic replacement, durable writes and the
// reason of a failure.
#include "tcc/Support/File.h"
#include "tcc/Support/Text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

using namespace tcc;
namespace fs = std::filesystem;

[[noreturn]] static void throwErrno(const fs::path &path, std::string_view verb) {
  std::string reason = std::generic_category().message(errno);
  throwError(path.string(), concat("cannot ", verb, ": ", reason));
}

namespace {
struct Descriptor {
  explicit Descriptor(int value) : value(value) {}
  ~Descriptor() {
    if (value >= 0)
      ::close(value);
  }
  Descriptor(const Descriptor &) = delete;
  int value;
};
} // namespace

static int openForReading(const fs::path &path, struct stat &status) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    throwErrno(path, "open");
  if (::fstat(descriptor, &status) == 0 && !S_ISDIR(status.st_mode))
    return descriptor;
  ::close(descriptor);
  throwError(path.string(), "expected a file, got a folder");
}

// Reads on after interruptions; 0 only at the end of the file.
static size_t readSome(int descriptor, void *to, size_t count, const fs::path &path) {
  constexpr size_t most = size_t(1) << 30;
  while (true) {
    ssize_t got = ::read(descriptor, to, std::min(count, most));
    if (got >= 0)
      return size_t(got);
    if (errno != EINTR)
      throwErrno(path, "read");
  }
}

// The size is only a first guess: pipes have none, and a file may grow while it is read.
static Array readRaw(const fs::path &path, uint64_t limit) {
  struct stat status = {};
  Descriptor file(openForReading(path, status));
  uint64_t stated = S_ISREG(status.st_mode) ? uint64_t(status.st_size) : 0;
  if (stated > limit)
    throwError(path.string(), concat("the file has ", stated, " bytes, the limit is ", limit));
  Array content(DType::I8,
                {int64_t(stated) + 1}); // one more, so that the end is seen without growing
  uint64_t used = 0;
  while (size_t got = readSome(file.value, static_cast<char *>(content.data()) + used,
                               size_t(content.size()) - used, path)) {
    used += got;
    if (used > limit)
      throwError(path.string(), concat("the file has more than the limit of ", limit, " bytes"));
    if (used < uint64_t(content.size()))
      continue;
    Array larger(DType::I8, {std::max<int64_t>(2 * content.size(), 1 << 16)});
    std::memcpy(larger.data(), content.data(), used);
    content = std::move(larger);
  }
  return content.rows(0, int64_t(used));
}

Array tcc::readFile(const fs::path &path, const ReadOptions &options) {
  Array raw = readRaw(path, options.limit);
  std::string_view text = textOf(bytesOf(raw));
  if (text.starts_with("\x1f\x8b"))
    return unpackGzip(bytesOf(raw), path.string(), options);
  if (path.extension() == ".gz")
    throwError(path.string(), "expected gzip data, as the name says, but the file starts otherwise",
               text.empty() ? "the file is empty" : "rename it if it is not packed");
  return raw;
}

static void writePieces(int descriptor, std::span<const Bytes> pieces, const fs::path &path) {
  for (Bytes piece : pieces)
    while (!piece.empty()) {
      ssize_t wrote = ::write(descriptor, piece.data(), std::min<size_t>(piece.size(), 1 << 30));
      if (wrote < 0 && errno != EINTR)
        throwErrno(path, "write");
      piece = piece.subspan(size_t(std::max<ssize_t>(wrote, 0)));
    }
}

namespace {
/// A new file beside the target; removed unless it took the target's place.
class TemporaryFile {
public:
  explicit TemporaryFile(const fs::path &target) : target(target) {
    // The number makes room for threads of this process that write the same file.
    for (int number = 0; descriptor < 0; ++number) {
      path = target;
      path += concat(".", ::getpid(), "-", number, ".tmp");
      descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor < 0 && errno != EEXIST)
        throwErrno(target, "write");
    }
  }
  ~TemporaryFile() {
    if (descriptor >= 0)
      ::close(descriptor);
    if (!renamed)
      ::unlink(path.c_str());
  }
  TemporaryFile(const TemporaryFile &) = delete;

  void replaceTarget() {
    if (::fsync(descriptor) != 0)
      throwErrno(target, "write");
    int closed = ::close(descriptor);
    descriptor = -1;
    if (closed != 0 || ::rename(path.c_str(), target.c_str()) != 0)
      throwErrno(target, "write");
    renamed = true;
    fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.value >= 0)
      ::fsync(directory.value); // some file systems cannot; the rename itself has happened
  }

  int descriptor = -1;

private:
  fs::path target, path;
  bool renamed = false;
};
} // namespace

// Where a symbolic link leads, so that the link stays and its target is replaced.
static fs::path resolved(const fs::path &path) {
  std::error_code failed;
  if (!fs::is_symlink(path, failed))
    return path;
  fs::path target = fs::weakly_canonical(path, failed);
  return failed ? path : target;
}

void tcc::writeFile(const fs::path &path, std::span<const Bytes> pieces) {
  fs::path target = resolved(path);
  struct stat status = {};
  bool exists = ::stat(target.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode))
    throwError(path.string(), "expected a file to write, got a folder");
  if (exists && !S_ISREG(status.st_mode)) { // a device or a pipe must stay what it is
    Descriptor file(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.value < 0)
      throwErrno(path, "open");
    return writePieces(file.value, pieces, path);
  }
  TemporaryFile file(target);
  if (exists)
    ::fchmod(file.descriptor, status.st_mode & 07777);
  writePieces(file.descriptor, pieces, path);
  file.replaceTarget();
}

InputFile::InputFile(fs::path name) : path(std::move(name)) {
  struct stat status = {};
  descriptor = openForReading(path, status);
  if (S_ISREG(status.st_mode)) {
    bytes = uint64_t(status.st_size);
    return;
  }
  ::close(descriptor);
  throwError(path.string(), "expected a regular file, got a device or a pipe",
             "copy its content to a file first");
}

InputFile::~InputFile() { ::close(descriptor); }

void InputFile::readAt(uint64_t offset, void *to, size_t count) const {
  while (count) {
    ssize_t got = ::pread(descriptor, to, std::min<size_t>(count, 1 << 30), off_t(offset));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      throwErrno(path, "read");
    if (got == 0)
      throwError(path.string(),
                 concat("the file ends at byte ", offset, ", expected ", count, " more bytes"));
    to = static_cast<char *>(to) + got;
    offset += uint64_t(got);
    count -= size_t(got);
  }
}
