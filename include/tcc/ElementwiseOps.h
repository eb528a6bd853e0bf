// The elementwise ops, by name (see Ops.h): each element of the result is computed from those at
// the same place.
#ifndef TCC_ELEMENTWISEOPS_H
#define TCC_ELEMENTWISEOPS_H

#include "tcc/DSL/Trace.h"

namespace tcc {

/// x + y.
inline Tensor add(Arg x, Arg y) { return detail::emit("tcc.add", {x, y}); }
/// x - y.
inline Tensor sub(Arg x, Arg y) { return detail::emit("tcc.sub", {x, y}); }
/// x * y, element by element.
inline Tensor mul(Arg x, Arg y) { return detail::emit("tcc.mul", {x, y}); }
/// x / y; integers towards 0.
inline Tensor div(Arg x, Arg y) { return detail::emit("tcc.div", {x, y}); }
/// The greater of x and y; NaN wins.
inline Tensor max(Arg x, Arg y) { return detail::emit("tcc.max", {x, y}); }
/// The lesser of x and y; NaN wins.
inline Tensor min(Arg x, Arg y) { return detail::emit("tcc.min", {x, y}); }
/// What x / y leaves, with the sign of x.
inline Tensor remainder(Arg x, Arg y) { return detail::emit("tcc.remainder", {x, y}); }
/// x to the power of y.
inline Tensor pow(Arg x, Arg y) { return detail::emit("tcc.pow", {x, y}); }
/// x times x.
inline Tensor square(Arg x) { return detail::emit("tcc.square", {x}); }
/// -x.
inline Tensor neg(Arg x) { return detail::emit("tcc.neg", {x}); }
/// The magnitude; that of a complex number is a float.
inline Tensor abs(Arg x) {
  return detail::emit("tcc.abs", {x}, {}, {.type = detail::partTypeOf(x)});
}
/// -1, 0 or 1.
inline Tensor sign(Arg x) { return detail::emit("tcc.sign", {x}); }

inline Tensor operator+(Arg x, Arg y) { return add(x, y); }
inline Tensor operator-(Arg x, Arg y) { return sub(x, y); }
inline Tensor operator*(Arg x, Arg y) { return mul(x, y); }
inline Tensor operator/(Arg x, Arg y) { return div(x, y); }
inline Tensor operator-(Arg x) { return neg(x); }

/// e to the power of x.
inline Tensor exp(Arg x) { return detail::emit("tcc.exp", {x}); }
/// exp(x) - 1, exact near 0.
inline Tensor expm1(Arg x) { return detail::emit("tcc.expm1", {x}); }
/// Natural logarithm.
inline Tensor log(Arg x) { return detail::emit("tcc.log", {x}); }
/// log(1 + x), exact near 0.
inline Tensor log1p(Arg x) { return detail::emit("tcc.log1p", {x}); }
/// Square root.
inline Tensor sqrt(Arg x) { return detail::emit("tcc.sqrt", {x}); }
/// 1 / sqrt(x).
inline Tensor rsqrt(Arg x) { return detail::emit("tcc.rsqrt", {x}); }
/// Sine.
inline Tensor sin(Arg x) { return detail::emit("tcc.sin", {x}); }
/// Cosine.
inline Tensor cos(Arg x) { return detail::emit("tcc.cos", {x}); }
/// Cube root.
inline Tensor cbrt(Arg x) { return detail::emit("tcc.cbrt", {x}); }
/// Tangent.
inline Tensor tan(Arg x) { return detail::emit("tcc.tan", {x}); }
/// The angle whose sine is x.
inline Tensor asin(Arg x) { return detail::emit("tcc.asin", {x}); }
/// The angle whose cosine is x.
inline Tensor acos(Arg x) { return detail::emit("tcc.acos", {x}); }
/// The angle whose tangent is x.
inline Tensor atan(Arg x) { return detail::emit("tcc.atan", {x}); }
/// The angle of the point (x, y).
inline Tensor atan2(Arg y, Arg x) { return detail::emit("tcc.atan2", {y, x}); }
/// Hyperbolic sine.
inline Tensor sinh(Arg x) { return detail::emit("tcc.sinh", {x}); }
/// Hyperbolic cosine.
inline Tensor cosh(Arg x) { return detail::emit("tcc.cosh", {x}); }
/// The inverse of sinh.
inline Tensor asinh(Arg x) { return detail::emit("tcc.asinh", {x}); }
/// The inverse of cosh.
inline Tensor acosh(Arg x) { return detail::emit("tcc.acosh", {x}); }
/// The inverse of tanh.
inline Tensor atanh(Arg x) { return detail::emit("tcc.atanh", {x}); }
/// Hyperbolic tangent.
inline Tensor tanh(Arg x) { return detail::emit("tcc.tanh", {x}); }
/// The error function.
inline Tensor erf(Arg x) { return detail::emit("tcc.erf", {x}); }
/// 1 - erf(x), exact where that is small.
inline Tensor erfc(Arg x) { return detail::emit("tcc.erfc", {x}); }
/// The inverse of erf.
inline Tensor erfInv(Arg x) { return detail::emit("tcc.erf_inv", {x}); }
/// Logarithm of the magnitude of the gamma function.
inline Tensor lgamma(Arg x) { return detail::emit("tcc.lgamma", {x}); }
/// Derivative of lgamma.
inline Tensor digamma(Arg x) { return detail::emit("tcc.digamma", {x}); }
/// n-th derivative of digamma.
inline Tensor polygamma(Arg n, Arg x) { return detail::emit("tcc.polygamma", {n, x}); }
/// Hurwitz' zeta function: the sum of (q + k)^-x over k from 0.
inline Tensor zeta(Arg x, Arg q) { return detail::emit("tcc.zeta", {x, q}); }
/// Modified Bessel function of order 0, times exp(-|x|).
inline Tensor besselI0e(Arg x) { return detail::emit("tcc.bessel_i0e", {x}); }
/// Modified Bessel function of order 1, times exp(-|x|).
inline Tensor besselI1e(Arg x) { return detail::emit("tcc.bessel_i1e", {x}); }
/// The float next to x on the way to y.
inline Tensor nextAfter(Arg x, Arg y) { return detail::emit("tcc.next_after", {x, y}); }
/// 1 / (1 + exp(-x)).
inline Tensor sigmoid(Arg x) { return detail::emit("tcc.sigmoid", {x}); }
/// The greater of x and 0.
inline Tensor relu(Arg x) { return detail::emit("tcc.relu", {x}); }
/// x times the probability that a normal variable is below x.
inline Tensor gelu(Arg x) { return detail::emit("tcc.gelu", {x}); }
/// gelu by its usual tanh formula.
inline Tensor geluApproximate(Arg x) {
  return detail::emit("tcc.gelu", {x}, {{"approximate", true}});
}
/// The whole number at or below.
inline Tensor floor(Arg x) { return detail::emit("tcc.floor", {x}); }
/// The whole number at or above.
inline Tensor ceil(Arg x) { return detail::emit("tcc.ceil", {x}); }
/// The nearest whole number, halves to the even one.
inline Tensor round(Arg x) { return detail::emit("tcc.round", {x}); }
/// The nearest whole number, halves away from 0.
inline Tensor roundNearestAfz(Arg x) { return detail::emit("tcc.round_nearest_afz", {x}); }

/// Complex numbers from their parts, f32 or f64.
inline Tensor complex(Arg re, Arg im) {
  return detail::emit("tcc.complex", {re, im}, {}, {.type = detail::complexTypeOf(re)});
}
/// The parts of complex numbers.
inline Tensor real(Arg x) {
  return detail::emit("tcc.real", {x}, {}, {.type = detail::partTypeOf(x)});
}
inline Tensor imag(Arg x) {
  return detail::emit("tcc.imag", {x}, {}, {.type = detail::partTypeOf(x)});
}
/// Complex numbers with the opposite imaginary parts.
inline Tensor conj(Arg x) { return complex(real(x), -imag(x)); }

/// How compare() relates two numbers.
enum class Predicate { Eq, Ne, Lt, Le, Gt, Ge };
/// Whether the relation holds, element by element: i1 ("tcc.compare").
Tensor compare(Predicate predicate, Arg x, Arg y);
inline Tensor equal(Arg x, Arg y) { return compare(Predicate::Eq, x, y); }
inline Tensor notEqual(Arg x, Arg y) { return compare(Predicate::Ne, x, y); }
inline Tensor less(Arg x, Arg y) { return compare(Predicate::Lt, x, y); }
inline Tensor lessEqual(Arg x, Arg y) { return compare(Predicate::Le, x, y); }
inline Tensor greater(Arg x, Arg y) { return compare(Predicate::Gt, x, y); }
inline Tensor greaterEqual(Arg x, Arg y) { return compare(Predicate::Ge, x, y); }
/// Whether x is neither infinite nor NaN: i1.
inline Tensor isFinite(Arg x) {
  return detail::emit("tcc.is_finite", {x}, {}, {.type = DType::I1});
}
/// Whether x is infinite: i1.
inline Tensor isInf(Arg x) { return detail::emit("tcc.is_inf", {x}, {}, {.type = DType::I1}); }
/// Whether x is positive infinity: i1.
inline Tensor isPosInf(Arg x) {
  return detail::emit("tcc.is_pos_inf", {x}, {}, {.type = DType::I1});
}
/// Whether x is negative infinity: i1.
inline Tensor isNegInf(Arg x) {
  return detail::emit("tcc.is_neg_inf", {x}, {}, {.type = DType::I1});
}
/// x and y, bit by bit, of i1 or integers.
inline Tensor logicalAnd(Arg x, Arg y) { return detail::emit("tcc.and", {x, y}); }
/// x or y, bit by bit.
inline Tensor logicalOr(Arg x, Arg y) { return detail::emit("tcc.or", {x, y}); }
/// Either x or y, bit by bit.
inline Tensor logicalXor(Arg x, Arg y) { return detail::emit("tcc.xor", {x, y}); }
/// The complement, bit by bit.
inline Tensor logicalNot(Arg x) { return detail::emit("tcc.not", {x}); }
/// The bits of x, y places up.
inline Tensor shiftLeft(Arg x, Arg y) { return detail::emit("tcc.shift_left", {x, y}); }
/// The bits of x, y places down, behind noughts.
inline Tensor shiftRightLogical(Arg x, Arg y) {
  return detail::emit("tcc.shift_right_logical", {x, y});
}
/// The bits of x, y places down, behind copies of the first one.
inline Tensor shiftRightArithmetic(Arg x, Arg y) {
  return detail::emit("tcc.shift_right_arithmetic", {x, y});
}
/// Number of bits that are set.
inline Tensor popcnt(Arg x) { return detail::emit("tcc.popcnt", {x}); }
/// Number of bits above the highest one that is set.
inline Tensor countLeadingZeros(Arg x) { return detail::emit("tcc.count_leading_zeros", {x}); }
/// x where the condition (i1) holds, else y.
inline Tensor select(Arg condition, Arg x, Arg y) {
  return detail::emit("tcc.select", {condition, x, y}, {}, {.like = 1, .condition = true});
}
/// x, but no less than low and no more than high.
inline Tensor clamp(Arg x, Arg low, Arg high) { return detail::emit("tcc.clamp", {x, low, high}); }
/// The same numbers in another element type.
inline Tensor convert(Arg x, DType to) {
  return detail::emit("tcc.convert", {x}, {{"to", to}}, {.type = to});
}

/// The same bits in another element type; narrower elements are parts along a new last axis, the
/// lowest first.
inline Tensor bitcastConvert(Arg x, DType to) {
  return detail::emit("tcc.bitcast_convert", {x}, {{"to", to}}, {.type = to});
}
/// x as a float of fewer bits of exponent and mantissa holds it.
inline Tensor reducePrecision(Arg x, int64_t exponentBits, int64_t mantissaBits) {
  return detail::emit("tcc.reduce_precision", {x},
                      {{"exponent_bits", exponentBits}, {"mantissa_bits", mantissaBits}});
}

} // namespace tcc

#endif
