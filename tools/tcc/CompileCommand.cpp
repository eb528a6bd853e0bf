// tcc model.mlir: compile; print the report, a stage, or write an artifact.
#include "Commands.h"

#include "tcc/Support/File.h"

#include <algorithm>
#include <filesystem>

using namespace tcc;
using namespace tcc::cli;

/// "x=32x784" -> {"x", {32, 784}}.
static std::pair<std::string, Shape> parseShapeOption(const std::string &text) {
  size_t equals = text.find('=');
  Shape shape;
  bool good = equals != std::string::npos && equals > 0;
  for (size_t begin = equals + 1; good && begin < text.size();) {
    size_t end = std::min(text.find('x', begin), text.size());
    int64_t extent = 0;
    good = !llvm::StringRef(text).slice(begin, end).getAsInteger(10, extent) && extent >= 0;
    shape.push_back(extent);
    begin = end + 1;
  }
  if (!good)
    throw Error("--shape expects ARGUMENT=EXTENTS such as x=32x784, got '" + text + "'");
  return {text.substr(0, equals), shape};
}

static void applyShapes(const CommandLine &line, detail::ProgramInterface &program) {
  std::vector<ValueDescription> arguments = program.arguments();
  for (const std::string &text : line.getAll(OPT_shape)) {
    auto [name, shape] = parseShapeOption(text);
    auto found =
        std::find_if(arguments.begin(), arguments.end(), [&](auto &a) { return a.name == name; });
    if (found == arguments.end())
      throw Error("--shape: the program has no argument '" + name + "'");
    found->type.shape = shape;
  }
  std::vector<detail::TensorType> types;
  for (const ValueDescription &argument : arguments) {
    types.push_back(argument.type);
    // An artifact takes any batch. In a report or a stage one row stands for it unless told
    // otherwise.
    if (line.has(OPT_output) && !line.has(OPT_emit))
      continue;
    for (int64_t &extent : types.back().shape)
      if (extent < 0) {
        std::fprintf(stderr,
                     "tcc: note: argument '%s' has a symbolic dimension, compiled for 1 "
                     "(--shape=%s=... to choose)\n",
                     argument.name.c_str(), argument.name.c_str());
        extent = 1;
      }
  }
  program.specialize(types);
}

static bool isArtifact(const std::string &path) {
  std::string ending = std::filesystem::path(path).extension();
  return ending == ".so" || ending == ".o" || ending == ".a";
}

int cli::runCompile(const CommandLine &line) {
  if (line.inputs().size() > 1)
    throw Error("expected one model, got also '" + line.inputs()[1] + "'");
  auto program = tcc_compiler_interface()->parseFile(modelPath(line), line.compileOptions());
  program->selectEntry(line.get(OPT_entry, "main"));
  std::string stage = line.get(OPT_emit);
  if (line.has(OPT_emit) && isArtifact(line.get(OPT_output)))
    throw Error("--emit prints a stage and -o writes an artifact: choose one");
  if (stage != "tcc" || line.has(OPT_shape))
    applyShapes(line, *program);
  if (!stage.empty()) {
    std::string text = program->emit(stage, line.has(OPT_locations));
    if (line.has(OPT_output))
      writeFile(line.get(OPT_output), text);
    else
      std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
  }
  if (line.has(OPT_output))
    program->write(line.get(OPT_output));
  else
    Executable discard(program->load());
  std::fputs(formatReport(program->report(), line.has(OPT_timing), line.has(OPT_explain)).c_str(),
             stdout);
  return 0;
}
