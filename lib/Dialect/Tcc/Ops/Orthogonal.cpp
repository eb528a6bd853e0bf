// Factorizations by reflections and rotations: of each op inference, derivative, lowering or
// decomposition, in this order.
#include "../ComplexLoops.h"
#include "../MatrixRules.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <limits>

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- householder --------------------------------------------------------------------------===//

static constexpr char noReflections[] = "only tcc.qr as a whole has one";

LogicalResult HouseholderOp::inferTypes(const RuleSite &site, Adaptor op,
                                        SmallVectorImpl<Type> &types) {
  auto a = partsType(site, op.getA(), op.getImaginary());
  if (failed(a))
    return failure();
  for (int part = 0; part < (op.getImaginary() ? 2 : 1); ++part) {
    types.push_back(*a);
    types.push_back(a->clone(batchesThen(*a, {shorterSide(*a)})));
  }
  return success();
}

SmallVector<Complex> HouseholderOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  auto made = c.create<HouseholderOp>(in[0].re, in[0].im);
  return {{made.getPacked(), made.getImaginaryPacked()},
          {made.getScales(), made.getImaginaryScales()}};
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
  Elements packed, scales, sums;

  /// The matrix as (I - scale v v^H) times itself, or by the adjoint of that, v being column k of
  /// `packed` from row k on.
  void apply(ComplexCode c, Value k, const Elements &matrix, Value rows, Value first, Value columns,
             bool isAdjoint) const {
    MatrixCode &code = c.code;
    code.loop(first, columns, [&](Value j) { sums.store(matrix.load({k, j}), j); });
    code.loop(code.next(k), rows, [&](Value i) {
      Complex v = c.conj(packed.load({i, k}));
      code.loop(first, columns, [&](Value j) {
        sums.store(c.plusProduct(sums.load(j), v, matrix.load({i, j})), j);
      });
    });
    Complex scale = scales.load(k);
    scale = isAdjoint ? c.conj(scale) : scale;
    auto subtract = [&](Value i, const Complex &factor) {
      code.loop(first, columns, [&](Value j) {
        matrix.store(c.minusProduct(matrix.load({i, j}), factor, sums.load(j)), {i, j});
      });
    };
    subtract(k, scale);
    code.loop(code.next(k), rows, [&](Value i) { subtract(i, c.mul(scale, packed.load({i, k}))); });
  }

  /// Makes column k of `packed` a reflection that clears what is below the diagonal, where a real
  /// number is left.
  void make(ComplexCode c, Value k, Value rows) const {
    MatrixCode &code = c.code;
    Complex head = packed.load({k, k});
    Value tail =
        code.sum(code.next(k), rows, [&](Value i) { return c.square(packed.load({i, k})); });
    Value none = code.compare(arith::CmpFPredicate::OEQ, tail, code.number(0));
    if (head.im)
      none = arith::AndIOp::create(
          code.b, none, code.compare(arith::CmpFPredicate::OEQ, head.im, code.number(0)));
    Value norm = math::SqrtOp::create(code.b, code.add(c.square(head), tail));
    Value isNegative = code.compare(arith::CmpFPredicate::OLT, head.re, code.number(0));
    Value opposite = code.select(isNegative, norm, c.neg(norm));
    Value pivot = code.select(none, head.re, opposite), zero = code.number(0);
    Complex rest{code.sub(head.re, pivot), head.im};
    rest.re = code.select(none, code.number(1), rest.re);
    auto orNone = [&](Value x) { return code.select(none, zero, code.div(x, opposite)); };
    scales.store({orNone(code.sub(opposite, head.re)), head.im ? orNone(c.neg(head.im)) : Value()},
                 k);
    packed.store(packed.real(pivot), {k, k});
    Divisor divisor(code, rest);
    code.loop(code.next(k), rows,
              [&](Value i) { packed.store(divisor.divide(packed.load({i, k})), {i, k}); });
  }
};
} // namespace

FailureOr<SmallVector<Value>> HouseholderOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  auto matrix = type(getA());
  Value im = getImaginary();
  SmallVector<Value> outputs{getA(), b.empty(type(getScales()))};
  if (im)
    outputs.append({im, b.empty(type(getScales()))});
  if (matrix.getNumElements() == 0)
    return outputs;
  int64_t rows = matrix.getShape().end()[-2], columns = matrix.getShape().back();
  MatrixNest nest{"householder", {}, outputs, matrix.getRank() - 2};
  nest.scratch.append(im ? 2 : 1, {columns});
  return nest.emit(b, [&](MatrixCode &code, Value, ValueRange buffers) {
    size_t count = outputs.size();
    Elements packed{code, {buffers[0], im ? buffers[2] : Value()}};
    Elements scales{code, {buffers[1], im ? buffers[3] : Value()}};
    Elements sums{code, {buffers[count], im ? buffers[count + 1] : Value()}};
    Reflections reflections{packed, scales, sums};
    code.loop(code.zero, code.index(std::min(rows, columns)), [&](Value k) {
      reflections.make(ComplexCode(code), k, code.index(rows));
      reflections.apply(ComplexCode(code), k, packed, code.index(rows), code.next(k),
                        code.index(columns), /*isAdjoint=*/true);
    });
  });
}

//===- householder_product ------------------------------------------------------------------===//

LogicalResult HouseholderProductOp::inferTypes(const RuleSite &site, Adaptor op,
                                               SmallVectorImpl<Type> &types) {
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
  Value im = op.getImaginaryPacked(), imScales = op.getImaginaryScales();
  if ((im && im.getType() != *packed) || (imScales && imScales.getType() != *scales))
    return site.error() << "parts must have the types " << *packed << " and " << *scales;
  types.append(im ? 2 : 1, *packed);
  return success();
}

SmallVector<Complex> HouseholderProductOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  auto product = c.create<HouseholderProductOp>(in[0].re, in[1].re, in[0].im, in[1].im);
  return {{product.getResult(), product.getImaginaryResult()}};
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
  bool isComplex = bool(getImaginaryPacked());
  if (matrix.getNumElements() == 0)
    return SmallVector<Value>(isComplex ? 2 : 1, getPacked());
  int64_t rows = matrix.getShape().end()[-2], columns = matrix.getShape().back();
  int64_t count = type(getScales()).getShape().back();
  MatrixNest nest{"householder_product", getOperands(), {}, matrix.getRank() - 2};
  for (int part = 0; part < (isComplex ? 2 : 1); ++part) {
    nest.outputs.push_back(b.empty(matrix));
    nest.scratch.push_back({columns});
  }
  return nest.emit(b, [&](MatrixCode &code, Value, ValueRange buffers) {
    auto elements = [&](unsigned re, unsigned im) {
      return Elements{code, {buffers[re], isComplex ? buffers[im] : Value()}};
    };
    unsigned first = getNumOperands(), parts = isComplex ? 2 : 1;
    Elements q = elements(first, first + 1);
    Reflections reflections{elements(0, 2), elements(1, 3),
                            elements(first + parts, first + parts + 1)};
    Value height = code.index(rows), width = code.index(columns);
    code.loop(code.zero, height, [&](Value i) {
      code.loop(code.zero, width, [&](Value j) {
        Value isDiagonal = code.compare(arith::CmpIPredicate::eq, i, j);
        q.store(q.real(code.select(isDiagonal, code.number(1), code.number(0))), {i, j});
      });
    });
    code.loopBack(code.zero, code.index(count), [&](Value k) {
      reflections.apply(ComplexCode(code), k, q, height, code.zero, width, /*isAdjoint=*/false);
    });
  });
}

//===- qr -----------------------------------------------------------------------------------===//

LogicalResult QrOp::inferTypes(const RuleSite &site, Adaptor op, SmallVectorImpl<Type> &types) {
  auto a = matrixType(site, op.getA(), "operand");
  if (failed(a))
    return failure();
  types.push_back(a->clone(batchesThen(*a, {a->getShape().end()[-2], shorterSide(*a)})));
  types.push_back(a->clone(batchesThen(*a, {shorterSide(*a), a->getShape().back()})));
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
  auto reflections = g.create<HouseholderOp>(getA(), Value());
  Value packed = reflections.getPacked();
  Value q = g.create<HouseholderProductOp>(corner(g, packed, rows, count), reflections.getScales(),
                                           Value(), Value())
                .getResult();
  return {q, m.upper(corner(g, packed, count, columns))};
}

namespace {
/// A matrix in two: as many columns as it has rows, if it has as many, and those behind them.
struct ColumnBlocks {
  Value first, rest; // no rest: null

  ColumnBlocks(RuleBuilder &g, Value x, int64_t count) : first(x) {
    auto whole = type(x);
    int64_t rows = whole.getShape().end()[-2], columns = whole.getShape().back();
    if (columns <= count)
      return;
    first = corner(g, x, rows, count);
    SmallVector<int64_t> starts(whole.getRank(), 0);
    starts.back() = count;
    rest = g.create<SliceOp>(x, starts, whole.getShape(), ArrayRef<int64_t>());
  }
};
} // namespace

static Value joinColumns(RuleBuilder &g, Value first, Value rest) {
  if (!rest)
    return first;
  return g.create<ConcatenateOp>(ValueRange{first, rest}, type(first).getRank() - 1);
}

// With M = R dR^T - dQ^T Q: da = (dQ + Q symmetric(M)) R^-T. Of columns behind the first square,
// R is Q^T a.
SmallVector<Value> QrOp::vjp(RuleBuilder &g, ValueRange dy) {
  MatrixRules m(g);
  int64_t count = shorterSide(type(getA()));
  Value q = getQ(), dq = dy[0];
  ColumnBlocks a(g, getA(), count), r(g, getR(), count), dr(g, m.upper(dy[1]), count);
  if (a.rest)
    dq = g.add(dq, m.product(a.rest, dr.rest, false, true));
  Value inner = g.sub(m.product(r.first, dr.first, false, true), m.product(dq, q, true));
  Value sum = g.add(dq, m.product(q, m.symmetric(inner)));
  Value da = m.solve(r.first, sum, /*right=*/true, /*upper=*/true, /*transposed=*/true);
  return {joinColumns(g, da, a.rest ? m.product(q, dr.rest) : Value())};
}

// With B = da R^-1 and the antisymmetric A whose lower triangle is that of Q^T B: dQ is
// B - Q Q^T B + Q A, and dR is (Q^T B - A) R.
SmallVector<Value> QrOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value(), Value()};
  MatrixRules m(g);
  int64_t count = shorterSide(type(getA()));
  ColumnBlocks a(g, getA(), count), da(g, tangents[0], count), blocks(g, getR(), count);
  Value q = getQ(), r = blocks.first;
  Value b = m.solve(r, da.first, /*right=*/true, /*upper=*/true, /*transposed=*/false);
  Value inner = m.product(q, b, true), below = m.lower(inner, true);
  Value rest = g.sub(inner, g.sub(below, m.transpose(below)));
  Value dq = g.sub(b, m.product(q, rest)), dr = m.product(rest, r);
  Value behind = a.rest ? g.add(m.product(dq, a.rest, true), m.product(q, da.rest, true)) : Value();
  return {dq, joinColumns(g, dr, behind)};
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
/// Reflections make the matrix tridiagonal, rotations with implicit shifts (QL; Golub and Van Loan,
/// 8.3) the rest: d is its diagonal, e what is beside it. Rows of v become the eigenvectors, so
/// that every inner loop runs along memory.
class SymmetricEigen {
public:
  struct Buffers {
    Value a, d, v, e, sums;
  };
  SymmetricEigen(MatrixCode &code, Buffers buffers, int64_t size)
      : code(code), m(buffers), n(code.index(size)), last(code.index(size - 1)) {}

  void begin(Value operand);
  void reduce();
  void run();
  void finish();

private:
  Value abs(Value x) { return math::AbsFOp::create(code.b, x); }
  Value sqrt(Value x) { return math::SqrtOp::create(code.b, x); }
  Value isZero(Value x) { return code.compare(arith::CmpFPredicate::OEQ, x, code.number(0)); }
  Value isNegative(Value x) { return code.compare(arith::CmpFPredicate::OLT, x, code.number(0)); }
  Value largest(Value matrix);
  Value reflect(Value k);
  void update(Value k, Value scale);
  void accumulate(Value k, Value scale);
  Value blockEnd(Value l);
  void sweep(Value l, Value end);
  void orient(Value row);

  MatrixCode &code;
  Buffers m;
  Value n, last;
};
} // namespace

Value SymmetricEigen::largest(Value operand) {
  return code.fold(code.zero, n, code.number(0), [&](Value i, ValueRange best) {
    return code.fold(code.zero, code.next(i), best, [&](Value j, ValueRange best) {
      Value x = abs(code.load(operand, {i, j}));
      Value isLarger = code.compare(arith::CmpFPredicate::OGT, x, best[0]);
      return SmallVector<Value>{code.select(isLarger, x, best[0])};
    });
  })[0];
}

// The matrix over its largest element, which is kept in `sums` until the end: no square overflows.
void SymmetricEigen::begin(Value operand) {
  Value size = largest(operand);
  size = code.select(isZero(size), code.number(1), size);
  code.loop(code.zero, n, [&](Value i) {
    code.loop(code.zero, n, [&](Value j) {
      Value isLower = code.compare(arith::CmpIPredicate::sge, i, j);
      Value row = code.select(isLower, i, j), column = code.select(isLower, j, i);
      code.store(code.div(code.load(operand, {row, column}), size), m.a, {i, j});
      Value isDiagonal = code.compare(arith::CmpIPredicate::eq, i, j);
      code.store(code.select(isDiagonal, code.number(1), code.number(0)), m.v, {i, j});
    });
  });
  code.store(size, m.sums, {n});
}

// Row k right of the diagonal becomes v, with 1 in front, of the reflection that leaves its first
// element only, which e[k] takes. Returns the scale.
Value SymmetricEigen::reflect(Value k) {
  Value first = code.next(k), head = code.load(m.a, {k, first});
  Value tail = code.sum(code.next(first), n, [&](Value j) {
    Value x = code.load(m.a, {k, j});
    return code.mul(x, x);
  });
  Value none = isZero(tail);
  Value norm = sqrt(code.add(code.mul(head, head), tail));
  Value opposite = code.select(isNegative(head), norm, arith::NegFOp::create(code.b, norm));
  Value pivot = code.select(none, head, opposite);
  Value divisor = code.select(none, code.number(1), code.sub(head, pivot));
  code.store(pivot, m.e, {k});
  code.store(code.number(1), m.a, {k, first});
  code.loop(code.next(first), n,
            [&](Value j) { code.store(code.div(code.load(m.a, {k, j}), divisor), m.a, {k, j}); });
  return code.select(none, code.number(0), code.div(code.sub(opposite, head), opposite));
}

// a - v w^T - w v^T right of and below k, where w = p - (scale p.v / 2) v and p = scale a v. The
// matrix is symmetric, so p sums its rows.
void SymmetricEigen::update(Value k, Value scale) {
  Value first = code.next(k);
  code.loop(first, n, [&](Value j) { code.store(code.number(0), m.d, {j}); });
  code.loop(first, n, [&](Value i) {
    Value factor = code.mul(scale, code.load(m.a, {k, i}));
    code.loop(first, n, [&](Value j) {
      Value term = code.mul(factor, code.load(m.a, {i, j}));
      code.store(code.add(code.load(m.d, {j}), term), m.d, {j});
    });
  });
  Value dot = code.sum(
      first, n, [&](Value j) { return code.mul(code.load(m.d, {j}), code.load(m.a, {k, j})); });
  Value half = code.mul(code.mul(code.number(0.5), scale), dot);
  code.loop(first, n, [&](Value j) {
    Value term = code.mul(half, code.load(m.a, {k, j}));
    code.store(code.sub(code.load(m.d, {j}), term), m.d, {j});
  });
  code.loop(first, n, [&](Value i) {
    Value v = code.load(m.a, {k, i}), w = code.load(m.d, {i});
    code.loop(first, n, [&](Value j) {
      Value terms = code.add(code.mul(v, code.load(m.d, {j})), code.mul(w, code.load(m.a, {k, j})));
      code.store(code.sub(code.load(m.a, {i, j}), terms), m.a, {i, j});
    });
  });
}

// The reflection of the rows of v behind k.
void SymmetricEigen::accumulate(Value k, Value scale) {
  Value first = code.next(k);
  code.loop(code.zero, n, [&](Value j) { code.store(code.number(0), m.sums, {j}); });
  code.loop(first, n, [&](Value i) {
    Value factor = code.load(m.a, {k, i});
    code.loop(code.zero, n, [&](Value j) {
      Value term = code.mul(factor, code.load(m.v, {i, j}));
      code.store(code.add(code.load(m.sums, {j}), term), m.sums, {j});
    });
  });
  code.loop(first, n, [&](Value i) {
    Value factor = code.mul(scale, code.load(m.a, {k, i}));
    code.loop(code.zero, n, [&](Value j) {
      Value term = code.mul(factor, code.load(m.sums, {j}));
      code.store(code.sub(code.load(m.v, {i, j}), term), m.v, {i, j});
    });
  });
}

void SymmetricEigen::reduce() {
  code.loop(code.zero, last, [&](Value k) {
    Value scale = reflect(k);
    update(k, scale);
    accumulate(k, scale);
  });
  code.loop(code.zero, n, [&](Value i) { code.store(code.load(m.a, {i, i}), m.d, {i}); });
  code.store(code.number(0), m.e, {last});
}

// Where the block that begins at l ends: at the first element beside the diagonal that is nought.
Value SymmetricEigen::blockEnd(Value l) {
  double epsilon = code.element.isF64() ? std::numeric_limits<double>::epsilon()
                                        : double(std::numeric_limits<float>::epsilon());
  Value count = arith::SubIOp::create(code.b, last, l);
  return code.fold(code.zero, count, last, [&](Value back, ValueRange end) {
    Value i =
        arith::SubIOp::create(code.b, arith::SubIOp::create(code.b, last, code.index(1)), back);
    Value size = code.add(abs(code.load(m.d, {i})), abs(code.load(m.d, {code.next(i)})));
    Value isNought = code.compare(arith::CmpFPredicate::OLE, abs(code.load(m.e, {i})),
                                  code.mul(code.number(epsilon), size));
    return SmallVector<Value>{code.select(isNought, i, end[0])};
  })[0];
}

// One sweep of rotations from the end of a block to its begin.
void SymmetricEigen::sweep(Value l, Value end) {
  Value one = code.number(1), two = code.number(2), zero = code.number(0);
  Value beside = code.load(m.e, {l}), corner = code.load(m.d, {l});
  Value g = code.div(code.sub(code.load(m.d, {code.next(l)}), corner), code.mul(two, beside));
  Value r = sqrt(code.add(code.mul(g, g), one));
  Value shift = code.add(g, code.select(isNegative(g), arith::NegFOp::create(code.b, r), r));
  g = code.add(code.sub(code.load(m.d, {end}), corner), code.div(beside, shift));
  Value count = arith::SubIOp::create(code.b, end, l);
  auto carried =
      code.fold(code.zero, count, ValueRange{g, one, one, zero}, [&](Value back, ValueRange in) {
        Value g = in[0], s = in[1], c = in[2], p = in[3];
        Value i =
            arith::SubIOp::create(code.b, arith::SubIOp::create(code.b, end, code.index(1)), back);
        Value next = code.next(i), x = code.load(m.e, {i});
        Value f = code.mul(s, x), b = code.mul(c, x);
        Value r = sqrt(code.add(code.mul(f, f), code.mul(g, g)));
        code.store(r, m.e, {next});
        Value isNothing = isZero(r), divisor = code.select(isNothing, one, r);
        s = code.div(f, divisor);
        c = code.select(isNothing, one, code.div(g, divisor));
        g = code.sub(code.load(m.d, {next}), p);
        r = code.add(code.mul(code.sub(code.load(m.d, {i}), g), s), code.mul(two, code.mul(c, b)));
        p = code.mul(s, r);
        code.store(code.add(g, p), m.d, {next});
        code.loop(code.zero, n, [&](Value j) {
          Value upper = code.load(m.v, {i, j}), lower = code.load(m.v, {next, j});
          code.store(code.add(code.mul(s, upper), code.mul(c, lower)), m.v, {next, j});
          code.store(code.sub(code.mul(c, upper), code.mul(s, lower)), m.v, {i, j});
        });
        return SmallVector<Value>{code.sub(code.mul(c, r), b), s, c, p};
      });
  code.store(code.sub(code.load(m.d, {l}), carried[3]), m.d, {l});
  code.store(carried[0], m.e, {l});
  code.store(zero, m.e, {end});
}

/// Of one eigenvalue; two are usual.
static constexpr int64_t sweepLimit = 50;

void SymmetricEigen::run() {
  code.loop(code.zero, last, [&](Value l) {
    code.loop(code.zero, code.index(sweepLimit), [&](Value) {
      Value end = blockEnd(l);
      code.when(code.compare(arith::CmpIPredicate::ne, end, l), [&] { sweep(l, end); });
    });
  });
}

// The first of the elements of largest magnitude becomes positive.
void SymmetricEigen::orient(Value row) {
  Value largest = code.fold(code.zero, n, code.number(0), [&](Value j, ValueRange best) {
    Value x = code.load(m.v, {row, j});
    Value isLarger = code.compare(arith::CmpFPredicate::OGT, abs(x), abs(best[0]));
    return SmallVector<Value>{code.select(isLarger, x, best[0])};
  })[0];
  Value sign = code.select(isNegative(largest), code.number(-1), code.number(1));
  code.loop(code.zero, n,
            [&](Value j) { code.store(code.mul(sign, code.load(m.v, {row, j})), m.v, {row, j}); });
}

// Eigenvalues in order, their vectors with them.
void SymmetricEigen::finish() {
  Value size = code.load(m.sums, {n});
  code.loop(code.zero, n, [&](Value i) {
    Value best = code.fold(i, n, ValueRange{i, code.load(m.d, {i})}, [&](Value j, ValueRange best) {
      Value x = code.load(m.d, {j});
      Value isLess = code.compare(arith::CmpFPredicate::OLT, x, best[1]);
      return SmallVector<Value>{code.select(isLess, j, best[0]), code.select(isLess, x, best[1])};
    })[0];
    Value x = code.load(m.d, {i}), y = code.load(m.d, {best});
    code.store(x, m.d, {best});
    code.store(code.mul(size, y), m.d, {i});
    code.swapRows(m.v, i, best, n);
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
  nest.scratch = {{n, n}, {n}, {n + 1}};
  auto results = nest.emit(b, [&](MatrixCode &code, Value, ValueRange buffers) {
    SymmetricEigen eigen(code, {buffers[3], buffers[2], buffers[1], buffers[4], buffers[5]}, n);
    eigen.begin(buffers[0]);
    eigen.reduce();
    eigen.run();
    eigen.finish();
  });
  results[0] = transposeMatrices(b, results[0]);
  return results;
}
