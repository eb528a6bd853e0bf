#include "tcc/Schedules/Weight.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

int64_t tcc::cpu::weightOf(Block &body) {
  constexpr int64_t opsOfFunction = 16;
  int64_t weight = 0;
  for (Operation &op : body.without_terminator()) {
    bool isFunction = isa<math::MathDialect>(op.getDialect()) &&
                      !isa<math::AbsFOp, math::AbsIOp, math::FmaOp>(op);
    weight += isFunction ? opsOfFunction : 1;
  }
  return weight;
}
