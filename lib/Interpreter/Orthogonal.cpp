// Factorizations by reflections and rotations, one matrix after the other.
#include "Matrices.h"

#include <cmath>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

static Literal resultOf(Operation *op, unsigned i) {
  return Literal(cast<RankedTensorType>(op->getResult(i).getType()));
}

//===- reflections and rotations -------------------------------------------------------------===//

/// I - scale v v^H as a matrix.
template <class T> static MatrixOf<T> reflection(ArrayRef<T> v, T scale) {
  auto h = MatrixOf<T>::identity(int64_t(v.size()));
  for (int64_t i = 0; i < h.rows; ++i)
    for (int64_t j = 0; j < h.rows; ++j)
      h(i, j) -= scale * v[size_t(i)] * conjugate(v[size_t(j)]);
  return h;
}

/// Of each column what takes it, by the adjoint, to a multiple of a unit vector, a real one.
template <class T> static Literals householder(HouseholderOp op, const Literals &in) {
  Literals results{
      Literal(in[0].type()),
      Literal(in[0].type().clone(cast<ShapedType>(op.getScales().getType()).getShape()))};
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    auto r = read<T>(in[0], batch), packed = r;
    std::vector<T> scales;
    for (int64_t k = 0; k < std::min(r.rows, r.columns); ++k) {
      std::vector<T> v(size_t(r.rows), 0);
      double tail = 0;
      for (int64_t i = k + 1; i < r.rows; ++i)
        tail += std::norm(r(i, k));
      T head = r(k, k);
      bool isNone = tail == 0 && head == T(realPart(head));
      double pivot = -std::copysign(std::sqrt(std::norm(head) + tail), realPart(head));
      scales.push_back(isNone ? T(0) : (pivot - head) / pivot);
      v[size_t(k)] = 1;
      for (int64_t i = k + 1; i < r.rows; ++i)
        v[size_t(i)] = packed(i, k) = isNone ? T(0) : r(i, k) / (head - pivot);
      r = reflection<T>(v, conjugate(scales.back())) * r;
      r(k, k) = realPart(r(k, k));
    }
    for (int64_t i = 0; i < r.rows; ++i)
      for (int64_t j = i; j < r.columns; ++j)
        packed(i, j) = r(i, j);
    write(results[0], batch, packed.data);
    write(results[1], batch, scales);
  }
  return results;
}

template <class T> static Literal householderProduct(const Literals &in) {
  Literal result(in[0].type());
  int64_t count = in[1].shape().back();
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    auto packed = read<T>(in[0], batch), q = MatrixOf<T>::identity(packed.rows);
    for (int64_t k = 0; k < count; ++k) {
      std::vector<T> v(size_t(packed.rows), 0);
      for (int64_t i = k; i < packed.rows; ++i)
        v[size_t(i)] = i == k ? T(1) : packed(i, k);
      q = q * reflection<T>(v, numberOf<T>(in[1][batch * count + k]));
    }
    for (int64_t i = 0; i < packed.rows; ++i)
      for (int64_t j = 0; j < packed.columns; ++j)
        packed(i, j) = q(i, j);
    write(result, batch, packed.data);
  }
  return result;
}

static FailureOr<Literals> anyHouseholder(HouseholderOp op, const Literals &in, Evaluator &) {
  if (in.size() == 1)
    return in[0].isComplex() ? householder<ComplexDouble>(op, in) : householder<double>(op, in);
  Literals whole = householder<ComplexDouble>(op, {joined(in[0], in[1])});
  Literals packed = separated(whole[0]), scales = separated(whole[1]);
  return Literals{packed[0], scales[0], packed[1], scales[1]};
}
static FailureOr<Literals> anyProduct(HouseholderProductOp, const Literals &in, Evaluator &) {
  if (in.size() == 4)
    return separated(
        householderProduct<ComplexDouble>({joined(in[0], in[2]), joined(in[1], in[3])}));
  return Literals{in[0].isComplex() ? householderProduct<ComplexDouble>(in)
                                    : householderProduct<double>(in)};
}

// By whole reflections: each takes a column to a multiple of a unit vector, away from itself.
static FailureOr<Literals> qr(QrOp op, const Literals &in, Evaluator &) {
  Literals results{resultOf(op, 0), resultOf(op, 1)};
  for (int64_t batch = 0; batch < batchesOf(in[0]); ++batch) {
    Matrix a = read<double>(in[0], batch);
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
      Matrix h = reflection<double>(v, 2 / square);
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
    Matrix a = read<double>(in[0], batch), v = Matrix::identity(a.rows), sorted(a.rows, a.rows);
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
    Matrix a = read<double>(in[0], batch);
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

void tcc::interpreter::addOrthogonalRules(Rules &rules) {
  rules.addGeneral<HouseholderOp>(anyHouseholder);
  rules.addGeneral<HouseholderProductOp>(anyProduct);
  rules.addGeneral<QrOp>(qr);
  rules.addGeneral<EighOp>(eigh);
  rules.addGeneral<SvdOp>(svd);
}
