// The elementwise ops of Ops.h against C++ on numbers: types, literals, broadcasting, operators.
#include "Real.h"

#include <cmath>
#include <limits>

using namespace tcc;
using namespace tcc::testing;

static constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
static constexpr double infinite = std::numeric_limits<double>::infinity();

namespace {

struct Unary {
  const char *name;
  Tensor (*op)(Arg);
  double (*reference)(double);
  bool onPositive = false;
};

struct Binary {
  const char *name;
  Tensor (*op)(Arg, Arg);
  double (*reference)(double, double);
};

} // namespace

template <class T> static Tensor vectorOf(const Numbers &values) {
  std::vector<T> elements(values.begin(), values.end());
  return Tensor(elements, Shape{int64_t(values.size())});
}

static double signOf(double x) { return std::isnan(x) ? x : (x > 0) - (x < 0); }
static double sigmoidOf(double x) { return 1 / (1 + std::exp(-x)); }
static double geluOf(double x) { return x * 0.5 * (1 + std::erf(x / std::sqrt(2.0))); }
static double geluByTanh(double x) {
  return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
}
static double maxOf(double x, double y) { return std::isnan(x) || x > y ? x : y; }
static double minOf(double x, double y) { return std::isnan(x) || x < y ? x : y; }

static const Unary unaries[] = {
    {"neg", neg, [](double x) { return -x; }},
    {"abs", abs, [](double x) { return std::abs(x); }},
    {"sign", sign, signOf},
    {"exp", exp, [](double x) { return std::exp(x); }},
    {"expm1", expm1, [](double x) { return std::expm1(x); }},
    {"log", log, [](double x) { return std::log(x); }, true},
    {"log1p", log1p, [](double x) { return std::log1p(x); }, true},
    {"sqrt", sqrt, [](double x) { return std::sqrt(x); }, true},
    {"rsqrt", rsqrt, [](double x) { return 1 / std::sqrt(x); }, true},
    {"sin", sin, [](double x) { return std::sin(x); }},
    {"cos", cos, [](double x) { return std::cos(x); }},
    {"tanh", tanh, [](double x) { return std::tanh(x); }},
    {"erf", erf, [](double x) { return std::erf(x); }},
    {"sigmoid", sigmoid, sigmoidOf},
    {"relu", relu, [](double x) { return x > 0 ? x : 0; }},
    {"gelu", gelu, geluOf},
    {"geluApproximate", geluApproximate, geluByTanh},
    {"floor", floor, [](double x) { return std::floor(x); }},
    {"ceil", ceil, [](double x) { return std::ceil(x); }},
    {"round", round, [](double x) { return std::nearbyint(x); }},
    {"operator-", [](Arg x) { return -x; }, [](double x) { return -x; }},
};

static const Binary binaries[] = {
    {"add", add, [](double x, double y) { return x + y; }},
    {"sub", sub, [](double x, double y) { return x - y; }},
    {"mul", mul, [](double x, double y) { return x * y; }},
    {"div", div, [](double x, double y) { return x / y; }},
    {"max", max, maxOf},
    {"min", min, minOf},
    {"operator+", [](Arg x, Arg y) { return x + y; }, [](double x, double y) { return x + y; }},
    {"operator-", [](Arg x, Arg y) { return x - y; }, [](double x, double y) { return x - y; }},
    {"operator*", [](Arg x, Arg y) { return x * y; }, [](double x, double y) { return x * y; }},
    {"operator/", [](Arg x, Arg y) { return x / y; }, [](double x, double y) { return x / y; }},
};

static const Binary relations[] = {
    {"equal", equal, [](double x, double y) { return double(x == y); }},
    {"notEqual", notEqual, [](double x, double y) { return double(x != y); }},
    {"less", less, [](double x, double y) { return double(x < y); }},
    {"lessEqual", lessEqual, [](double x, double y) { return double(x <= y); }},
    {"greater", greater, [](double x, double y) { return double(x > y); }},
    {"greaterEqual", greaterEqual, [](double x, double y) { return double(x >= y); }},
    {"compare", [](Arg x, Arg y) { return compare(Predicate::Le, x, y); },
     [](double x, double y) { return double(x <= y); }},
};

template <class T> static OpGroup unaryGroup(std::string name) {
  Numbers any{-2.5, -1.5, -1, -0.5, 0, 1e-4, 0.5, 1, 1.5, 2.5}, positive{1e-4, 0.5, 1, 2, 9};
  OpGroup group{std::move(name), {vectorOf<T>(any), vectorOf<T>(positive)}, {}};
  for (const Unary &unary : unaries) {
    const Numbers &from = unary.onPositive ? positive : any;
    Numbers expected;
    for (double x : from)
      expected.push_back(unary.reference(double(T(x))));
    group.cases.push_back(
        {unary.name,
         [op = unary.op, at = size_t(unary.onPositive)](const Tensors &t) { return op(t[at]); },
         {{int64_t(from.size())}, expected, DTypeOf<T>::value}});
  }
  return group;
}

// Every pair of a column and a row: broadcasting. Integers divide towards 0.
template <class T> static OpGroup binaryGroup(std::string name) {
  Numbers x{-7, -2, 0, 1, 6}, y{-3, 1, 2};
  if constexpr (std::is_floating_point_v<T>)
    x.push_back(0.75), x.push_back(notANumber);
  int64_t rows = int64_t(x.size());
  Tensor column(std::vector<T>(x.begin(), x.end()), Shape{rows, 1});
  OpGroup group{std::move(name), {column, vectorOf<T>(y)}, {}};
  auto addCase = [&](const Binary &binary, DType type) {
    Numbers expected;
    for (double a : x)
      for (double b : y) {
        double value = binary.reference(a, b);
        expected.push_back(std::is_integral_v<T> ? std::trunc(value) : value);
      }
    group.cases.push_back({binary.name,
                           [op = binary.op](const Tensors &t) { return op(t[0], t[1]); },
                           {{rows, 3}, expected, type}});
  };
  for (const Binary &binary : binaries)
    addCase(binary, DTypeOf<T>::value);
  for (const Binary &relation : relations)
    addCase(relation, DType::I1);
  return group;
}

// A number takes the type of the tensor beside it, on either side.
template <class T> static OpGroup literalGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  std::vector<OpCase> cases{
      {"2 * x", [](const Tensors &t) { return 2 * t[0]; }, {{3}, {-4, 2, 6}, type}},
      {"x - 1", [](const Tensors &t) { return t[0] - 1; }, {{3}, {-3, 0, 2}, type}},
      {"x + 2.0", [](const Tensors &t) { return t[0] + 2.0; }, {{3}, {0, 3, 5}, type}},
      {"6 / x", [](const Tensors &t) { return 6 / t[0]; }, {{3}, {-3, 6, 2}, type}},
      {"x + 3L", [](const Tensors &t) { return t[0] + int64_t(3); }, {{3}, {1, 4, 6}, type}},
      {"max(x, 0)", [](const Tensors &t) { return max(t[0], 0); }, {{3}, {0, 1, 3}, type}},
      {"min(0.f, x)", [](const Tensors &t) { return min(0.f, t[0]); }, {{3}, {-2, 0, 0}, type}},
      {"x > 1", [](const Tensors &t) { return greater(t[0], 1); }, {{3}, {0, 0, 1}, DType::I1}},
      {"1 == x", [](const Tensors &t) { return equal(1, t[0]); }, {{3}, {0, 1, 0}, DType::I1}},
      {"clamp(x, -1, 2)",
       [](const Tensors &t) { return clamp(t[0], -1, 2); },
       {{3}, {-1, 1, 2}, type}},
      {"clamp(x, l, h)",
       [](const Tensors &t) { return clamp(t[0], t[1], t[1] + 1); },
       {{3}, {1, 1, 2}, type}},
      {"select(x > 0, x, 7)",
       [](const Tensors &t) { return select(greater(t[0], 0), t[0], 7); },
       {{3}, {7, 1, 3}, type}},
      {"select(x > 0, 7, x)",
       [](const Tensors &t) { return select(greater(t[0], 0), 7, t[0]); },
       {{3}, {-2, 7, 7}, type}},
      {"scalar + x", [](const Tensors &t) { return t[1] + t[0]; }, {{3}, {-1, 2, 4}, type}},
      {"scalar * scalar", [](const Tensors &t) { return t[1] * t[1]; }, {{}, {1}, type}},
      {"no elements", [](const Tensors &t) { return t[2] * 2 + t[1]; }, {{0, 3}, {}, type}},
  };
  return {std::move(name),
          {vectorOf<T>({-2, 1, 3}), Tensor(Array::scalar(T(1))), Tensor(std::vector<T>(), {0, 3})},
          std::move(cases)};
}

// To and from every element type, and tensors made of a number.
template <class T> static OpGroup conversionGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  std::vector<OpCase> cases{
      {"to f32",
       [](const Tensors &t) { return convert(t[0], DType::F32); },
       {{3}, {-2, 1, 3}, DType::F32}},
      {"to f64",
       [](const Tensors &t) { return convert(t[0], DType::F64); },
       {{3}, {-2, 1, 3}, DType::F64}},
      {"to i32",
       [](const Tensors &t) { return convert(t[0], DType::I32); },
       {{3}, {-2, 1, 3}, DType::I32}},
      {"to i64",
       [](const Tensors &t) { return convert(t[0], DType::I64); },
       {{3}, {-2, 1, 3}, DType::I64}},
      {"to i8",
       [](const Tensors &t) { return convert(t[0], DType::I8); },
       {{3}, {-2, 1, 3}, DType::I8}},
      {"to i1",
       [](const Tensors &t) { return convert(t[0] - 1, DType::I1); },
       {{3}, {1, 0, 1}, DType::I1}},
      {"from i1",
       [](const Tensors &t) { return convert(greater(t[0], 0), DTypeOf<T>::value); },
       {{3}, {0, 1, 1}, type}},
      {"through f16",
       [](const Tensors &t) {
         return convert(convert(t[0], DType::F16) * 0.5 + 1, DTypeOf<T>::value);
       },
       {{3}, {0, std::is_integral_v<T> ? 1 : 1.5, std::is_integral_v<T> ? 2 : 2.5}, type}},
      {"through bf16",
       [](const Tensors &t) { return convert(2 * convert(t[0], DType::BF16), DTypeOf<T>::value); },
       {{3}, {-4, 2, 6}, type}},
      {"full",
       [](const Tensors &) { return full({2}, 3, DTypeOf<T>::value); },
       {{2}, {3, 3}, type}},
      {"zerosLike",
       [](const Tensors &t) { return zerosLike(t[0]) + t[0]; },
       {{3}, {-2, 1, 3}, type}},
      {"constant",
       [](const Tensors &t) { return t[0] + constant(Array::scalar(T(5))); },
       {{3}, {3, 6, 8}, type}},
  };
  return {
      std::move(name), {vectorOf<T>({-2, 1, 3}), Tensor(Array::scalar(T(1)))}, std::move(cases)};
}

template <class T> static OpGroup integerGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  double least = double(std::numeric_limits<T>::min());
  std::vector<OpCase> cases{
      {"and",
       [](const Tensors &t) { return logicalAnd(t[0], t[1]); },
       {{4}, {4, 1, 0, least}, type}},
      {"or", [](const Tensors &t) { return logicalOr(t[0], t[1]); }, {{4}, {7, -1, 3, -1}, type}},
      {"xor",
       [](const Tensors &t) { return logicalXor(t[0], t[1]); },
       {{4}, {3, -2, 3, -1 - least}, type}},
      {"not",
       [](const Tensors &t) { return logicalNot(t[0]); },
       {{4}, {-7, 0, -4, -1 - least}, type}},
      {"x / 0 does not trap",
       [](const Tensors &t) { return t[0] / 0; },
       {{4}, {-1, -1, -1, -1}, type}},
      {"the least / -1",
       [](const Tensors &t) { return t[0] / t[1]; },
       {{4}, {1, -1, -1, least}, type}},
      {"neg", [](const Tensors &t) { return -t[0]; }, {{4}, {-6, 1, -3, least}, type}},
      {"abs", [](const Tensors &t) { return abs(t[0]); }, {{4}, {6, 1, 3, least}, type}},
      {"sign", [](const Tensors &t) { return sign(t[0]); }, {{4}, {1, -1, 1, -1}, type}},
      {"relu", [](const Tensors &t) { return relu(t[0]); }, {{4}, {6, 0, 3, 0}, type}},
  };
  std::vector<T> x{6, -1, 3, std::numeric_limits<T>::min()}, y{5, 1, 0, -1};
  return {std::move(name), {Tensor(x, {4}), Tensor(y, {4})}, std::move(cases)};
}

static OpGroup truthGroup() {
  Tensor p = arrayOf<bool>({false, true, false, true}, {4}),
         q = arrayOf<bool>({false, false, true, true}, {4});
  std::vector<OpCase> cases{
      {"and",
       [](const Tensors &t) { return logicalAnd(t[0], t[1]); },
       {{4}, {0, 0, 0, 1}, DType::I1}},
      {"or",
       [](const Tensors &t) { return logicalOr(t[0], t[1]); },
       {{4}, {0, 1, 1, 1}, DType::I1}},
      {"xor",
       [](const Tensors &t) { return logicalXor(t[0], t[1]); },
       {{4}, {0, 1, 1, 0}, DType::I1}},
      {"not", [](const Tensors &t) { return logicalNot(t[0]); }, {{4}, {1, 0, 1, 0}, DType::I1}},
      {"equal", [](const Tensors &t) { return equal(t[0], t[1]); }, {{4}, {1, 0, 0, 1}, DType::I1}},
      {"and true",
       [](const Tensors &t) { return logicalAnd(t[0], true); },
       {{4}, {0, 1, 0, 1}, DType::I1}},
      {"select of truths",
       [](const Tensors &t) { return select(t[0], t[1], t[0]); },
       {{4}, {0, 0, 0, 1}, DType::I1}},
      {"select of numbers",
       [](const Tensors &t) { return select(t[0], 1.5, 2.5); },
       {{4}, {2.5, 1.5, 2.5, 1.5}}},
      {"select of whole numbers",
       [](const Tensors &t) { return select(t[0], 1, 2); },
       {{4}, {2, 1, 2, 1}, DType::I32}},
      {"select of either",
       [](const Tensors &t) { return select(t[0], 1, 2.5); },
       {{4}, {2.5, 1, 2.5, 1}}},
      {"convert", [](const Tensors &t) { return convert(t[1], DType::F32); }, {{4}, {0, 0, 1, 1}}},
      {"one condition",
       [](const Tensors &t) { return select(true, t[0], t[1]); },
       {{4}, {0, 1, 0, 1}, DType::I1}},
      {"one condition of numbers",
       [](const Tensors &t) { return select(true, convert(t[0], DType::F32), 7); },
       {{4}, {0, 1, 0, 1}}},
      {"one condition of numbers alone",
       [](const Tensors &t) { return select(false, 1.5, 2) + convert(t[0], DType::F32); },
       {{4}, {2, 3, 2, 3}}},
      {"a constant",
       [](const Tensors &t) {
         return logicalXor(t[0], constant(arrayOf<bool>({true, true, false, false}, {4})));
       },
       {{4}, {1, 0, 0, 1}, DType::I1}},
  };
  return {"Truths", {p, q}, std::move(cases)};
}

static OpGroup floatGroup() {
  std::vector<OpCase> cases{
      {"0.5 * x", [](const Tensors &t) { return 0.5 * t[0]; }, {{3}, {-1, 0.5, 2}}},
      {"pow(x, 2)", [](const Tensors &t) { return pow(t[0], 2); }, {{3}, {4, 1, 16}}},
      {"pow(x, 0.5)", [](const Tensors &t) { return pow(t[0], 0.5); }, {{3}, {notANumber, 1, 2}}},
      {"pow(2, x)", [](const Tensors &t) { return pow(2, t[0]); }, {{3}, {0.25, 2, 16}}},
      {"x / 0", [](const Tensors &t) { return t[0] / 0; }, {{3}, {-infinite, infinite, infinite}}},
      {"infinity", [](const Tensors &t) { return min(t[0], infinite); }, {{3}, {-2, 1, 4}}},
      {"minus infinity",
       [](const Tensors &t) { return t[0] + -infinite; },
       {{3}, {-infinite, -infinite, -infinite}}},
      {"nan",
       [](const Tensors &t) { return max(t[0], notANumber); },
       {{3}, {notANumber, notANumber, notANumber}}},
      {"log of 0",
       [](const Tensors &t) { return log(t[0] - t[0]); },
       {{3}, {-infinite, -infinite, -infinite}}},
      {"exp of much",
       [](const Tensors &t) { return exp(t[0] * 100); },
       {{3}, {0, infinite, infinite}}},
      {"f64", [](const Tensors &t) { return 0.1 * t[1]; }, {{1}, {0.3}, DType::F64}},
      {"numbers alone", [](const Tensors &) { return add(1, 2.5); }, {{}, {3.5}}},
      {"whole numbers alone", [](const Tensors &) { return add(1, 2); }, {{}, {3}, DType::I32}},
      {"tensors of numbers", [](const Tensors &) { return Tensor(1.5) * Tensor(2); }, {{}, {3}}},
      {"mixed depth",
       [](const Tensors &t) { return (1 - t[0]) * (2 / (t[0] + 3)); },
       {{3}, {6, 0, -6.0 / 7}}},
  };
  return {
      "Floats", {Tensor{-2.0, 1.0, 4.0}, Tensor(std::vector<double>{3}, {1})}, std::move(cases)};
}

std::vector<OpGroup> tcc::testing::elementwiseGroups() {
  return {unaryGroup<float>("UnaryF32"),
          unaryGroup<double>("UnaryF64"),
          binaryGroup<float>("BinaryF32"),
          binaryGroup<double>("BinaryF64"),
          binaryGroup<int32_t>("BinaryI32"),
          binaryGroup<int64_t>("BinaryI64"),
          literalGroup<float>("LiteralsF32"),
          conversionGroup<float>("ConversionsF32"),
          literalGroup<double>("LiteralsF64"),
          conversionGroup<double>("ConversionsF64"),
          literalGroup<int32_t>("LiteralsI32"),
          conversionGroup<int32_t>("ConversionsI32"),
          literalGroup<int64_t>("LiteralsI64"),
          conversionGroup<int64_t>("ConversionsI64"),
          integerGroup<int32_t>("BitsI32"),
          integerGroup<int64_t>("BitsI64"),
          truthGroup(),
          floatGroup()};
}
