// Entries are ELF files and the like with a text and a footer after them, which no loader looks at:
// content and checksum then appear, and vanish, in one rename. No fsync: after a crash the checksum
// tells.
#include "tcc/Support/DiskCache.h"

#include "tcc/Support/File.h"
#include "tcc/Support/Text.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

using namespace tcc;
namespace fs = std::filesystem;

static constexpr std::string_view temporaryEnding = ".tmp";
static constexpr size_t hashDigits = 32;

namespace {
/// The last bytes of an entry.
struct Footer {
  char magic[8];
  uint64_t textBytes;
  char checksum[hashDigits]; // of everything before the footer
};
constexpr char footerMagic[8] = {'t', 'c', 'c', 'c', 'a', 'c', 'h', '1'};
} // namespace

std::string tcc::hashOf(std::string_view bytes) {
  XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  std::string digits;
  for (uint64_t half : {hash.high64, hash.low64})
    for (int shift = 60; shift >= 0; shift -= 4)
      digits += "0123456789abcdef"[half >> shift & 15];
  return digits;
}

static std::string environment(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

static int64_t limitFromEnvironment() {
  int64_t megabytes = 1024, given = 0;
  std::string text = environment("TCC_CACHE_MAX_MB");
  auto parsed = std::from_chars(text.data(), text.data() + text.size(), given);
  bool isNumber = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  if (isNumber && given >= 0 && given < int64_t(1) << 40)
    megabytes = given;
  return megabytes << 20;
}

std::optional<DiskCache> DiskCache::fromEnvironment() {
  std::string given = environment("TCC_CACHE_DIR"), shared = environment("XDG_CACHE_HOME"),
              home = environment("HOME");
  if (environment("TCC_CACHE") == "off" || (given.empty() && shared.empty() && home.empty()))
    return std::nullopt;
  fs::path folder = !given.empty()    ? fs::path(given)
                    : !shared.empty() ? fs::path(shared) / "tcc"
                                      : fs::path(home) / ".cache" / "tcc";
  std::error_code error;
  folder = fs::absolute(folder, error);
  if (error)
    return std::nullopt;
  return DiskCache(folder, limitFromEnvironment());
}

//===- reading -------------------------------------------------------------------------------===//

/// Code that is loaded must not be another user's.
static bool isTrusted(const fs::path &path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         (status.st_uid == ::geteuid() || status.st_uid == 0);
}

static std::string readAll(const fs::path &path) {
  InputFile file(path);
  std::string bytes(file.size(), '\0');
  file.readAt(0, bytes.data(), bytes.size());
  return bytes;
}

std::optional<DiskCache::Entry> DiskCache::find(const std::string &name) const try {
  fs::path path = root / name;
  if (!isTrusted(path))
    return std::nullopt;
  std::string bytes = readAll(path);
  Footer footer;
  if (bytes.size() < sizeof footer)
    return std::nullopt;
  std::string_view checked(bytes.data(), bytes.size() - sizeof footer);
  std::memcpy(&footer, checked.data() + checked.size(), sizeof footer);
  if (std::memcmp(footer.magic, footerMagic, sizeof footerMagic) != 0 ||
      footer.textBytes > checked.size() ||
      hashOf(checked) != std::string_view(footer.checksum, hashDigits))
    return std::nullopt;
  ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0); // used now
  return Entry{path, std::string(checked.substr(checked.size() - footer.textBytes))};
} catch (const std::exception &) { // removed or cut off meanwhile
  return std::nullopt;
}

//===- writing -------------------------------------------------------------------------------===//

namespace {
/// The name of a new empty file beside the target; removed if it is still there at the end.
class TemporaryName {
public:
  explicit TemporaryName(const fs::path &target) : name(target.string() + ".XXXXXX.tmp") {
    int descriptor = ::mkstemps(name.data(), int(temporaryEnding.size()));
    if (descriptor < 0)
      name.clear();
    else
      ::close(descriptor);
  }
  ~TemporaryName() {
    if (!name.empty())
      ::unlink(name.c_str());
  }
  TemporaryName(const TemporaryName &) = delete;

  std::string name; // empty if there can be none
};
} // namespace

static bool seal(const std::string &path, std::string_view text) {
  std::string bytes = readAll(path);
  bytes += text;
  Footer footer;
  std::memcpy(footer.magic, footerMagic, sizeof footerMagic);
  footer.textBytes = text.size();
  hashOf(bytes).copy(footer.checksum, sizeof footer.checksum);
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << text;
  file.write(reinterpret_cast<const char *>(&footer), sizeof footer);
  file.close();
  return bool(file);
}

bool DiskCache::store(const std::string &name, const Writer &write) const {
  std::error_code error;
  if (fs::create_directories(root, error))
    fs::permissions(root, fs::perms::owner_all, error); // this user's only
  TemporaryName temporary(root / name);
  if (temporary.name.empty())
    return false;
  std::optional<std::string> text = write(temporary.name);
  try {
    if (!text || !seal(temporary.name, *text))
      return false;
  } catch (const Error &) {
    return false;
  }
  return ::rename(temporary.name.c_str(), (root / name).c_str()) == 0;
}

//===- the folder ----------------------------------------------------------------------------===//

namespace {
struct File {
  fs::path path;
  fs::file_time_type used;
  int64_t bytes;
};
} // namespace

enum class Kind { Foreign, Entry, Temporary };

/// By its name, so that whatever else lies in the folder is left alone.
static Kind kindOf(const std::string &name) {
  size_t digits = std::min(name.find_first_not_of("0123456789abcdef"), name.size());
  if (digits != hashDigits || digits == name.size() || name[digits] != '.')
    return Kind::Foreign;
  std::string_view rest = std::string_view(name).substr(digits);
  if (rest.find(temporaryEnding) != rest.npos) // linkers append to a temporary's name
    return Kind::Temporary;
  return rest.find('.', 1) == rest.npos ? Kind::Entry : Kind::Foreign;
}

/// Those unused for longest first.
static std::vector<File> filesIn(const fs::path &folder, Kind kind) {
  std::vector<File> files;
  std::error_code error;
  fs::directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    if (kindOf(at->path().filename()) != kind)
      continue;
    std::error_code gone;
    File file{at->path(), at->last_write_time(gone), 0};
    file.bytes = gone ? 0 : int64_t(at->file_size(gone));
    if (!gone)
      files.push_back(std::move(file));
  }
  std::ranges::sort(files, [](const File &a, const File &b) {
    return std::tie(a.used, a.path) < std::tie(b.used, b.path);
  });
  return files;
}

static DiskCache::Statistics sumOf(const std::vector<File> &files) {
  DiskCache::Statistics sum;
  for (const File &file : files) {
    ++sum.entries;
    sum.bytes += file.bytes;
  }
  return sum;
}

DiskCache::Statistics DiskCache::statistics() const { return sumOf(filesIn(root, Kind::Entry)); }

/// What processes left that died while they wrote.
static void removeAbandoned(const fs::path &folder) {
  auto oldest = fs::file_time_type::clock::now() - std::chrono::hours(1);
  std::error_code ignored;
  for (const File &file : filesIn(folder, Kind::Temporary))
    if (file.used < oldest)
      fs::remove(file.path, ignored);
}

DiskCache::Statistics DiskCache::prune(int64_t mostBytes) const {
  removeAbandoned(root);
  std::vector<File> files = filesIn(root, Kind::Entry), removed;
  int64_t left = sumOf(files).bytes;
  for (const File &file : files) {
    std::error_code error;
    if (left <= mostBytes)
      break;
    if (!fs::remove(file.path, error))
      continue;
    left -= file.bytes;
    removed.push_back(file);
  }
  return sumOf(removed);
}
