// What the C++ tests share: a folder of their own, gzip data, and errors compared by what they must
// say.
#ifndef TCC_TEST_API_TESTING_H
#define TCC_TEST_API_TESTING_H

#include "tcc/Support/File.h"
#include "tcc/Support/Text.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <unistd.h>
#include <vector>
#include <zlib.h>

namespace tcc::testing {

#ifdef __has_feature
constexpr bool isSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool isSanitized = false;
#endif
/// A limit for what is timed on a busy machine; sanitizers are slow.
constexpr double patience(double microseconds) { return microseconds * (isSanitized ? 10 : 1); }

/// A new folder, removed at the end.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tcc-test-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::filesystem::path operator/(std::string_view name) const { return path / name; }

  std::filesystem::path path;
};

/// Runs `action`, which must throw tcc::Error with each of `parts` in its message, in this order.
template <class Action>
void expectError(Action action, const std::vector<std::string> &parts, Blame blame = Blame::User) {
  try {
    action();
  } catch (const Error &error) {
    std::string message = error.what();
    size_t at = 0;
    for (const std::string &part : parts) {
      size_t found = message.find(part, at);
      EXPECT_NE(found, message.npos) << "expected \"" << part << "\" in:\n" << message;
      at = found == message.npos ? at : found + part.size();
    }
    EXPECT_EQ(int(error.blame), int(blame)) << message;
    return;
  }
  ADD_FAILURE() << "expected an error that says \"" << (parts.empty() ? "" : parts[0]) << "\"";
}

/// One gzip member.
inline std::string gzip(std::string_view text) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
  stream.avail_in = uInt(text.size());
  stream.next_out = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_out = uInt(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// A string with its zero bytes.
template <size_t N> std::string bytes(const char (&literal)[N]) { return {literal, N - 1}; }

template <class T> Array arrayOf(std::initializer_list<T> values, Shape shape) {
  if constexpr (std::is_same_v<T, bool>) {
    Array array(DType::I1, std::move(shape));
    std::copy(values.begin(), values.end(), array.as<bool>().begin());
    return array;
  } else {
    return Array::from(std::span<const T>(values.begin(), values.size()), std::move(shape));
  }
}

inline void expectSame(const Array &got, const Array &wanted) {
  ASSERT_EQ(toString(got.shape(), got.dtype()), toString(wanted.shape(), wanted.dtype()));
  EXPECT_EQ(textOf(bytesOf(got)), textOf(bytesOf(wanted)));
}

} // namespace tcc::testing

#endif
