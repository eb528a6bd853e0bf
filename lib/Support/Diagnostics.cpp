// Diagnostics as text. The blame travels as a prefix of the message, so that any pass can state it
// without a side channel.
#include "tcc/Support/Diagnostics.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tcc;

static constexpr llvm::StringLiteral unsupportedPrefix = "not supported: ";
static constexpr llvm::StringLiteral internalPrefix = "internal error: ";

InFlightDiagnostic tcc::emitUnsupported(Location loc) {
  return emitError(loc) << unsupportedPrefix;
}
InFlightDiagnostic tcc::emitInternal(Location loc) { return emitError(loc) << internalPrefix; }

/// The line that a person wrote: a fused location speaks through its first part that has one.
static FileLineColLoc findFileLocation(Location loc) {
  if (auto file = dyn_cast<FileLineColLoc>(loc))
    return file;
  if (auto name = dyn_cast<NameLoc>(loc))
    return findFileLocation(name.getChildLoc());
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return findFileLocation(call.getCallee());
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      if (auto file = findFileLocation(part))
        return file;
  return {};
}

std::string tcc::describeLocation(Location loc) {
  FileLineColLoc file = findFileLocation(loc);
  if (!file)
    return "";
  return (file.getFilename().getValue() + ":" + Twine(file.getLine()) + ":" +
          Twine(file.getColumn()))
      .str();
}

/// "    %0 = tcc.add ..." and a caret below, if the text of the file is at hand.
static void printSourceLine(llvm::raw_ostream &os, llvm::SourceMgr &sources, FileLineColLoc loc) {
  for (unsigned id = 1; id <= sources.getNumBuffers(); ++id) {
    const llvm::MemoryBuffer *text = sources.getMemoryBuffer(id);
    if (text->getBufferIdentifier() != loc.getFilename().getValue())
      continue;
    SMLoc where = sources.FindLocForLineAndColumn(id, loc.getLine(), std::max(1u, loc.getColumn()));
    if (!where.isValid())
      return;
    const char *begin = where.getPointer(), *end = where.getPointer();
    while (begin != text->getBufferStart() && begin[-1] != '\n')
      --begin;
    while (end != text->getBufferEnd() && *end != '\n')
      ++end;
    // A monstrous line would bury the message.
    StringRef line(begin, end - begin);
    size_t column = where.getPointer() - begin, first = column > 60 ? column - 60 : 0;
    os << "  " << line.substr(first, 120) << "\n  ";
    os.indent(column - first) << "^\n";
    return;
  }
}

/// MLIR adds the op in its own form to a verifier's error: of use to a developer, not to a user.
static bool isDump(Diagnostic &note) {
  return StringRef(note.str()).starts_with("see current operation: ");
}

DiagnosticCollector::DiagnosticCollector(MLIRContext *context, llvm::SourceMgr *sources)
    : sources(sources), handler(context, [this](Diagnostic &diagnostic) {
        switch (diagnostic.getSeverity()) {
        case DiagnosticSeverity::Error:
          ++errors;
          add(diagnostic, "error");
          break;
        case DiagnosticSeverity::Warning:
          add(diagnostic, "warning");
          break;
        default:
          add(diagnostic, "note");
        }
        for (Diagnostic &note : diagnostic.getNotes())
          if (gravest == Blame::Internal || !isDump(note))
            add(note, "note");
        return success();
      }) {}

/// Types may be as long as a book.
static std::string shortened(std::string message) {
  constexpr size_t most = 2000, tail = 200;
  if (message.size() <= most)
    return message;
  return message.substr(0, most - tail) + " ... " + message.substr(message.size() - tail);
}

/// What MLIR's parser says of dialects that it does not know, without its advice: tcc has no such
/// options.
static std::string reworded(std::string message) {
  StringRef text(message);
  if (text.starts_with("operation being parsed with an unregistered dialect"))
    return (unsupportedPrefix + "an op of a dialect that tcc does not know").str();
  auto [thing, advice] = text.split(" created with unregistered dialect");
  if (!advice.empty()) // a type or an attribute
    return (unsupportedPrefix + thing + " of a dialect that tcc does not know").str();
  auto [dialect, op] = text.split("' not found for custom op ");
  if (dialect.starts_with("Dialect `") && !op.empty())
    return (unsupportedPrefix + "op " + op.rtrim()).str();
  return message;
}

void DiagnosticCollector::add(Diagnostic &diagnostic, StringRef severity) {
  std::string message = reworded(shortened(diagnostic.str()));
  if (StringRef(message).contains(internalPrefix))
    gravest = Blame::Internal;
  else if (StringRef(message).contains(unsupportedPrefix) && gravest != Blame::Internal)
    gravest = Blame::Unsupported;
  llvm::raw_string_ostream os(buffer);
  FileLineColLoc loc = findFileLocation(diagnostic.getLocation());
  bool isLine = loc && loc.getLine() > 0; // else the file as a whole is meant
  if (loc)
    os << loc.getFilename().getValue() << ':';
  if (isLine)
    os << loc.getLine() << ':' << loc.getColumn() << ':';
  os << (loc ? " " : "") << severity << ": " << message << '\n';
  if (isLine && sources)
    printSourceLine(os, *sources, loc);
}
