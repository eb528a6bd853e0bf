// The C header of an artifact: what it takes and gives, its manifest, and a function with typed
// parameters.
#include "Manifest.h"

#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

using namespace tcc::cpu;
using llvm::StringRef;

static const char *cType(tccrt_dtype dtype) {
  switch (dtype) {
  case TCCRT_I1:
  case TCCRT_I8:
    return "int8_t";
  case TCCRT_I16:
    return "int16_t";
  case TCCRT_I32:
    return "int32_t";
  case TCCRT_I64:
    return "int64_t";
  case TCCRT_U8:
  case TCCRT_F8E5M2:
  case TCCRT_F8E4M3:
  case TCCRT_F8E4M3FN:
  case TCCRT_F8E4M3FNUZ:
  case TCCRT_F8E4M3B11FNUZ:
  case TCCRT_F8E5M2FNUZ:
  case TCCRT_F8E3M4:
  case TCCRT_F8E8M0FNU:
    return "uint8_t";
  case TCCRT_U16:
  case TCCRT_F16:
  case TCCRT_BF16:
    return "uint16_t";
  case TCCRT_U32:
    return "uint32_t";
  case TCCRT_U64:
    return "uint64_t";
  case TCCRT_F32:
  case TCCRT_C64: // the parts, one after the other: C++ has no complex numbers of C
    return "float";
  case TCCRT_F64:
  case TCCRT_C128:
    return "double";
  case TCCRT_DTYPE_NONE:
    break;
  }
  return "void";
}

static std::string identifier(StringRef text) {
  std::string name = text.str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return name.empty() || llvm::isDigit(name[0]) ? "_" + name : name;
}

/// For a comment: a name may hold anything.
static std::string commentText(StringRef text) {
  std::string safe = text.str();
  for (size_t i = 0; i < safe.size(); ++i)
    if (!llvm::isPrint(safe[i]) || (safe[i] == '/' && i > 0 && safe[i - 1] == '*'))
      safe[i] = '?';
  return safe;
}

static std::string typeText(mlir::MemRefType type) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << type.getElementType() << "[";
  auto print = [&](int64_t extent) {
    mlir::ShapedType::isDynamic(extent) ? out << "?" : out << extent;
  };
  llvm::interleave(type.getShape(), print, [&] { out << "x"; });
  out << "]";
  return text;
}

static void writeTable(llvm::raw_ostream &out, StringRef what,
                       llvm::ArrayRef<ProgramValue> values) {
  out << " * " << what << ":\n";
  for (auto [i, v] : llvm::enumerate(values)) {
    out << " *   [" << i << "] " << typeText(v.type);
    if (!v.name.empty())
      out << " " << commentText(v.name);
    if (v.alias >= 0)
      out << (what == "results" ? ", in the memory of argument " : ", donated to result ")
          << v.alias;
    out << "\n";
  }
}

// Parameters of the typed function: arguments, then results that have memory of their own.
static void writeCall(llvm::raw_ostream &out, StringRef name, const ProgramRecord &program) {
  std::string parameters, arguments, results;
  for (auto [i, v] : llvm::enumerate(program.arguments)) {
    std::string parameter =
        "a" + std::to_string(i) + (v.name.empty() ? "" : "_" + identifier(v.name));
    parameters += std::string(", ") + (v.alias < 0 ? "const " : "") +
                  cType(*dtypeOf(v.type.getElementType())) + " *" + parameter;
    arguments += (i ? ", (void *)" : "(void *)") + parameter;
  }
  for (auto [i, v] : llvm::enumerate(program.results)) {
    std::string parameter = v.alias < 0 ? "r" + std::to_string(i) : "0";
    if (v.alias < 0)
      parameters += std::string(", ") + cType(*dtypeOf(v.type.getElementType())) + " *" + parameter;
    results += (i ? ", " : "") + parameter;
  }
  auto array = [&](StringRef variable, StringRef values) {
    out << "  void *const " << variable << "[] = {" << (values.empty() ? "0" : values) << "};\n";
  };
  bool hasBatch = !program.blocks.empty();
  if (hasBatch)
    out << "/* `batch` is the extent that is written ? above: none or more. */\n";
  out << "static inline tccrt_status " << name << "_call(tccrt_executable *executable"
      << (hasBatch ? ", int64_t batch" : "") << parameters << ") {\n";
  array("arguments", arguments);
  array("results", results);
  out << "  return tccrt_executable_call" << (hasBatch ? "_batch(executable, batch" : "(executable")
      << ", arguments, " << program.arguments.size() << ", results, " << program.results.size()
      << ");\n}\n";
}

mlir::FailureOr<std::string> tcc::cpu::emitHeader(mlir::ModuleOp module, const CpuTarget &target,
                                                  StringRef name, const EmitOptions &options) {
  auto program = ProgramRecord::load(module);
  if (!program)
    return module.emitError("expected a program in the LLVM dialect (no exec.program)");
  std::string text, prefix = identifier(name);
  llvm::raw_string_ostream out(text);
  out << "/* " << commentText(program->name) << ", compiled by tcc for cpu:" << target.cpu << ".\n";
  writeTable(out, "arguments", program->arguments);
  writeTable(out, "results", program->results);
  out << " * Open the library with tccrt_executable_load, or wrap the linked-in manifest with\n"
         " * tccrt_executable_create; link with tcc's runtime. */\n"
      << "#ifndef TCC_ARTIFACT_" << prefix << "_H\n#define TCC_ARTIFACT_" << prefix << "_H\n\n"
      << "#include \"tccrt.h\"\n\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
      << "extern const tccrt_manifest " << options.manifestSymbol << ";\n\n";
  writeCall(out, prefix, *program);
  out << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
  return text;
}
