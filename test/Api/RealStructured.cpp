// The ops of Ops.h that move, reduce or multiply, against results written out or computed by plain
// loops: axes left out, negative, kept; scalars, nothing, integers.
#include "Real.h"
#include "tccrt.h"

#include <cmath>
#include <limits>

using namespace tcc;
using namespace tcc::testing;

static constexpr double inf = std::numeric_limits<double>::infinity();

template <class T> static Tensor tensorOf(std::vector<T> values, Shape shape) {
  return Tensor(values, std::move(shape));
}

// [[1, 2, 3], [4, 5, 6]], a scalar 7, no rows of 3, [[[1..4]]] as 2x1x2
template <class T> static Tensors inputsOf() {
  return {tensorOf<T>({1, 2, 3, 4, 5, 6}, {2, 3}), tensorOf<T>({7}, {}), tensorOf<T>({}, {0, 3}),
          tensorOf<T>({1, 2, 3, 4}, {2, 1, 2})};
}

template <class T> static OpGroup reductionGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  std::vector<OpCase> cases{
      {"sum()", [](const Tensors &t) { return sum(t[0]); }, {{}, {21}, type}},
      {"reduceSum()", [](const Tensors &t) { return reduceSum(t[0]); }, {{}, {21}, type}},
      {"sum({0})", [](const Tensors &t) { return sum(t[0], {0}); }, {{3}, {5, 7, 9}, type}},
      {"sum({-1})", [](const Tensors &t) { return sum(t[0], {-1}); }, {{2}, {6, 15}, type}},
      {"sum({-2}, keep)",
       [](const Tensors &t) { return sum(t[0], {-2}, true); },
       {{1, 3}, {5, 7, 9}, type}},
      {"sum({0, -1}, keep)",
       [](const Tensors &t) { return sum(t[0], {0, -1}, true); },
       {{1, 1}, {21}, type}},
      {"sum({-1, 0})", [](const Tensors &t) { return sum(t[0], {-1, 0}); }, {{}, {21}, type}},
      {"sum({})",
       [](const Tensors &t) { return sum(t[0], {}); },
       {{2, 3}, {1, 2, 3, 4, 5, 6}, type}},
      {"sum of a scalar", [](const Tensors &t) { return sum(t[1]); }, {{}, {7}, type}},
      {"sum of nothing", [](const Tensors &t) { return sum(t[2]); }, {{}, {0}, type}},
      {"sum of no rows", [](const Tensors &t) { return sum(t[2], {0}); }, {{3}, {0, 0, 0}, type}},
      {"no sums", [](const Tensors &t) { return sum(t[2], {1}); }, {{0}, {}, type}},
  };
  return {std::move(name), inputsOf<T>(), std::move(cases)};
}

template <class T> static OpGroup extremumGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  double low = std::is_integral_v<T> ? double(std::numeric_limits<T>::min()) : -inf;
  std::vector<OpCase> cases{
      {"max()", [](const Tensors &t) { return max(t[0]); }, {{}, {6}, type}},
      {"reduceMax()", [](const Tensors &t) { return reduceMax(t[0]); }, {{}, {6}, type}},
      {"reduceMax({1})",
       [](const Tensors &t) { return reduceMax(t[0], {1}); },
       {{2}, {3, 6}, type}},
      {"reduceMax({0}, keep)",
       [](const Tensors &t) { return reduceMax(t[0], {0}, true); },
       {{1, 3}, {4, 5, 6}, type}},
      {"max of no rows",
       [](const Tensors &t) { return reduceMax(t[2], {0}); },
       {{3}, {low, low, low}, type}},
      {"min()", [](const Tensors &t) { return min(t[0]); }, {{}, {1}, type}},
      {"reduceMin()", [](const Tensors &t) { return reduceMin(t[0]); }, {{}, {1}, type}},
      {"reduceMin({-1}, keep)",
       [](const Tensors &t) { return reduceMin(t[0], {-1}, true); },
       {{2, 1}, {1, 4}, type}},
      {"prod()", [](const Tensors &t) { return prod(t[0]); }, {{}, {720}, type}},
      {"reduceProd()", [](const Tensors &t) { return reduceProd(t[0]); }, {{}, {720}, type}},
      {"prod({0})", [](const Tensors &t) { return prod(t[0], {0}); }, {{3}, {4, 10, 18}, type}},
      {"reduceProd({1}, keep)",
       [](const Tensors &t) { return reduceProd(t[0], {1}, true); },
       {{2, 1}, {6, 120}, type}},
      {"prod of nothing", [](const Tensors &t) { return prod(t[2]); }, {{}, {1}, type}},
      {"argmax()", [](const Tensors &t) { return argmax(t[0]); }, {{2}, {2, 2}, DType::I32}},
      {"argmax(0)", [](const Tensors &t) { return argmax(t[0], 0); }, {{3}, {1, 1, 1}, DType::I32}},
      {"argmax of equals",
       [](const Tensors &t) { return argmax(t[0] * 0, -2); },
       {{3}, {0, 0, 0}, DType::I32}},
  };
  return {std::move(name), inputsOf<T>(), std::move(cases)};
}

template <class T> static OpGroup meanGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  std::vector<OpCase> cases{
      {"mean()", [](const Tensors &t) { return mean(t[0]); }, {{}, {3.5}, type}},
      {"reduceMean()", [](const Tensors &t) { return reduceMean(t[0]); }, {{}, {3.5}, type}},
      {"mean({0})", [](const Tensors &t) { return mean(t[0], {0}); }, {{3}, {2.5, 3.5, 4.5}, type}},
      {"reduceMean({-1}, keep)",
       [](const Tensors &t) { return reduceMean(t[0], {-1}, true); },
       {{2, 1}, {2, 5}, type}},
      {"mean of a scalar", [](const Tensors &t) { return mean(t[1]); }, {{}, {7}, type}},
      {"mean of nothing", [](const Tensors &t) { return mean(t[2]); }, {{}, {std::nan("")}, type}},
      {"x less its mean",
       [](const Tensors &t) { return t[0] - mean(t[0], {1}, true); },
       {{2, 3}, {-1, 0, 1, -1, 0, 1}, type}},
  };
  return {std::move(name), inputsOf<T>(), std::move(cases)};
}

template <class T> static OpGroup shapeGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  std::vector<OpCase> cases{
      {"broadcast",
       [](const Tensors &t) { return broadcast(t[1], {2, 2}); },
       {{2, 2}, {7, 7, 7, 7}, type}},
      {"broadcast -1",
       [](const Tensors &t) { return broadcast(t[3], {2, 2, -1}); },
       {{2, 2, 2}, {1, 2, 1, 2, 3, 4, 3, 4}, type}},
      {"reshape",
       [](const Tensors &t) { return reshape(t[0], {3, -1}); },
       {{3, 2}, {1, 2, 3, 4, 5, 6}, type}},
      {"reshape to a scalar",
       [](const Tensors &t) { return reshape(sum(t[0], {}, false), {6}); },
       {{6}, {1, 2, 3, 4, 5, 6}, type}},
      {"a scalar as a vector",
       [](const Tensors &t) { return reshape(t[1], {1}); },
       {{1}, {7}, type}},
      {"reshape of nothing",
       [](const Tensors &t) { return reshape(t[2], {3, 0}); },
       {{3, 0}, {}, type}},
      {"transpose()",
       [](const Tensors &t) { return transpose(t[0]); },
       {{3, 2}, {1, 4, 2, 5, 3, 6}, type}},
      {"transpose({1, 2, 0})",
       [](const Tensors &t) { return transpose(t[3], {1, 2, 0}); },
       {{1, 2, 2}, {1, 3, 2, 4}, type}},
      {"transpose({-1, 0, 1})",
       [](const Tensors &t) { return transpose(t[3], {-1, 0, 1}); },
       {{2, 2, 1}, {1, 3, 2, 4}, type}},
      {"transpose of a scalar", [](const Tensors &t) { return transpose(t[1]); }, {{}, {7}, type}},
  };
  return {std::move(name), inputsOf<T>(), std::move(cases)};
}

template <class T> static OpGroup pieceGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  std::vector<OpCase> cases{
      {"slice",
       [](const Tensors &t) { return slice(t[0], {1, 0}, {2, 2}); },
       {{1, 2}, {4, 5}, type}},
      {"slice to the end",
       [](const Tensors &t) { return slice(t[0], {0, 1}, {-1, -1}); },
       {{2, 2}, {2, 3, 5, 6}, type}},
      {"slice by strides",
       [](const Tensors &t) { return slice(t[0], {0, 0}, {-1, -1}, {1, 2}); },
       {{2, 2}, {1, 3, 4, 6}, type}},
      {"slice of nothing",
       [](const Tensors &t) { return slice(t[0], {1, 1}, {1, 3}); },
       {{0, 2}, {}, type}},
      {"pad",
       [](const Tensors &t) { return pad(t[3], 0, {0, 1, 0}, {0, 0, 1}); },
       {{2, 2, 3}, {0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 0}, type}},
      {"pad between",
       [](const Tensors &t) { return pad(t[0], t[1], {0, 0}, {0, 0}, {1, 0}); },
       {{3, 3}, {1, 2, 3, 7, 7, 7, 4, 5, 6}, type}},
      {"pad nothing",
       [](const Tensors &t) { return pad(t[2], 1, {1, 0}, {0, 0}); },
       {{1, 3}, {1, 1, 1}, type}},
      {"concatenate",
       [](const Tensors &t) { return concatenate({t[0], t[2], t[0]}, 0); },
       {{4, 3}, {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6}, type}},
      {"concatenate(-1)",
       [](const Tensors &t) { return concatenate({t[0], slice(t[0], {0, 0}, {2, 1})}, -1); },
       {{2, 4}, {1, 2, 3, 1, 4, 5, 6, 4}, type}},
      {"concatenate one",
       [](const Tensors &t) { return concatenate({t[3]}, 1); },
       {{2, 1, 2}, {1, 2, 3, 4}, type}},
      {"iota(0)",
       [](const Tensors &) { return iota({2, 3}, 0, DTypeOf<T>::value); },
       {{2, 3}, {0, 0, 0, 1, 1, 1}, type}},
      {"iota(-1)",
       [](const Tensors &) { return iota({2, 3}, -1, DTypeOf<T>::value); },
       {{2, 3}, {0, 1, 2, 0, 1, 2}, type}},
      {"iota of nothing",
       [](const Tensors &) { return iota({0}, 0, DTypeOf<T>::value); },
       {{0}, {}, type}},
  };
  return {std::move(name), inputsOf<T>(), std::move(cases)};
}

// Plain loops, any types.
static Numbers product(const Numbers &a, const Numbers &b, int64_t m, int64_t k, int64_t n) {
  Numbers c(size_t(m * n));
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j)
      for (int64_t l = 0; l < k; ++l)
        c[size_t(i * n + j)] += a[size_t(i * k + l)] * b[size_t(l * n + j)];
  return c;
}

static Numbers counted(int64_t count, int64_t modulus) {
  Numbers values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(double(i * 7 % modulus) - double(modulus / 2));
  return values;
}

template <class T> static OpGroup productGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  Numbers a = counted(17 * 9, 11), b = counted(9 * 33, 13), large = product(a, b, 17, 9, 33);
  auto cast = [](const Numbers &values) { return std::vector<T>(values.begin(), values.end()); };
  Tensors inputs = inputsOf<T>();
  inputs.push_back(tensorOf<T>(cast(a), {17, 9})), inputs.push_back(tensorOf<T>(cast(b), {9, 33}));
  inputs.push_back(tensorOf<T>({1, 0, 2}, {3}));
  std::vector<OpCase> cases{
      {"matmul", [](const Tensors &t) { return matmul(t[4], t[5]); }, {{17, 33}, large, type}},
      {"matmul, transposed",
       [](const Tensors &t) { return matmul(transpose(t[4]), transpose(t[5]), true, true); },
       {{17, 33}, large, type}},
      {"matmul, first transposed",
       [](const Tensors &t) { return matmul(t[0], t[0], true); },
       {{3, 3}, {17, 22, 27, 22, 29, 36, 27, 36, 45}, type}},
      {"matmul, second transposed",
       [](const Tensors &t) { return matmul(t[0], t[0], false, true); },
       {{2, 2}, {14, 32, 32, 77}, type}},
      {"matrix by vector",
       [](const Tensors &t) { return matmul(t[0], t[6]); },
       {{2}, {7, 16}, type}},
      {"vector by matrix",
       [](const Tensors &t) { return matmul(t[6], transpose(t[0])); },
       {{2}, {7, 16}, type}},
      {"vector by vector", [](const Tensors &t) { return matmul(t[6], t[6]); }, {{}, {5}, type}},
      {"batches",
       [](const Tensors &t) { return matmul(t[3], transpose(t[3], {0, 2, 1})); },
       {{2, 1, 1}, {5, 25}, type}},
      {"a batch by a matrix",
       [](const Tensors &t) { return matmul(t[3], slice(t[0], {0, 0}, {2, 2})); },
       {{2, 1, 2}, {9, 12, 19, 26}, type}},
      {"no rows",
       [](const Tensors &t) { return matmul(t[2], transpose(t[0])); },
       {{0, 2}, {}, type}},
      {"nothing to sum",
       [](const Tensors &t) { return matmul(transpose(t[2]), t[2]); },
       {{3, 3}, Numbers(9, 0), type}},
      {"dot",
       [](const Tensors &t) { return dot(t[0], t[0], {{}, {}, {1}, {1}}); },
       {{2, 2}, {14, 32, 32, 77}, type}},
      {"dot with a batch",
       [](const Tensors &t) { return dot(t[0], t[0], {{0}, {0}, {1}, {1}}); },
       {{2}, {14, 77}, type}},
      {"outer product",
       [](const Tensors &t) { return dot(t[6], t[6], {}); },
       {{3, 3}, {1, 0, 2, 0, 0, 0, 2, 0, 4}, type}},
      {"dot by negative axes",
       [](const Tensors &t) { return dot(t[0], t[0], {{}, {}, {-1}, {-1}}); },
       {{2, 2}, {14, 32, 32, 77}, type}},
  };
  return {std::move(name), std::move(inputs), std::move(cases)};
}

template <class I> static OpGroup indexGroup(std::string name) {
  Tensors inputs{tensorOf<float>({1, 2, 3, 4, 5, 6}, {3, 2}),
                 tensorOf<I>({2, 0, 2}, {3}),
                 tensorOf<I>({-5, 9}, {2}),
                 tensorOf<I>({}, {0}),
                 tensorOf<I>({1}, {}),
                 tensorOf<I>({0, 1, 2, 1}, {2, 2})};
  std::vector<OpCase> cases{
      {"oneHot",
       [](const Tensors &t) { return oneHot(t[1], 3); },
       {{3, 3}, {0, 0, 1, 1, 0, 0, 0, 0, 1}}},
      {"oneHot of i32",
       [](const Tensors &t) { return oneHot(t[1], 2, DType::I32); },
       {{3, 2}, {0, 0, 1, 0, 0, 0}, DType::I32}},
      {"oneHot of i1",
       [](const Tensors &t) { return oneHot(t[4], 2, DType::I1); },
       {{2}, {0, 1}, DType::I1}},
      {"oneHot of nothing", [](const Tensors &t) { return oneHot(t[3], 4); }, {{0, 4}, {}}},
      {"gather", [](const Tensors &t) { return gather(t[0], t[1]); }, {{3, 2}, {5, 6, 1, 2, 5, 6}}},
      {"gather, out of range",
       [](const Tensors &t) { return gather(t[0], t[2]); },
       {{2, 2}, {1, 2, 5, 6}}},
      {"gather one", [](const Tensors &t) { return gather(t[0], t[4]); }, {{2}, {3, 4}}},
      {"gather a matrix",
       [](const Tensors &t) { return gather(t[0], t[5]); },
       {{2, 2, 2}, {1, 2, 3, 4, 5, 6, 3, 4}}},
      {"gather nothing", [](const Tensors &t) { return gather(t[0], t[3]); }, {{0, 2}, {}}},
      {"gather by a number",
       [](const Tensors &t) { return gather(t[0], constant(Array::scalar(I(2)))); },
       {{2}, {5, 6}}},
      {"scatterAdd",
       [](const Tensors &t) { return scatterAdd(t[0], t[1], 4); },
       {{4, 2}, {3, 4, 0, 0, 6, 8, 0, 0}}},
      {"scatterAdd nothing",
       [](const Tensors &t) { return scatterAdd(gather(t[0], t[3]), t[3], 2); },
       {{2, 2}, {0, 0, 0, 0}}},
      {"crossEntropy",
       [](const Tensors &t) { return crossEntropy(t[0] * 0, min(t[1], 1)); },
       {{3}, {std::log(2), std::log(2), std::log(2)}}},
      {"softmaxCrossEntropy",
       [](const Tensors &t) { return softmaxCrossEntropy(t[0], min(t[1], 1)); },
       {{3}, {std::log1p(std::exp(-1)), 1 + std::log1p(std::exp(-1)), std::log1p(std::exp(-1))}}},
  };
  return {std::move(name), std::move(inputs), std::move(cases)};
}

template <class T> static OpGroup lossGroup(std::string name) {
  constexpr DType type = DTypeOf<T>::value;
  double e = std::exp(1), z = 1 + e, l = std::log(z);
  Tensors inputs{tensorOf<T>({0, 1, 1, 0}, {2, 2}), tensorOf<T>({1000, -1000}, {2}),
                 tensorOf<int32_t>({1, 0}, {2}), arrayOf<bool>({true, false}, {2}),
                 tensorOf<T>({0, 1}, {2})};
  std::vector<OpCase> cases{
      {"softmax",
       [](const Tensors &t) { return softmax(t[0]); },
       {{2, 2}, {1 / z, e / z, e / z, 1 / z}, type}},
      {"softmax(0)",
       [](const Tensors &t) { return softmax(2 * t[0] - t[0], 0); },
       {{2, 2}, {1 / z, e / z, e / z, 1 / z}, type}},
      {"softmax of much", [](const Tensors &t) { return softmax(t[1]); }, {{2}, {1, 0}, type}},
      {"logSoftmax",
       [](const Tensors &t) { return logSoftmax(t[0], -1); },
       {{2, 2}, {-l, 1 - l, 1 - l, -l}, type}},
      {"logSoftmax of much",
       [](const Tensors &t) { return logSoftmax(t[1]); },
       {{2}, {0, -2000}, type}},
      {"logSumExp", [](const Tensors &t) { return logSumExp(t[0]); }, {{2}, {l, l}, type}},
      {"layerNorm", [](const Tensors &t) { return layerNorm(t[1], {0}, 0); }, {{2}, {1, -1}, type}},
      {"attention",
       [](const Tensors &t) { return attention(t[0], t[0], t[0], 0.5, true); },
       {{2, 2}, {0, 1, std::sqrt(e) / (1 + std::sqrt(e)), 1 / (1 + std::sqrt(e))}, type}},
      {"attention with bias",
       [](const Tensors &t) { return attention(t[0], t[0], t[0], t[1], 0.5); },
       {{2, 2}, {0, 1, 0, 1}, type}},
      {"crossEntropy",
       [](const Tensors &t) { return crossEntropy(t[0], t[2]); },
       {{2}, {l - 1, l - 1}, type}},
      {"binaryCrossEntropy",
       [](const Tensors &t) { return binaryCrossEntropy(t[4], t[4]); },
       {{2}, {std::log(2), l - 1}, type}},
      {"binaryCrossEntropy, i32",
       [](const Tensors &t) { return binaryCrossEntropy(t[4], t[2]); },
       {{2}, {std::log(2), l}, type}},
      {"binaryCrossEntropy, i1",
       [](const Tensors &t) { return binaryCrossEntropy(t[4], t[3]); },
       {{2}, {std::log(2), l}, type}},
      {"mse", [](const Tensors &t) { return mse(t[4], 3 * t[4]); }, {{}, {2}, type}},
  };
  return {std::move(name), std::move(inputs), std::move(cases)};
}

// Element e of tcc.uniform, as Random.td says.
static double uniformAt(uint64_t seed, uint64_t step, uint32_t id, uint32_t e, int precision) {
  uint32_t counter[4] = {e / 4, id, uint32_t(step), uint32_t(step >> 32)};
  uint32_t key[2] = {uint32_t(seed), uint32_t(seed >> 32)}, out[4];
  tccrt_philox4x32(counter, key, out);
  return std::ldexp(double(out[e % 4] >> (32 - precision)), -precision);
}

static double normalAt(uint64_t seed, uint64_t step, uint32_t id, uint32_t e) {
  uint32_t counter[4] = {e / 2, id, uint32_t(step), uint32_t(step >> 32)};
  uint32_t key[2] = {uint32_t(seed), uint32_t(seed >> 32)}, out[4];
  tccrt_philox4x32(counter, key, out);
  double u = std::ldexp(double(out[e % 2 * 2] >> 8), -24),
         v = std::ldexp(double(out[e % 2 * 2 + 1] >> 8), -24);
  return std::sqrt(-2 * std::log1p(-u)) * std::cos(2 * M_PI * v);
}

static constexpr uint64_t seed = 0x123456789abcdef0, step = 0xfedcba987654321;

// Ids count the random ops of a program, and run eagerly each is a program: so the first case only
// has the same numbers both ways.
static OpGroup randomGroup() {
  Numbers numbers;
  for (uint32_t e = 0; e < 3 * 7; ++e)
    numbers.push_back(uniformAt(seed, step, 0, e, 24));
  return {"Random",
          {randomKey(seed, step)},
          {{"uniform", [](const Tensors &t) { return uniform(t[0], {3, 7}); }, {{3, 7}, numbers}},
           {"normal", [](const Tensors &t) { return normal(t[0], {3, 0}); }, {{3, 0}, {}}}}};
}

TEST(RealRandom, CompiledNumbersAreThoseOfTheRuntimeBitForBit) {
  auto f = jit([](Tensor key) {
    Tensor first = uniform(key, {5, 201});
    return std::tuple(first, uniform(key, {37}, DType::F64), normal(key, {4, 5}), uniform(key, {}));
  });
  auto [a, b, c, d] = f(randomKey(seed, step));
  auto values = a.toVector<float>();
  for (uint32_t e = 0; e < values.size(); ++e)
    EXPECT_EQ(values[e], float(uniformAt(seed, step, 0, e, 24))) << e;
  auto doubles = b.toVector<double>();
  for (uint32_t e = 0; e < doubles.size(); ++e)
    EXPECT_EQ(doubles[e], uniformAt(seed, step, 1, e, 32)) << e;
  auto normals = c.toVector<float>();
  for (uint32_t e = 0; e < normals.size(); ++e)
    EXPECT_NEAR(normals[e], normalAt(seed, step, 2, e), 1e-5) << e;
  EXPECT_EQ(d.item<float>(), float(uniformAt(seed, step, 3, 0, 24)));
}

TEST(RealRandom, EagerNumbersAreThoseOfTheFirstOp) {
  Tensor a = uniform(randomKey(5), {8}), b = uniform(randomKey(5), {8}),
         c = uniform(randomKey(5, 1), {8});
  EXPECT_TRUE(sameBits(a, b));
  EXPECT_FALSE(sameBits(a, c));
  EXPECT_EQ(a.toVector<float>()[5], float(uniformAt(5, 0, 0, 5, 24)));
  auto normals = normal(randomKey(9), {3}).toVector<float>();
  for (uint32_t e = 0; e < 3; ++e)
    EXPECT_NEAR(normals[e], normalAt(9, 0, 0, e), 1e-5);
}

std::vector<OpGroup> tcc::testing::structuredGroups() {
  return {reductionGroup<float>("ReductionsF32"),
          extremumGroup<float>("ExtremaF32"),
          meanGroup<float>("MeansF32"),
          reductionGroup<double>("ReductionsF64"),
          extremumGroup<double>("ExtremaF64"),
          meanGroup<double>("MeansF64"),
          reductionGroup<int32_t>("ReductionsI32"),
          extremumGroup<int32_t>("ExtremaI32"),
          reductionGroup<int64_t>("ReductionsI64"),
          extremumGroup<int64_t>("ExtremaI64"),
          shapeGroup<float>("ShapesF32"),
          pieceGroup<float>("PiecesF32"),
          shapeGroup<int64_t>("ShapesI64"),
          pieceGroup<int64_t>("PiecesI64"),
          productGroup<float>("ProductsF32"),
          productGroup<double>("ProductsF64"),
          productGroup<int32_t>("ProductsI32"),
          indexGroup<int32_t>("IndicesI32"),
          indexGroup<int64_t>("IndicesI64"),
          lossGroup<float>("LossesF32"),
          lossGroup<double>("LossesF64"),
          randomGroup()};
}
