// What the small regions of reductions compute.
#ifndef TCC_LIB_IMPORT_STABLEHLO_BODIES_H
#define TCC_LIB_IMPORT_STABLEHLO_BODIES_H

#include "Site.h"

namespace tcc::importer {

enum class Kind { Sum, Product, Max, Min, Any };

/// What a body does, if it is one op of its two arguments. Of truth values, a disjunction is the
/// maximum and a conjunction the minimum.
Kind kindOf(mlir::Region &body);

/// Whether combining with `value` changes nothing.
bool isNeutral(Kind kind, mlir::Value value);

/// x and y combined; either broadcasts.
mlir::Value combine(Site &s, Kind kind, mlir::Value x, mlir::Value y);

} // namespace tcc::importer

#endif
