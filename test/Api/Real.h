// Tests of the API on the real compiler: one table of ops is run eagerly and inside jit, and both
// are compared with plain C++.
#ifndef TCC_TEST_API_REAL_H
#define TCC_TEST_API_REAL_H

#include "Testing.h"
#include "tcc/tcc.h"

#include <functional>
#include <gtest/gtest.h>

namespace tcc::testing {

using Tensors = std::vector<Tensor>;
using Numbers = std::vector<double>;

/// What a result must be. f32 may be off by some units in the last place, integers not at all.
struct Wanted {
  Shape shape;
  Numbers values;
  DType dtype = DType::F32;
};

/// One use of an op: what it is called in messages, how it is written, what it gives.
struct OpCase {
  std::string text;
  std::function<Tensor(const Tensors &)> run;
  Wanted wanted;
};

/// A set of uses on the same inputs.
struct OpGroup {
  std::string name;
  Tensors inputs;
  std::vector<OpCase> cases;
};

inline void PrintTo(const OpGroup &group, std::ostream *os) { *os << group.name; }

/// Written by RealComplex.cpp, RealElementwise.cpp, RealIndex.cpp, RealStructured.cpp and
/// RealWindows.cpp.
std::vector<OpGroup> complexGroups();
std::vector<OpGroup> elementwiseGroups();
std::vector<OpGroup> indexGroups();
std::vector<OpGroup> mathGroups();
std::vector<OpGroup> structuredGroups();
std::vector<OpGroup> windowGroups();

void expectTensor(const Tensor &got, const Wanted &wanted, double tolerance = 2e-5);

/// The function of all cases of a group, for jit.
inline auto functionOf(const OpGroup &group) {
  return [cases = group.cases](const Tensors &inputs) {
    Tensors results;
    for (const OpCase &one : cases)
      results.push_back(one.run(inputs));
    return results;
  };
}

template <class F> std::string messageOf(F f) {
  try {
    f();
  } catch (const Error &error) {
    return error.what();
  }
  return "no error";
}

/// "RealErrors.cpp:12:": how a message names a line of a test.
inline std::string lineOf(const char *file, unsigned line) {
  return std::filesystem::path(file).filename().string() + ":" + std::to_string(line) + ":";
}

/// Bit for bit: every parameter of two trees.
template <class T> bool sameBits(const T &a, const T &b) {
  std::vector<Tensor> x = flatten(a), y = flatten(b);
  if (x.size() != y.size())
    return false;
  for (size_t i = 0; i < x.size(); ++i) {
    Array p = x[i].array(), q = y[i].array();
    if (p.dtype() != q.dtype() || p.shape() != q.shape() ||
        textOf(bytesOf(p)) != textOf(bytesOf(q)))
      return false;
  }
  return true;
}

} // namespace tcc::testing

#endif
