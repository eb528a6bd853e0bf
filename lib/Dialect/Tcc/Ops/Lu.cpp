// Elimination with pivoting: inference, what it is on parts of complex numbers, derivative,
// lowering.
#include "../ComplexLoops.h"
#include "../ComplexMatrices.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

LogicalResult LuOp::inferTypes(const RuleSite &site, Adaptor op, SmallVectorImpl<Type> &types) {
  auto a = partsType(site, op.getA(), op.getImaginary());
  if (failed(a))
    return failure();
  Type integer = IntegerType::get(a->getContext(), 32);
  types.append(op.getImaginary() ? 2 : 1, *a);
  types.push_back(RankedTensorType::get(batchesThen(*a, {shorterSide(*a)}), integer));
  types.push_back(RankedTensorType::get(batchesThen(*a, {a->getShape().end()[-2]}), integer));
  return success();
}

SmallVector<Complex> LuOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  auto lu = c.create<LuOp>(in[0].re, in[0].im);
  return {{lu.getFactors(), lu.getImaginaryFactors()}, {lu.getPivots()}, {lu.getPermutation()}};
}

//===- derivative ---------------------------------------------------------------------------===//

namespace {
/// The factors as square matrices: what L lacks in columns and U in rows is that of the identity.
struct SquareFactors {
  ComplexMatrices m;
  LuOp op;
  Complex l, u;

  SquareFactors(RuleBuilder &g, LuOp op) : m(g), op(op) {
    ArrayRef<int64_t> extents = type(op.getA()).getShape().take_back(2);
    auto each = [&](auto f) {
      Value im = op.getImaginaryFactors();
      return Complex{f(Value(op.getFactors())), im ? f(im) : Value()};
    };
    l = m.lower(each([&](Value x) { return square(x, extents[0]); }), /*isStrict=*/true);
    u = m.upper(each([&](Value x) { return square(x, extents[1]); }));
    l.re = withOnes(l.re, 0);
    u.re = withOnes(u.re, std::min(extents[0], extents[1]));
  }
  Complex solveL(const Complex &x, bool adjoint) {
    return m.solve(adjoint ? m.conj(l) : l, x, /*right=*/false, /*upper=*/false, adjoint,
                   /*unit=*/true);
  }
  Complex solveU(const Complex &x, bool adjoint) {
    return m.solve(adjoint ? m.conj(u) : u, x, /*right=*/true, /*upper=*/true, adjoint);
  }
  /// The rows chosen (P a = L U), or put back where they were.
  Complex permuted(const Complex &x, bool back) {
    Value choice = m.c.create<OneHotOp>(op.getPermutation(), type(op.getA()).getShape().end()[-2],
                                        type(op.getA()).getElementType());
    return m.product({choice}, x, /*adjointX=*/back);
  }

private:
  /// The first n rows and columns, noughts where there are fewer.
  Value square(Value x, int64_t n) {
    SmallVector<int64_t> starts(type(x).getRank(), 0), limits(type(x).getShape()), high(starts);
    for (int64_t axis : {type(x).getRank() - 2, type(x).getRank() - 1}) {
      high[axis] = std::max<int64_t>(n - limits[axis], 0);
      limits[axis] = std::min(n, limits[axis]);
    }
    Value kept = m.c.b.createOrFold<SliceOp>(m.c.loc, x, starts, limits, ArrayRef<int64_t>());
    if (llvm::all_of(high, [](int64_t n) { return n == 0; }))
      return kept;
    return m.c.create<PadOp>(kept, m.c.scalar(x, 0), starts, high, starts);
  }
  /// 1 on the diagonal from a row on.
  Value withOnes(Value x, int64_t first) {
    int64_t n = type(x).getShape().back();
    if (first == n)
      return x;
    Value row = m.c.create<IotaOp>(m.c.b.getI64Type(), ArrayRef<int64_t>{n, 1}, 0);
    Value isRow = m.c.compare(ComparePredicate::Ge, row, double(first));
    Value isOne = m.c.create<AndOp>(isRow, m.m.mask(ComparePredicate::Eq, x));
    return m.c.select(isOne, m.c.scalar(x, 1), x);
  }
};
} // namespace

static SmallVector<Value> parts(const Complex &x) {
  return x.im ? SmallVector<Value>{x.re, x.im} : SmallVector<Value>{x.re};
}

// P da = L^-H (lower(L^H dF) + upper(dF U^H)) U^-H (de Hoog, Anderssen and Lukas, Linear Algebra
// and its Applications 435, 2011).
SmallVector<Value> LuOp::vjp(RuleBuilder &g, ValueRange dy) {
  SquareFactors f(g, *this);
  ComplexMatrices &m = f.m;
  Complex df{dy[0], getImaginary() ? dy[1] : Value()};
  Complex byL = m.lower(m.product(f.l, m.lower(df, true), /*adjointX=*/true), true);
  Complex byU = m.upper(m.product(m.upper(df), f.u, false, /*adjointY=*/true));
  Complex inner = f.solveU(f.solveL(m.add(byL, byU), /*adjoint=*/true), /*adjoint=*/true);
  return parts(f.permuted(inner, /*back=*/true));
}

// dF = L lower(M) + upper(M) U for M = L^-1 P da U^-1
SmallVector<Value> LuOp::jvp(RuleBuilder &g, ValueRange tangents) {
  SmallVector<Value> results(getNumResults());
  if (llvm::none_of(tangents, [](Value t) { return bool(t); }))
    return results;
  SquareFactors f(g, *this);
  ComplexMatrices &m = f.m;
  auto tangent = [&](int64_t i) { return tangents[i] ? tangents[i] : g.zero(getA()); };
  Complex da{tangent(0), getImaginary() ? tangent(1) : Value()};
  Complex inner = f.solveU(f.solveL(f.permuted(da, /*back=*/false), false), false);
  Complex df = m.add(m.product(f.l, m.lower(inner, true)), m.product(m.upper(inner), f.u));
  llvm::copy(parts(df), results.begin());
  return results;
}

//===- lowering -----------------------------------------------------------------------------===//

namespace {
/// Step by step: the pivot's row is exchanged into place, what is below it is divided by it, and
/// the rest updated row by row.
struct Elimination {
  Elements f;
  Value pivots, permutation, rows, columns, steps;

  Value pivotRow(MatrixCode &code, Value k) const {
    Value none = code.number(-1);
    return code.fold(k, rows, {k, none}, [&](Value i, ValueRange best) {
      Value magnitude = ComplexCode(code).size(f.load({i, k}));
      Value isLarger = code.compare(arith::CmpFPredicate::OGT, magnitude, best[1]);
      return SmallVector<Value>{code.select(isLarger, i, best[0]),
                                code.select(isLarger, magnitude, best[1])};
    })[0];
  }
  void store(MatrixCode &code, Value position, Value buffer, Value at) const {
    Type integer = cast<MemRefType>(buffer.getType()).getElementType();
    code.store(arith::IndexCastOp::create(code.b, integer, position), buffer, {at});
  }
  void exchange(MatrixCode &code, Value k, Value row) const {
    code.swapRows(f.buffer.re, k, row, columns);
    if (f.isComplex())
      code.swapRows(f.buffer.im, k, row, columns);
    Value x = code.load(permutation, {k}), y = code.load(permutation, {row});
    code.store(y, permutation, {k});
    code.store(x, permutation, {row});
    store(code, row, pivots, k);
  }
  void step(MatrixCode &code, Value k) const {
    exchange(code, k, pivotRow(code, k));
    Complex pivot = f.load({k, k});
    Value zero = code.number(0);
    Value isZero = code.compare(arith::CmpFPredicate::OEQ, ComplexCode(code).size(pivot), zero);
    pivot.re = code.select(isZero, code.number(1), pivot.re); // the column is nought then
    Divisor divisor(code, pivot);
    code.loop(code.next(k), rows, [&](Value i) {
      Complex factor = divisor.divide(f.load({i, k}));
      f.store(factor, {i, k});
      code.loop(code.next(k), columns, [&](Value j) {
        f.store(ComplexCode(code).minusProduct(f.load({i, j}), factor, f.load({k, j})), {i, j});
      });
    });
  }
  void emit(MatrixCode &code) const {
    code.loop(code.zero, rows, [&](Value i) { store(code, i, permutation, i); });
    code.loop(code.zero, steps, [&](Value k) { step(code, k); });
  }
};
} // namespace

FailureOr<SmallVector<Value>> LuOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  SmallVector<Value> results(getOperands());
  ArrayRef<int64_t> shape = type(getA()).getShape();
  for (Value result : {getPivots(), getPermutation()})
    results.push_back(b.empty(type(result)));
  if (ShapedType::getNumElements(shape.drop_back(1)) == 0)
    return results;
  MatrixNest nest{"lu", {}, results, type(getA()).getRank() - 2};
  return nest.emit(b, [&](MatrixCode &code, Value, ValueRange buffers) {
    int64_t rows = shape.end()[-2], columns = shape.back();
    Complex f{buffers[0], getImaginary() ? buffers[1] : Value()};
    ValueRange numbers = buffers.drop_front(getNumOperands());
    Elimination{{code, f},        numbers[0],          numbers[1],
                code.index(rows), code.index(columns), code.index(std::min(rows, columns))}
        .emit(code);
  });
}
