// A short transform is one product with a matrix of roots of unity. A longer one of n = n1 n2
// elements is n2 transforms of n1 elements, a product with roots element by element, and n1
// transforms of n2 elements. Where n is a large prime, it is a convolution with a chirp, by
// transforms of a length that has factors. Roots are made in double precision.
#include "Fourier.h"

#include <cmath>
#include <complex>
#include <numbers>

using namespace mlir;
using namespace tcc::ir;
using Number = std::complex<double>;

// A matrix of this many rows is in the cache; a prime up to the second costs less by a matrix than
// by a convolution.
static constexpr int64_t longestDirect = 64, longestDirectPrime = 256;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }
static int64_t lastExtent(const Complex &x) { return type(x.re).getShape().back(); }

/// exp(2 pi i k / n), exact where a part is 0 or 1; k may be anything whose square can be counted.
static Number root(int64_t k, int64_t n) {
  k = (k % n + n) % n;
  int64_t quarter = 4 * k / n, rest = 4 * k - quarter * n;
  double angle = std::numbers::pi / 2 * double(rest) / double(n);
  double cosine = std::cos(angle), sine = std::sin(angle);
  switch (quarter) {
  case 0:
    return {cosine, sine};
  case 1:
    return {-sine, cosine};
  case 2:
    return {-cosine, -sine};
  default:
    return {sine, -cosine};
  }
}

//===- constants ----------------------------------------------------------------------------===//

Value Fourier::constant(Value like, ArrayRef<int64_t> shape, ArrayRef<double> numbers) {
  auto elements = RankedTensorType::get(shape, type(like).getElementType());
  if (elements.getElementType().isF64())
    return c.create<ConstantOp>(DenseElementsAttr::get(elements, numbers));
  auto floats = llvm::map_to_vector(numbers, [](double number) { return float(number); });
  return c.create<ConstantOp>(DenseElementsAttr::get(elements, ArrayRef<float>(floats)));
}

Complex Fourier::constant(Value like, ArrayRef<int64_t> shape, ArrayRef<Number> numbers) {
  auto re = llvm::map_to_vector(numbers, [](Number z) { return z.real(); });
  auto im = llvm::map_to_vector(numbers, [](Number z) { return z.imag(); });
  return {constant(like, shape, re), constant(like, shape, im)};
}

/// root(+-j k, n) for j in rows, k in columns.
static SmallVector<Number> rootsOf(int64_t rows, int64_t columns, int64_t n, bool isBackward) {
  SmallVector<Number> roots;
  for (int64_t j = 0; j < rows; ++j)
    for (int64_t k = 0; k < columns; ++k)
      roots.push_back(root(isBackward ? j * k : -j * k, n));
  return roots;
}

//===- transforms ---------------------------------------------------------------------------===//

Value Fourier::multiply(Value x, int64_t axis, Value matrix) {
  ArrayRef<int64_t> none;
  return c.create<DotOp>(x, matrix, none, none, ArrayRef(axis), ArrayRef<int64_t>(0), TypeAttr());
}

Complex Fourier::direct(const Complex &x, int64_t axis, int64_t columns) {
  int64_t n = type(x.re).getDimSize(axis);
  Complex w = constant(x.re, {n, columns}, rootsOf(n, columns, n, isBackward));
  Complex y{multiply(x.re, axis, w.re), multiply(x.re, axis, w.im)};
  if (!x.im)
    return y;
  return c.add(y, {c.neg(multiply(x.im, axis, w.im)), multiply(x.im, axis, w.re)});
}

/// The greatest factor of n that is short enough for a matrix and not above the root of n; 1 for a
/// prime.
static int64_t factorOf(int64_t n) {
  for (int64_t factor = longestDirect; factor > 1; --factor)
    if (n % factor == 0 && factor <= n / factor)
      return factor;
  return 1;
}

Complex Fourier::alongLast(const Complex &x) {
  int64_t n = lastExtent(x), last = type(x.re).getRank() - 1, factor = factorOf(n);
  if (n <= longestDirect || (factor == 1 && n <= longestDirectPrime))
    return direct(x, last, n);
  return factor > 1 ? byFactors(x, factor) : byConvolution(x);
}

static Complex map(const Complex &x, llvm::function_ref<Value(Value)> f) {
  return {f(x.re), x.im ? f(x.im) : Value()};
}

static Complex transposeLast(ComplexBuilder &c, const Complex &x) {
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, type(x.re).getRank()));
  std::swap(permutation.back(), permutation[permutation.size() - 2]);
  return map(x, [&](Value part) { return c.transpose(part, permutation); });
}

// Element j1 n2 + j2 goes to k1 + n1 k2.
Complex Fourier::byFactors(const Complex &x, int64_t n1) {
  int64_t n = lastExtent(x), n2 = n / n1, axis = type(x.re).getRank() - 1;
  SmallVector<int64_t> shape(type(x.re).getShape()), apart(shape);
  apart.back() = n1;
  apart.push_back(n2);
  Complex rows = map(x, [&](Value part) { return c.reshape(part, apart); });
  Complex inner = direct(rows, axis, n1); // [.., j2, k1]
  Complex turned = c.mul(inner, constant(x.re, {n2, n1}, rootsOf(n2, n1, n, isBackward)));
  Complex outer = n2 <= longestDirect ? direct(turned, axis, n2)
                                      : alongLast(transposeLast(c, turned)); // [.., k1, k2]
  return map(transposeLast(c, outer), [&](Value part) { return c.reshape(part, shape); });
}

/// The transform of a power of two of numbers.
static SmallVector<Number> transformed(ArrayRef<Number> x, bool isBackward) {
  int64_t n = x.size();
  if (n == 1)
    return {x[0]};
  SmallVector<Number> halves[2], result(n);
  for (int64_t i = 0; i < n; ++i)
    halves[i % 2].push_back(x[i]);
  SmallVector<Number> even = transformed(halves[0], isBackward);
  SmallVector<Number> odd = transformed(halves[1], isBackward);
  for (int64_t k = 0; k < n / 2; ++k) {
    Number turned = odd[k] * root(isBackward ? k : -k, n);
    result[k] = even[k] + turned;
    result[k + n / 2] = even[k] - turned;
  }
  return result;
}

// As 2 j k = j^2 + k^2 - (k - j)^2, the transform is a product with a chirp, a convolution with its
// conjugate, and a product with the chirp again.
Complex Fourier::byConvolution(const Complex &x) {
  int64_t n = lastExtent(x), last = type(x.re).getRank() - 1;
  int64_t m = int64_t(llvm::PowerOf2Ceil(uint64_t(2 * n - 1)));
  SmallVector<Number> chirp, kernel(m);
  for (int64_t k = 0; k < n; ++k) {
    int64_t square = k * k % (2 * n);
    chirp.push_back(root(isBackward ? square : -square, 2 * n));
    kernel[k] = kernel[(m - k) % m] = std::conj(chirp[k]) / double(m);
  }
  Complex chirps = constant(x.re, {n}, chirp);
  SmallVector<int64_t> low(last + 1, 0), high(low);
  high[last] = m - n;
  Complex turned =
      x.im ? c.mul(x, chirps) : Complex{c.mul(x.re, chirps.re), c.mul(x.re, chirps.im)};
  Complex padded = map(turned, [&](Value part) -> Value {
    return c.create<PadOp>(part, c.scalar(part, 0), low, high);
  });
  Complex spectrum = Fourier(c, false).alongLast(padded);
  Complex filtered = c.mul(spectrum, constant(x.re, {m}, transformed(kernel, false)));
  Complex convolved = map(Fourier(c, true).alongLast(filtered),
                          [&](Value part) { return c.slice(part, last, 0, n); });
  return c.mul(convolved, chirps);
}

Complex Fourier::along(const Complex &x, int64_t axis) {
  int64_t last = type(x.re).getRank() - 1;
  auto others = otherAxes(last + 1, axis);
  others.push_back(axis); // the axis last
  SmallVector<int64_t> back(last + 1);
  for (auto [to, from] : llvm::enumerate(others))
    back[from] = to;
  Complex moved = map(x, [&](Value part) { return c.transpose(part, others); });
  return map(alongLast(moved), [&](Value part) { return c.transpose(part, back); });
}

//===- real numbers -------------------------------------------------------------------------===//

Complex Fourier::ofReal(Value x) {
  int64_t last = type(x).getRank() - 1, n = type(x).getDimSize(last), kept = n / 2 + 1;
  if (n <= longestDirect)
    return direct({x}, last, kept);
  return map(alongLast({x}), [&](Value part) { return c.slice(part, last, 0, kept); });
}

// The sum over all n elements, each but the first and the middle one with its conjugate.
Value Fourier::toReal(const Complex &x, int64_t n) {
  int64_t last = type(x.re).getRank() - 1, kept = lastExtent(x);
  if (n <= longestDirect) {
    SmallVector<Number> roots = rootsOf(kept, n, n, isBackward);
    for (auto [i, number] : llvm::enumerate(roots)) {
      int64_t k = int64_t(i) / n;
      number *= k == 0 || 2 * k == n ? 1 : 2;
    }
    Complex w = constant(x.re, {kept, n}, roots);
    return c.sub(multiply(x.re, last, w.re), multiply(x.im, last, w.im));
  }
  Complex mirrored = map(x, [&](Value part) -> Value {
    return c.create<ReverseOp>(c.slice(part, last, 1, (n + 1) / 2), ArrayRef(last));
  });
  auto whole = [&](Value front, Value back) -> Value {
    return c.create<ConcatenateOp>(ValueRange{front, back}, last);
  };
  return alongLast({whole(x.re, mirrored.re), whole(x.im, c.neg(mirrored.im))}).re;
}
