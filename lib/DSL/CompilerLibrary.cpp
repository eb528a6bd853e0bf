// Finds libtcc-compiler.so, so that a program pays for LLVM only if it compiles something.
#include "CompilerLibrary.h"

#include "tcc/Support/Text.h"

#include <dlfcn.h>
#include <filesystem>
#include <link.h>

using namespace tcc;
using namespace tcc::detail;

// Not null where a program links the compiler itself.
extern "C" __attribute__((weak)) CompilerInterface *tcc_compiler_interface();

static constexpr const char *libraryName = "libtcc-compiler.so";

/// The library or program that holds this address; "" where the loader does not know.
static std::string fileOf(const void *address) {
  Dl_info info;
  link_map *map = nullptr;
  if (!dladdr1(address, &info, reinterpret_cast<void **>(&map), RTLD_DL_LINKMAP) || !map)
    return "";
  std::error_code error; // the program itself has no name there
  auto path = *map->l_name ? std::filesystem::absolute(map->l_name, error)
                           : std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "" : path.string();
}

/// Beside the library (or program) that this code is in.
static std::vector<std::string> neighbours() {
  std::string here = fileOf(reinterpret_cast<const void *>(&compiler));
  if (here.empty())
    return {};
  auto folder = std::filesystem::path(here).parent_path();
  return {folder / libraryName, folder.parent_path() / "lib" / libraryName};
}

// The neighbours, then wherever the loader looks.
static CompilerInterface &load() {
  std::string reasons;
  std::vector<std::string> candidates = neighbours();
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

static std::string findIdentity() {
  if (tcc_compiler_interface)
    return identityOf(fileOf(reinterpret_cast<const void *>(&tcc_compiler_interface)));
  for (const std::string &path : neighbours())
    if (std::filesystem::exists(path))
      return identityOf(path);
  // Only the loader can find it: an object of it (its table of functions) tells where it is.
  const void *object = &compiler();
  return identityOf(fileOf(*static_cast<const void *const *>(object)));
}

const std::string &detail::compilerIdentity() {
  static const std::string identity = findIdentity();
  return identity;
}
