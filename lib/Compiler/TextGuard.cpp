// MLIR's parser recurses with the nesting of its input: 200,000 brackets overflow any stack.
// Programs nest a few dozen deep.
#include "tcc/Compiler/TextGuard.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace tcc;
using llvm::StringRef;

static constexpr int deepestNesting = 512;
static constexpr int longestSignRun = 64;
static constexpr uint64_t largestAlias = 1 << 20; // what an alias stands for, in names and brackets

/// The offset just behind the string literal or comment that starts at `i`, or `i` if none does.
static size_t skipQuoted(StringRef text, size_t i) {
  if (text[i] == '"') {
    size_t end = i + 1;
    while (end < text.size() && text[end] != '"' && text[end] != '\n')
      end += text[end] == '\\' ? 2 : 1;
    return std::min(end + 1, text.size());
  }
  if (text.substr(i).starts_with("//"))
    return std::min(text.find('\n', i), text.size());
  return i;
}

static std::string nestingMessage(char bracket) {
  return "'" + std::string(1, bracket) + "' opens nesting level " +
         std::to_string(deepestNesting + 1) + "; at most " + std::to_string(deepestNesting) +
         " are accepted";
}

namespace {

/// What the aliases of types, attributes and locations stand for, written out: !b = tuple<!a, !a>
/// doubles !a, and forty such lines are a type that nobody can print.
class AliasSizes {
public:
  /// Whether the alias being defined has become too large with the character at `i`. `depth` counts
  /// the brackets that are open.
  bool grows(StringRef text, size_t i, int depth) {
    if (text[i] == '\n') {
      if (isOpen && hasContent && depth <= outerDepth)
        close();
      return false;
    }
    hasContent |= isOpen && !llvm::isSpace(text[i]);
    if (text[i] != '!' && text[i] != '#')
      return false;
    StringRef name = text.substr(i).take_front(1 + text.substr(i + 1).find_if_not(isNameCharacter));
    bool startsLine = i == 0 || text[i - 1] == '\n';
    if (startsLine && text.substr(i + name.size()).ltrim(" \t").starts_with("=")) {
      close();
      current = name, size = 1, outerDepth = depth, isOpen = true;
      return false;
    }
    auto known = sizes.find(name);
    size += known == sizes.end() ? 1 : known->second;
    return isOpen && size > largestAlias;
  }

private:
  static bool isNameCharacter(char c) { return llvm::isAlnum(c) || c == '_' || c == '$'; }

  void close() {
    if (isOpen)
      sizes[current] = size;
    isOpen = hasContent = false;
  }

  llvm::StringMap<uint64_t> sizes;
  StringRef current;
  uint64_t size = 0;
  int outerDepth = 0;
  bool isOpen = false, hasContent = false;
};

} // namespace

std::optional<TextProblem> tcc::checkModuleText(StringRef text) {
  if (text.starts_with("ML\xefR"))
    return TextProblem{0, "this is MLIR bytecode; expected text (write it with mlir-opt)"};
  if (size_t zero = text.find('\0'); zero != StringRef::npos)
    return TextProblem{zero, "a zero byte; expected a module as text"};
  int depth = 0, angles = 0, signs = 0;
  AliasSizes aliases;
  for (size_t i = 0; i < text.size(); ++i) {
    if (size_t end = skipQuoted(text, i); end != i) {
      i = end - 1;
      continue;
    }
    char c = text[i];
    if (aliases.grows(text, i, depth + angles))
      return TextProblem{i, "this alias stands for more than " + std::to_string(largestAlias) +
                                " names, written out"};
    bool isArrowHead = c == '>' && i > 0 && (text[i - 1] == '-' || text[i - 1] == '=');
    if (StringRef("([{").contains(c) && ++depth > deepestNesting)
      return TextProblem{i, nestingMessage(c)};
    if (StringRef(")]}").contains(c))
      depth = std::max(0, depth - 1);
    // '<' may also compare in an affine set, so it is counted apart and never below nought.
    if (c == '<' && ++angles > deepestNesting)
      return TextProblem{i, nestingMessage(c)};
    if (c == '>' && !isArrowHead)
      angles = std::max(0, angles - 1);
    if (c == '-' && ++signs > longestSignRun)
      return TextProblem{i, "more than " + std::to_string(longestSignRun) + " signs in a row"};
    if (c != '-' && !llvm::isSpace(c))
      signs = 0;
  }
  return std::nullopt;
}

std::optional<size_t> tcc::findQuantizedType(StringRef text) {
  if (!text.contains("!quant."))
    return std::nullopt;
  for (size_t i = 0; i < text.size();) {
    size_t end = skipQuoted(text, i);
    if (end == i && text.substr(i).starts_with("!quant."))
      return i;
    i = end == i ? i + 1 : end;
  }
  return std::nullopt;
}
