// C++ side of the dialects stablehlo and chlo (see StableHLOBase.td, StableHLOAttributes.td and
// Ops/*.td).
#ifndef TCC_DIALECT_STABLEHLO_STABLEHLODIALECT_H
#define TCC_DIALECT_STABLEHLO_STABLEHLODIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"

#include "tcc/Dialect/StableHLO/StableHLODialect.h.inc"
#include "tcc/Dialect/StableHLO/StableHLOEnums.h.inc"
#define GET_TYPEDEF_CLASSES
#include "tcc/Dialect/StableHLO/StableHLOTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "tcc/Dialect/StableHLO/StableHLOAttributes.h.inc"
#define GET_OP_CLASSES
#include "tcc/Dialect/StableHLO/StableHLOOps.h.inc"

#include "tcc/Dialect/StableHLO/CHLODialect.h.inc"
#define GET_ATTRDEF_CLASSES
#include "tcc/Dialect/StableHLO/CHLOAttributes.h.inc"
#define GET_OP_CLASSES
#include "tcc/Dialect/StableHLO/CHLOOps.h.inc"

#endif
