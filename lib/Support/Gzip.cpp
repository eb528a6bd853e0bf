// Unpacks gzip data by zlib into memory that grows. The size a gzip file states at its end is only
// a first guess: it may lie.
#include "tcc/Support/File.h"
#include "tcc/Support/Text.h"

#include <algorithm>
#include <cstring>
#include <zlib.h>

using namespace tcc;

static constexpr uint64_t bestRatio =
    1032; // deflate cannot do better, so no honest file states more

static uint64_t statedSize(Bytes packed) {
  if (packed.size() < 18)
    return 0;
  uint32_t stated;
  std::memcpy(&stated, packed.data() + packed.size() - 4, 4);
  return std::min<uint64_t>(stated, packed.size() * bestRatio);
}

namespace {
class Unpacker {
public:
  Unpacker(Bytes packed, std::string_view name, uint64_t limit)
      : packed(packed), name(name), limit(std::min(limit, uint64_t(1) << 62)) {
    int64_t guess = int64_t(std::min(statedSize(packed), this->limit)) + 1;
    content = Array(DType::I8, {guess});
    if (inflateInit2(&stream, gzipOnly) != Z_OK)
      throwError(name, "zlib has no memory to unpack this");
  }
  ~Unpacker() { inflateEnd(&stream); }
  Unpacker(const Unpacker &) = delete;

  Array run() {
    do {
      member();
      inflateReset(&stream);
    } while (consumed < packed.size());
    return content.rows(0, int64_t(produced));
  }

private:
  static constexpr int gzipOnly = 16 + MAX_WBITS;

  // One gzip member, up to the end of its check sum.
  void member() {
    for (int status = Z_OK; status != Z_STREAM_END;) {
      if (produced == uint64_t(content.size()))
        grow();
      status = step();
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        throwError(name, concat("corrupt gzip data at byte ", consumed, " (",
                                stream.msg ? stream.msg : "no reason given", ")"));
      if (status != Z_STREAM_END && consumed == packed.size() &&
          produced < uint64_t(content.size()))
        throwError(name,
                   concat("the gzip data is cut off: it ends at byte ", consumed, " in the middle"),
                   "copy or download the file again");
      if (produced > limit)
        throwError(name, concat("unpacks to more than the limit of ", limit, " bytes"));
    }
  }

  int step() {
    constexpr uint64_t most = uint64_t(1) << 30; // zlib counts in 32 bits
    uint64_t in = std::min(packed.size() - consumed, most);
    uint64_t out = std::min(uint64_t(content.size()) - produced, most);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<std::byte *>(packed.data() + consumed));
    stream.next_out = static_cast<Bytef *>(content.data()) + produced;
    stream.avail_in = uInt(in);
    stream.avail_out = uInt(out);
    int status = inflate(&stream, Z_NO_FLUSH);
    consumed += in - stream.avail_in;
    produced += out - stream.avail_out;
    return status;
  }

  void grow() {
    int64_t most = int64_t(limit) + 1; // one more than allowed, so that too much is seen
    Array larger(DType::I8, {std::min(std::max<int64_t>(2 * content.size(), 1 << 16), most)});
    std::memcpy(larger.data(), content.data(), produced);
    content = std::move(larger);
  }

  Bytes packed;
  std::string_view name;
  uint64_t limit;
  Array content;
  uint64_t consumed = 0, produced = 0;
  z_stream stream = {};
};
} // namespace

Array tcc::unpackGzip(Bytes packed, std::string_view name, const ReadOptions &options) {
  return Unpacker(packed, name, options.limit).run();
}
