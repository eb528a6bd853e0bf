// Linear algebra, and what is made of the factorizations.
#include "tcc/Ops.h"

using namespace tcc;
using tcc::detail::Attributes;

Tensor tcc::triangularSolve(Arg a, Arg b, Triangle how) {
  Attributes attributes;
  const std::pair<const char *, bool> flags[] = {{"right", how.right},
                                                 {"upper", how.upper},
                                                 {"transpose_a", how.transpose},
                                                 {"unit_diagonal", how.unitDiagonal}};
  for (auto [name, isSet] : flags)
    if (isSet)
      attributes[name] = true;
  return detail::emit("tcc.triangular_solve", {a, b}, std::move(attributes));
}

LuFactors tcc::lu(Arg a) {
  auto results =
      detail::emitMany("tcc.lu", {&a, 1}, {}, a.where, {.more = {DType::I32, DType::I32}});
  return {results[0], results[1], results[2]};
}

static std::pair<Tensor, Tensor> pairOf(const char *name, const Arg &a) {
  auto results = detail::emitMany(name, {&a, 1}, {}, a.where, {.more = {a.tensor.dtype()}});
  return {results[0], results[1]};
}
std::pair<Tensor, Tensor> tcc::householder(Arg a) { return pairOf("tcc.householder", a); }
std::pair<Tensor, Tensor> tcc::qr(Arg a) { return pairOf("tcc.qr", a); }
std::pair<Tensor, Tensor> tcc::eigh(Arg a) { return pairOf("tcc.eigh", a); }

SingularValues tcc::svd(Arg a) {
  DType dtype = a.tensor.dtype();
  auto results = detail::emitMany("tcc.svd", {&a, 1}, {}, a.where, {.more = {dtype, dtype}});
  return {results[0], results[1], results[2]};
}

/// The matrix whose product with b has the rows of b that are asked for.
static Tensor choose(const Arg &permutation, const Tensor &a) {
  return oneHot(permutation, a.shape().back(), a.dtype());
}

static Tensor solveBy(const LuFactors &f, const Tensor &chosen) {
  Tensor inner = triangularSolve(f.factors, chosen, {.unitDiagonal = true});
  return triangularSolve(f.factors, inner, {.upper = true});
}

Tensor tcc::solve(Arg a, Arg b) {
  LuFactors f = lu(a);
  return solveBy(f, matmul(choose(Arg(f.permutation, a.where), a.tensor), b));
}

Tensor tcc::solvePositive(Arg a, Arg b) {
  Tensor root = cholesky(a);
  return triangularSolve(root, triangularSolve(root, b), {.transpose = true});
}

Tensor tcc::inverse(Arg a) {
  LuFactors f = lu(a);
  return solveBy(f, choose(Arg(f.permutation, a.where), a.tensor));
}

// The product of the pivots; each exchange of two rows turns its sign.
Tensor tcc::determinant(Arg a) {
  LuFactors f = lu(a);
  int64_t n = a.tensor.shape().back();
  auto count = [&](Shape shape, int64_t axis) {
    return iota(std::move(shape), axis, DType::I32, a.where);
  };
  Tensor isDiagonal = equal(count({n, 1}, 0), count({1, n}, 1));
  Tensor pivots = reduceSum(select(isDiagonal, f.factors, 0), {-1});
  Tensor isExchanged = notEqual(f.pivots, count({n}, 0));
  return reduceProd(select(isExchanged, -pivots, pivots), {-1});
}
