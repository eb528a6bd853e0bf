// A stand-in for the compiler: it interprets recorded graphs, in double, and takes gradients by
// central differences. It is linked into the tests of the API, which are about tracing, not about
// code.
#ifndef TCC_TEST_API_FAKECOMPILER_H
#define TCC_TEST_API_FAKECOMPILER_H

#include "tcc/Compiler/Compiler.h"

namespace tcc::test {

/// What the stand-in was asked for so far.
struct CompilerCalls {
  int compiled = 0;
  int inferred = 0;
};
CompilerCalls &compilerCalls();

/// One line an op: "%2 = tcc.add %0, %a1 {axis = 1}"; arguments are %a0, %a1, ...
std::string textOf(const detail::Graph &graph);

} // namespace tcc::test

#endif
