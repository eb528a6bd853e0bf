// The elementwise family: every element of the result is computed from the elements at the same
// place. Operands of different shapes broadcast as in NumPy; their element types must agree.
#ifndef TCC_DIALECT_TCC_OPS_ELEMENTWISE
#define TCC_DIALECT_TCC_OPS_ELEMENTWISE

include "tcc/Dialect/Tcc/Ops/Activation.td"
include "tcc/Dialect/Tcc/Ops/Arithmetic.td"
include "tcc/Dialect/Tcc/Ops/Bitwise.td"
include "tcc/Dialect/Tcc/Ops/Compare.td"
include "tcc/Dialect/Tcc/Ops/Convert.td"
include "tcc/Dialect/Tcc/Ops/Special.td"
include "tcc/Dialect/Tcc/Ops/Transcendental.td"

#endif
