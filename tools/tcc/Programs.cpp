// What the commands share: opening a program, reading and writing arrays.
#include "Commands.h"

#include "tcc/Data/Npy.h"

#include <filesystem>

using namespace tcc;
using namespace tcc::cli;

std::string cli::modelPath(const CommandLine &line) {
  if (line.inputs().empty())
    throw Error("expected a model file (tcc --help)");
  return line.inputs().front();
}

std::vector<Array> cli::readInputs(const CommandLine &line) {
  std::vector<Array> inputs;
  for (size_t i = 1; i < line.inputs().size(); ++i)
    inputs.push_back(data::readNpy(line.inputs()[i]));
  return inputs;
}

std::unique_ptr<detail::ProgramInterface> cli::openProgram(const CommandLine &line,
                                                           const std::vector<Array> &inputs,
                                                           const std::vector<int64_t> *wrt) {
  auto program = tcc_compiler_interface()->parseFile(modelPath(line), line.compileOptions());
  program->selectEntry(line.get(OPT_entry, "main"));
  if (wrt)
    program->differentiate(*wrt);
  std::vector<detail::TensorType> types;
  for (const Array &input : inputs)
    types.push_back({input.dtype(), input.shape()});
  program->specialize(types);
  return program;
}

static void printShort(size_t index, const Array &output) {
  std::printf("out%zu: %s", index, toString(output.shape(), output.dtype()).c_str());
  int64_t shown = std::min<int64_t>(output.size(), 8);
  for (int64_t i = 0; i < shown; ++i) {
    if (output.dtype() == DType::F32)
      std::printf(" %.9g", output.as<float>()[i]);
    else if (output.dtype() == DType::F64)
      std::printf(" %.17g", output.as<double>()[i]);
    else if (output.dtype() == DType::I32)
      std::printf(" %d", output.as<int32_t>()[i]);
    else if (output.dtype() == DType::I64)
      std::printf(" %ld", long(output.as<int64_t>()[i]));
    else if (output.dtype() == DType::I1)
      std::printf(" %d", int(output.as<bool>()[i]));
  }
  std::printf("%s\n", shown < output.size() ? " ..." : "");
}

void cli::deliver(const CommandLine &line, const std::vector<Array> &outputs) {
  std::string folder = line.get(OPT_out_dir);
  if (folder.empty()) {
    for (size_t i = 0; i < outputs.size(); ++i)
      printShort(i, outputs[i]);
    return;
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw Error("cannot make folder '" + folder + "': " + error.message());
  for (size_t i = 0; i < outputs.size(); ++i)
    data::writeNpy((std::filesystem::path(folder) / ("out" + std::to_string(i) + ".npy")).string(),
                   outputs[i]);
}
