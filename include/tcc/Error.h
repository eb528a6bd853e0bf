// The one exception type of the public API.
#ifndef TCC_ERROR_H
#define TCC_ERROR_H

#include <stdexcept>
#include <string>

namespace tcc {

/// Whose mistake it is; the command line ends with the same number.
enum class Blame {
  User = 1,        // the message says where, what was expected, what came, and a hint
  Unsupported = 3, // tcc cannot do this yet; the message names it
  Internal = 70    // ours; the message names a reproducer
};

class Error : public std::runtime_error {
public:
  explicit Error(const std::string &message, Blame blame = Blame::User)
      : std::runtime_error(message), blame(blame) {}

  Blame blame;
};

} // namespace tcc

#endif
