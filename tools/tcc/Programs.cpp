// What the commands share: opening a program, reading and writing arrays.
#include "Commands.h"

#include "tcc/Data/Npy.h"
#include "tcc/Tensor.h"

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

/// Unsigned integers given for elements that .npy has no name for are their bits.
static void takeBits(Array &input, DType wanted) {
  bool isNamed = wanted != DType::BF16 && wanted < DType::F8E5M2;
  if (!isNamed && isUnsigned(input.dtype()) && sizeOf(input.dtype()) == sizeOf(wanted))
    input = input.bitcast(wanted);
}

Executable cli::loadArtifact(const std::string &path, std::vector<Array> &inputs) {
  Executable executable = Executable::load(path);
  for (size_t i = 0; i < std::min(inputs.size(), executable.arguments().size()); ++i)
    takeBits(inputs[i], executable.arguments()[i].dtype);
  return executable;
}

std::unique_ptr<detail::ProgramInterface> cli::parseProgram(const CommandLine &line) {
  auto program = tcc_compiler_interface()->parseFile(modelPath(line), line.compileOptions());
  program->selectEntry(line.get(OPT_entry, "main"));
  return program;
}

void cli::specialize(detail::ProgramInterface &program, std::vector<Array> &inputs) {
  std::vector<ValueDescription> arguments = program.arguments();
  std::vector<detail::TensorType> types;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (i < arguments.size())
      takeBits(inputs[i], arguments[i].type.dtype);
    types.push_back({inputs[i].dtype(), inputs[i].shape()});
  }
  program.specialize(types);
}

std::unique_ptr<detail::ProgramInterface> cli::openProgram(const CommandLine &line,
                                                           std::vector<Array> &inputs) {
  auto program = parseProgram(line);
  specialize(*program, inputs);
  return program;
}

static void printShort(size_t index, const Array &output) {
  std::printf("out%zu: %s", index, toString(output.shape(), output.dtype()).c_str());
  int64_t shown = std::min<int64_t>(output.size(), 8);
  for (int64_t i = 0; i < shown; ++i) {
    Tensor element = output.reshape({output.size()}).rows(i, i + 1);
    if (isComplex(output.dtype())) {
      auto number = element.item<std::complex<double>>();
      int digits = output.dtype() == DType::C128 ? 17 : 9;
      std::printf(" (%.*g, %.*g)", digits, number.real(), digits, number.imag());
    } else if (output.dtype() == DType::F64)
      std::printf(" %.17g", element.item<double>());
    else if (isFloat(output.dtype()))
      std::printf(" %.9g", element.item<double>());
    else if (isUnsigned(output.dtype()))
      std::printf(" %lu", element.item<unsigned long>());
    else
      std::printf(" %ld", element.item<long>());
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
