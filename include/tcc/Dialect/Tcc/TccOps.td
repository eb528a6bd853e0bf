// All ops of the dialect, by family.
#ifndef TCC_DIALECT_TCC_TCCOPS
#define TCC_DIALECT_TCC_TCCOPS

include "tcc/Dialect/Tcc/Ops/Elementwise.td"
include "tcc/Dialect/Tcc/Ops/Complex.td"
include "tcc/Dialect/Tcc/Ops/Shape.td"
include "tcc/Dialect/Tcc/Ops/Reduce.td"
include "tcc/Dialect/Tcc/Ops/Window.td"
include "tcc/Dialect/Tcc/Ops/Cumulate.td"
include "tcc/Dialect/Tcc/Ops/Contraction.td"
include "tcc/Dialect/Tcc/Ops/Convolution.td"
include "tcc/Dialect/Tcc/Ops/Index.td"
include "tcc/Dialect/Tcc/Ops/Sort.td"
include "tcc/Dialect/Tcc/Ops/LinearAlgebra.td"
include "tcc/Dialect/Tcc/Ops/Random.td"
include "tcc/Dialect/Tcc/Ops/Composite.td"
include "tcc/Dialect/Tcc/Ops/Normalization.td"
include "tcc/Dialect/Tcc/Ops/Control.td"
include "tcc/Dialect/Tcc/Ops/Transform.td"

#endif
