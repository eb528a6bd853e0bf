// One shape for error messages: place, what was expected and what came, hint.
#include "tcc/Support/Text.h"

using namespace tcc;

std::string tcc::quote(std::string_view text, size_t limit) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out = "'";
  for (char c : text.substr(0, limit)) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      out += c;
    else
      out.append({'\\', 'x', digits[byte >> 4], digits[byte & 15]});
  }
  out += text.size() > limit ? "...'" : "'";
  return out;
}

void tcc::throwError(std::string_view where, std::string_view what, std::string_view hint,
                     Blame blame) {
  std::string message = concat(where, ": ", what);
  if (!hint.empty())
    message += concat("\nhint: ", hint);
  throw Error(message, blame);
}
