// Linear algebra. StableHLO solves triangular systems and takes roots; other factorizations become
// loops that take all matrices of a batch a step further at a time.
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;
using ir::ComparePredicate;

namespace {
/// Matrices along the last two axes, their rows and columns counted by tensors that broadcast.
/// Numbers that pick a row or a column are i32 and broadcast, too.
struct Matrices {
  ir::RuleBuilder &g;
  Value rows, columns;

  Matrices(ir::RuleBuilder &g, RankedTensorType type) : g(g) {
    int64_t n = type.getShape().end()[-2], m = type.getShape().back();
    rows = g.create<ir::IotaOp>(g.b.getI32Type(), ArrayRef<int64_t>{n, 1}, int64_t(0));
    columns = g.create<ir::IotaOp>(g.b.getI32Type(), ArrayRef<int64_t>{m}, int64_t(0));
  }
  /// The same in the body of a loop.
  Matrices(ir::RuleBuilder &g, const Matrices &outside)
      : g(g), rows(outside.rows), columns(outside.columns) {}

  Value is(Value x, Value y) { return g.compare(ComparePredicate::Eq, x, y); }
  Value isBehind(Value x, Value y) { return g.compare(ComparePredicate::Gt, x, y); }
  Value both(Value p, Value q) { return g.create<ir::AndOp>(p, q); }
  Value orZero(Value p, Value x) { return g.select(p, x, g.scalar(x, 0)); }
  /// x summed along an axis that is counted from the last, and stays.
  Value sum(Value x, int64_t fromLast) {
    return g.sum(x, {g.type(x).getRank() - 1 - fromLast}, /*keepdims=*/true);
  }
  Value column(Value a, Value j) { return sum(orZero(is(columns, j), a), 0); }
  Value row(Value a, Value i) { return sum(orZero(is(rows, i), a), 1); }
};
} // namespace

/// So many rounds; the body makes the next carried values of the round's number and the last ones.
static SmallVector<Value>
repeat(Site &s, int64_t count, ValueRange inits,
       function_ref<SmallVector<Value>(ir::RuleBuilder &, Value, ValueRange)> body) {
  Value numbers = s.create<ir::IotaOp>(s.b.getI32Type(), ArrayRef{count}, int64_t(0));
  auto scan = s.create<ir::ScanOp>(inits, ValueRange(numbers), TypeRange(), count, false);
  OpBuilder b = OpBuilder::atBlockEnd(&scan.getBlock());
  ir::RuleBuilder g(b, s.loc);
  ValueRange in = scan.getBlock().getArguments();
  g.create<ir::YieldOp>(body(g, in.back(), in.drop_back()));
  return SmallVector<Value>(scan.getFinals());
}

static SmallVector<int64_t> withLast(ArrayRef<int64_t> batches, ArrayRef<int64_t> last) {
  SmallVector<int64_t> shape(batches);
  llvm::append_range(shape, last);
  return shape;
}

//===- what StableHLO has --------------------------------------------------------------------===//

/// StableHLO says nothing of the other triangle.
static Values exportCholesky(Site &s, ir::CholeskyOp op) {
  Value root = s.create<stablehlo::CholeskyOp>(op.getType(), op.getA(), /*lower=*/true);
  Matrices m(s, op.getType());
  return one(m.orZero(s.compare(ComparePredicate::Ge, m.rows, m.columns), root));
}

static Values exportTriangularSolve(Site &s, ir::TriangularSolveOp op) {
  return one(s.create<stablehlo::TriangularSolveOp>(
      op.getType(), op.getA(), op.getB(), !op.getRight(), !op.getUpper(), op.getUnitDiagonal(),
      op.getTransposeA() ? stablehlo::Transpose::TRANSPOSE : stablehlo::Transpose::NO_TRANSPOSE));
}

//===- lu ------------------------------------------------------------------------------------===//

/// x with its entries (or rows) number i and j exchanged, which `atI` and `atJ` hold.
static Value exchanged(Matrices m, Value places, Value i, Value j, Value x, Value atI, Value atJ) {
  return m.g.select(m.is(places, i), atJ, m.g.select(m.is(places, j), atI, x));
}

/// What pivots are compared by.
static Value magnitude(ir::RuleBuilder &g, const ir::Complex &x) {
  return x.im ? g.add(g.abs(x.re), g.abs(x.im)) : g.abs(x.re);
}

/// What is below the pivot over it, and the rest less the product of that with the pivot's row.
static ir::Complex subtracted(Matrices m, Value k, const ir::Complex &a, const ir::Complex &column,
                              const ir::Complex &pivotRow) {
  ir::ComplexBuilder c(m.g.b, m.g.loc);
  ir::Complex divisor{m.column(pivotRow.re, k), a.im ? m.column(pivotRow.im, k) : Value()};
  Value isZero = c.compare(ComparePredicate::Eq, magnitude(c, divisor), 0.0);
  divisor.re = c.select(isZero, c.scalar(divisor.re, 1), divisor.re);
  auto choose = [&](Value a, Value factors, Value product) {
    Value rest = c.select(m.isBehind(m.columns, k), c.sub(a, product),
                          c.select(m.is(m.columns, k), factors, a));
    return c.select(m.isBehind(m.rows, k), rest, a);
  };
  if (!a.im) {
    Value factors = c.div(column.re, divisor.re);
    return {choose(a.re, factors, c.mul(factors, pivotRow.re))};
  }
  ir::Complex factors = c.div(column, divisor), product = c.mul(factors, pivotRow);
  return {choose(a.re, factors.re, product.re), choose(a.im, factors.im, product.im)};
}

/// Of each column the largest magnitude that is left becomes the pivot. Carried are the factors (in
/// parts if they are complex), the pivots, the permutation.
static SmallVector<Value> eliminate(Matrices m, Value k, ValueRange carried) {
  ir::RuleBuilder &g = m.g;
  ir::Complex a{carried[0], carried.size() == 4 ? carried[1] : Value()};
  Value pivots = carried.end()[-2], permutation = carried.back();
  auto each = [&](const ir::Complex &x, auto f) {
    return ir::Complex{f(x.re), x.im ? f(x.im) : Value()};
  };
  auto batches = g.type(a.re).getShape().drop_back(2);
  Value magnitudes = magnitude(g, each(a, [&](Value x) { return m.column(x, k); }));
  Value candidates =
      g.select(g.compare(ComparePredicate::Ge, m.rows, k), magnitudes, g.scalar(magnitudes, -1));
  int64_t n = g.type(a.re).getShape().end()[-2], axis = int64_t(batches.size());
  Value best = g.create<ir::ArgmaxOp>(g.reshape(candidates, withLast(batches, {n})), uint64_t(axis),
                                      TypeAttr());
  Value pivot = g.reshape(best, withLast(batches, {1})),
        p = g.reshape(best, withLast(batches, {1, 1}));
  ir::Complex pivotRow = each(a, [&](Value x) { return m.row(x, p); });
  a = each(a, [&](Value x) {
    return exchanged(m, m.rows, k, p, x, m.row(x, k), x == a.re ? pivotRow.re : pivotRow.im);
  });
  Value places = g.reshape(m.rows, {n});
  auto entry = [&](Value i) { return m.sum(m.orZero(m.is(places, i), permutation), 0); };
  permutation = exchanged(m, places, k, pivot, permutation, entry(k), entry(pivot));
  int64_t steps = g.type(pivots).getShape().back();
  Value numbers = g.create<ir::IotaOp>(g.b.getI32Type(), ArrayRef{steps}, int64_t(0));
  pivots = g.select(m.is(numbers, k), pivot, pivots);
  ir::Complex column = each(a, [&](Value x) { return m.column(x, k); });
  a = subtracted(m, k, a, column, pivotRow);
  SmallVector<Value> next{a.re};
  if (a.im)
    next.push_back(a.im);
  next.append({pivots, permutation});
  return next;
}

static Values exportLu(Site &s, ir::LuOp op) {
  Matrices outside(s, Site::type(op.getA()));
  auto places = Site::type(op.getPermutation());
  SmallVector<Value> inits(op.getOperands());
  inits.push_back(s.zero(op.getPivots()));
  inits.push_back(s.create<ir::IotaOp>(s.b.getI32Type(), places.getShape(), places.getRank() - 1));
  int64_t steps = Site::type(op.getPivots()).getShape().back();
  return repeat(s, steps, inits, [&](ir::RuleBuilder &g, Value k, ValueRange carried) {
    return eliminate({g, outside}, k, carried);
  });
}

//===- reflections ---------------------------------------------------------------------------===//

/// a less scale v v^T a, v a column.
static Value reflected(Matrices m, Value a, Value v, Value scale) {
  return m.g.sub(a, m.g.mul(m.g.mul(scale, v), m.sum(m.g.mul(v, a), 1)));
}

/// The reflection that takes what is left of column k to a multiple of a unit vector, away from
/// itself. Carried are the matrix, packed, and the scales.
static SmallVector<Value> reflect(Matrices m, Value k, ValueRange carried) {
  ir::RuleBuilder &g = m.g;
  Value a = carried[0], scales = carried[1], x = m.column(a, k);
  Value head = m.row(x, k), isBelow = m.isBehind(m.rows, k);
  Value tail = m.sum(m.orZero(isBelow, g.mul(x, x)), 1);
  Value isZero = g.compare(ComparePredicate::Eq, tail, 0.0);
  Value norm = g.sqrt(g.add(g.mul(head, head), tail));
  Value isNegative =
      g.create<ir::CompareOp>(head, g.scalar(head, 0), ComparePredicate::Lt, /*total=*/true);
  Value pivot = g.select(isNegative, norm, g.neg(norm));
  Value zero = g.scalar(x, 0);
  Value scale = g.select(isZero, zero, g.div(g.sub(pivot, head), pivot));
  Value below = g.select(isZero, zero, g.div(x, g.sub(head, pivot)));
  Value v = g.select(m.is(m.rows, k), g.scalar(x, 1), m.orZero(isBelow, below));
  Value isPacked = m.both(m.is(m.columns, k), isBelow);
  Value changed = g.select(isPacked, v, reflected(m, a, v, scale));
  Value places = g.create<ir::IotaOp>(
      g.b.getI32Type(), ArrayRef<int64_t>{g.type(scales).getShape().back()}, int64_t(0));
  Value last = g.reshape(scale, withLast(g.type(scales).getShape().drop_back(), {1}));
  return {g.select(g.compare(ComparePredicate::Ge, m.columns, k), changed, a),
          g.select(m.is(places, k), last, scales)};
}

static Values exportHouseholder(Site &s, ir::HouseholderOp op) {
  if (op.getImaginary())
    return s.unsupported();
  Matrices outside(s, Site::type(op.getA()));
  Value inits[] = {op.getA(), s.zero(op.getScales())};
  int64_t steps = Site::type(op.getScales()).getShape().back();
  return repeat(s, steps, inits, [&](ir::RuleBuilder &g, Value k, ValueRange carried) {
    return reflect({g, outside}, k, carried);
  });
}

/// The reflections on the first unit vectors, the last one first.
static Values exportHouseholderProduct(Site &s, ir::HouseholderProductOp op) {
  if (op.getImaginaryPacked())
    return s.unsupported();
  Value packed = op->getOperand(0), scales = op->getOperand(1);
  Matrices outside(s, Site::type(packed));
  Value ones = s.convert(outside.is(outside.rows, outside.columns), elementOf(packed));
  Value identity = s.broadcast(ones, Site::type(packed).getShape());
  int64_t count = Site::type(scales).getShape().back();
  return repeat(s, count, identity,
                [&](ir::RuleBuilder &g, Value round, ValueRange carried) -> SmallVector<Value> {
                  Matrices m(g, outside);
                  Value k = g.sub(g.scalar(round, double(count - 1)), round);
                  Value below = m.orZero(m.isBehind(m.rows, k), m.column(packed, k));
                  Value v = g.select(m.is(m.rows, k), g.scalar(below, 1), below);
                  Value places =
                      g.create<ir::IotaOp>(g.b.getI32Type(), ArrayRef{count}, int64_t(0));
                  Value scale = m.sum(m.orZero(m.is(places, k), scales), 0);
                  auto shape = withLast(g.type(scales).getShape().drop_back(), {1, 1});
                  return {reflected(m, carried[0], v, g.reshape(scale, shape))};
                });
}

void exporter::addLinearAlgebraRules(Rules &rules) {
  rules.add<ir::CholeskyOp>(exportCholesky);
  rules.add<ir::TriangularSolveOp>(exportTriangularSolve);
  rules.add<ir::LuOp>(exportLu);
  rules.add<ir::HouseholderOp>(exportHouseholder);
  rules.add<ir::HouseholderProductOp>(exportHouseholderProduct);
}
