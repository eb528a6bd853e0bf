// The way to the compiler and to what it has compiled.
#ifndef TCC_LIB_DSL_COMPILERLIBRARY_H
#define TCC_LIB_DSL_COMPILERLIBRARY_H

#include "tcc/Compiler/Compiler.h"
#include "tcc/Executable.h"
#include "tcc/Tensor.h"

#include <span>

namespace tcc::detail {

/// The compiler of this process: linked in, or libtcc-compiler.so, loaded on the first call.
CompilerInterface &compiler();

/// A program that is compiled and loaded.
struct Program {
  Executable executable;
  Report report;
};

/// Looks the program up by its content, compiles it the first time. Source lines are no part of the
/// content.
std::shared_ptr<const Program> compileCached(const Graph &graph, const CompileOptions &options);

/// Compiles (or finds) and runs a program of one result.
Tensor runOnce(const Graph &graph, std::span<const Tensor> arguments);

/// All that a graph computes, as bytes: equal for equal programs, different for different ones.
std::string contentOf(const Graph &graph, const CompileOptions &options);

} // namespace tcc::detail

#endif
