// What a pass may ask of tcc.attention.
#ifndef TCC_DIALECT_TCC_ATTENTION_H
#define TCC_DIALECT_TCC_ATTENTION_H

#include "llvm/ADT/StringRef.h"

namespace tcc::ir {

/// On an attention op: it is decomposed whole, whatever its size. For an analysis of what is
/// computed, to which blocks are a detail.
inline constexpr llvm::StringLiteral wholeAttention = "tcc.whole";

} // namespace tcc::ir

#endif
