// Named ways to combine two elements, for reductions over axes and windows and for scatters.
#ifndef TCC_LIB_EXPORT_STABLEHLO_REDUCERS_H
#define TCC_LIB_EXPORT_STABLEHLO_REDUCERS_H

#include "Site.h"

namespace tcc::exporter {

enum class Kind { Sum, Product, Max, Min, And, Or, Xor, LogSumExp };

/// A number of `like`'s element type that changes nothing, as a tensor of rank 0.
mlir::Value identity(Site &s, Kind kind, mlir::Value like);
/// x and y combined.
mlir::Value combine(ir::RuleBuilder &g, Kind kind, mlir::Value x, mlir::Value y);
/// Fills the region of an op that combines elements of x.
void buildCombination(Site &s, Kind kind, mlir::Region &region, mlir::Value x);
/// What `reduce` gives in the type in which tcc accumulates, as elements of x again.
mlir::Value accumulated(Site &s, Kind kind, mlir::Value x,
                        llvm::function_ref<mlir::Value(mlir::Value)> reduce);

} // namespace tcc::exporter

#endif
