// The tuning file, line by line. Schedules are read by MLIR's own parser, whose errors are given
// out at the file's line.
#include "tcc/Schedules/Tuning.h"

#include "mlir/AsmParser/AsmParser.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tcc;

static constexpr llvm::StringLiteral firstLine = "tcc-tuning 1";
static constexpr size_t longestLine = 4096; // MLIR's parser recurses with nesting
static constexpr size_t structureDigits = 32;

//===- reading -------------------------------------------------------------------------------===//

namespace tcc {
class TuningParser {
public:
  TuningParser(StringRef path, MLIRContext *context) : path(path), context(context) {}

  LogicalResult parse(StringRef text) {
    while (!text.empty()) {
      auto [line, rest] = text.split('\n');
      ++number;
      if (failed(number == 1 ? takeVersion(line) : take(line.rtrim('\r'))))
        return failure();
      text = rest;
    }
    return number ? success() : takeVersion("");
  }

  Tuning result;

private:
  InFlightDiagnostic error() {
    return emitError(FileLineColLoc::get(context, path, number ? number : 1, 1));
  }

  LogicalResult takeVersion(StringRef line) {
    if (line.rtrim('\r') == firstLine)
      return success();
    return error() << "expected a tuning file, which starts with '" << firstLine << "'";
  }

  LogicalResult take(StringRef line) {
    if (line.size() > longestLine)
      return error() << "a line of " << line.size() << " bytes; at most " << longestLine
                     << " are accepted";
    StringRef content = line.trim();
    if (content.empty() || content.starts_with("//"))
      return success();
    if (content.consume_front("target "))
      return takeTarget(content.trim());
    if (content.consume_front("kernel "))
      return takeKernel(content.ltrim());
    return error() << "expected 'target ...' or 'kernel ...'";
  }

  LogicalResult takeTarget(StringRef target) {
    section = &result.sections[target.str()];
    return success();
  }

  LogicalResult takeKernel(StringRef content) {
    if (!section)
      return error() << "a kernel before the line that names its target";
    auto [structure, rest] = content.split(' ');
    if (structure.size() != structureDigits || !llvm::all_of(structure, llvm::isHexDigit))
      return error() << "expected a kernel's structure, " << structureDigits
                     << " hexadecimal digits";
    auto [schedule, note] = rest.split("//");
    Attribute attribute = parseSchedule(schedule.trim());
    if (!attribute)
      return failure();
    if (!section->try_emplace(structure.lower(), Tuning::Entry{attribute, note.trim().str()})
             .second)
      return error() << "the target's second schedule for this kernel";
    return success();
  }

  /// Null, diagnosed, for what is no schedule.
  Attribute parseSchedule(StringRef text) {
    std::string reason;
    Attribute attribute;
    {
      ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
        if (reason.empty())
          reason = diagnostic.str();
        return success();
      });
      attribute = parseAttribute(text, context);
    }
    if (isa_and_nonnull<exec::ContractionScheduleAttr, exec::LoopsScheduleAttr>(attribute))
      return attribute;
    InFlightDiagnostic diagnostic = error() << "expected a schedule, #exec.contraction<...> or "
                                               "#exec.loops<...>";
    if (!reason.empty())
      diagnostic << ": " << reason;
    return {};
  }

  StringRef path;
  MLIRContext *context;
  unsigned number = 0; // of the line at hand
  Tuning::Section *section = nullptr;
};
} // namespace tcc

FailureOr<Tuning> Tuning::parse(StringRef text, StringRef path, MLIRContext *context) {
  TuningParser parser(path, context);
  if (failed(parser.parse(text)))
    return failure();
  return std::move(parser.result);
}

//===- writing -------------------------------------------------------------------------------===//

std::string Tuning::text() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << firstLine << "\n";
  for (const auto &[target, section] : sections) {
    os << "\ntarget " << target << "\n";
    for (const auto &[structure, entry] : section) {
      os << "kernel " << structure << " " << entry.schedule;
      os << (entry.note.empty() ? "" : " // ") << entry.note << "\n";
    }
  }
  return text;
}

void Tuning::addTarget(StringRef target) { sections[target.str()]; }

void Tuning::insert(StringRef target, StringRef structure, Attribute schedule, std::string note) {
  sections[target.str()][structure.str()] = {schedule, std::move(note)};
}

//===- use -----------------------------------------------------------------------------------===//

int64_t Tuning::countForOthers(StringRef target) const {
  int64_t count = 0;
  for (const auto &[name, section] : sections)
    count += name == target ? 0 : int64_t(section.size());
  return count;
}

Attribute Tuning::find(StringRef target, StringRef structure) const {
  auto section = sections.find(target);
  if (section == sections.end())
    return {};
  auto entry = section->second.find(structure);
  return entry == section->second.end() ? Attribute() : entry->second.schedule;
}
