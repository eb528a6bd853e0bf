// dense<"0x..."> of truth values, a byte each, as other MLIR versions print it -> a bit each, as
// this one reads it. Told apart by length: of one to eight values both have one byte, read as bits.
#include "tcc/Compiler/TextGuard.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace tcc;
using llvm::StringRef;

static constexpr llvm::StringLiteral opening = "dense<\"0x";

/// The number of elements of the `tensor<...xi1>` that a text begins with, behind a colon.
static std::optional<uint64_t> countTruths(StringRef text) {
  text = text.ltrim();
  if (!text.consume_front(":"))
    return std::nullopt;
  text = text.ltrim();
  if (!text.consume_front("tensor<"))
    return std::nullopt;
  uint64_t count = 1, extent = 0;
  bool overflows = false;
  while (!text.starts_with("i1>")) {
    if (text.consumeInteger(10, extent) || !text.consume_front("x"))
      return std::nullopt;
    count = llvm::SaturatingMultiply(count, extent, &overflows);
    if (overflows)
      return std::nullopt;
  }
  return count;
}

/// The bits of bytes, in hexadecimal digits both.
static std::string pack(StringRef bytes) {
  std::string packed;
  for (size_t first = 0; first < bytes.size() / 2; first += 8) {
    unsigned bits = 0;
    for (size_t i = first; i < std::min(first + 8, bytes.size() / 2); ++i)
      bits |= unsigned(bytes.substr(2 * i, 2) != "00") << (i - first);
    packed += llvm::hexdigit(bits >> 4);
    packed += llvm::hexdigit(bits & 15);
  }
  return packed;
}

std::optional<std::string> tcc::packTruthBytes(StringRef text) {
  std::string result;
  size_t copied = 0;
  for (size_t at = text.find(opening); at != StringRef::npos; at = text.find(opening, at)) {
    at += opening.size();
    StringRef digits = text.substr(at, text.find('"', at) - at), after = text.substr(at);
    after = after.drop_front(digits.size());
    if (!after.consume_front("\">") || digits.size() % 2 != 0 ||
        !llvm::all_of(digits, llvm::isHexDigit))
      continue;
    auto count = countTruths(after);
    if (!count || *count <= 8 || digits.size() / 2 != *count)
      continue;
    result += text.slice(copied, at);
    result += pack(digits);
    copied = at + digits.size();
  }
  if (copied == 0)
    return std::nullopt;
  result += text.substr(copied);
  return result;
}
