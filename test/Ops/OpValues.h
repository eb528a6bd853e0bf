// Numbers beside text: each op is compiled and run against an independent reference, and its
// gradient against central differences in f64. A case is one line of a table; `T` in its types
// stands for the element type under test.
#ifndef TCC_TEST_OPS_OPVALUES_H
#define TCC_TEST_OPS_OPVALUES_H

#include "tcc/Array.h"
#include "tcc/Compiler/Compiler.h"

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace tcc::test {

/// How every program here is compiled: for the CPU that --target names, else for this one.
CompileOptions options();

/// A tensor of a reference computation, always in double.
struct Values {
  Shape shape;
  std::vector<double> data;

  double &at(std::initializer_list<int64_t> index);
  double at(std::initializer_list<int64_t> index) const {
    return const_cast<Values *>(this)->at(index);
  }
};

struct OpCase {
  std::string op; // over %a, %b, %c: "tcc.add %a, %b : tensor<2x3xT>, tensor<3xT>"
  std::vector<std::string> arguments; // "2x3xT", "3xT", "4xi32"
  std::string result;                 // "2x3xT"
  /// None: the interpreter, which is the second opinion otherwise, is the only one.
  std::function<Values(const std::vector<Values> &)> reference = {};
  double low = -2, high = 2;     // of the arguments' elements
  std::vector<int64_t> wrt = {}; // arguments whose gradient is checked
  double tolerance = 1e-5;       // relative, in f32; 1e-12 in f64 unless looser
  double tolerance64 = 1e-12;
  bool f32Only = false;
  std::string before = {}; // ops before it, whose results it may take
  bool hasExport = true;   // else StableHLO has no form for it
};

std::ostream &operator<<(std::ostream &os, const OpCase &c);

/// A reference that applies `f` to elements, its operands broadcast as NumPy does.
std::function<Values(const std::vector<Values> &)>
elementwise(std::function<double(const std::vector<double> &)> f);

/// A reference that makes each element of a result of this shape from its index.
std::function<Values(const std::vector<Values> &)>
moved(Shape shape,
      std::function<double(const std::vector<Values> &, const std::vector<int64_t> &)> element);

/// Compiles and runs the op in `dtype` ("f32", "f64") and expects the reference's values.
void expectValues(const OpCase &c, const std::string &dtype);
/// Expects the gradient of sum(op(...) * w) by the arguments `wrt` to agree with central
/// differences, in f64.
void expectGradient(const OpCase &c);

} // namespace tcc::test

#endif
