// All ops of the dialect, by family.
#ifndef TCC_DIALECT_TCC_TCCOPS
#define TCC_DIALECT_TCC_TCCOPS

include "tcc/Dialect/Tcc/Ops/Elementwise.td"
include "tcc/Dialect/Tcc/Ops/Transform.td"

#endif
