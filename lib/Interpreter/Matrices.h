// Matrices as the rules of linear algebra see them: of numbers in double precision, real or
// complex.
#ifndef TCC_LIB_INTERPRETER_MATRICES_H
#define TCC_LIB_INTERPRETER_MATRICES_H

#include "Rules.h"

#include <complex>

namespace tcc::interpreter {

using ComplexDouble = std::complex<double>;

inline double conjugate(double x) { return x; }
inline ComplexDouble conjugate(ComplexDouble x) { return std::conj(x); }
inline double realPart(double x) { return x; }
inline double realPart(ComplexDouble x) { return x.real(); }

template <class T> struct MatrixOf {
  int64_t rows, columns;
  std::vector<T> data;

  MatrixOf(int64_t rows, int64_t columns)
      : rows(rows), columns(columns), data(size_t(rows * columns)) {}
  static MatrixOf identity(int64_t n) {
    MatrixOf one(n, n);
    for (int64_t i = 0; i < n; ++i)
      one(i, i) = 1;
    return one;
  }
  T &operator()(int64_t i, int64_t j) { return data[size_t(i * columns + j)]; }
  T operator()(int64_t i, int64_t j) const { return data[size_t(i * columns + j)]; }
  MatrixOf transposed() const {
    MatrixOf result(columns, rows);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < columns; ++j)
        result(j, i) = (*this)(i, j);
    return result;
  }
  MatrixOf operator*(const MatrixOf &other) const {
    MatrixOf result(rows, other.columns);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < other.columns; ++j)
        for (int64_t k = 0; k < columns; ++k)
          result(i, j) += (*this)(i, k) * other(k, j);
    return result;
  }
};
using Matrix = MatrixOf<double>;

inline int64_t batchesOf(const Literal &x) {
  return mlir::ShapedType::getNumElements(x.shape().drop_back(2));
}

template <class T> T numberOf(const Element &element) {
  if constexpr (std::is_same_v<T, double>)
    return element.real;
  else
    return {element.real, element.imaginary};
}

/// Matrix `batch` of those that the last two axes are.
template <class T> MatrixOf<T> read(const Literal &x, int64_t batch) {
  MatrixOf<T> m(x.shape().end()[-2], x.shape().back());
  for (size_t i = 0; i < m.data.size(); ++i)
    m.data[i] = numberOf<T>(x[batch * int64_t(m.data.size()) + int64_t(i)]);
  return m;
}

inline void write(Literal &x, int64_t batch, llvm::ArrayRef<double> data) {
  for (size_t i = 0; i < data.size(); ++i) {
    bool isCount = std::abs(data[i]) < 1e18; // the integers written are positions
    x.set(batch * int64_t(data.size()) + int64_t(i), {data[i], WideInt(isCount ? data[i] : 0)});
  }
}
inline void write(Literal &x, int64_t batch, llvm::ArrayRef<ComplexDouble> data) {
  for (size_t i = 0; i < data.size(); ++i)
    x.set(batch * int64_t(data.size()) + int64_t(i), {data[i].real(), 0, data[i].imag()});
}

/// Parts that come as two operands, and go as two results.
inline Literal joined(const Literal &re, const Literal &im) {
  Literal whole(re.type().clone(mlir::ComplexType::get(re.elementType())));
  for (int64_t i = 0; i < whole.size(); ++i)
    whole.set(i, {re[i].real, 0, im[i].real});
  return whole;
}
inline Literals separated(const Literal &x) {
  auto part = x.type().clone(llvm::cast<mlir::ComplexType>(x.elementType()).getElementType());
  Literals parts{Literal(part), Literal(part)};
  for (int64_t i = 0; i < x.size(); ++i) {
    parts[0].set(i, {x[i].real});
    parts[1].set(i, {x[i].imaginary});
  }
  return parts;
}

} // namespace tcc::interpreter

#endif
