// Elementwise ops of StableHLO and CHLO that mean what a tcc op means, of the same operands: the
// import reads the table from left to right, the export from right to left.
#ifndef TCC_DIALECT_STABLEHLO_NAMESAKES_H
#define TCC_DIALECT_STABLEHLO_NAMESAKES_H

#include "llvm/ADT/StringRef.h"

#include <utility>

namespace tcc {

/// Their name and ours; of two that have one of ours the first is given out.
inline constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> namesakes[] = {
    {"stablehlo.abs", "tcc.abs"},
    {"stablehlo.add", "tcc.add"},
    {"stablehlo.and", "tcc.and"},
    {"stablehlo.atan2", "tcc.atan2"},
    {"stablehlo.cbrt", "tcc.cbrt"},
    {"stablehlo.ceil", "tcc.ceil"},
    {"stablehlo.complex", "tcc.complex"},
    {"stablehlo.cosine", "tcc.cos"},
    {"stablehlo.count_leading_zeros", "tcc.count_leading_zeros"},
    {"stablehlo.divide", "tcc.div"},
    {"stablehlo.exponential", "tcc.exp"},
    {"stablehlo.exponential_minus_one", "tcc.expm1"},
    {"stablehlo.floor", "tcc.floor"},
    {"stablehlo.imag", "tcc.imag"},
    {"stablehlo.is_finite", "tcc.is_finite"},
    {"stablehlo.log", "tcc.log"},
    {"stablehlo.log_plus_one", "tcc.log1p"},
    {"stablehlo.logistic", "tcc.sigmoid"},
    {"stablehlo.maximum", "tcc.max"},
    {"stablehlo.minimum", "tcc.min"},
    {"stablehlo.multiply", "tcc.mul"},
    {"stablehlo.negate", "tcc.neg"},
    {"stablehlo.not", "tcc.not"},
    {"stablehlo.or", "tcc.or"},
    {"stablehlo.popcnt", "tcc.popcnt"},
    {"stablehlo.power", "tcc.pow"},
    {"stablehlo.real", "tcc.real"},
    {"stablehlo.remainder", "tcc.remainder"},
    {"stablehlo.round_nearest_afz", "tcc.round_nearest_afz"},
    {"stablehlo.round_nearest_even", "tcc.round"},
    {"stablehlo.rsqrt", "tcc.rsqrt"},
    {"stablehlo.select", "tcc.select"},
    {"stablehlo.shift_left", "tcc.shift_left"},
    {"stablehlo.shift_right_arithmetic", "tcc.shift_right_arithmetic"},
    {"stablehlo.shift_right_logical", "tcc.shift_right_logical"},
    {"stablehlo.sign", "tcc.sign"},
    {"stablehlo.sine", "tcc.sin"},
    {"stablehlo.sqrt", "tcc.sqrt"},
    {"stablehlo.subtract", "tcc.sub"},
    {"stablehlo.tan", "tcc.tan"},
    {"stablehlo.tanh", "tcc.tanh"},
    {"stablehlo.xor", "tcc.xor"},
    {"chlo.acos", "tcc.acos"},
    {"chlo.acosh", "tcc.acosh"},
    {"chlo.asin", "tcc.asin"},
    {"chlo.asinh", "tcc.asinh"},
    {"chlo.atan", "tcc.atan"},
    {"chlo.atanh", "tcc.atanh"},
    {"chlo.bessel_i1e", "tcc.bessel_i1e"},
    {"chlo.cosh", "tcc.cosh"},
    {"chlo.digamma", "tcc.digamma"},
    {"chlo.erf", "tcc.erf"},
    {"chlo.erf_inv", "tcc.erf_inv"},
    {"chlo.erfc", "tcc.erfc"},
    {"chlo.lgamma", "tcc.lgamma"},
    {"chlo.next_after", "tcc.next_after"},
    {"chlo.polygamma", "tcc.polygamma"},
    {"chlo.sinh", "tcc.sinh"},
    {"chlo.tan", "tcc.tan"},
    {"chlo.zeta", "tcc.zeta"},
    {"chlo.broadcast_select", "tcc.select"},
};

} // namespace tcc

#endif
