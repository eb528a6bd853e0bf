// Vector accesses, transposition in registers and control flow over upstream's vector, memref and
// scf ops.
#include "VectorEmitter.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tcc::cpu;

Value VectorEmitter::index(int64_t value) {
  Value &constant = constants[value];
  if (!constant) {
    InsertionGuard guard(*this);
    setInsertionPointToStart(entry);
    constant = arith::ConstantIndexOp::create(*this, value);
  }
  return constant;
}

Value VectorEmitter::shared(Value folded) {
  auto value = getConstantIntValue(folded);
  if (!value)
    return folded;
  Value known = index(*value);
  if (known != folded && folded.use_empty())
    folded.getDefiningOp()->erase();
  return known;
}

Value VectorEmitter::less(Value x, Value y) {
  return arith::CmpIOp::create(*this, arith::CmpIPredicate::ult, x, y);
}

Value VectorEmitter::equal(Value x, int64_t y) {
  return arith::CmpIOp::create(*this, arith::CmpIPredicate::eq, x, index(y));
}

Value VectorEmitter::mask(Value count, int64_t first, int64_t width) {
  Value left = sub(count, index(first));
  return vector::CreateMaskOp::create(*this, VectorType::get({width}, getI1Type()),
                                      ValueRange{left});
}

Value VectorEmitter::zero(VectorType type) {
  return arith::ConstantOp::create(*this, cast<TypedAttr>(getZeroAttr(type)));
}

Value VectorEmitter::splat(Value scalar, int64_t width) {
  return vector::BroadcastOp::create(*this, VectorType::get({width}, scalar.getType()), scalar);
}

Value VectorEmitter::allLanes(int64_t width) {
  auto type = VectorType::get({width}, getI1Type());
  return arith::ConstantOp::create(*this, DenseElementsAttr::get(type, true));
}

Value VectorEmitter::laneOffsets(int64_t width, int64_t stride) {
  SmallVector<int64_t> offsets;
  for (int64_t lane = 0; lane < width; ++lane)
    offsets.push_back(lane * stride);
  auto type = VectorType::get({width}, getI64Type());
  return arith::ConstantOp::create(*this, DenseElementsAttr::get(type, ArrayRef<int64_t>(offsets)));
}

/// Booleans take a byte each in memory but a bit in a vector: their buffers are given as bytes.
static bool isBoolean(VectorType type) { return type.getElementType().isInteger(1); }

Value VectorEmitter::loadScalar(Value buffer, Value index) {
  return memref::LoadOp::create(*this, buffer, ValueRange{index});
}

void VectorEmitter::storeScalar(Value value, Value buffer, Value index) {
  memref::StoreOp::create(*this, value, buffer, ValueRange{index});
}

Value VectorEmitter::load(Value buffer, Value index, VectorType type, int64_t stride, Value mask) {
  int64_t width = type.getNumElements();
  if (isBoolean(type)) {
    auto bytes = VectorType::get({width}, getI8Type());
    return arith::CmpIOp::create(*this, arith::CmpIPredicate::ne,
                                 load(buffer, index, bytes, stride, mask), zero(bytes));
  }
  if (stride == 0)
    return loadSplat(buffer, index, width);
  if (stride != 1)
    return vector::GatherOp::create(*this, type, buffer, ValueRange{index},
                                    laneOffsets(width, stride), mask ? mask : allLanes(width),
                                    zero(type));
  if (mask)
    return vector::MaskedLoadOp::create(*this, type, buffer, ValueRange{index}, mask, zero(type));
  return vector::LoadOp::create(*this, type, buffer, ValueRange{index});
}

void VectorEmitter::prefetch(Value buffer, Value index) {
  memref::PrefetchOp::create(*this, buffer, ValueRange{index}, /*isWrite=*/false,
                             /*localityHint=*/3, /*isDataCache=*/true);
}

void VectorEmitter::store(Value vector, Value buffer, Value index, int64_t stride, Value mask) {
  auto type = cast<VectorType>(vector.getType());
  int64_t width = type.getNumElements();
  if (isBoolean(type)) {
    auto bytes = VectorType::get({width}, getI8Type());
    return store(arith::ExtUIOp::create(*this, bytes, vector), buffer, index, stride, mask);
  }
  if (stride != 1)
    vector::ScatterOp::create(*this, Type(), buffer, ValueRange{index}, laneOffsets(width, stride),
                              mask ? mask : allLanes(width), vector);
  else if (mask)
    vector::MaskedStoreOp::create(*this, buffer, ValueRange{index}, mask, vector);
  else
    vector::StoreOp::create(*this, vector, buffer, ValueRange{index});
}

Value VectorEmitter::multiplyAdd(Value x, Value y, Value sum) {
  return vector::FMAOp::create(*this, x, y, sum);
}

Value VectorEmitter::addProduct(Value x, Value y, Value sum) {
  if (isa<IntegerType>(getElementTypeOrSelf(sum)))
    return arith::AddIOp::create(*this, sum, arith::MulIOp::create(*this, x, y));
  return arith::AddFOp::create(*this, sum, arith::MulFOp::create(*this, x, y));
}

/// A perfect shuffle of the rows, written one after the other, rotates the bits of an element's
/// index (row, column) by one. As many as a row number has bits make it (column, row): the
/// transpose, several columns a vector.
VectorEmitter::Values VectorEmitter::transpose(ArrayRef<Value> rows) {
  int64_t lanes = cast<VectorType>(rows[0].getType()).getNumElements();
  int64_t height = llvm::PowerOf2Ceil(rows.size());
  assert(height <= lanes && "more rows than lanes");
  SmallVector<int64_t> low, high;
  for (int64_t lane = 0; lane < lanes; ++lane) {
    low.push_back(lane / 2 + (lane % 2) * lanes);
    high.push_back(low.back() + lanes / 2);
  }
  Values vectors(rows);
  vectors.resize(height, rows.back());
  for (int64_t step = 1; step < height; step *= 2) {
    Values shuffled;
    for (int64_t i = 0; i < height / 2; ++i)
      for (ArrayRef<int64_t> half : {ArrayRef<int64_t>(low), ArrayRef<int64_t>(high)})
        shuffled.push_back(
            vector::ShuffleOp::create(*this, vectors[i], vectors[i + height / 2], half));
    vectors = std::move(shuffled);
  }
  Values columns;
  for (Value vector : vectors)
    for (int64_t first = 0; first < lanes; first += height) {
      auto elements = llvm::to_vector(llvm::seq<int64_t>(first, first + rows.size()));
      bool isWhole = int64_t(rows.size()) == lanes;
      columns.push_back(
          isWhole ? vector
                  : vector::ShuffleOp::create(*this, vector, vector, elements).getResult());
    }
  return columns;
}

Value VectorEmitter::flatten(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  auto [strides, offset] = type.getStridesAndOffset();
  int64_t span = offset + 1;
  for (auto [stride, size] : llvm::zip_equal(strides, type.getShape()))
    span += stride * (size - 1);
  auto flat = MemRefType::get({span}, type.getElementType(), MemRefLayoutAttrInterface(),
                              type.getMemorySpace());
  Value view = memref::ReinterpretCastOp::create(*this, flat, buffer, int64_t(0),
                                                 ArrayRef<int64_t>{span}, ArrayRef<int64_t>{1});
  if (!type.getElementType().isInteger(1))
    return view;
  return UnrealizedConversionCastOp::create(*this, flat.clone(getI8Type()), view).getResult(0);
}

void VectorEmitter::vectorize(Operation &op, int64_t width, IRMapping &values) {
  if (op.hasTrait<OpTrait::ConstantLike>()) {
    values.map(op.getResult(0), splat(clone(op)->getResult(0), width));
    return;
  }
  for (Value operand : op.getOperands())
    if (!values.contains(operand))
      values.map(operand, splat(operand, width));
  for (Value result : clone(op, values)->getResults())
    result.setType(VectorType::get({width}, result.getType()));
}

void VectorEmitter::loop(Value begin, Value end, int64_t step,
                         llvm::function_ref<void(Value)> body) {
  if (begin == end)
    return;
  if (auto first = getConstantIntValue(begin), last = getConstantIntValue(end);
      first && last && *last - *first <= step) {
    if (*first < *last)
      body(begin);
    return;
  }
  auto loop = scf::ForOp::create(*this, begin, end, index(step));
  InsertionGuard guard(*this);
  setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

VectorEmitter::Values VectorEmitter::fold(Value begin, Value end, ValueRange start,
                                          llvm::function_ref<Values(Value, ValueRange)> body,
                                          int64_t step) {
  auto loop = scf::ForOp::create(*this, begin, end, index(step), start);
  InsertionGuard guard(*this);
  setInsertionPointToStart(loop.getBody());
  Values next = body(loop.getInductionVar(), loop.getRegionIterArgs());
  if (!start.empty())
    scf::YieldOp::create(*this, next);
  return loop.getResults();
}

void VectorEmitter::when(Value condition, llvm::function_ref<void()> then,
                         llvm::function_ref<void()> otherwise) {
  auto branch = scf::IfOp::create(*this, condition, bool(otherwise));
  InsertionGuard guard(*this);
  setInsertionPointToStart(branch.thenBlock());
  then();
  if (!otherwise)
    return;
  setInsertionPointToStart(branch.elseBlock());
  otherwise();
}

VectorEmitter::Values VectorEmitter::select(Value condition, llvm::function_ref<Values()> then,
                                            llvm::function_ref<Values()> otherwise,
                                            TypeRange types) {
  auto branch = scf::IfOp::create(*this, types, condition, /*withElseRegion=*/true);
  InsertionGuard guard(*this);
  setInsertionPointToStart(branch.thenBlock());
  scf::YieldOp::create(*this, then());
  setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(*this, otherwise());
  return branch.getResults();
}
