// Arithmetic of shapes: the integers that a program computes from constants alone.
#ifndef TCC_LIB_IMPORT_STABLEHLO_INTEGERS_H
#define TCC_LIB_IMPORT_STABLEHLO_INTEGERS_H

#include "Site.h"

namespace tcc::importer {

/// The elements of a small tensor of integers or truth values, in row-major order, if they follow
/// from constants; else nothing. Numbers beyond 64 bits with a sign do not count as known.
std::optional<llvm::SmallVector<int64_t>> integersOf(mlir::Value value);

} // namespace tcc::importer

#endif
