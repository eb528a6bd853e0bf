// Text for error messages: one shape for all of them, and safe quoting of what came from outside.
#ifndef TCC_SUPPORT_TEXT_H
#define TCC_SUPPORT_TEXT_H

#include "tcc/Error.h"

#include <sstream>
#include <string>
#include <string_view>

namespace tcc {

/// The parts, printed one after the other.
template <class... Parts> std::string concat(const Parts &...parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

/// 'text' for a message: control bytes as \xNN, cut after `limit` bytes with "...".
std::string quote(std::string_view text, size_t limit = 40);

/// Throws tcc::Error "where: what", and "hint: ..." on a second line if there is one. `where` is a
/// file or file:line:column.
[[noreturn]] void throwError(std::string_view where, std::string_view what,
                             std::string_view hint = {}, Blame blame = Blame::User);

} // namespace tcc

#endif
