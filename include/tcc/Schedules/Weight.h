// What an element costs.
#ifndef TCC_SCHEDULES_WEIGHT_H
#define TCC_SCHEDULES_WEIGHT_H

#include "mlir/IR/Block.h"

namespace tcc::cpu {

/// Instructions that one element of a linalg op's body takes, roughly: a function is a polynomial,
/// a root as slow.
int64_t weightOf(mlir::Block &body);

} // namespace tcc::cpu

#endif
