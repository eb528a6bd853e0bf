// Names of leaves, and the check that two trees fit.
#include "tcc/Tree.h"

#include "tcc/Support/Text.h"

using namespace tcc;

void detail::ChildName::appendTo(std::string &path) const {
  if (name.empty())
    path += concat("[", index, "]");
  else
    path += path.empty() ? std::string(name) : concat(".", name);
}

void detail::checkSameLeaves(const std::vector<std::string> &expected,
                             const std::vector<std::string> &got) {
  for (size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
    if (i >= got.size())
      throwError("map", concat("the trees differ: '", expected[i], "' is only in the first one"));
    if (i >= expected.size())
      throwError("map", concat("the trees differ: '", got[i], "' is not in the first one"));
    if (expected[i] != got[i])
      throwError("map", concat("the trees differ: '", expected[i],
                               "' in the first one stands against '", got[i], "'"));
  }
}
