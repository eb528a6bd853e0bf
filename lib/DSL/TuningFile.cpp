// Which tuning file a compile uses. One rule: the one that is named, else $TCC_TUNING, else none.
#include "tcc/Compiler/Compiler.h"
#include "tcc/Support/File.h"

#include <cstdlib>

using namespace tcc;

static constexpr uint64_t largestFile = uint64_t(64) << 20;

TuningFile TuningFile::open(const std::string &path) {
  const char *variable = std::getenv("TCC_TUNING");
  std::string named = !path.empty() ? path : variable ? variable : "";
  // A machine's owner sets the variable once, before there is anything in the file.
  if (named.empty() || (path.empty() && !std::filesystem::exists(named)))
    return {};
  return {named, std::string(textOf(bytesOf(readFile(named, {.limit = largestFile}))))};
}
