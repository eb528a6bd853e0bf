// Factorizations by reflections and rotations: of each op inference, derivative, lowering or
// decomposition, in this order.
#include "../MatrixLoops.h"
#include "../MatrixRules.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <limits>

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

static int64_t least(RankedTensorType matrix) {
  ArrayRef<int64_t> extents = matrix.getShape().take_back(2);
  return ShapedType::isDynamicShape(extents) ? ShapedType::kDynamic
                                             : std::min(extents[0], extents[1]);
}

//===- householder --------------------------------------------------------------------------===//

static constexpr char noReflections[] = "only tcc.qr as a whole has one";

LogicalResult HouseholderOp::inferTypes(const RuleSite &site, Adaptor op,
                                        SmallVectorImpl<Type> &types) {
  auto a = matrixType(site, op.getA(), "operand");
  if (failed(a))
    return failure();
  types.push_back(*a);
  types.push_back(a->clone(batchesThen(*a, {least(*a)})));
  return success();
}

SmallVector<Value> HouseholderOp::vjp(RuleBuilder &, ValueRange) {
  return reportNoDerivative(*this, noReflections);
}
SmallVector<Value> HouseholderOp::jvp(RuleBuilder &, ValueRange) {
  return reportNoDerivative(*this, noReflections);
}

namespace {
/// Reflections in the columns of `packed`, applied to columns of a matrix; `sums` is a row of
/// scratch for the products of v with the columns.
struct Reflections {
  Value packed, scales, sums;

  /// The matrix as (I - scale v v^T) times itself, v being column k of `packed` from row k on.
  void apply(MatrixCode &code, Value k, Value matrix, Value rows, Value first,
             Value columns) const {
    code.loop(first, columns, [&](Value j) { code.store(code.load(matrix, {k, j}), sums, {j}); });
    code.loop(code.next(k), rows, [&](Value i) {
      Value v = code.load(packed, {i, k});
      code.loop(first, columns, [&](Value j) {
        Value term = code.mul(v, code.load(matrix, {i, j}));
        code.store(code.add(code.load(sums, {j}), term), sums, {j});
      });
    });
    Value scale = code.load(scales, {k});
    auto subtract = [&](Value i, Value factor) {
      code.loop(first, columns, [&](Value j) {
        Value term = code.mul(factor, code.load(sums, {j}));
        code.store(code.sub(code.load(matrix, {i, j}), term), matrix, {i, j});
      });
    };
    subtract(k, scale);
    code.loop(code.next(k), rows,
              [&](Value i) { subtract(i, code.mul(scale, code.load(packed, {i, k}))); });
  }

  /// Makes column k of `packed` a reflection that clears what is below the diagonal.
  void make(MatrixCode &code, Value k, Value rows) const {
    Value head = code.load(packed, {k, k});
    Value tail = code.sum(code.next(k), rows, [&](Value i) {
      Value x = code.load(packed, {i, k});
      return code.mul(x, x);
    });
    Value none = code.compare(arith::CmpFPredicate::OEQ, tail, code.number(0));
    Value norm = math::SqrtOp::create(code.b, code.add(code.mul(head, head), tail));
    Value isNegative = code.compare(arith::CmpFPredicate::OLT, head, code.number(0));
    Value opposite = code.select(isNegative, norm, arith::NegFOp::create(code.b, norm));
    Value pivot = code.select(none, head, opposite);
    Value divisor = code.select(none, code.number(1), code.sub(head, pivot));
    Value scale = code.div(code.sub(opposite, head), opposite);
    code.store(code.select(none, code.number(0), scale), scales, {k});
    code.store(pivot, packed, {k, k});
    code.loop(code.next(k), rows, [&](Value i) {
      code.store(code.div(code.load(packed, {i, k}), divisor), packed, {i, k});
    });
  }
};
} // namespace

FailureOr<SmallVector<Value>> HouseholderOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto matrix = type(getA());
  if (matrix.getNumElements() == 0)
    return SmallVector<Value>{getA(), b.empty(type(getScales()))};
  int64_t rows = matrix.getShape().end()[-2], columns = matrix.getShape().back();
  MatrixNest nest{"householder", {}, {getA(), b.empty(type(getScales()))}, matrix.getRank() - 2};
  nest.scratch.push_back({columns});
  return nest.emit(b, [&](MatrixCode &code, Value, ValueRange buffers) {
    Reflections reflections{buffers[0], buffers[1], buffers[2]};
    code.loop(code.zero, code.index(std::min(rows, columns)), [&](Value k) {
      reflections.make(code, k, code.index(rows));
      reflections.apply(code, k, buffers[0], code.index(rows), code.next(k), code.index(columns));
    });
  });
}

//===- householder_product ------------------------------------------------------------------===//

FailureOr<RankedTensorType> HouseholderProductOp::inferType(const RuleSite &site, Adaptor op) {
  auto packed = matrixType(site, op.getPacked(), "first operand");
  auto scales = site.tensor(op.getScales(), "second operand");
  if (failed(packed) || failed(scales))
    return failure();
  if (packed->getElementType() != scales->getElementType())
    return site.error() << "operands must have one element type, but are " << *packed << " and "
                        << *scales;
  bool fits = scales->getRank() == packed->getRank() - 1 &&
              scales->getShape().drop_back() == packed->getShape().drop_back(2);
  int64_t rows = packed->getShape().end()[-2], columns = packed->getShape().back();
  bool isKnown = packed->hasStaticShape() && scales->hasStaticShape();
  if (!fits || (isKnown && scales->getShape().back() > std::min(rows, columns)))
    return site.error() << "reflections " << shapeText(packed->getShape())
                        << " cannot be scaled by " << shapeText(scales->getShape());
  if (isKnown && columns > rows)
    return site.error() << "cannot give " << columns << " columns of a product of " << rows;
  return *packed;
}

SmallVector<Value> HouseholderProductOp::vjp(RuleBuilder &, ValueRange) {
  return reportNoDerivative(*this, noReflections);
}
SmallVector<Value> HouseholderProductOp::jvp(RuleBuilder &, ValueRange) {
  return reportNoDerivative(*this, noReflections);
}

// The last reflection is applied to the identity first.
FailureOr<SmallVector<Value>> HouseholderProductOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto matrix = type(getPacked());
  if (matrix.getNumElements() == 0)
    return SmallVector<Value>{getPacked()};
  int64_t rows = matrix.getShape().end()[-2], columns = matrix.getShape().back();
  int64_t count = type(getScales()).getShape().back();
  MatrixNest nest{
      "householder_product", {getPacked(), getScales()}, {b.empty(matrix)}, matrix.getRank() - 2};
  nest.scratch.push_back({columns});
  return nest.emit(b, [&](MatrixCode &code, Value, ValueRange buffers) {
    Value q = buffers[2], height = code.index(rows), width = code.index(columns);
    code.loop(code.zero, height, [&](Value i) {
      code.loop(code.zero, width, [&](Value j) {
        Value isDiagonal = code.compare(arith::CmpIPredicate::eq, i, j);
        code.store(code.select(isDiagonal, code.number(1), code.number(0)), q, {i, j});
      });
    });
    Reflections reflections{buffers[0], buffers[1], buffers[3]};
    code.loopBack(code.zero, code.index(count),
                  [&](Value k) { reflections.apply(code, k, q, height, code.zero, width); });
  });
}

//===- qr -----------------------------------------------------------------------------------===//

LogicalResult QrOp::inferTypes(const RuleSite &site, Adaptor op, SmallVectorImpl<Type> &types) {
  auto a = matrixType(site, op.getA(), "operand");
  if (failed(a))
    return failure();
  types.push_back(a->clone(batchesThen(*a, {a->getShape().end()[-2], least(*a)})));
  types.push_back(a->clone(batchesThen(*a, {least(*a), a->getShape().back()})));
  return success();
}

static Value corner(RuleBuilder &g, Value x, int64_t rows, int64_t columns) {
  SmallVector<int64_t> starts(type(x).getRank(), 0), limits = batchesThen(type(x), {rows, columns});
  return g.b.createOrFold<SliceOp>(g.loc, x, starts, limits, ArrayRef<int64_t>());
}

SmallVector<Value> QrOp::decompose(RuleBuilder &g) {
  MatrixRules m(g);
  int64_t rows = type(getA()).getShape().end()[-2], columns = type(getA()).getShape().back();
  int64_t count = std::min(rows, columns);
  auto reflections = g.create<HouseholderOp>(getA());
  Value packed = reflections.getPacked();
  Value q = g.create<HouseholderProductOp>(corner(g, packed, rows, count), reflections.getScales());
  return {q, m.upper(corner(g, packed, count, columns))};
}

static bool isWide(Value a) { return type(a).getShape().end()[-2] < type(a).getShape().back(); }
static constexpr char wide[] = "the matrix has more columns than rows";

// With M = R dR^T - dQ^T Q: da = (dQ + Q symmetric(M)) R^-T.
SmallVector<Value> QrOp::vjp(RuleBuilder &g, ValueRange dy) {
  if (isWide(getA()))
    return reportNoDerivative(*this, wide);
  MatrixRules m(g);
  Value q = getQ(), r = getR(), dq = dy[0], dr = m.upper(dy[1]);
  Value inner = g.sub(m.product(r, dr, false, true), m.product(dq, q, true));
  Value sum = g.add(dq, m.product(q, m.symmetric(inner)));
  return {m.solve(r, sum, /*right=*/true, /*upper=*/true, /*transposed=*/true)};
}

// With B = da R^-1 and the antisymmetric A whose lower triangle is that of Q^T B: dQ is
// B - Q Q^T B + Q A, and dR is (Q^T B - A) R.
SmallVector<Value> QrOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value(), Value()};
  if (isWide(getA()))
    return reportNoDerivative(*this, wide);
  MatrixRules m(g);
  Value q = getQ(), r = getR();
  Value b = m.solve(r, tangents[0], /*right=*/true, /*upper=*/true, /*transposed=*/false);
  Value inner = m.product(q, b, true), below = m.lower(inner, true);
  Value rest = g.sub(inner, g.sub(below, m.transpose(below)));
  return {g.sub(b, m.product(q, rest)), m.product(rest, r)};
}

//===- eigh ---------------------------------------------------------------------------------===//

LogicalResult EighOp::inferTypes(const RuleSite &site, Adaptor op, SmallVectorImpl<Type> &types) {
  auto a = squareType(site, op.getA(), "operand");
  if (failed(a))
    return failure();
  types.push_back(*a);
  types.push_back(a->clone(a->getShape().drop_back()));
  return success();
}

// 1 / (w_j - w_i), and 0 on the diagonal.
static Value inverseGaps(RuleBuilder &g, Value values) {
  MatrixRules m(g);
  SmallVector<int64_t> row(type(values).getShape()), column(row);
  row.insert(row.end() - 1, 1);
  column.push_back(1);
  Value gaps = g.sub(g.reshape(values, row), g.reshape(values, column));
  Value isDiagonal = m.mask(ComparePredicate::Eq, gaps);
  Value inverse = g.div(1.0, g.select(isDiagonal, g.scalar(gaps, 1), gaps));
  return g.select(isDiagonal, g.scalar(gaps, 0), inverse);
}

// The cotangent of the symmetric matrix is V (diag(dw) + V^T dV / gaps) V^T.
SmallVector<Value> EighOp::vjp(RuleBuilder &g, ValueRange dy) {
  MatrixRules m(g);
  Value v = getVectors();
  Value inner = g.mul(inverseGaps(g, getValues()), m.product(v, dy[0], /*transposeX=*/true));
  inner = g.add(inner, m.diagonalMatrix(dy[1]));
  Value s = m.product(m.product(v, inner), v, false, /*transposeY=*/true);
  return {m.halfLower(g.add(s, m.transpose(s)))};
}

SmallVector<Value> EighOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value(), Value()};
  MatrixRules m(g);
  Value v = getVectors();
  Value inner = m.product(m.product(v, m.symmetric(tangents[0]), /*transposeX=*/true), v);
  Value dv = m.product(v, g.mul(inverseGaps(g, getValues()), inner));
  return {dv, m.diagonal(inner)};
}

namespace {
/// Jacobi's method: rotations in the plane of two axes, each of which clears one element, until
/// what is beside the diagonal is nought in the element type's precision. Rows of v become the
/// eigenvectors.
class Jacobi {
public:
  Jacobi(MatrixCode &code, Value a, Value w, Value v, Value n)
      : code(code), a(a), w(w), v(v), n(n) {}

  void begin(Value operand);
  void run();
  void finish();

private:
  Value abs(Value x) { return math::AbsFOp::create(code.b, x); }
  void rotate(Value p, Value q);
  void rotateRows(Value matrix, Value p, Value q, Value cosine, Value sine);
  void rotateColumns(Value p, Value q, Value cosine, Value sine);
  Value offDiagonal();
  void orient(Value row);

  MatrixCode &code;
  Value a, w, v, n;
};
} // namespace

void Jacobi::begin(Value operand) {
  code.loop(code.zero, n, [&](Value i) {
    code.loop(code.zero, n, [&](Value j) {
      Value isLower = code.compare(arith::CmpIPredicate::sge, i, j);
      Value row = code.select(isLower, i, j), column = code.select(isLower, j, i);
      code.store(code.load(operand, {row, column}), a, {i, j});
      Value isDiagonal = code.compare(arith::CmpIPredicate::eq, i, j);
      code.store(code.select(isDiagonal, code.number(1), code.number(0)), v, {i, j});
    });
  });
}

// x_p and x_q become c x_p - s x_q and s x_p + c x_q.
void Jacobi::rotateRows(Value matrix, Value p, Value q, Value cosine, Value sine) {
  code.loop(code.zero, n, [&](Value j) {
    Value x = code.load(matrix, {p, j}), y = code.load(matrix, {q, j});
    code.store(code.sub(code.mul(cosine, x), code.mul(sine, y)), matrix, {p, j});
    code.store(code.add(code.mul(sine, x), code.mul(cosine, y)), matrix, {q, j});
  });
}
void Jacobi::rotateColumns(Value p, Value q, Value cosine, Value sine) {
  code.loop(code.zero, n, [&](Value i) {
    Value x = code.load(a, {i, p}), y = code.load(a, {i, q});
    code.store(code.sub(code.mul(cosine, x), code.mul(sine, y)), a, {i, p});
    code.store(code.add(code.mul(sine, x), code.mul(cosine, y)), a, {i, q});
  });
}

// The smaller of the two angles whose rotation makes a[p, q] nought (Golub and Van Loan, 8.5).
void Jacobi::rotate(Value p, Value q) {
  Value x = code.load(a, {p, q});
  Value isNought = code.compare(arith::CmpFPredicate::OEQ, x, code.number(0));
  Value isRotated = arith::XOrIOp::create(
      code.b, isNought, arith::ConstantOp::create(code.b, code.b.getBoolAttr(true)));
  code.when(isRotated, [&] {
    Value gap = code.sub(code.load(a, {q, q}), code.load(a, {p, p}));
    Value ratio = code.div(gap, code.mul(code.number(2), x));
    Value one = code.number(1);
    Value root = math::SqrtOp::create(code.b, code.add(code.mul(ratio, ratio), one));
    Value tangent = code.div(one, code.add(abs(ratio), root));
    Value isNegative = code.compare(arith::CmpFPredicate::OLT, ratio, code.number(0));
    tangent = code.select(isNegative, arith::NegFOp::create(code.b, tangent), tangent);
    Value length = math::SqrtOp::create(code.b, code.add(code.mul(tangent, tangent), one));
    Value cosine = code.div(one, length), sine = code.mul(tangent, cosine);
    rotateRows(a, p, q, cosine, sine);
    rotateColumns(p, q, cosine, sine);
    rotateRows(v, p, q, cosine, sine);
    code.store(code.number(0), a, {p, q});
    code.store(code.number(0), a, {q, p});
  });
}

Value Jacobi::offDiagonal() {
  return code.fold(code.zero, n, code.number(0), [&](Value i, ValueRange sum) {
    Value row = code.sum(code.zero, i, [&](Value j) {
      Value x = code.load(a, {i, j});
      return code.mul(x, x);
    });
    return SmallVector<Value>{code.add(sum[0], row)};
  })[0];
}

/// Convergence is quadratic: six to ten sweeps are usual.
static constexpr int64_t sweepLimit = 40;

void Jacobi::run() {
  Value norm = code.fold(code.zero, n, code.number(0), [&](Value i, ValueRange sum) {
    Value row = code.sum(code.zero, n, [&](Value j) {
      Value x = code.load(a, {i, j});
      return code.mul(x, x);
    });
    return SmallVector<Value>{code.add(sum[0], row)};
  })[0];
  bool isWide = code.element.isF64();
  double epsilon =
      isWide ? std::numeric_limits<double>::epsilon() : std::numeric_limits<float>::epsilon();
  Value bound = code.mul(norm, code.number(epsilon * epsilon / 16));
  code.loop(code.zero, code.index(sweepLimit), [&](Value) {
    Value isLarge = code.compare(arith::CmpFPredicate::OGT, offDiagonal(), bound);
    code.when(isLarge, [&] {
      code.loop(code.zero, n,
                [&](Value p) { code.loop(code.next(p), n, [&](Value q) { rotate(p, q); }); });
    });
  });
}

// The first of the elements of largest magnitude becomes positive.
void Jacobi::orient(Value row) {
  Value largest = code.fold(code.zero, n, code.number(0), [&](Value j, ValueRange best) {
    Value x = code.load(v, {row, j});
    Value isLarger = code.compare(arith::CmpFPredicate::OGT, abs(x), abs(best[0]));
    return SmallVector<Value>{code.select(isLarger, x, best[0])};
  })[0];
  Value isNegative = code.compare(arith::CmpFPredicate::OLT, largest, code.number(0));
  Value sign = code.select(isNegative, code.number(-1), code.number(1));
  code.loop(code.zero, n,
            [&](Value j) { code.store(code.mul(sign, code.load(v, {row, j})), v, {row, j}); });
}

// Eigenvalues in order, their vectors with them.
void Jacobi::finish() {
  code.loop(code.zero, n, [&](Value i) { code.store(code.load(a, {i, i}), w, {i}); });
  code.loop(code.zero, n, [&](Value i) {
    Value best = code.fold(i, n, ValueRange{i, code.load(w, {i})}, [&](Value j, ValueRange best) {
      Value x = code.load(w, {j});
      Value isLess = code.compare(arith::CmpFPredicate::OLT, x, best[1]);
      return SmallVector<Value>{code.select(isLess, j, best[0]), code.select(isLess, x, best[1])};
    })[0];
    Value x = code.load(w, {i}), y = code.load(w, {best});
    code.store(y, w, {i});
    code.store(x, w, {best});
    code.swapRows(v, i, best, n);
    orient(i);
  });
}

FailureOr<SmallVector<Value>> EighOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto matrix = type(getA());
  if (matrix.getNumElements() == 0)
    return SmallVector<Value>{getA(), b.empty(type(getValues()))};
  int64_t n = matrix.getShape().back();
  MatrixNest nest{
      "eigh", {getA()}, {b.empty(matrix), b.empty(type(getValues()))}, matrix.getRank() - 2};
  nest.scratch.push_back({n, n});
  auto results = nest.emit(b, [&](MatrixCode &code, Value, ValueRange buffers) {
    Jacobi jacobi(code, buffers[3], buffers[2], buffers[1], code.index(n));
    jacobi.begin(buffers[0]);
    jacobi.run();
    jacobi.finish();
  });
  results[0] = transposeMatrices(b, results[0]);
  return results;
}
