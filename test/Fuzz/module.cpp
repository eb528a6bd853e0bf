// Any bytes as a module in text: guarded, parsed and checked; a program that passes is
// differentiated and lowered to linalg. Diagnostics or a program, nothing else, and no internal
// error.
#include "tcc/Compiler/Session.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdlib>

using namespace mlir;
using namespace tcc;

static constexpr size_t longestLowered = 4096; // bytes of text: a run stays short

/// A type for each argument, symbolic extents being 3.
static std::vector<tcc::detail::TensorType> concreteTypes(Session &session) {
  std::vector<tcc::detail::TensorType> types;
  for (const ValueDescription &argument : session.arguments()) {
    types.push_back(argument.type);
    for (int64_t &extent : types.back().shape)
      extent = extent < 0 ? 3 : extent;
  }
  return types;
}

static void lowerEntry(StringRef text, StringRef entry, bool differentiate) {
  CompileOptions options;
  options.target = "cpu:x86-64-v3"; // whatever this machine is
  options.verifyEach = true;
  Session session(options);
  bool succeeds =
      succeeded(session.parseText(llvm::MemoryBuffer::getMemBufferCopy(text, "input"))) &&
      succeeded(session.selectEntry(entry)) &&
      (!differentiate || succeeded(session.differentiate({0}))) &&
      succeeded(session.specialize(concreteTypes(session))) &&
      succeeded(session.lower(Stage::Linalg));
  if (!succeeds &&
      (session.diagnostics().text().empty() || session.diagnostics().blame() == Blame::Internal)) {
    llvm::errs() << "@" << entry << ": " << session.diagnostics().text() << "\n";
    std::abort();
  }
}

static void fuzz(StringRef text) {
  Session session({});
  if (failed(session.parseText(llvm::MemoryBuffer::getMemBufferCopy(text, "input")))) {
    if (session.diagnostics().text().empty() || session.diagnostics().blame() == Blame::Internal)
      std::abort();
    return;
  }
  if (text.size() > longestLowered)
    return;
  for (auto function : session.module().getOps<func::FuncOp>())
    if (!function.isExternal())
      for (bool differentiate : {false, true})
        lowerEntry(text, function.getName(), differentiate);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef text(reinterpret_cast<const char *>(data), size);
  runWithLargeStack([&] { fuzz(text); });
  return 0;
}
