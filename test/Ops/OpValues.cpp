#include "OpValues.h"

#include "tcc/Executable.h"
#include "tcc/Interpreter/Run.h"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <string_view>

using namespace tcc;
using namespace tcc::test;

double &Values::at(std::initializer_list<int64_t> index) {
  int64_t flat = 0;
  size_t axis = 0;
  for (int64_t i : index)
    flat = flat * shape[axis++] + i;
  return data.at(size_t(flat));
}

std::ostream &test::operator<<(std::ostream &os, const OpCase &c) { return os << c.op; }

//===- references ----------------------------------------------------------------------------===//

static Shape broadcastShape(const std::vector<Values> &arguments) {
  Shape shape;
  for (const Values &a : arguments) {
    if (a.shape.size() > shape.size())
      shape.insert(shape.begin(), a.shape.size() - shape.size(), 1);
    for (size_t i = 0; i < a.shape.size(); ++i) {
      int64_t &extent = shape[shape.size() - 1 - i];
      extent = std::max(extent, a.shape[a.shape.size() - 1 - i]);
    }
  }
  return shape;
}

/// The element of `a` that stands at flat index `at` of a result of shape `shape`.
static double broadcastElement(const Values &a, const Shape &shape, int64_t at) {
  int64_t flat = 0, stride = 1;
  for (size_t i = 0; i < shape.size(); ++i) {
    int64_t extent = shape[shape.size() - 1 - i], index = at % extent;
    at /= extent;
    if (i < a.shape.size()) {
      int64_t own = a.shape[a.shape.size() - 1 - i];
      flat += (own == 1 ? 0 : index) * stride;
      stride *= own;
    }
  }
  return a.data[size_t(flat)];
}

std::function<Values(const std::vector<Values> &)>
test::elementwise(std::function<double(const std::vector<double> &)> f) {
  return [f](const std::vector<Values> &arguments) {
    Values result{broadcastShape(arguments), {}};
    for (int64_t i = 0; i < elementCount(result.shape); ++i) {
      std::vector<double> elements;
      for (const Values &a : arguments)
        elements.push_back(broadcastElement(a, result.shape, i));
      result.data.push_back(f(elements));
    }
    return result;
  };
}

std::function<Values(const std::vector<Values> &)> test::moved(
    Shape shape,
    std::function<double(const std::vector<Values> &, const std::vector<int64_t> &)> element) {
  return [=](const std::vector<Values> &a) {
    Values r{shape, {}};
    std::vector<int64_t> index(shape.size(), 0);
    for (int64_t n = 0; n < elementCount(shape); ++n) {
      r.data.push_back(element(a, index));
      for (size_t axis = shape.size(); axis-- > 0;) {
        if (++index[axis] < shape[axis])
          break;
        index[axis] = 0;
      }
    }
    return r;
  };
}

//===- arrays --------------------------------------------------------------------------------===//

/// "2x3xf64" -> shape and element type.
static detail::TensorType parseType(const std::string &text) {
  detail::TensorType type;
  size_t begin = 0;
  for (size_t x = text.find('x'); x != std::string::npos && std::isdigit(text[begin]);
       x = text.find('x', begin)) {
    type.shape.push_back(std::stoll(text.substr(begin, x - begin)));
    begin = x + 1;
  }
  for (DType dtype :
       {DType::I1, DType::I8, DType::I16, DType::I32, DType::I64, DType::F32, DType::F64})
    if (nameOf(dtype) == text.substr(begin))
      type.dtype = dtype;
  return type;
}

template <class F> static void visit(DType dtype, F f) {
  switch (dtype) {
  case DType::I1:
    return f(bool());
  case DType::I32:
    return f(int32_t());
  case DType::I64:
    return f(int64_t());
  case DType::F32:
    return f(float());
  default:
    return f(double());
  }
}

/// Rounded to the array's element type, so that the reference sees what the program sees.
static Array toArray(Values &values, DType dtype) {
  Array array(dtype, values.shape);
  visit(dtype, [&](auto zero) {
    using T = decltype(zero);
    for (size_t i = 0; i < values.data.size(); ++i)
      values.data[i] = double(array.as<T>()[i] = T(values.data[i]));
  });
  return array;
}

static Values toValues(const Array &array) {
  Values values{array.shape(), {}};
  visit(array.dtype(), [&](auto zero) {
    for (auto x : array.as<decltype(zero)>())
      values.data.push_back(double(x));
  });
  return values;
}

namespace {

/// The same numbers on every machine.
struct Generator {
  uint64_t state;
  double uniform(double low, double high) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * double(state >> 11) * 0x1p-53;
  }
};

/// The op as a program: @main is the op, @scalar is sum(op * %w).
class Program {
public:
  Program(const OpCase &c, const std::string &dtype) : result(parseType(replace(c.result, dtype))) {
    std::string op = replace(c.op, dtype), signature, names = "abcdef";
    for (size_t i = 0; i < c.arguments.size(); ++i) {
      types.push_back(parseType(replace(c.arguments[i], dtype)));
      signature += (i ? ", " : "") + std::string("%") + names[i] + ": tensor<" +
                   replace(c.arguments[i], dtype) + ">";
    }
    std::string out = "tensor<" + replace(c.result, dtype) + ">", axes;
    for (size_t i = 0; i < result.shape.size(); ++i)
      axes += (i ? ", " : "") + std::to_string(i);
    std::string before = replace(c.before, dtype);
    text = "func.func @main(" + signature + ") -> " + out + " {\n" + before + "  %y = " + op +
           "\n  return %y : " + out + "\n}\n";
    if (nameOf(result.dtype) == dtype)
      text += "func.func @scalar(" + signature + (signature.empty() ? "%w: " : ", %w: ") + out +
              ") -> tensor<" + dtype + "> {\n" + before + "  %y = " + op +
              "\n  %p = tcc.mul %y, %w : " + out + ", " + out +
              "\n  %s = tcc.reduce_sum %p axes [" + axes + "] : " + out +
              "\n  return %s : tensor<" + dtype + ">\n}\n";
    Generator random{c.op.size() + 17};
    for (const detail::TensorType &type : types) {
      Values v{type.shape, {}};
      for (int64_t i = 0; i < elementCount(type.shape); ++i)
        v.data.push_back(random.uniform(c.low, c.high));
      arrays.push_back(toArray(v, type.dtype));
      inputs.push_back(std::move(v));
    }
    for (int64_t i = 0; i < elementCount(result.shape); ++i)
      weights.data.push_back(random.uniform(-1, 1));
    weights.shape = result.shape;
  }

  Executable compile(const std::string &entry, const std::vector<int64_t> *wrt = nullptr) const {
    auto program = tcc_compiler_interface()->parseText("op.mlir", text, test::options());
    program->selectEntry(entry);
    if (wrt)
      program->differentiate(*wrt);
    return Executable(program->load());
  }

  /// What @main is as StableHLO, read again.
  Executable compileExported() const {
    auto program = tcc_compiler_interface()->parseText("op.mlir", text, test::options());
    program->selectEntry("main");
    std::string exported = program->emit("stablehlo", /*locations=*/false);
    program = tcc_compiler_interface()->parseText("exported.mlir", exported, test::options());
    program->selectEntry("main");
    return Executable(program->load());
  }

  static std::string replace(std::string text, const std::string &dtype) {
    for (size_t at = text.find('T'); at != std::string::npos;
         at = text.find('T', at + dtype.size()))
      text.replace(at, 1, dtype);
    return text;
  }

  std::string text;
  detail::TensorType result;
  std::vector<detail::TensorType> types;
  std::vector<Values> inputs;
  std::vector<Array> arrays;
  Values weights;
};

} // namespace

static void expectClose(const Values &got, const Values &want, double tolerance) {
  ASSERT_EQ(got.shape, want.shape);
  for (size_t i = 0; i < want.data.size(); ++i) {
    double w = want.data[i], g = got.data[i];
    if (std::isnan(w) || std::isinf(w))
      EXPECT_TRUE(std::isnan(w) ? std::isnan(g) : g == w)
          << "element " << i << ": got " << g << ", expected " << w;
    else
      EXPECT_NEAR(g, w, tolerance * std::max(1.0, std::abs(w))) << "element " << i;
  }
}

/// What is read back from StableHLO gives the same values, or is refused where there is no form.
static void expectExport(const OpCase &c, const Program &program, const Values &want,
                         double tolerance) {
  try {
    Executable exported = program.compileExported();
    EXPECT_TRUE(c.hasExport) << "is exported";
    expectClose(toValues(exported.call(program.arrays)[0]), want, tolerance);
  } catch (const Error &error) {
    EXPECT_FALSE(c.hasExport) << error.what();
    EXPECT_EQ(error.blame, Blame::Unsupported);
  }
}

void test::expectValues(const OpCase &c, const std::string &dtype) {
  Program program(c, dtype);
  double tolerance = dtype == "f64" ? c.tolerance64 : c.tolerance;
  Values got = toValues(program.compile("main").call(program.arrays)[0]);
  std::string error; // a second opinion on the same program
  auto interpreted = interpreter::run({program.text}, program.arrays, error);
  ASSERT_TRUE(interpreted) << error;
  expectClose(got, toValues((*interpreted)[0]), tolerance);
  if (c.reference)
    expectClose(got, c.reference(program.inputs), tolerance);
  expectExport(c, program, got, tolerance);
}

void test::expectGradient(const OpCase &c) {
  Program program(c, "f64");
  std::vector<Array> inputs = program.arrays;
  inputs.push_back(toArray(program.weights, DType::F64));
  std::vector<Array> gradients = program.compile("scalar", &c.wrt).call(inputs);
  Executable value = program.compile("scalar");
  for (size_t k = 0; k < c.wrt.size(); ++k) {
    Array &x = inputs[size_t(c.wrt[k])];
    auto gradient = gradients[gradients.size() - c.wrt.size() + k].as<double>();
    for (int64_t i = 0; i < x.size(); ++i) {
      double &variable = x.as<double>()[size_t(i)], origin = variable, step = 1e-5;
      variable = origin + step;
      double high = value.call(inputs)[0].item<double>();
      variable = origin - step;
      double low = value.call(inputs)[0].item<double>();
      variable = origin;
      double difference = (high - low) / (2 * step);
      EXPECT_NEAR(gradient[size_t(i)], difference, 1e-7 * std::max(1.0, std::abs(difference)))
          << "argument " << c.wrt[k] << ", element " << i;
    }
  }
}

//===- the CPU -------------------------------------------------------------------------------===//

static std::string target = "cpu";

CompileOptions test::options() { return {.target = target, .verifyEach = true}; }

/// Whether this machine runs code for the CPU.
static bool runs() {
  try {
    auto program = tcc_compiler_interface()->parseText(
        "op.mlir",
        "func.func @main(%a: tensor<f32>) -> tensor<f32> {\n  return %a : tensor<f32>\n}\n",
        test::options());
    return Executable(program->load()).valid();
  } catch (const Error &error) {
    std::cerr << error.what() << "\n";
    return false;
  }
}

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  constexpr std::string_view option = "--target=";
  for (int i = 1; i < argc; ++i)
    if (std::string_view(argv[i]).starts_with(option))
      target = argv[i] + option.size();
  constexpr int skipped = 77;
  return runs() ? RUN_ALL_TESTS() : skipped;
}
