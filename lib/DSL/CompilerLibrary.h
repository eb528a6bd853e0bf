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

/// Which compiler that is: another one if it was built anew. Known without loading it, where it
/// lies beside this library; "" if that cannot be known.
const std::string &compilerIdentity();

/// The build id of a program or library, else its size and date; "" if there is no such file.
std::string identityOf(const std::string &path);

/// A program that is compiled and loaded.
struct Program {
  Executable executable;
  Report report;
};

/// Looks the program up by its content, in this process, then on disk; compiles it the first time.
/// Source lines are no part of the content: a program found speaks of the lines that it was
/// compiled from.
std::shared_ptr<const Program> compileCached(const Graph &graph, const CompileOptions &options);

/// CompilerInterface::inferTypes, looked up on disk first.
std::vector<TensorType> inferTypesCached(const Graph &graph, int32_t node);

/// Compiles (or finds) and runs a program of one result.
std::vector<Tensor> runOnce(const Graph &graph, std::span<const Tensor> arguments);

/// All that a graph computes, as bytes: equal for equal programs, different for different ones.
std::string contentOf(const Graph &graph, const CompileOptions &options);

/// The key on disk of a program of this content, for this machine, compiler and runtime.
std::string programKey(const std::string &content, const CompileOptions &options);
/// The key of the types that a node of a graph has.
std::string typesKey(const Graph &graph, int32_t node);

/// A report as text, and back; nothing if the text is no report's.
std::string toText(const Report &report);
std::optional<Report> reportFromText(const std::string &text);
/// The same for types.
std::string toText(const std::vector<TensorType> &types);
std::optional<std::vector<TensorType>> typesFromText(const std::string &text);

} // namespace tcc::detail

#endif
