// Linear algebra: the last two axes are a matrix, those before them batches; f32 and f64. Part of
// Ops.h.
#ifndef TCC_LINEARALGEBRAOPS_H
#define TCC_LINEARALGEBRAOPS_H

#include "tcc/DSL/Trace.h"

namespace tcc {

/// The lower triangular L with L L^T = a, of which the lower triangle is read; NaN where a is not
/// positive definite.
inline Tensor cholesky(Arg a) { return detail::emit("tcc.cholesky", {a}); }
/// What triangularSolve() is told about its matrix.
struct Triangle {
  bool right = false, upper = false, transpose = false, unitDiagonal = false;
};
/// X of a X = b (of X a = b if `right`) for a triangular matrix a ("tcc.triangular_solve").
Tensor triangularSolve(Arg a, Arg b, Triangle how = {});
/// The triangular factors of a in one matrix, L below the diagonal of ones; the rows exchanged with
/// each (i32); and the rows of a that the product's are (i32) ("tcc.lu").
struct LuFactors {
  Tensor factors, pivots, permutation;
};
LuFactors lu(Arg a);
/// Reflections that make a triangular, in the form that LAPACK gives them ("tcc.householder").
std::pair<Tensor, Tensor> householder(Arg a);
/// The first columns of the product of such reflections.
inline Tensor householderProduct(Arg packed, Arg scales) {
  return detail::emit("tcc.householder_product", {packed, scales});
}
/// Orthonormal columns and an upper triangle whose product is a ("tcc.qr").("tcc.qr").
std::pair<Tensor, Tensor> qr(Arg a);
/// Eigenvectors, as columns, and ascending eigenvalues of the symmetric matrix a, of which the
/// lower triangle is read ("tcc.eigh").
std::pair<Tensor, Tensor> eigh(Arg a);

/// Orthonormal columns, descending singular values and orthonormal rows whose product is a
/// ("tcc.svd").
struct SingularValues {
  Tensor u, s, vt;
};
SingularValues svd(Arg a);

/// X of a X = b, matrices both, for any regular a.
Tensor solve(Arg a, Arg b);
/// The same for a symmetric positive definite a, by its cholesky().
Tensor solvePositive(Arg a, Arg b);
/// The inverse of a regular matrix.
Tensor inverse(Arg a);
/// The determinant.
Tensor determinant(Arg a);

} // namespace tcc

#endif
