// Triangular systems, and factorizations that lead to them, one matrix after the other, in double
// precision.
#include "Matrices.h"

#include <cmath>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

template <class T> static Literal cholesky(CholeskyOp op, const Literals &in) {
  Literal result = Literal(resultType(op));
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    auto a = read<T>(in[0], batch), l = MatrixOf<T>(a.rows, a.rows);
    for (int64_t i = 0; i < a.rows; ++i)
      for (int64_t j = 0; j <= i; ++j) {
        T rest = a(i, j);
        for (int64_t k = 0; k < j; ++k)
          rest -= l(i, k) * conjugate(l(j, k));
        double square = realPart(rest);
        l(i, j) = i != j ? rest / l(j, j) : T(square > 0 ? std::sqrt(square) : NAN);
      }
    write(result, batch, l.data);
  }
  return result;
}

/// The inverse of any regular matrix, by Gauss and Jordan.
template <class T> static MatrixOf<T> inverse(MatrixOf<T> a) {
  auto result = MatrixOf<T>::identity(a.rows);
  for (int64_t k = 0; k < a.rows; ++k) {
    int64_t pivot = k;
    for (int64_t i = k; i < a.rows; ++i)
      pivot = std::abs(a(i, k)) > std::abs(a(pivot, k)) ? i : pivot;
    for (auto *m : {&a, &result}) {
      for (int64_t j = 0; j < a.rows; ++j)
        std::swap((*m)(k, j), (*m)(pivot, j));
    }
    T divisor = a(k, k);
    for (auto *m : {&a, &result})
      for (int64_t j = 0; j < a.rows; ++j)
        (*m)(k, j) /= divisor;
    for (int64_t i = 0; i < a.rows; ++i) {
      T factor = a(i, k);
      if (i == k)
        continue;
      for (auto *m : {&a, &result})
        for (int64_t j = 0; j < a.rows; ++j)
          (*m)(i, j) -= factor * (*m)(k, j);
    }
  }
  return result;
}

template <class T> static Literal triangularSolve(TriangularSolveOp op, const Literals &in) {
  Literal result = Literal(resultType(op));
  for (int64_t batch = 0; batch < batchesOf(in[1]); ++batch) {
    auto a = read<T>(in[0], batch), b = read<T>(in[1], batch);
    for (int64_t i = 0; i < a.rows; ++i)
      for (int64_t j = 0; j < a.rows; ++j)
        if (i == j ? op.getUnitDiagonal() : (i < j) != op.getUpper())
          a(i, j) = T(i == j);
    MatrixOf<T> inverted = inverse<T>(op.getTransposeA() ? a.transposed() : a);
    write(result, batch, (op.getRight() ? b * inverted : inverted * b).data);
  }
  return result;
}

/// What is left of a column's element once the steps before are taken off.
template <class T> static T remainder(const MatrixOf<T> &f, int64_t i, int64_t j, int64_t steps) {
  T rest = f(i, j);
  for (int64_t k = 0; k < steps; ++k)
    rest -= f(i, k) * f(k, j);
  return rest;
}

/// What pivots are compared by.
static double magnitude(double x) { return std::abs(x); }
static double magnitude(ComplexDouble x) { return std::abs(x.real()) + std::abs(x.imag()); }

// Column by column: U above the diagonal, what is to be divided below.
template <class T> static Literals lu(LuOp op, const Literals &in) {
  Literals results{Literal(in[0].type()), Literal(cast<RankedTensorType>(op.getPivots().getType())),
                   Literal(cast<RankedTensorType>(op.getPermutation().getType()))};
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    auto f = read<T>(in[0], batch);
    int64_t steps = std::min(f.rows, f.columns);
    std::vector<double> pivots(size_t(steps), 0), permutation(size_t(f.rows), 0);
    for (int64_t i = 0; i < f.rows; ++i)
      permutation[size_t(i)] = double(i);
    for (int64_t j = 0; j < f.columns; ++j) {
      for (int64_t i = 0; i < f.rows; ++i)
        f(i, j) = remainder(f, i, j, std::min({i, j, steps}));
      if (j >= steps)
        continue;
      int64_t pivot = j;
      for (int64_t i = j; i < f.rows; ++i)
        pivot = magnitude(f(i, j)) > magnitude(f(pivot, j)) ? i : pivot;
      for (int64_t k = 0; k < f.columns; ++k)
        std::swap(f(j, k), f(pivot, k));
      std::swap(permutation[size_t(j)], permutation[size_t(pivot)]);
      pivots[size_t(j)] = double(pivot);
      for (int64_t i = j + 1; i < f.rows; ++i)
        f(i, j) /= f(j, j) == T(0) ? T(1) : f(j, j);
    }
    write(results[0], batch, f.data);
    write(results[1], batch, pivots);
    write(results[2], batch, permutation);
  }
  return results;
}

static FailureOr<Literals> anyLu(LuOp op, const Literals &in, Evaluator &) {
  if (in.size() == 1)
    return in[0].isComplex() ? lu<ComplexDouble>(op, in) : lu<double>(op, in);
  Literals results = lu<ComplexDouble>(op, {joined(in[0], in[1])});
  Literals parts = separated(results[0]);
  results[0] = parts[1];
  results.insert(results.begin(), parts[0]);
  return results;
}

void tcc::interpreter::addLinearAlgebraRules(Rules &rules) {
  rules.add<CholeskyOp>([](CholeskyOp op, const Literals &in) {
    return in[0].isComplex() ? cholesky<ComplexDouble>(op, in) : cholesky<double>(op, in);
  });
  rules.add<TriangularSolveOp>([](TriangularSolveOp op, const Literals &in) {
    bool isComplex = in[0].isComplex();
    return isComplex ? triangularSolve<ComplexDouble>(op, in) : triangularSolve<double>(op, in);
  });
  rules.addGeneral<LuOp>(anyLu);
  addOrthogonalRules(rules);
}
