// Parsing by LLVM's option library: a table, no global state, the nearest option suggested for a
// misspelt one.
#include "CommandLine.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace tcc;
using namespace tcc::cli;
using namespace llvm::opt;

#define OPTTABLE_STR_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

static constexpr OptTable::Info optionInfos[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

namespace {
class Table : public GenericOptTable {
public:
  Table() : GenericOptTable(OptionStrTable, OptionPrefixesTable, optionInfos) {}
};
} // namespace

static const Table &table() {
  static const Table theTable;
  return theTable;
}

static InputArgList parse(llvm::ArrayRef<const char *> words, cli::Visibility command) {
  unsigned missingIndex = 0, missingCount = 0;
  InputArgList list =
      table().ParseArgs(words, missingIndex, missingCount, llvm::opt::Visibility(command));
  if (missingCount)
    throw Error(std::string("option '") + words[missingIndex] + "' needs a value");
  return list;
}

CommandLine::CommandLine(llvm::ArrayRef<const char *> words, cli::Visibility command)
    : arguments(parse(words, command)), command(command) {
  for (const Arg *unknown : arguments.filtered(OPT_UNKNOWN)) {
    std::string word = unknown->getAsString(arguments), nearest;
    std::string message = "unknown option '" + word + "'";
    if (table().findNearest(word, nearest, llvm::opt::Visibility(command)) <= 2)
      message += "; did you mean '" + nearest + "'?";
    throw Error(message);
  }
  for (const Arg *input : arguments.filtered(OPT_INPUT))
    inputWords.push_back(input->getValue());
}

int64_t CommandLine::getInteger(OptionId id, int64_t fallback, int64_t least) const {
  const Arg *argument = arguments.getLastArg(id);
  if (!argument)
    return fallback;
  int64_t value = 0;
  if (llvm::StringRef(argument->getValue()).getAsInteger(10, value) || value < least)
    throw Error(argument->getSpelling().str() + " expects a whole number of at least " +
                std::to_string(least) + ", got '" + argument->getValue() + "'");
  return value;
}

double CommandLine::getNumber(OptionId id, double fallback) const {
  const Arg *argument = arguments.getLastArg(id);
  if (!argument)
    return fallback;
  double value = 0;
  if (llvm::StringRef(argument->getValue()).getAsDouble(value))
    throw Error(argument->getSpelling().str() + " expects a number, got '" + argument->getValue() +
                "'");
  return value;
}

CompileOptions CommandLine::compileOptions() const {
  CompileOptions options;
  options.target = get(OPT_target, "cpu");
  options.fastMath = has(OPT_fast_math);
  options.verifyEach = has(OPT_verify_each);
  options.tuning = TuningFile::open(get(OPT_tuning));
  return options;
}

void CommandLine::printHelp(const char *title, const char *usage) const {
  table().printHelp(llvm::outs(), usage, title, /*ShowHidden=*/false, /*ShowAllAliases=*/false,
                    llvm::opt::Visibility(command));
}
