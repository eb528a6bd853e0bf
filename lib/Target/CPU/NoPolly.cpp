// Debian's archives of LLVM expect Polly (through lld's link-time optimisation, which tcc never
// runs) and its packages for development lack it: where no libPolly.a is found, this stands for it
// and adds no pass.
#include "llvm/Plugins/PassPlugin.h"

llvm::PassPluginLibraryInfo getPollyPluginInfo();

llvm::PassPluginLibraryInfo getPollyPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "NoPolly", "none", [](llvm::PassBuilder &) {}};
}
