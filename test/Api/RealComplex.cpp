// Complex numbers, Fourier transforms and floats of 8 bits in the API, on the compiler.
#include "Real.h"

#include "tcc/SmallFloat.h"

#include <complex>

using namespace tcc;
using namespace tcc::testing;

using C64 = std::complex<float>;
using C128 = std::complex<double>;

// Each function once, as the table of all functions asks for; numbers of x = (1, 2), y = (3, -1).
std::vector<OpGroup> tcc::testing::complexGroups() {
  auto f64 = [](std::vector<double> values) {
    int64_t count = values.size();
    return Wanted{{count}, std::move(values), DType::F64};
  };
  auto z = [](const Tensors &t) { return complex(t[0], t[1]); };
  std::vector<OpCase> cases{
      {"real", [z](const Tensors &t) { return real(z(t)); }, f64({1, 2})},
      {"imag", [z](const Tensors &t) { return imag(z(t)); }, f64({3, -1})},
      {"conj", [z](const Tensors &t) { return imag(conj(z(t))); }, f64({-3, 1})},
      {"fft", [z](const Tensors &t) { return real(fft(z(t), {2})); }, f64({3, -1})},
      {"ifft", [z](const Tensors &t) { return imag(ifft(z(t), {2})); }, f64({1, 2})},
      {"rfft", [](const Tensors &t) { return real(rfft(t[1], {2})); }, f64({2, 4})},
      {"irfft", [](const Tensors &t) { return irfft(rfft(t[1], {2}), {2}); }, f64({3, -1})},
  };
  auto pair = [](double a, double b) { return Tensor(std::vector<double>{a, b}, {2}); };
  return {{"Complex", {pair(1, 2), pair(3, -1)}, std::move(cases)}};
}

template <class T>
static void expectNear(const Tensor &got, const std::vector<T> &wanted, double tolerance) {
  ASSERT_EQ(got.dtype(), DTypeOf<T>::value);
  std::vector<T> values = got.toVector<T>();
  ASSERT_EQ(values.size(), wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i)
    EXPECT_LE(std::abs(values[i] - wanted[i]), tolerance)
        << i << ": " << values[i] << " for " << wanted[i];
}

static const std::vector<C128> points{{1, 2}, {-0.5, 0.25}, {0, -1}, {2, 0}, {-3, -1}};

TEST(RealComplex, PartsAndArithmetic) {
  Tensor z(std::vector<C64>{{1, 2}, {-3, 4}}, {2});
  expectNear<C64>(z * conj(z), {{5, 0}, {25, 0}}, 1e-5);
  expectNear<C64>(z / z + 1.0, {{2, 0}, {2, 0}}, 1e-6);
  expectTensor(real(z), {{2}, {1, -3}});
  expectTensor(imag(z), {{2}, {2, 4}});
  expectTensor(abs(z), {{2}, {std::sqrt(5.0), 5}});
  expectNear<C64>(complex(real(z), imag(z)) - z, {0, 0}, 0);
  EXPECT_EQ((full({2}, 3, DType::C64) * z).toVector<C64>()[1], C64(-9, 12));
}

TEST(RealComplex, InsideJit) {
  auto f = jit([](Tensor z, Tensor x) { return exp(z) * convert(x, DType::C128); });
  std::vector<C128> wanted;
  for (C128 z : points)
    wanted.push_back(std::exp(z) * 2.0);
  Tensor x(std::vector<double>(points.size(), 2), {int64_t(points.size())});
  expectNear<C128>(f(Tensor(points, {int64_t(points.size())}), x), wanted, 1e-12);
}

// Of |z|^2 twice the conjugate, of the real part of a holomorphic function its derivative.
TEST(RealComplex, GradientsAreThoseOfJax) {
  Tensor z(points, {int64_t(points.size())});
  std::vector<C128> squares, waves;
  for (C128 p : points) {
    squares.push_back(2.0 * std::conj(p));
    waves.push_back(std::cos(p));
  }
  expectNear<C128>(grad([](Tensor z) { return sum(square(abs(z))); })(z), squares, 1e-12);
  expectNear<C128>(grad([](Tensor z) { return sum(real(sin(z))); })(z), waves, 1e-12);
}

TEST(RealComplex, Transforms) {
  Tensor x(std::vector<double>{1, 2, 3, 4}, {4});
  expectNear<C128>(rfft(x, {4}), {10, {-2, 2}, -2}, 1e-12);
  expectNear<double>(irfft(rfft(x, {4}), {4}), {1, 2, 3, 4}, 1e-12);
  Tensor z(std::vector<C128>{1, {0, 1}, -1, {0, -1}}, {4});
  expectNear<C128>(fft(z, {4}), {0, 4, 0, 0}, 1e-12);
  expectNear<C128>(ifft(fft(z, {4}), {4}), {1, {0, 1}, -1, {0, -1}}, 1e-12);
}

TEST(RealComplex, FloatsOf8Bits) {
  using F8 = Float8<DType::F8E4M3FN>;
  Tensor x(std::vector<F8>{F8(1.5), F8(-448), F8(0.3)}, {3});
  EXPECT_EQ(nameOf(x.dtype()), "f8E4M3FN");
  Tensor y = convert(x + x, DType::F32);
  EXPECT_EQ(y.toVector<float>()[0], 3.f);
  EXPECT_TRUE(std::isnan(y.toVector<float>()[1])); // beyond the greatest
  EXPECT_EQ(y.toVector<float>()[2], 0.625f);       // 0.3 is held as 0.3125
}
