// Factorizations and triangular systems: StableHLO's ops, and LAPACK's functions as frameworks call
// them. Those take letters, as numbers; their last result says what went wrong.
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

static Value transpose(Site &s, Value x) {
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, Site::type(x).getRank()));
  if (order.size() >= 2)
    std::swap(order.end()[-1], order.end()[-2]);
  return s.transpose(x, order);
}

/// Whether tcc computes with matrices of these elements; narrower floats are computed in f32.
static bool isMatrix(Value x) {
  return isa<FloatType, ComplexType>(elementOf(x)) && Site::type(x).getRank() >= 2 &&
         Site::type(x).hasStaticShape();
}
static bool isComplex(Value x) { return ir::isComplex(x.getType()); }
static Type computedType(Site &s, Value x) {
  return elementOf(x).isF64() || isComplex(x) ? elementOf(x) : s.b.getF32Type();
}

static Value conjugate(Site &s, Value x) {
  if (!isComplex(x))
    return x;
  return s.create<ir::ComplexOp>(s.create<ir::RealOp>(x), s.neg(s.create<ir::ImagOp>(x)));
}

/// The root of the matrix whose one triangle is given: that triangle, or its transpose, of which
/// the root is the transpose of the upper one (of complex numbers as well).
static Values rootOf(Site &s, Value a, bool isLower) {
  Value x = s.convert(a, computedType(s, a));
  auto root = s.build("tcc.cholesky", x.getType(), isLower ? x : transpose(s, x));
  if (failed(root))
    return failure();
  Value result = isLower ? root->front() : transpose(s, root->front());
  return one(s.convert(result, elementOf(a)));
}

static Values importCholesky(Site &s, stablehlo::CholeskyOp op) {
  if (!isMatrix(op.getA()))
    return s.unsupported("a matrix of these elements");
  return rootOf(s, op.getA(), op.getLower());
}

namespace {
struct Triangle {
  bool right, upper, transposed, unit;
};
} // namespace

static Values solve(Site &s, Value a, Value b, Triangle how) {
  if (!isMatrix(a) || !isMatrix(b))
    return s.unsupported("a matrix of these elements");
  Type type = computedType(s, a);
  SmallVector<NamedAttribute> attributes;
  const std::pair<StringRef, bool> flags[] = {{"right", how.right},
                                              {"upper", how.upper},
                                              {"transpose_a", how.transposed},
                                              {"unit_diagonal", how.unit}};
  for (auto [name, isSet] : flags)
    if (isSet)
      attributes.push_back(s.named(name, s.b.getUnitAttr()));
  auto solved = s.build("tcc.triangular_solve", Site::type(b).clone(type),
                        {s.convert(a, type), s.convert(b, type)}, attributes);
  if (failed(solved))
    return failure();
  return one(s.convert(solved->front(), elementOf(b)));
}

static Values importTriangularSolve(Site &s, stablehlo::TriangularSolveOp op) {
  bool isAdjoint = op.getTransposeA() == stablehlo::Transpose::ADJOINT;
  return solve(s, isAdjoint ? conjugate(s, op.getA()) : op.getA(), op.getB(),
               {!op.getLeftSide(), !op.getLower(),
                op.getTransposeA() != stablehlo::Transpose::NO_TRANSPOSE, op.getUnitDiagonal()});
}

//===- LAPACK -------------------------------------------------------------------------------===//

/// A letter of the configuration, 0 if it is not there.
static char letterOf(stablehlo::CustomCallOp op, StringRef name) {
  auto value = dyn_cast_if_present<IntegerAttr>(configOf(op, name));
  return value && value.getValue().getActiveBits() < 8 ? char(value.getValue().getZExtValue()) : 0;
}

/// Whether the call has a matrix of f32 or f64 first, or of complex numbers, and results enough.
static bool isPlain(stablehlo::CustomCallOp op, size_t operands, size_t results) {
  if (op.getInputs().size() < operands || op->getNumResults() < results ||
      !isMatrix(op.getInputs()[0]))
    return false;
  Type element = elementOf(op.getInputs()[0]);
  return isa<ComplexType>(element) || element.isF32() || element.isF64();
}

/// The results, behind them what went wrong (nothing) and scratch that nobody reads, as noughts.
static Values complete(Site &s, stablehlo::CustomCallOp op, SmallVector<Value> results) {
  while (results.size() < op->getNumResults())
    results.push_back(s.zero(op.getResult(unsigned(results.size()))));
  for (auto [result, wanted] : llvm::zip(results, op.getResults()))
    if (result.getType() != wanted.getType())
      return s.unsupported("results of other types");
  results.truncate(op->getNumResults());
  return results;
}

/// 1 and the first place along the last axis where something holds; 0 if it holds nowhere.
static Value placeOf(Site &s, Value holds) {
  auto type = Site::type(holds);
  int64_t axis = type.getRank() - 1, n = type.getShape().back();
  Value places = s.create<ir::IotaOp>(s.b.getI32Type(), ArrayRef<int64_t>{n}, int64_t(0));
  Value none = s.scalar(places, double(n) + 1);
  Value chosen = s.select(holds, s.broadcast(s.add(places, 1.0), type.getShape()), none);
  Value first = s.create<ir::ReduceMinOp>(chosen, ArrayRef<int64_t>{axis}, false);
  Value isNowhere = s.compare(ir::ComparePredicate::Gt, first, double(n));
  return s.select(isNowhere, s.scalar(first, 0), first);
}

/// The diagonal of matrices.
static Value diagonalOf(Site &s, Value x) {
  auto shape = Site::type(x).getShape();
  int64_t rows = shape.end()[-2], columns = shape.back(), rank = int64_t(shape.size());
  Value row = s.create<ir::IotaOp>(s.b.getI32Type(), ArrayRef<int64_t>{rows, 1}, int64_t(0));
  Value column = s.create<ir::IotaOp>(s.b.getI32Type(), ArrayRef<int64_t>{1, columns}, int64_t(1));
  Value isDiagonal = s.compare(ir::ComparePredicate::Eq, row, column);
  Value kept = s.select(isDiagonal, x, s.scalar(x, 0));
  return s.sum(kept, {rows <= columns ? rank - 1 : rank - 2});
}

static Values importPotrf(Site &s, stablehlo::CustomCallOp op) {
  if (!isPlain(op, 1, 1))
    return s.unsupported();
  auto root = rootOf(s, op.getInputs()[0], letterOf(op, "uplo") != 'U');
  if (failed(root))
    return failure();
  Value diagonal = diagonalOf(s, root->front());
  Value isBad = s.compare(ir::ComparePredicate::Ne, diagonal, diagonal);
  return complete(s, op, {root->front(), placeOf(s, isBad)});
}

/// A third operand is a factor of the right side.
static Values importTrsm(Site &s, stablehlo::CustomCallOp op) {
  if (!isPlain(op, 2, 1))
    return s.unsupported();
  Value b = op.getInputs()[1];
  if (op.getInputs().size() > 2)
    b = s.mul(b, op.getInputs()[2]);
  char turn = letterOf(op, "trans_x");
  Value a = turn == 'C' ? conjugate(s, op.getInputs()[0]) : op.getInputs()[0];
  auto solved = solve(s, a, b,
                      {letterOf(op, "side") == 'R', letterOf(op, "uplo") == 'U',
                       turn == 'T' || turn == 'C', letterOf(op, "diag") == 'U'});
  return failed(solved) ? solved : complete(s, op, *solved);
}

/// Pivots count from 1.
static Values importGetrf(Site &s, stablehlo::CustomCallOp op) {
  if (!isPlain(op, 1, 2))
    return s.unsupported();
  auto lu = s.create<ir::LuOp>(op.getInputs()[0], Value());
  Value isZero = s.compare(ir::ComparePredicate::Eq, diagonalOf(s, lu.getFactors()), 0.0);
  return complete(s, op, {lu.getFactors(), s.add(lu.getPivots(), 1.0), placeOf(s, isZero)});
}

static Values importGeqrf(Site &s, stablehlo::CustomCallOp op) {
  if (!isPlain(op, 1, 2))
    return s.unsupported();
  auto made = s.create<ir::HouseholderOp>(op.getInputs()[0], Value());
  return complete(s, op, {made.getPacked(), made.getScales()});
}

static Values importOrgqr(Site &s, stablehlo::CustomCallOp op) {
  if (!isPlain(op, 2, 1))
    return s.unsupported();
  auto product =
      s.build("tcc.householder_product", op.getInputs()[0].getType(), op.getInputs().take_front(2));
  return failed(product) ? product : complete(s, op, *product);
}

static Values importSyevd(Site &s, stablehlo::CustomCallOp op) {
  if (!isPlain(op, 1, 2))
    return s.unsupported();
  Value a = op.getInputs()[0];
  auto made = s.build("tcc.eigh", TypeRange(op.getResultTypes()).take_front(2),
                      letterOf(op, "uplo") == 'U' ? transpose(s, a) : a);
  return failed(made) ? made : complete(s, op, *made);
}

/// Orthonormal columns with those that are missing to a square matrix: what reflections that make
/// them unit vectors make of the other unit vectors.
static Value completed(Site &s, Value u) {
  auto type = Site::type(u);
  int64_t rows = type.getShape().end()[-2], columns = type.getShape().back();
  if (rows <= columns)
    return u;
  auto reflections = s.create<ir::HouseholderOp>(u, Value());
  SmallVector<int64_t> none(type.getRank(), 0), high(none), square(type.getShape());
  high.back() = rows - columns;
  square.back() = rows;
  Value packed = s.create<ir::PadOp>(reflections.getPacked(), s.scalar(u, 0), none, high, none);
  Value q = s.create<ir::HouseholderProductOp>(packed, reflections.getScales(), Value(), Value())
                .getResult();
  SmallVector<int64_t> starts(none);
  starts.back() = columns;
  Value rest = s.create<ir::SliceOp>(q, starts, square, ArrayRef<int64_t>());
  Value parts[] = {u, rest};
  return s.create<ir::ConcatenateOp>(ValueRange(parts), type.getRank() - 1);
}

/// Results: scratch, singular values, U and V^T, as far as the shapes ask for them.
static Values importGesdd(Site &s, stablehlo::CustomCallOp op) {
  if (!isPlain(op, 1, 4))
    return s.unsupported();
  Value a = op.getInputs()[0];
  auto svd = s.create<ir::SvdOp>(a);
  Value u = svd.getU(), vt = svd.getVt();
  if (letterOf(op, "mode") == 'A') {
    u = completed(s, u);
    vt = transpose(s, completed(s, transpose(s, vt)));
  }
  if (letterOf(op, "mode") == 'N') {
    u = s.zero(op.getResult(2));
    vt = s.zero(op.getResult(3));
  }
  return complete(s, op, {a, svd.getS(), u, vt});
}

void importer::addLinearAlgebraRules(Rules &rules) {
  rules.add<stablehlo::CholeskyOp>(importCholesky);
  rules.add<stablehlo::TriangularSolveOp>(importTriangularSolve);
  using Rule = Values (*)(Site &, stablehlo::CustomCallOp);
  const std::pair<StringRef, Rule> functions[] = {{"potrf", importPotrf}, {"trsm", importTrsm},
                                                  {"getrf", importGetrf}, {"geqrf", importGeqrf},
                                                  {"orgqr", importOrgqr}, {"syevd", importSyevd},
                                                  {"gesdd", importGesdd}};
  for (auto [name, rule] : functions)
    for (StringRef type : {"s", "d"})
      rules.addCall(("lapack_" + type + name + "_ffi").str(), rule);
  const std::pair<StringRef, Rule> ofComplex[] = {{"potrf", importPotrf},
                                                  {"trsm", importTrsm},
                                                  {"getrf", importGetrf},
                                                  {"geqrf", importGeqrf},
                                                  {"ungqr", importOrgqr}};
  for (auto [name, rule] : ofComplex)
    for (StringRef type : {"c", "z"})
      rules.addCall(("lapack_" + type + name + "_ffi").str(), rule);
}
