// Positions from integers, and loops over positions.
#include "Positions.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tcc::ir;

Value tcc::ir::clampedPosition(ImplicitLocOpBuilder &b, Value integer, Type elementType,
                               int64_t last) {
  Value limit = arith::ConstantIndexOp::create(b, last);
  if (elementType.isUnsignedInteger()) {
    Value index = arith::IndexCastUIOp::create(b, b.getIndexType(), integer);
    return arith::MinUIOp::create(b, index, limit);
  }
  Value index = arith::IndexCastOp::create(b, b.getIndexType(), integer);
  index = arith::MaxSIOp::create(b, index, arith::ConstantIndexOp::create(b, 0));
  return arith::MinSIOp::create(b, index, limit);
}

Value tcc::ir::isPosition(ImplicitLocOpBuilder &b, Value integer, Type elementType, int64_t last) {
  Type type = b.getIndexType();
  Value index = elementType.isUnsignedInteger()
                    ? arith::IndexCastUIOp::create(b, type, integer).getResult()
                    : arith::IndexCastOp::create(b, type, integer).getResult();
  // What is negative is large without a sign.
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ule, index,
                               arith::ConstantIndexOp::create(b, last));
}

Value tcc::ir::loadElement(ImplicitLocOpBuilder &b, Value buffer, ValueRange place) {
  Value element = memref::LoadOp::create(b, buffer, place);
  return castSign(b, element, computedType(element.getType()));
}

void tcc::ir::storeElement(ImplicitLocOpBuilder &b, Value element, Value buffer, ValueRange place) {
  Type type = cast<MemRefType>(buffer.getType()).getElementType();
  memref::StoreOp::create(b, castSign(b, element, type), buffer, place);
}

void tcc::ir::forEachPosition(ImplicitLocOpBuilder &b, ArrayRef<int64_t> shape,
                              llvm::function_ref<void(ImplicitLocOpBuilder &, ValueRange)> body) {
  auto number = [&](int64_t n) -> Value { return arith::ConstantIndexOp::create(b, n); };
  SmallVector<Value> lower(shape.size(), number(0)), step(shape.size(), number(1));
  SmallVector<Value> upper = llvm::map_to_vector(shape, number);
  scf::buildLoopNest(b, b.getLoc(), lower, upper, step,
                     [&](OpBuilder &inner, Location loc, ValueRange position) {
                       ImplicitLocOpBuilder b(loc, inner);
                       body(b, position);
                     });
}

SmallVector<Value> tcc::ir::addPositions(ImplicitLocOpBuilder &b, ValueRange x, ArrayRef<Value> y) {
  return llvm::map_to_vector(llvm::zip_equal(x, y), [&](auto pair) -> Value {
    auto [left, right] = pair;
    return right ? arith::AddIOp::create(b, left, right).getResult() : left;
  });
}
