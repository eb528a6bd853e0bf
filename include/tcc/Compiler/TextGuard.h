// What is done with a module's text before the parser sees it.
#ifndef TCC_COMPILER_TEXTGUARD_H
#define TCC_COMPILER_TEXTGUARD_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace tcc {

struct TextProblem {
  size_t offset = 0; // in bytes, where it starts
  std::string message;
};

/// Nothing, or why the text cannot be a module: bytecode, a zero byte, brackets, signs or aliases
/// nested deeper than any program's.
std::optional<TextProblem> checkModuleText(llvm::StringRef text);

/// The text with each dense<"0x..."> of truth values in the form that the parser reads; nothing if
/// there is nothing to change.
std::optional<std::string> packTruthBytes(llvm::StringRef text);

/// Where a text first speaks of quantized types, which no dialect here has: a parser would take
/// them for a mistake.
std::optional<size_t> findQuantizedType(llvm::StringRef text);

} // namespace tcc

#endif
