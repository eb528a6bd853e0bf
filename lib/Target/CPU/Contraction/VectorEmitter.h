// A builder for vector code: index arithmetic that folds, accesses by stride and mask, loops. It
// knows of no contraction.
#ifndef TCC_LIB_TARGET_CPU_CONTRACTION_VECTOREMITTER_H
#define TCC_LIB_TARGET_CPU_CONTRACTION_VECTOREMITTER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tcc::cpu {

class VectorEmitter : public mlir::ImplicitLocOpBuilder {
public:
  using Value = mlir::Value;
  using Values = llvm::SmallVector<mlir::Value>;

  /// Code goes before an op of a function's entry block.
  VectorEmitter(mlir::Location loc, mlir::Operation *before)
      : ImplicitLocOpBuilder(loc, before), entry(before->getBlock()) {}

  // Indices. What is constant stays constant, and each constant is one op at the head of the
  // function.
  Value index(int64_t value);
  Value add(Value x, Value y) { return shared(createOrFold<mlir::arith::AddIOp>(x, y)); }
  Value add(Value x, int64_t y) { return y == 0 ? x : add(x, index(y)); }
  Value sub(Value x, Value y) { return shared(createOrFold<mlir::arith::SubIOp>(x, y)); }
  Value mul(Value x, int64_t y) {
    return y == 0 ? index(0) : shared(createOrFold<mlir::arith::MulIOp>(x, index(y)));
  }
  Value div(Value x, int64_t y) { return shared(createOrFold<mlir::arith::DivUIOp>(x, index(y))); }
  Value rem(Value x, int64_t y) { return shared(createOrFold<mlir::arith::RemUIOp>(x, index(y))); }
  Value min(Value x, Value y) { return shared(createOrFold<mlir::arith::MinUIOp>(x, y)); }
  Value max(Value x, Value y) { return shared(createOrFold<mlir::arith::MaxSIOp>(x, y)); }
  Value choose(Value condition, Value x, Value y) {
    return x == y ? x : mlir::arith::SelectOp::create(*this, condition, x, y);
  }
  Value roundDown(Value x, int64_t unit) { return mul(div(x, unit), unit); }
  Value less(Value x, Value y);
  Value equal(Value x, int64_t y);
  /// base + steps * stride; nothing is emitted for an axis that does not move.
  Value advance(Value base, Value steps, int64_t stride) {
    return stride == 0 ? base : add(base, mul(steps, stride));
  }

  // Vectors.
  /// Lanes `first` + i < `count`.
  Value mask(Value count, int64_t first, int64_t width);
  Value zero(mlir::VectorType type);
  Value splat(Value scalar, int64_t width);
  /// Elements `index` + i * `stride` of a flat buffer; a null mask takes them all. Vectors of i1
  /// are bytes in memory: their buffers have elements of i8.
  Value load(Value buffer, Value index, mlir::VectorType type, int64_t stride = 1, Value mask = {});
  Value loadScalar(Value buffer, Value index);
  void storeScalar(Value value, Value buffer, Value index);
  Value loadSplat(Value buffer, Value index, int64_t width) {
    return splat(loadScalar(buffer, index), width);
  }
  void prefetch(Value buffer, Value index);
  void store(Value vector, Value buffer, Value index, int64_t stride = 1, Value mask = {});
  /// x * y + sum, rounded once; the other rounds the product too, for CPUs without that
  /// instruction.
  Value multiplyAdd(Value x, Value y, Value sum);
  Value addProduct(Value x, Value y, Value sum);
  /// Column c of the matrix with these rows, its first `rows.size()` elements, for every lane c.
  Values transpose(llvm::ArrayRef<Value> rows);

  // Buffers and bodies.
  /// A buffer as one dimension. Booleans take a byte each in memory: such a buffer is one of bytes.
  Value flatten(Value buffer);
  /// The same op on vectors. `values` maps what it reads; what is not there comes from outside, the
  /// same for every lane.
  void vectorize(mlir::Operation &op, int64_t width, mlir::IRMapping &values);

  // Control flow. A loop of at most one step, known now, is no loop.
  void loop(Value begin, Value end, int64_t step, llvm::function_ref<void(Value)> body);
  void loop(int64_t count, llvm::function_ref<void(Value)> body) {
    loop(index(0), index(count), 1, body);
  }
  /// Steps from `begin` to `end` that carry `start`, if there is anything to carry.
  Values fold(Value begin, Value end, mlir::ValueRange start,
              llvm::function_ref<Values(Value, mlir::ValueRange)> body, int64_t step = 1);
  void when(Value condition, llvm::function_ref<void()> then,
            llvm::function_ref<void()> otherwise = {});
  Values select(Value condition, llvm::function_ref<Values()> then,
                llvm::function_ref<Values()> otherwise, mlir::TypeRange types);

private:
  /// The one op of its value, for an index that folded to a constant.
  Value shared(Value folded);
  Value allLanes(int64_t width);
  Value laneOffsets(int64_t width, int64_t stride);

  mlir::Block *entry;
  llvm::DenseMap<int64_t, Value> constants;
};

} // namespace tcc::cpu

#endif
