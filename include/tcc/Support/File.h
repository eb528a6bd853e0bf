// Files, whole: read (gzip unpacked on the way) and written atomically. Errors name the path and
// the system's reason.
#ifndef TCC_SUPPORT_FILE_H
#define TCC_SUPPORT_FILE_H

#include "tcc/Array.h"

#include <filesystem>
#include <span>
#include <string_view>

namespace tcc {

using Bytes = std::span<const std::byte>;

/// The bytes of an array, of text.
inline Bytes bytesOf(const Array &array) {
  return {static_cast<const std::byte *>(array.data()), array.bytes()};
}
inline Bytes bytesOf(std::string_view text) { return std::as_bytes(std::span(text)); }
inline std::string_view textOf(Bytes bytes) {
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

struct ReadOptions {
  /// More bytes than this, after unpacking, are an error: a small .gz can hold terabytes of zeros.
  uint64_t limit = uint64_t(64) << 30;
};

/// The whole file as an array of i8, 64-byte aligned. What starts like a gzip file, whatever its
/// name, is unpacked.
Array readFile(const std::filesystem::path &path, const ReadOptions &options = {});

/// The content of gzip data of one or more members; `name` stands in errors.
Array unpackGzip(Bytes packed, std::string_view name, const ReadOptions &options = {});

/// Writes the pieces one after the other to a file beside `path`, then renames it: whoever looks
/// sees the old content or the new one, also after a crash. A device or a pipe is written directly.
void writeFile(const std::filesystem::path &path, std::span<const Bytes> pieces);
inline void writeFile(const std::filesystem::path &path, std::string_view text) {
  Bytes piece = bytesOf(text);
  writeFile(path, std::span(&piece, 1));
}

/// A regular file that is read in parts, for formats whose content can be much larger than what is
/// asked of them.
class InputFile {
public:
  explicit InputFile(std::filesystem::path path);
  ~InputFile();
  InputFile(const InputFile &) = delete;
  InputFile &operator=(const InputFile &) = delete;

  /// Bytes of the file when it was opened.
  uint64_t size() const { return bytes; }
  /// Exactly `count` bytes from `offset` on; a file that ends before is an error.
  void readAt(uint64_t offset, void *to, size_t count) const;

private:
  std::filesystem::path path;
  int descriptor = -1;
  uint64_t bytes = 0;
};

} // namespace tcc

#endif
