// Numbers in the loops of linear algebra that are real or complex: what has no imaginary part is
// real, and costs what it did.
#ifndef TCC_LIB_DIALECT_TCC_COMPLEXLOOPS_H
#define TCC_LIB_DIALECT_TCC_COMPLEXLOOPS_H

#include "MatrixLoops.h"

#include "tcc/Dialect/Tcc/ComplexBuilder.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace tcc::ir {

/// Arithmetic on numbers whose imaginary parts may lack.
class ComplexCode {
public:
  explicit ComplexCode(MatrixCode &code) : code(code) {}

  MatrixCode &code;

  mlir::Value abs(mlir::Value x) const { return mlir::math::AbsFOp::create(code.b, x); }
  mlir::Value neg(mlir::Value x) const { return mlir::arith::NegFOp::create(code.b, x); }
  /// What LAPACK compares pivots by.
  mlir::Value size(const Complex &x) const {
    return x.im ? code.add(abs(x.re), abs(x.im)) : abs(x.re);
  }
  /// The square of the magnitude.
  mlir::Value square(const Complex &x) const {
    mlir::Value re = code.mul(x.re, x.re);
    return x.im ? code.add(re, code.mul(x.im, x.im)) : re;
  }
  Complex conj(const Complex &x) const { return {x.re, x.im ? neg(x.im) : x.im}; }
  Complex mul(const Complex &x, const Complex &y) const {
    if (!x.im)
      return {code.mul(x.re, y.re)};
    return {code.sub(code.mul(x.re, y.re), code.mul(x.im, y.im)),
            code.add(code.mul(x.re, y.im), code.mul(x.im, y.re))};
  }
  Complex scaled(const Complex &x, mlir::Value by) const {
    return {code.mul(by, x.re), x.im ? code.mul(by, x.im) : x.im};
  }
  /// z + x y, and z - x y.
  Complex plusProduct(const Complex &z, const Complex &x, const Complex &y) const {
    return withProduct(z, x, y, /*isAdded=*/true);
  }
  Complex minusProduct(const Complex &z, const Complex &x, const Complex &y) const {
    return withProduct(z, x, y, /*isAdded=*/false);
  }

private:
  Complex withProduct(const Complex &z, const Complex &x, const Complex &y, bool isAdded) const {
    auto take = [&](bool isPlus, mlir::Value a, mlir::Value b, mlir::Value c) {
      mlir::Value product = code.mul(b, c);
      return isPlus ? code.add(a, product) : code.sub(a, product);
    };
    mlir::Value re = take(isAdded, z.re, x.re, y.re);
    if (!x.im)
      return {re};
    return {take(!isAdded, re, x.im, y.im),
            take(isAdded, take(isAdded, z.im, x.re, y.im), x.im, y.re)};
  }
};

/// Elements in buffers of parts, of which the second may lack.
struct Elements {
  MatrixCode &code;
  Complex buffer;

  bool isComplex() const { return bool(buffer.im); }
  Complex load(mlir::ValueRange place) const {
    return {code.load(buffer.re, place), isComplex() ? code.load(buffer.im, place) : mlir::Value()};
  }
  void store(const Complex &x, mlir::ValueRange place) const {
    code.store(x.re, buffer.re, place);
    if (isComplex())
      code.store(x.im, buffer.im, place);
  }
  /// A real number as one of these.
  Complex real(mlir::Value x) const { return {x, isComplex() ? code.number(0) : mlir::Value()}; }
};

/// Divides by one number, by Smith's way where it is complex: the greater part is divided by first.
struct Divisor {
  MatrixCode &code;
  mlir::Value great, isReGreater, ratio, denominator;

  Divisor(MatrixCode &code, const Complex &y) : code(code), great(y.re) {
    if (!y.im)
      return;
    ComplexCode c(code);
    isReGreater = code.compare(mlir::arith::CmpFPredicate::OGE, c.abs(y.re), c.abs(y.im));
    great = code.select(isReGreater, y.re, y.im);
    mlir::Value small = code.select(isReGreater, y.im, y.re);
    ratio = code.div(small, great);
    denominator = code.add(great, code.mul(small, ratio));
  }
  Complex divide(const Complex &x) const {
    if (!x.im)
      return {code.div(x.re, great)};
    mlir::Value a = code.select(isReGreater, x.re, x.im), b = code.select(isReGreater, x.im, x.re);
    mlir::Value re = code.div(code.add(a, code.mul(b, ratio)), denominator);
    mlir::Value im = code.div(code.sub(b, code.mul(a, ratio)), denominator);
    return {re, code.select(isReGreater, im, ComplexCode(code).neg(im))};
  }
};

} // namespace tcc::ir

#endif
