// Triangular systems, and the root that leads to them: of each op inference, what it is on parts of
// complex numbers, derivative, lowering, in this order. Large matrices are halved until they fit
// into a cache: most of the work is then in matrix products.
#include "../ComplexMatrices.h"
#include "../MatrixLoops.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

/// Rows of the matrices that loops work on as a whole.
static constexpr int64_t leafRows = 128;

/// How many of n rows make the first part.
static int64_t firstHalf(int64_t n) { return llvm::alignTo(llvm::divideCeil(n, 2), 16); }

/// Rows and columns of matrices.
static Value block(RuleBuilder &g, Value x, std::array<int64_t, 2> rows,
                   std::array<int64_t, 2> columns) {
  int64_t rank = type(x).getRank();
  SmallVector<int64_t> starts(rank, 0), limits(type(x).getShape());
  starts[rank - 2] = rows[0], limits[rank - 2] = rows[1];
  starts[rank - 1] = columns[0], limits[rank - 1] = columns[1];
  return g.b.createOrFold<SliceOp>(g.loc, x, starts, limits, ArrayRef<int64_t>());
}
static Value join(RuleBuilder &g, ValueRange parts, int64_t axisFromEnd) {
  return g.create<ConcatenateOp>(parts, type(parts[0]).getRank() - axisFromEnd);
}

//===- cholesky -----------------------------------------------------------------------------===//

FailureOr<RankedTensorType> CholeskyOp::inferType(const RuleSite &site, Adaptor op) {
  return squareType(site, op.getA(), "operand");
}

SmallVector<Complex> CholeskyOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  if (failed(checkComplexMatrices(*this)))
    return {};
  return {ComplexMatrices(c).cholesky(in[0])};
}

// With S = L^-T halfLower(L^T dL) L^-1 the cotangent of the symmetric matrix is (S + S^T) / 2, of
// which the lower triangle takes the part of the upper one too (Murray, arXiv:1602.07527).
SmallVector<Value> CholeskyOp::vjp(RuleBuilder &g, ValueRange dy) {
  MatrixRules m(g);
  Value l = getResult();
  Value inner = m.halfLower(m.product(l, m.lower(dy[0]), /*transposeX=*/true));
  Value s = m.solve(l, inner, /*right=*/false, /*upper=*/false, /*transposed=*/true);
  s = m.solve(l, s, /*right=*/true, /*upper=*/false, /*transposed=*/false);
  return {m.halfLower(g.add(s, m.transpose(s)))};
}

// dL = L halfLower(L^-1 dA L^-T)
SmallVector<Value> CholeskyOp::jvp(RuleBuilder &g, ValueRange tangents) {
  if (!tangents[0])
    return {Value()};
  MatrixRules m(g);
  Value l = getResult();
  Value inner = m.solve(l, m.symmetric(tangents[0]), false, false, false);
  inner = m.solve(l, inner, /*right=*/true, /*upper=*/false, /*transposed=*/true);
  return {m.product(l, m.halfLower(inner))};
}

// Rows of the transposed root, so that the inner loop runs along memory: row k is divided by its
// pivot and taken off the rows below.
static void factorSymmetric(MatrixCode &code, Value a, Value u, Value n) {
  code.loop(code.zero, n, [&](Value i) {
    code.loop(code.zero, n, [&](Value j) {
      Value isUpper = code.compare(arith::CmpIPredicate::sge, j, i);
      code.store(code.select(isUpper, code.load(a, {j, i}), code.number(0)), u, {i, j});
    });
  });
  code.loop(code.zero, n, [&](Value k) {
    Value square = code.load(u, {k, k});
    Value isPositive = code.compare(arith::CmpFPredicate::OGT, square, code.number(0));
    Value pivot = code.select(isPositive, math::SqrtOp::create(code.b, square),
                              code.number(std::numeric_limits<double>::quiet_NaN()));
    code.store(pivot, u, {k, k});
    code.loop(code.next(k), n,
              [&](Value j) { code.store(code.div(code.load(u, {k, j}), pivot), u, {k, j}); });
    code.loop(code.next(k), n, [&](Value i) {
      Value factor = arith::NegFOp::create(code.b, code.load(u, {k, i}));
      code.addRow(u, i, factor, u, k, i, n);
    });
  });
}

static SmallVector<Value> choleskyByHalves(RuleBuilder &g, Value a) {
  MatrixRules m(g);
  int64_t n = type(a).getShape().back(), half = firstHalf(n);
  Value first = g.create<CholeskyOp>(block(g, a, {0, half}, {0, half}));
  Value below = m.solve(first, block(g, a, {half, n}, {0, half}), /*right=*/true, /*upper=*/false,
                        /*transposed=*/true);
  Value rest = block(g, a, {half, n}, {half, n});
  rest = g.create<CholeskyOp>(g.sub(rest, m.product(below, below, false, /*transposeY=*/true)));
  Value above = g.broadcast(g.scalar(a, 0), batchesThen(type(a), {half, n - half}));
  Value rows[] = {join(g, {first, above}, 1), join(g, {below, rest}, 1)};
  return {join(g, rows, 2)};
}

FailureOr<SmallVector<Value>> CholeskyOp::lower(OpBuilder &builder) {
  RankedTensorType matrix = type(getA());
  int64_t n = matrix.getShape().back();
  if (matrix.getNumElements() == 0)
    return SmallVector<Value>{getA()};
  if (n > leafRows)
    return lowerParts(builder, *this, [&](RuleBuilder &g) { return choleskyByHalves(g, getA()); });
  LinalgBuilder b(builder, getLoc());
  MatrixNest nest{"cholesky", {getA()}, {b.empty(matrix)}, matrix.getRank() - 2};
  Value u = nest.emit(b, [&](MatrixCode &code, Value, ValueRange buffers) {
    factorSymmetric(code, buffers[0], buffers[1], code.index(n));
  })[0];
  return SmallVector<Value>{transposeMatrices(b, u)};
}

//===- triangular_solve ---------------------------------------------------------------------===//

FailureOr<RankedTensorType> TriangularSolveOp::inferType(const RuleSite &site, Adaptor op) {
  auto a = squareType(site, op.getA(), "first operand");
  auto b = matrixType(site, op.getB(), "second operand");
  if (failed(a) || failed(b))
    return failure();
  if (a->getElementType() != b->getElementType())
    return site.error() << "operands must have one element type, but are " << *a << " and " << *b;
  auto mayDiffer = [](int64_t x, int64_t y) {
    return x != y && !ShapedType::isDynamic(x) && !ShapedType::isDynamic(y);
  };
  bool fits = a->getRank() == b->getRank();
  for (int64_t axis = 0; fits && axis < a->getRank() - 2; ++axis)
    fits = !mayDiffer(a->getDimSize(axis), b->getDimSize(axis));
  int64_t along = b->getRank() - (op.getRight() ? 1 : 2);
  if (!fits || mayDiffer(a->getShape().back(), b->getDimSize(along)))
    return site.error() << "a matrix " << shapeText(a->getShape()) << " cannot be solved from the "
                        << (op.getRight() ? "right" : "left") << " for "
                        << shapeText(b->getShape());
  return *b;
}

SmallVector<Complex> TriangularSolveOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  if (failed(checkComplexMatrices(*this)))
    return {};
  return {ComplexMatrices(c).solve(in[0], in[1], getRight(), getUpper(), getTransposeA(),
                                   getUnitDiagonal())};
}

namespace {
/// One system and its derivatives.
struct Triangle {
  MatrixRules m;
  TriangularSolveOp op;

  Value solve(Value b, bool transposed) {
    return m.solve(op.getA(), b, op.getRight(), op.getUpper(), transposed, op.getUnitDiagonal());
  }
  /// What is read of a matrix shaped like a.
  Value read(Value x) {
    return op.getUpper() ? m.upper(x, op.getUnitDiagonal()) : m.lower(x, op.getUnitDiagonal());
  }
};
} // namespace

// From op(a) X = b: db = op(a)^-T dX, and d op(a) = -db X^T; from X op(a) = b it is -X^T db.
SmallVector<Value> TriangularSolveOp::vjp(RuleBuilder &g, ValueRange dy) {
  Triangle t{MatrixRules(g), *this};
  Value x = getResult(), db = t.solve(dy[0], !getTransposeA()), da;
  if (g.wants(getA())) {
    bool isFirst = getRight() == getTransposeA(); // whether db comes first in the product
    Value left = isFirst ? db : x, right = isFirst ? x : db;
    da = t.read(g.neg(t.m.product(left, right, /*transposeX=*/getRight(), !getRight())));
  }
  return {da, db};
}

SmallVector<Value> TriangularSolveOp::jvp(RuleBuilder &g, ValueRange tangents) {
  Triangle t{MatrixRules(g), *this};
  Value db = tangents[1];
  if (tangents[0]) {
    Value da = t.read(tangents[0]), x = getResult();
    Value term = getRight() ? t.m.product(x, da, false, getTransposeA())
                            : t.m.product(da, x, getTransposeA());
    db = db ? g.sub(db, term) : g.neg(term);
  }
  return {db ? t.solve(db, getTransposeA()) : Value()};
}

namespace {
/// Rows of X, one after the other: of each the rows before it are taken off, then it is divided.
struct Substitution {
  bool isUpper, isTransposed, isUnit;

  bool isForward() const { return isUpper == isTransposed; }
  Value element(MatrixCode &code, Value a, Value i, Value k) const {
    return isTransposed ? code.load(a, {k, i}) : code.load(a, {i, k});
  }
  void solveRow(MatrixCode &code, Value a, Value x, Value i, Value n, ValueRange columns) const {
    Value first = isForward() ? code.zero : code.next(i), end = isForward() ? i : n;
    code.loop(first, end, [&](Value k) {
      Value factor = arith::NegFOp::create(code.b, element(code, a, i, k));
      code.addRow(x, i, factor, x, k, columns[0], columns[1]);
    });
    if (isUnit)
      return;
    Value pivot = code.load(a, {i, i});
    code.loop(columns[0], columns[1],
              [&](Value j) { code.store(code.div(code.load(x, {i, j}), pivot), x, {i, j}); });
  }
  void emit(MatrixCode &code, Value a, Value x, Value n, ValueRange columns) const {
    auto body = [&](Value i) { solveRow(code, a, x, i, n, columns); };
    if (isForward())
      code.loop(code.zero, n, body);
    else
      code.loopBack(code.zero, n, body);
  }
};
} // namespace

/// The columns of X are independent: as many of them as a task takes.
static constexpr int64_t taskColumns = 64;

static Value substitute(LinalgBuilder &b, TriangularSolveOp op, Value right, bool isTransposed) {
  Substitution steps{op.getUpper(), isTransposed, op.getUnitDiagonal()};
  ArrayRef<int64_t> extents = type(right).getShape().take_back(2);
  int64_t n = extents[0], columns = extents[1], batchRank = type(right).getRank() - 2;
  MatrixNest nest{"triangular_solve", {op.getA()}, {right}, batchRank};
  nest.parts = llvm::divideCeil(columns, taskColumns);
  return nest.emit(b, [&](MatrixCode &code, Value part, ValueRange buffers) {
    Value first = arith::MulIOp::create(code.b, part, code.index(taskColumns));
    Value end = arith::AddIOp::create(code.b, first, code.index(taskColumns));
    end = arith::MinSIOp::create(code.b, end, code.index(columns));
    steps.emit(code, buffers[0], buffers[1], code.index(n), ValueRange{first, end});
  })[0];
}

// The half that depends on nothing else first; what it contributes is taken off the other one.
static SmallVector<Value> solveByHalves(RuleBuilder &g, TriangularSolveOp op) {
  MatrixRules m(g);
  int64_t n = type(op.getA()).getShape().back(), half = firstHalf(n);
  ArrayRef<int64_t> extents = type(op.getB()).getShape().take_back(2);
  bool right = op.getRight(), transposed = op.getTransposeA(), upper = op.getUpper();
  auto part = [&](bool second) {
    return second ? std::array<int64_t, 2>{half, n} : std::array<int64_t, 2>{0, half};
  };
  auto solve = [&](Value b, bool second) {
    Value a = block(g, op.getA(), part(second), part(second));
    return m.solve(a, b, right, upper, transposed, op.getUnitDiagonal());
  };
  auto rightSide = [&](bool second) {
    return right ? block(g, op.getB(), {0, extents[0]}, part(second))
                 : block(g, op.getB(), part(second), {0, extents[1]});
  };
  bool secondFirst = (upper == transposed) == right;
  Value known = solve(rightSide(secondFirst), secondFirst);
  Value beside = block(g, op.getA(), part(!upper), part(upper)); // the only block beside them
  Value taken =
      right ? m.product(known, beside, false, transposed) : m.product(beside, known, transposed);
  Value other = solve(g.sub(rightSide(!secondFirst), taken), !secondFirst);
  Value parts[] = {secondFirst ? other : known, secondFirst ? known : other};
  return {join(g, parts, right ? 1 : 2)};
}

FailureOr<SmallVector<Value>> TriangularSolveOp::lower(OpBuilder &builder) {
  if (type(getB()).getNumElements() == 0)
    return SmallVector<Value>{getB()};
  if (type(getA()).getShape().back() > leafRows)
    return lowerParts(builder, *this, [&](RuleBuilder &g) { return solveByHalves(g, *this); });
  LinalgBuilder b(builder, getLoc());
  if (!getRight())
    return SmallVector<Value>{substitute(b, *this, getB(), getTransposeA())};
  Value turned = substitute(b, *this, transposeMatrices(b, getB()), !getTransposeA());
  return SmallVector<Value>{transposeMatrices(b, turned)};
}
