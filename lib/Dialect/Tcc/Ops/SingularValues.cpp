// Singular values: inference, derivative, lowering.
#include "../MatrixLoops.h"
#include "../MatrixRules.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

LogicalResult SvdOp::inferTypes(const RuleSite &site, Adaptor op, SmallVectorImpl<Type> &types) {
  auto a = matrixType(site, op.getA(), "operand");
  if (failed(a))
    return failure();
  int64_t rows = a->getShape().end()[-2], columns = a->getShape().back();
  int64_t count = shorterSide(*a);
  types.push_back(a->clone(batchesThen(*a, {rows, count})));
  types.push_back(a->clone(batchesThen(*a, {count})));
  types.push_back(a->clone(batchesThen(*a, {count, columns})));
  return success();
}

namespace {
/// Of one decomposition, what the derivatives have in common: U, s as a row, V, and 1 / (s_j^2 -
/// s_i^2) with 0 on the diagonal.
struct SvdRules {
  MatrixRules m;
  Value u, s, v, gaps;

  SvdRules(RuleBuilder &g, SvdOp op) : m(g), u(op.getU()), v(m.transpose(op.getVt())) {
    SmallVector<int64_t> row(type(op.getS()).getShape()), column(row);
    row.insert(row.end() - 1, 1);
    column.push_back(1);
    s = g.reshape(op.getS(), row);
    Value squares = g.mul(s, s);
    Value difference = g.sub(squares, g.reshape(squares, column));
    Value isDiagonal = m.mask(ComparePredicate::Eq, difference);
    Value inverse = g.div(1.0, g.select(isDiagonal, g.scalar(s, 1), difference));
    gaps = g.select(isDiagonal, g.scalar(s, 0), inverse);
  }
  /// x without what lies in the columns of q.
  Value outside(Value q, Value x) {
    return m.g.sub(x, m.product(q, m.product(q, x, /*transposeX=*/true)));
  }
  Value scaled(Value x) { return m.g.mul(x, s); }
  Value unscaled(Value x) { return m.g.div(x, s); }
};
} // namespace

// Townsend, Differentiating the singular value decomposition (2016).
SmallVector<Value> SvdOp::vjp(RuleBuilder &g, ValueRange dy) {
  SvdRules r(g, *this);
  MatrixRules &m = r.m;
  Value du = dy[0], dv = m.transpose(dy[2]);
  auto antisymmetric = [&](Value q, Value dq) {
    Value inner = m.product(q, dq, /*transposeX=*/true);
    return g.mul(r.gaps, g.sub(inner, m.transpose(inner)));
  };
  Value left = r.scaled(antisymmetric(r.u, du));
  Value right = m.transpose(r.scaled(m.transpose(antisymmetric(r.v, dv))));
  Value inner = g.add(g.add(left, right), m.diagonalMatrix(dy[1]));
  Value da = m.product(m.product(r.u, inner), r.v, false, /*transposeY=*/true);
  Value byU = m.product(r.unscaled(r.outside(r.u, du)), r.v, false, /*transposeY=*/true);
  Value byV = m.product(r.u, r.unscaled(r.outside(r.v, dv)), false, /*transposeY=*/true);
  return {g.add(da, g.add(byU, byV))};
}

SmallVector<Value> SvdOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value(), Value(), Value()};
  SvdRules r(g, *this);
  MatrixRules &m = r.m;
  Value byV = m.product(tangents[0], r.v), byU = m.product(tangents[0], r.u, /*transposeX=*/true);
  Value p = m.product(r.u, byV, /*transposeX=*/true), turned = m.transpose(p);
  // (P S + S P^T) and (S P + P^T S), by the gaps.
  Value ps = r.scaled(p), pts = r.scaled(turned);
  Value inU = g.mul(r.gaps, g.add(ps, m.transpose(ps)));
  Value inV = g.mul(r.gaps, g.add(m.transpose(pts), pts));
  Value du = g.add(m.product(r.u, inU), r.unscaled(r.outside(r.u, byV)));
  Value dv = g.add(m.product(r.v, inV), r.unscaled(r.outside(r.v, byU)));
  return {du, m.diagonal(p), m.transpose(dv)};
}

namespace {
/// Hestenes' method on the rows of the transpose: rotations of two rows each, until all are
/// orthogonal. Their lengths are the singular values, what remains are the columns of U; the
/// rotations make V^T.
class Rotations {
public:
  Rotations(MatrixCode &code, Value w, Value s, Value v, Value changes, Value count, Value length)
      : code(code), w(w), s(s), v(v), changes(changes), count(count), length(length) {}

  void begin(Value a);
  void run();
  void finish();

private:
  Value dot(Value p, Value q) {
    return code.sum(code.zero, length,
                    [&](Value j) { return code.mul(code.load(w, {p, j}), code.load(w, {q, j})); });
  }
  Value abs(Value x) { return math::AbsFOp::create(code.b, x); }
  Value sqrt(Value x) { return math::SqrtOp::create(code.b, x); }
  double epsilon() const {
    return code.element.isF64() ? std::numeric_limits<double>::epsilon()
                                : double(std::numeric_limits<float>::epsilon());
  }
  void rotate(Value p, Value q);
  void rotateRows(Value matrix, Value p, Value q, Value end, Value cosine, Value sine);
  void scaleRow(Value matrix, Value row, Value end, Value factor);
  void order();
  void normalize(Value row);
  void replace(Value row);
  void orient(Value row);

  MatrixCode &code;
  Value w, s, v, changes, count, length;
};
} // namespace

void Rotations::begin(Value a) {
  code.loop(code.zero, count, [&](Value i) {
    code.loop(code.zero, length, [&](Value j) { code.store(code.load(a, {j, i}), w, {i, j}); });
    code.loop(code.zero, count, [&](Value j) {
      Value isDiagonal = code.compare(arith::CmpIPredicate::eq, i, j);
      code.store(code.select(isDiagonal, code.number(1), code.number(0)), v, {i, j});
    });
  });
}

void Rotations::rotateRows(Value matrix, Value p, Value q, Value end, Value cosine, Value sine) {
  code.loop(code.zero, end, [&](Value j) {
    Value x = code.load(matrix, {p, j}), y = code.load(matrix, {q, j});
    code.store(code.sub(code.mul(cosine, x), code.mul(sine, y)), matrix, {p, j});
    code.store(code.add(code.mul(sine, x), code.mul(cosine, y)), matrix, {q, j});
  });
}

void Rotations::rotate(Value p, Value q) {
  Value x = dot(p, p), y = dot(q, q), product = dot(p, q);
  Value bound = code.mul(code.number(epsilon()), code.mul(sqrt(x), sqrt(y)));
  Value isLarge = code.compare(arith::CmpFPredicate::OGT, abs(product), bound);
  code.when(isLarge, [&] {
    Value one = code.number(1);
    Value ratio = code.div(code.sub(y, x), code.mul(code.number(2), product));
    Value root = sqrt(code.add(code.mul(ratio, ratio), one));
    Value tangent = code.div(one, code.add(abs(ratio), root));
    Value isNegative = code.compare(arith::CmpFPredicate::OLT, ratio, code.number(0));
    tangent = code.select(isNegative, arith::NegFOp::create(code.b, tangent), tangent);
    Value cosine = code.div(one, sqrt(code.add(code.mul(tangent, tangent), one)));
    Value sine = code.mul(tangent, cosine);
    rotateRows(w, p, q, length, cosine, sine);
    rotateRows(v, p, q, count, cosine, sine);
    code.store(one, changes, {code.zero});
  });
}

/// Convergence is quadratic: six to ten sweeps are usual.
static constexpr int64_t sweepLimit = 40;

void Rotations::run() {
  code.store(code.number(1), changes, {code.zero});
  code.loop(code.zero, code.index(sweepLimit), [&](Value) {
    Value isUnfinished =
        code.compare(arith::CmpFPredicate::OGT, code.load(changes, {code.zero}), code.number(0));
    code.when(isUnfinished, [&] {
      code.store(code.number(0), changes, {code.zero});
      code.loop(code.zero, count,
                [&](Value p) { code.loop(code.next(p), count, [&](Value q) { rotate(p, q); }); });
    });
  });
}

void Rotations::scaleRow(Value matrix, Value row, Value end, Value factor) {
  code.loop(code.zero, end, [&](Value j) {
    code.store(code.mul(factor, code.load(matrix, {row, j})), matrix, {row, j});
  });
}

void Rotations::order() {
  code.loop(code.zero, count, [&](Value i) { code.store(sqrt(dot(i, i)), s, {i}); });
  code.loop(code.zero, count, [&](Value i) {
    Value best =
        code.fold(i, count, ValueRange{i, code.load(s, {i})}, [&](Value j, ValueRange best) {
          Value x = code.load(s, {j});
          Value isMore = code.compare(arith::CmpFPredicate::OGT, x, best[1]);
          return SmallVector<Value>{code.select(isMore, j, best[0]),
                                    code.select(isMore, x, best[1])};
        })[0];
    Value x = code.load(s, {i}), y = code.load(s, {best});
    code.store(y, s, {i});
    code.store(x, s, {best});
    code.swapRows(w, i, best, length);
    code.swapRows(v, i, best, count);
  });
}

// A row of no length becomes orthogonal to those before it: of the unit vectors the one that most
// is left of, what they span taken off twice.
void Rotations::replace(Value row) {
  auto overlap = [&](Value k) {
    return code.sum(code.zero, row, [&](Value i) {
      Value x = code.load(w, {i, k});
      return code.mul(x, x);
    });
  };
  Value chosen = code.fold(
      code.zero, length, ValueRange{code.zero, code.number(std::numeric_limits<float>::max())},
      [&](Value k, ValueRange best) {
        Value x = overlap(k);
        Value isLess = code.compare(arith::CmpFPredicate::OLT, x, best[1]);
        return SmallVector<Value>{code.select(isLess, k, best[0]), code.select(isLess, x, best[1])};
      })[0];
  code.loop(code.zero, length, [&](Value j) {
    Value isChosen = code.compare(arith::CmpIPredicate::eq, j, chosen);
    code.store(code.select(isChosen, code.number(1), code.number(0)), w, {row, j});
  });
  code.loop(code.zero, code.index(2), [&](Value) {
    code.loop(code.zero, row, [&](Value i) {
      Value factor = arith::NegFOp::create(code.b, dot(i, row));
      code.addRow(w, row, factor, w, i, code.zero, length);
    });
  });
}

void Rotations::normalize(Value row) {
  Value size = code.load(s, {row}), largest = code.load(s, {code.zero});
  Value bound = code.mul(largest, code.number(epsilon()));
  Value isNothing = code.compare(arith::CmpFPredicate::OLE, size, bound);
  code.when(isNothing, [&] { replace(row); });
  scaleRow(w, row, length, code.div(code.number(1), sqrt(dot(row, row))));
}

// The first of the elements of largest magnitude becomes positive.
void Rotations::orient(Value row) {
  Value largest = code.fold(code.zero, length, code.number(0), [&](Value j, ValueRange best) {
    Value x = code.load(w, {row, j});
    Value isLarger = code.compare(arith::CmpFPredicate::OGT, abs(x), abs(best[0]));
    return SmallVector<Value>{code.select(isLarger, x, best[0])};
  })[0];
  Value isNegative = code.compare(arith::CmpFPredicate::OLT, largest, code.number(0));
  Value sign = code.select(isNegative, code.number(-1), code.number(1));
  scaleRow(w, row, length, sign);
  scaleRow(v, row, count, sign);
}

void Rotations::finish() {
  order();
  code.loop(code.zero, count, [&](Value i) {
    normalize(i);
    orient(i);
  });
}

// Of a matrix with as many rows as columns or more.
static SmallVector<Value> decomposeTall(LinalgBuilder &b, Value a) {
  auto matrix = type(a);
  int64_t rows = matrix.getShape().end()[-2], columns = matrix.getShape().back();
  auto empty = [&](ArrayRef<int64_t> shape) {
    return b.empty(matrix.clone(batchesThen(matrix, shape)));
  };
  MatrixNest nest{"svd",
                  {a},
                  {empty({columns, rows}), empty({columns}), empty({columns, columns})},
                  matrix.getRank() - 2};
  nest.scratch.push_back({1});
  auto results = nest.emit(b, [&](MatrixCode &code, Value, ValueRange buffers) {
    Rotations rotations(code, buffers[1], buffers[2], buffers[3], buffers[4], code.index(columns),
                        code.index(rows));
    rotations.begin(buffers[0]);
    rotations.run();
    rotations.finish();
  });
  results[0] = transposeMatrices(b, results[0]);
  return results;
}

FailureOr<SmallVector<Value>> SvdOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto matrix = type(getA());
  if (matrix.getNumElements() == 0)
    return SmallVector<Value>{b.empty(type(getU())), b.empty(type(getS())), b.empty(type(getVt()))};
  if (matrix.getShape().end()[-2] >= matrix.getShape().back())
    return decomposeTall(b, getA());
  SmallVector<Value> turned = decomposeTall(b, transposeMatrices(b, getA()));
  return SmallVector<Value>{transposeMatrices(b, turned[2]), turned[1],
                            transposeMatrices(b, turned[0])};
}
