// All ops of the dialects stablehlo and chlo, by family.
include "tcc/Dialect/StableHLO/Ops/CHLO.td"
include "tcc/Dialect/StableHLO/Ops/Collective.td"
include "tcc/Dialect/StableHLO/Ops/Contraction.td"
include "tcc/Dialect/StableHLO/Ops/Control.td"
include "tcc/Dialect/StableHLO/Ops/Elementwise.td"
include "tcc/Dialect/StableHLO/Ops/Index.td"
include "tcc/Dialect/StableHLO/Ops/Reduce.td"
include "tcc/Dialect/StableHLO/Ops/Shape.td"
