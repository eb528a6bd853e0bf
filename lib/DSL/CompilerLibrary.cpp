// Finds libtcc-compiler.so, so that a program pays for LLVM only if it compiles something.
#include "CompilerLibrary.h"

#include "tcc/Support/Text.h"

#include <dlfcn.h>
#include <filesystem>

using namespace tcc;
using namespace tcc::detail;

// Not null where a program links the compiler itself.
extern "C" __attribute__((weak)) CompilerInterface *tcc_compiler_interface();

static constexpr const char *libraryName = "libtcc-compiler.so";

// Beside the library (or program) that this code is in, then wherever the loader looks.
static CompilerInterface &load() {
  std::string reasons;
  std::vector<std::string> candidates;
  Dl_info here;
  if (dladdr(reinterpret_cast<void *>(&compiler), &here) && here.dli_fname) {
    auto folder = std::filesystem::absolute(here.dli_fname).parent_path();
    candidates.push_back(folder / libraryName);
    candidates.push_back(folder.parent_path() / "lib" / libraryName);
  }
  candidates.push_back(libraryName);
  for (const std::string &path : candidates) {
    void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (void *symbol = library ? dlsym(library, "tcc_compiler_interface") : nullptr)
      return *reinterpret_cast<CompilerInterface *(*)()>(symbol)();
    const char *reason = dlerror();
    reasons += concat("\n  ", path, ": ", reason ? reason : "no compiler in it");
  }
  throwError(
      "tcc", concat("the compiler was not found; looked for", reasons),
      concat("install ", libraryName, " beside libtcc.so, or name its folder in LD_LIBRARY_PATH"));
}

CompilerInterface &detail::compiler() {
  static CompilerInterface &found = tcc_compiler_interface ? *tcc_compiler_interface() : load();
  return found;
}
