// One case, as `tcc run` and `tcc grad` would have it.
#include "Cases.h"

#include "tcc/Compiler/Compiler.h"
#include "tcc/Data/Npy.h"
#include "tcc/Executable.h"
#include "tcc/Interpreter/Run.h"
#include "tccrt.h"

#include <chrono>

using namespace tcc;
using namespace tcc::conformance;

static double now() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

/// What NumPy has no name for comes as bits.
static Array readTensor(const Tensor &tensor) {
  Array array = data::readNpy(tensor.file);
  for (DType dtype : {DType::BF16, DType::F8E5M2, DType::F8E4M3, DType::F8E4M3FN, DType::F8E4M3FNUZ,
                      DType::F8E4M3B11FNUZ, DType::F8E5M2FNUZ, DType::F8E3M4, DType::F8E8M0FNU})
    if (tcc::nameOf(dtype) == tensor.dtype)
      return array.bitcast(dtype);
  return array;
}

static CompileOptions optionsOf(const RunOptions &options) {
  CompileOptions compile;
  compile.target = options.target;
  compile.threads = 1;
  return compile;
}

/// Machine code; by way of StableHLO if asked for.
static Executable load(std::unique_ptr<detail::ProgramInterface> program, const Case &c,
                       const RunOptions &options) {
  if (options.throughExport) {
    std::string exported = program->emit("stablehlo", /*locations=*/false);
    program =
        tcc_compiler_interface()->parseText(c.name + ".exported", exported, optionsOf(options));
    program->selectEntry("main");
  }
  return Executable(program->load());
}

static Executable compile(const Case &c, const std::vector<Array> &inputs,
                          const RunOptions &options) {
  auto program = tcc_compiler_interface()->parseFile(c.model.string(), optionsOf(options));
  program->selectEntry(c.entry);
  if (c.mode == "grad")
    program->differentiate(c.wrt);
  std::vector<detail::TensorType> types;
  for (const Array &input : inputs)
    types.push_back({input.dtype(), input.shape()});
  program->specialize(types);
  return load(std::move(program), c, options);
}

static std::string compareAll(const Case &c, const std::vector<Array> &outputs) {
  if (outputs.size() != c.outputs.size())
    return "gives " + std::to_string(outputs.size()) + " outputs, expected " +
           std::to_string(c.outputs.size());
  std::string note;
  for (size_t i = 0; i < outputs.size(); ++i)
    if (std::string difference = compare(outputs[i], readTensor(c.outputs[i]), c.outputs[i]);
        !difference.empty())
      note += (note.empty() ? "output " : "; output ") + std::to_string(i) + " " + difference;
  return note;
}

static std::string checkAll(const Case &c, const std::vector<Array> &outputs) {
  std::string note;
  for (size_t i = 0; i < c.checks.size(); ++i)
    if (std::string difference = compare(outputs[2 * i], outputs[2 * i + 1], c.checks[i]);
        !difference.empty())
      note += (note.empty() ? "check " : "; check ") + std::to_string(i) + ": " + difference;
  return note;
}

static Executable compileText(const Case &c, const std::string &text, const std::string &entry,
                              const RunOptions &options) {
  auto program = tcc_compiler_interface()->parseText(c.model.string(), text, optionsOf(options));
  program->selectEntry(entry);
  return load(std::move(program), c, options);
}

using Judge = std::string (*)(const Case &, const std::vector<Array> &);

/// What the reference interpreter's results are like.
static std::string interpret(const Case &c, const std::string &text,
                             const std::vector<Array> &inputs, Judge judge) {
  interpreter::Program program{text, c.entry};
  if (c.mode == "grad")
    program.wrt = c.wrt;
  std::string error;
  auto results = interpreter::run(program, inputs, error);
  std::string note = results ? judge(c, *results) : error;
  return note.empty() ? "" : "interpreter: " + note;
}

/// Inputs may be overwritten by the call, which comes last.
static void runBoth(const Case &c, const Executable &executable, const std::string &text,
                    const std::vector<Array> &inputs, Judge judge, Outcome &outcome) {
  std::string opinion = c.interpret ? interpret(c, text, inputs, judge) : "";
  outcome.note = judge(c, executable.call(inputs));
  if (!opinion.empty())
    outcome.note += (outcome.note.empty() ? "" : "; ") + opinion;
}

static void runFiles(const Case &c, const RunOptions &options, Outcome &outcome) {
  std::vector<Array> inputs;
  for (const Tensor &input : c.inputs)
    inputs.push_back(readTensor(input));
  double start = now();
  Executable executable = compile(c, inputs, options);
  outcome.compileMilliseconds = now() - start;
  runBoth(c, executable, c.interpret ? readText(c.model) : "", inputs, compareAll, outcome);
}

static void runChecks(const Case &c, const RunOptions &options, Outcome &outcome) {
  std::vector<Array> inputs;
  if (!c.inputsText.empty())
    inputs = compileText(c, c.inputsText, c.inputsEntry, options).call({});
  double start = now();
  Executable executable = compileText(c, c.text, c.entry, options);
  outcome.compileMilliseconds = now() - start;
  runBoth(c, executable, c.text, inputs, checkAll, outcome);
}

/// What the module says that its error is.
static std::string expectedError(const std::string &text) {
  size_t begin = text.find("expected-error");
  return text.substr(begin, text.find('\n', begin) - begin);
}

static void runRefusal(const Case &c, Outcome &outcome) {
  try {
    tcc_compiler_interface()->parseText(c.model.string(), c.text, {});
    if (c.mode == "refuse")
      outcome.note = "is accepted; " + expectedError(c.text);
  } catch (const Error &error) {
    if (c.mode == "accept" || error.blame == Blame::Unsupported)
      throw;
  }
}

static void run(const Case &c, const RunOptions &options, Outcome &outcome) {
  if (c.mode == "check")
    return runChecks(c, options, outcome);
  if (c.mode == "accept" || c.mode == "refuse")
    return runRefusal(c, outcome);
  runFiles(c, options, outcome);
}

Outcome conformance::runCase(const Case &c, const RunOptions &options) {
  Outcome outcome;
  try {
    tccrt_set_num_threads(1);
    run(c, options, outcome);
    outcome.status = outcome.note.empty() ? Status::Passed : Status::Wrong;
  } catch (const Error &error) {
    outcome.status = error.blame == Blame::Unsupported ? Status::Unsupported : Status::Error;
    outcome.note = error.what();
  } catch (const std::exception &error) {
    outcome.status = Status::Error;
    outcome.note = error.what();
  }
  return outcome;
}
