// A folder of files that can be made again: what was compiled before, by key. Whatever is wrong
// with it (no folder, a full disk, a damaged file) is the same as not having an entry.
#ifndef TCC_SUPPORT_DISKCACHE_H
#define TCC_SUPPORT_DISKCACHE_H

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tcc {

/// 128 bits of XXH3 as 32 hexadecimal digits.
std::string hashOf(std::string_view bytes);

/// An entry is one file: its content, a text about it, and a checksum of both. Several processes
/// may use one folder; each sees an entry whole or not at all.
class DiskCache {
public:
  struct Entry {
    std::filesystem::path path; // starts with the content, as it was written
    std::string text;
  };

  struct Statistics {
    int64_t entries = 0, bytes = 0;
  };

  /// $TCC_CACHE_DIR, else $XDG_CACHE_HOME/tcc, else ~/.cache/tcc, of $TCC_CACHE_MAX_MB (1024).
  /// Nothing if TCC_CACHE is off or there is no such place. Makes no folder yet.
  static std::optional<DiskCache> fromEnvironment();

  DiskCache(std::filesystem::path folder, int64_t limit) : root(std::move(folder)), limit(limit) {}

  /// The entry, if it is there, is what was stored, and belongs to this user or to root. A name is
  /// a hash and an ending: "0123456789abcdef0123456789abcdef.so".
  std::optional<Entry> find(const std::string &name) const;

  /// Writes the content to a file of the given name and returns the text, or nothing if it cannot.
  using Writer = std::function<std::optional<std::string>(const std::filesystem::path &)>;
  /// Makes an entry, or replaces it. False if that cannot be: nothing is left behind.
  /// What the writer throws passes through.
  bool store(const std::string &name, const Writer &write) const;

  Statistics statistics() const;
  /// Removes what was used longest ago until at most so many bytes are left; what is gone.
  Statistics prune(int64_t mostBytes) const;

  const std::filesystem::path &folder() const { return root; }
  int64_t limitBytes() const { return limit; }

private:
  std::filesystem::path root;
  int64_t limit;
};

} // namespace tcc

#endif
