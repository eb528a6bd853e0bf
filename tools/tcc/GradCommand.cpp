// tcc grad: the value, then the gradients; --check compares them with central differences of the
// compiled value.
#include "Commands.h"

#include "tccrt.h"

#include <cmath>

using namespace tcc;
using namespace tcc::cli;

static std::vector<int64_t> chooseArguments(const CommandLine &line,
                                            const std::vector<ValueDescription> &arguments) {
  std::vector<int64_t> wrt;
  std::string text = line.get(OPT_wrt);
  if (text.empty()) {
    for (size_t i = 0; i < arguments.size(); ++i)
      if (DType dtype = arguments[i].type.dtype; isFloat(dtype) || isComplex(dtype))
        wrt.push_back(int64_t(i));
    return wrt;
  }
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find(',', begin), text.size());
    int64_t index = 0;
    if (llvm::StringRef(text).slice(begin, end).getAsInteger(10, index))
      throw Error("--wrt expects argument numbers such as 0,2, got '" + text + "'");
    wrt.push_back(index);
    begin = end + 1;
  }
  return wrt;
}

namespace {

/// Central differences in the element type's own precision: the step balances truncation against
/// cancellation.
template <class T> class Differences {
public:
  Differences(const Executable &function, std::vector<Array> inputs)
      : function(function), inputs(std::move(inputs)) {}

  double at(int64_t argument, int64_t element) {
    Array moved = inputs[argument].clone();
    T &x = moved.as<T>()[element];
    T origin = x,
      step = std::cbrt(std::numeric_limits<T>::epsilon()) * std::max(T(1), std::abs(origin));
    std::swap(inputs[argument], moved);
    T &variable = inputs[argument].as<T>()[element];
    variable = origin + step;
    double high = double(value()), width = double(variable);
    variable = origin - step;
    double low = double(value());
    width -= double(variable);
    std::swap(inputs[argument], moved);
    return (high - low) / width;
  }

private:
  T value() { return function.call(inputs)[0].item<T>(); }

  const Executable &function;
  std::vector<Array> inputs;
};

} // namespace

/// Prints the worst disagreement of each argument; at most 256 elements of it, evenly spread.
template <class T>
static bool checkArgument(Differences<T> &differences, int64_t argument, const Array &gradient,
                          double tolerance) {
  double worst = 0, scale = 1e-12;
  int64_t worstAt = 0, stride = std::max<int64_t>(1, gradient.size() / 256);
  for (T g : gradient.as<T>())
    scale = std::max(scale, std::abs(double(g)));
  for (int64_t i = 0; i < gradient.size(); i += stride) {
    double error = std::abs(differences.at(argument, i) - double(gradient.as<T>()[i]));
    if (!(error <= worst))
      worst = error, worstAt = i;
  }
  // An absolute floor of 1e-2 of the tolerance: a gradient of noughts has no scale of its own.
  double relative = worst / std::max(scale, 1e-2);
  bool good = relative <= tolerance;
  std::printf("argument %ld: largest difference %.3g of %.3g at element %ld: %s\n", long(argument),
              worst, scale, long(worstAt), good ? "ok" : "MISMATCH");
  return good;
}

int cli::runGrad(const CommandLine &line) {
  std::vector<Array> inputs = readInputs(line);
  auto program = parseProgram(line);
  std::vector<int64_t> wrt = chooseArguments(line, program->arguments());
  program->differentiate(wrt);
  specialize(*program, inputs);
  Executable gradient(program->load());
  std::vector<Array> outputs = gradient.call(inputs);
  deliver(line, outputs);
  if (!line.has(OPT_check))
    return 0;
  Executable value(openProgram(line, inputs)->load());
  bool good = true;
  for (size_t i = 0; i < wrt.size(); ++i) {
    const Array &g = outputs[outputs.size() - wrt.size() + i];
    if (g.dtype() == DType::F64) {
      Differences<double> differences(value, inputs);
      good &= checkArgument(differences, wrt[i], g, 1e-6);
    } else if (g.dtype() == DType::F32) {
      Differences<float> differences(value, inputs);
      good &= checkArgument(differences, wrt[i], g, 2e-2);
    } else {
      throw Error("not supported: --check of " + std::string(nameOf(g.dtype())) + " gradients",
                  Blame::Unsupported);
    }
  }
  return good ? 0 : 1;
}
