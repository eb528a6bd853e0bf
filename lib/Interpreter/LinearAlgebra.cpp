// Linear algebra, one matrix after the other, in double precision.
#include "Rules.h"

#include <cmath>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

namespace {
struct Matrix {
  int64_t rows, columns;
  std::vector<double> data;

  Matrix(int64_t rows, int64_t columns)
      : rows(rows), columns(columns), data(size_t(rows * columns)) {}
  static Matrix identity(int64_t n) {
    Matrix one(n, n);
    for (int64_t i = 0; i < n; ++i)
      one(i, i) = 1;
    return one;
  }
  double &operator()(int64_t i, int64_t j) { return data[size_t(i * columns + j)]; }
  double operator()(int64_t i, int64_t j) const { return data[size_t(i * columns + j)]; }
  Matrix transposed() const {
    Matrix result(columns, rows);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < columns; ++j)
        result(j, i) = (*this)(i, j);
    return result;
  }
  Matrix operator*(const Matrix &other) const {
    Matrix result(rows, other.columns);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < other.columns; ++j)
        for (int64_t k = 0; k < columns; ++k)
          result(i, j) += (*this)(i, k) * other(k, j);
    return result;
  }
};
} // namespace

static int64_t batchesOf(const Literal &x) {
  return ShapedType::getNumElements(x.shape().drop_back(2));
}
/// Matrix `batch` of those that the last two axes are.
static Matrix read(const Literal &x, int64_t batch) {
  Matrix m(x.shape().end()[-2], x.shape().back());
  for (size_t i = 0; i < m.data.size(); ++i)
    m.data[i] = x[batch * int64_t(m.data.size()) + int64_t(i)].real;
  return m;
}
static void write(Literal &x, int64_t batch, ArrayRef<double> data) {
  for (size_t i = 0; i < data.size(); ++i) {
    bool isCount = std::abs(data[i]) < 1e18; // the integers written are positions
    x.set(batch * int64_t(data.size()) + int64_t(i), {data[i], WideInt(isCount ? data[i] : 0)});
  }
}
static Literal resultOf(Operation *op, unsigned i) {
  return Literal(cast<RankedTensorType>(op->getResult(i).getType()));
}

//===- triangles ----------------------------------------------------------------------------===//

static Literal cholesky(CholeskyOp op, const Literals &in) {
  Literal result = resultOf(op, 0);
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    Matrix a = read(in[0], batch), l(a.rows, a.rows);
    for (int64_t i = 0; i < a.rows; ++i)
      for (int64_t j = 0; j <= i; ++j) {
        double rest = a(i, j);
        for (int64_t k = 0; k < j; ++k)
          rest -= l(i, k) * l(j, k);
        l(i, j) = i != j ? rest / l(j, j) : rest > 0 ? std::sqrt(rest) : NAN;
      }
    write(result, batch, l.data);
  }
  return result;
}

/// The inverse of any regular matrix, by Gauss and Jordan.
static Matrix inverse(Matrix a) {
  Matrix result = Matrix::identity(a.rows);
  for (int64_t k = 0; k < a.rows; ++k) {
    int64_t pivot = k;
    for (int64_t i = k; i < a.rows; ++i)
      pivot = std::abs(a(i, k)) > std::abs(a(pivot, k)) ? i : pivot;
    for (Matrix *m : {&a, &result}) {
      for (int64_t j = 0; j < a.rows; ++j)
        std::swap((*m)(k, j), (*m)(pivot, j));
    }
    double divisor = a(k, k);
    for (Matrix *m : {&a, &result})
      for (int64_t j = 0; j < a.rows; ++j)
        (*m)(k, j) /= divisor;
    for (int64_t i = 0; i < a.rows; ++i) {
      double factor = a(i, k);
      if (i == k)
        continue;
      for (Matrix *m : {&a, &result})
        for (int64_t j = 0; j < a.rows; ++j)
          (*m)(i, j) -= factor * (*m)(k, j);
    }
  }
  return result;
}

static Literal triangularSolve(TriangularSolveOp op, const Literals &in) {
  Literal result = resultOf(op, 0);
  for (int64_t batch = 0; batch < batchesOf(in[1]); ++batch) {
    Matrix a = read(in[0], batch), b = read(in[1], batch);
    for (int64_t i = 0; i < a.rows; ++i)
      for (int64_t j = 0; j < a.rows; ++j)
        if (i == j ? op.getUnitDiagonal() : (i < j) != op.getUpper())
          a(i, j) = i == j;
    Matrix inverted = inverse(op.getTransposeA() ? a.transposed() : a);
    write(result, batch, (op.getRight() ? b * inverted : inverted * b).data);
  }
  return result;
}

/// What is left of a column's element once the steps before are taken off.
static double remainder(const Matrix &f, int64_t i, int64_t j, int64_t steps) {
  double rest = f(i, j);
  for (int64_t k = 0; k < steps; ++k)
    rest -= f(i, k) * f(k, j);
  return rest;
}

// Column by column: U above the diagonal, what is to be divided below.
static FailureOr<Literals> lu(LuOp op, const Literals &in, Evaluator &) {
  Literals results{resultOf(op, 0), resultOf(op, 1), resultOf(op, 2)};
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    Matrix f = read(in[0], batch);
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
        pivot = std::abs(f(i, j)) > std::abs(f(pivot, j)) ? i : pivot;
      for (int64_t k = 0; k < f.columns; ++k)
        std::swap(f(j, k), f(pivot, k));
      std::swap(permutation[size_t(j)], permutation[size_t(pivot)]);
      pivots[size_t(j)] = double(pivot);
      for (int64_t i = j + 1; i < f.rows; ++i)
        f(i, j) /= f(j, j) == 0 ? 1 : f(j, j);
    }
    write(results[0], batch, f.data);
    write(results[1], batch, pivots);
    write(results[2], batch, permutation);
  }
  return results;
}

//===- reflections and rotations -------------------------------------------------------------===//

/// I - scale v v^T as a matrix.
static Matrix reflection(ArrayRef<double> v, double scale) {
  Matrix h = Matrix::identity(int64_t(v.size()));
  for (int64_t i = 0; i < h.rows; ++i)
    for (int64_t j = 0; j < h.rows; ++j)
      h(i, j) -= scale * v[size_t(i)] * v[size_t(j)];
  return h;
}

static FailureOr<Literals> householder(HouseholderOp op, const Literals &in, Evaluator &) {
  Literals results{resultOf(op, 0), resultOf(op, 1)};
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    Matrix r = read(in[0], batch), packed = r;
    std::vector<double> scales;
    for (int64_t k = 0; k < std::min(r.rows, r.columns); ++k) {
      std::vector<double> v(size_t(r.rows), 0);
      double tail = 0;
      for (int64_t i = k + 1; i < r.rows; ++i)
        tail += r(i, k) * r(i, k);
      double pivot = -std::copysign(std::sqrt(r(k, k) * r(k, k) + tail), r(k, k));
      scales.push_back(tail == 0 ? 0 : (pivot - r(k, k)) / pivot);
      v[size_t(k)] = 1;
      for (int64_t i = k + 1; i < r.rows; ++i)
        v[size_t(i)] = packed(i, k) = tail == 0 ? 0 : r(i, k) / (r(k, k) - pivot);
      r = reflection(v, scales.back()) * r;
    }
    for (int64_t i = 0; i < r.rows; ++i)
      for (int64_t j = i; j < r.columns; ++j)
        packed(i, j) = r(i, j);
    write(results[0], batch, packed.data);
    write(results[1], batch, scales);
  }
  return results;
}

static Literal householderProduct(HouseholderProductOp op, const Literals &in) {
  Literal result = resultOf(op, 0);
  int64_t count = in[1].shape().back();
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    Matrix packed = read(in[0], batch), q = Matrix::identity(packed.rows);
    for (int64_t k = 0; k < count; ++k) {
      std::vector<double> v(size_t(packed.rows), 0);
      for (int64_t i = k; i < packed.rows; ++i)
        v[size_t(i)] = i == k ? 1 : packed(i, k);
      q = q * reflection(v, in[1][batch * count + k].real);
    }
    for (int64_t i = 0; i < packed.rows; ++i)
      for (int64_t j = 0; j < packed.columns; ++j)
        packed(i, j) = q(i, j);
    write(result, batch, packed.data);
  }
  return result;
}

// By whole reflections: each takes a column to a multiple of a unit vector, away from itself.
static FailureOr<Literals> qr(QrOp op, const Literals &in, Evaluator &) {
  Literals results{resultOf(op, 0), resultOf(op, 1)};
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    Matrix a = read(in[0], batch);
    int64_t count = std::min(a.rows, a.columns);
    Matrix r = a, q = Matrix::identity(a.rows);
    for (int64_t k = 0; k < count; ++k) {
      double tail = 0;
      for (int64_t i = k + 1; i < a.rows; ++i)
        tail += r(i, k) * r(i, k);
      if (tail == 0)
        continue;
      std::vector<double> v(size_t(a.rows), 0);
      double pivot = -std::copysign(std::sqrt(r(k, k) * r(k, k) + tail), r(k, k)), square = 0;
      for (int64_t i = k; i < a.rows; ++i) {
        v[size_t(i)] = r(i, k) - (i == k ? pivot : 0);
        square += v[size_t(i)] * v[size_t(i)];
      }
      Matrix h = reflection(v, 2 / square);
      r = h * r, q = q * h;
    }
    Matrix left(a.rows, count), right(count, a.columns);
    for (int64_t k = 0; k < count; ++k) {
      for (int64_t i = 0; i < a.rows; ++i)
        left(i, k) = q(i, k);
      for (int64_t j = k; j < a.columns; ++j)
        right(k, j) = r(k, j);
    }
    write(results[0], batch, left.data);
    write(results[1], batch, right.data);
  }
  return results;
}

/// Rotates the largest element beside the diagonal away until there is none.
static void diagonalize(Matrix &a, Matrix &v) {
  for (int64_t round = 0; round < 100 * a.rows * a.rows; ++round) {
    int64_t p = 0, q = 0;
    double largest = 0, norm = 0;
    for (int64_t i = 0; i < a.rows; ++i)
      for (int64_t j = 0; j < a.rows; ++j) {
        norm = std::max(norm, std::abs(a(i, j)));
        if (i < j && std::abs(a(i, j)) > largest)
          largest = std::abs(a(i, j)), p = i, q = j;
      }
    if (largest <= 1e-18 * norm)
      return;
    double angle = 0.5 * std::atan2(2 * a(p, q), a(q, q) - a(p, p));
    Matrix turn = Matrix::identity(a.rows);
    turn(p, p) = turn(q, q) = std::cos(angle);
    turn(p, q) = std::sin(angle), turn(q, p) = -turn(p, q);
    a = turn.transposed() * a * turn;
    v = v * turn;
  }
}

static FailureOr<Literals> eigh(EighOp op, const Literals &in, Evaluator &) {
  Literals results{resultOf(op, 0), resultOf(op, 1)};
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    Matrix a = read(in[0], batch), v = Matrix::identity(a.rows), sorted(a.rows, a.rows);
    for (int64_t i = 0; i < a.rows; ++i)
      for (int64_t j = i + 1; j < a.rows; ++j)
        a(i, j) = a(j, i);
    diagonalize(a, v);
    auto order = llvm::to_vector(llvm::seq<int64_t>(0, a.rows));
    llvm::sort(order, [&](int64_t i, int64_t j) { return a(i, i) < a(j, j); });
    std::vector<double> values;
    for (auto [to, from] : llvm::enumerate(order)) {
      double largest = 0;
      for (int64_t i = 0; i < a.rows; ++i)
        largest = std::abs(v(i, from)) > std::abs(largest) ? v(i, from) : largest;
      for (int64_t i = 0; i < a.rows; ++i)
        sorted(i, int64_t(to)) = largest < 0 ? -v(i, from) : v(i, from);
      values.push_back(a(from, from));
    }
    write(results[0], batch, sorted.data);
    write(results[1], batch, values);
  }
  return results;
}

/// The eigenvectors of [[0, a], [a^T, 0]] are pairs of singular vectors.
static FailureOr<Literals> svd(SvdOp op, const Literals &in, Evaluator &) {
  Literals results{resultOf(op, 0), resultOf(op, 1), resultOf(op, 2)};
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    Matrix a = read(in[0], batch);
    int64_t rows = a.rows, columns = a.columns, count = std::min(rows, columns);
    Matrix both(rows + columns, rows + columns), v = Matrix::identity(rows + columns);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < columns; ++j)
        both(i, rows + j) = both(rows + j, i) = a(i, j);
    diagonalize(both, v);
    auto order = llvm::to_vector(llvm::seq<int64_t>(0, both.rows));
    llvm::sort(order, [&](int64_t i, int64_t j) { return both(i, i) > both(j, j); });
    Matrix u(rows, count), vt(count, columns);
    std::vector<double> values;
    for (int64_t k = 0; k < count; ++k) {
      int64_t from = order[size_t(k)], first = rows >= columns ? 0 : rows;
      double largest = 0;
      for (int64_t i = 0; i < std::max(rows, columns); ++i)
        if (std::abs(v(first + i, from)) > std::abs(largest))
          largest = v(first + i, from);
      double scale = std::copysign(std::sqrt(2), largest);
      for (int64_t i = 0; i < rows; ++i)
        u(i, k) = scale * v(i, from);
      for (int64_t j = 0; j < columns; ++j)
        vt(k, j) = scale * v(rows + j, from);
      values.push_back(both(from, from));
    }
    write(results[0], batch, u.data);
    write(results[1], batch, values);
    write(results[2], batch, vt.data);
  }
  return results;
}

void tcc::interpreter::addLinearAlgebraRules(Rules &rules) {
  rules.add<CholeskyOp>(cholesky);
  rules.add<TriangularSolveOp>(triangularSolve);
  rules.addGeneral<LuOp>(lu);
  rules.addGeneral<HouseholderOp>(householder);
  rules.add<HouseholderProductOp>(householderProduct);
  rules.addGeneral<QrOp>(qr);
  rules.addGeneral<EighOp>(eigh);
  rules.addGeneral<SvdOp>(svd);
}
