// Loops over matrices in buffers.
#include "MatrixLoops.h"
#include "Positions.h"

#include "tcc/Dialect/Exec/ExecDialect.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- code of one matrix --------------------------------------------------------------------===//

Value MatrixCode::index(int64_t n) { return arith::ConstantIndexOp::create(b, n); }
Value MatrixCode::next(Value i) { return arith::AddIOp::create(b, i, index(1)); }
Value MatrixCode::number(double value) {
  return arith::ConstantOp::create(b, b.getFloatAttr(element, value));
}

static SmallVector<Value> withBatch(Value batch, ValueRange place) {
  SmallVector<Value> full{batch};
  llvm::append_range(full, place);
  return full;
}
Value MatrixCode::load(Value buffer, ValueRange place) {
  return loadElement(b, buffer, withBatch(batch, place));
}
void MatrixCode::store(Value x, Value buffer, ValueRange place) {
  storeElement(b, x, buffer, withBatch(batch, place));
}

void MatrixCode::loop(Value first, Value end, llvm::function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(b, first, end, index(1));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

void MatrixCode::loopBack(Value first, Value end, llvm::function_ref<void(Value)> body) {
  loop(first, end, [&](Value i) {
    Value last = arith::SubIOp::create(b, end, index(1));
    body(arith::AddIOp::create(b, first, arith::SubIOp::create(b, last, i)));
  });
}

SmallVector<Value>
MatrixCode::fold(Value first, Value end, ValueRange initial,
                 llvm::function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  auto loop = scf::ForOp::create(b, first, end, index(1), initial);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  scf::YieldOp::create(b, body(loop.getInductionVar(), loop.getRegionIterArgs()));
  return SmallVector<Value>(loop.getResults());
}

Value MatrixCode::sum(Value first, Value end, llvm::function_ref<Value(Value)> body) {
  return fold(first, end, number(0),
              [&](Value i, ValueRange sum) { return SmallVector<Value>{add(sum[0], body(i))}; })[0];
}

void MatrixCode::when(Value condition, llvm::function_ref<void()> body) {
  auto branch = scf::IfOp::create(b, condition, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  body();
}

void MatrixCode::addRow(Value target, Value row, Value factor, Value source, Value other,
                        Value first, Value end) {
  loop(first, end, [&](Value j) {
    Value term = mul(factor, load(source, {other, j}));
    store(add(load(target, {row, j}), term), target, {row, j});
  });
}

void MatrixCode::swapRows(Value buffer, Value i, Value j, Value columns) {
  loop(zero, columns, [&](Value column) {
    Value x = load(buffer, {i, column}), y = load(buffer, {j, column});
    store(y, buffer, {i, column});
    store(x, buffer, {j, column});
  });
}

//===- nests --------------------------------------------------------------------------------===//

// Which axes become which where all batch axes are one; of no batch axis, one is added.
static SmallVector<ReassociationIndices> batchGroups(int64_t batchRank, int64_t rank) {
  SmallVector<ReassociationIndices> groups;
  groups.push_back(llvm::to_vector<2>(llvm::seq<int64_t>(0, std::max<int64_t>(batchRank, 1))));
  if (batchRank == 0)
    groups.back().push_back(1);
  for (int64_t axis = batchRank + (batchRank == 0); axis < rank; ++axis)
    groups.push_back({axis + (batchRank == 0)});
  return groups;
}

static RankedTensorType batched(RankedTensorType type, int64_t batchRank) {
  auto shape = type.getShape();
  SmallVector<int64_t> result{ShapedType::getNumElements(shape.take_front(batchRank))};
  llvm::append_range(result, shape.drop_front(batchRank));
  return type.clone(result);
}

static Value joinBatches(LinalgBuilder &b, Value x, int64_t batchRank) {
  if (batchRank == 1)
    return x;
  RankedTensorType to = batched(type(x), batchRank);
  if (x.getDefiningOp<tensor::EmptyOp>())
    return b.empty(to);
  auto groups = batchGroups(batchRank, type(x).getRank());
  if (batchRank == 0)
    return tensor::ExpandShapeOp::create(b, to, x, groups);
  return tensor::CollapseShapeOp::create(b, to, x, groups);
}

static Value splitBatches(LinalgBuilder &b, Value x, RankedTensorType to, int64_t batchRank) {
  if (batchRank == 1)
    return x;
  auto groups = batchGroups(batchRank, to.getRank());
  if (batchRank == 0)
    return tensor::CollapseShapeOp::create(b, to, x, groups);
  return tensor::ExpandShapeOp::create(b, to, x, groups);
}

static SmallVector<Value> scratchOf(ImplicitLocOpBuilder &b, const MatrixNest &nest,
                                    int64_t batches, Type element) {
  return llvm::map_to_vector(nest.scratch, [&](ArrayRef<int64_t> one) -> Value {
    SmallVector<int64_t> shape{batches};
    llvm::append_range(shape, one);
    return memref::AllocOp::create(b, MemRefType::get(shape, element));
  });
}

SmallVector<Value>
MatrixNest::emit(LinalgBuilder &b,
                 llvm::function_ref<void(MatrixCode &, Value, ValueRange)> body) const {
  SmallVector<Value> in, out;
  for (Value x : inputs)
    in.push_back(joinBatches(b, x, batchRank));
  for (Value x : outputs)
    out.push_back(joinBatches(b, x, batchRank));
  int64_t batches = type(out[0]).getDimSize(0);
  Type element = type(out[0]).getElementType();
  auto emit = [&](ImplicitLocOpBuilder &b, ValueRange buffers) {
    SmallVector<Value> all(buffers);
    llvm::append_range(all, scratchOf(b, *this, batches, element));
    auto number = [&](int64_t n) -> Value { return arith::ConstantIndexOp::create(b, n); };
    scf::ParallelOp::create(
        b, ValueRange{number(0)}, ValueRange{number(batches * parts)}, ValueRange{number(1)},
        [&](OpBuilder &inner, Location loc, ValueRange task) {
          ImplicitLocOpBuilder b(loc, inner);
          Value count = arith::ConstantIndexOp::create(b, parts);
          Value batch = parts == 1 ? task[0] : arith::DivUIOp::create(b, task[0], count);
          Value part = parts == 1 ? arith::ConstantIndexOp::create(b, 0).getResult()
                                  : arith::RemUIOp::create(b, task[0], count).getResult();
          MatrixCode code(b, batch, element);
          body(code, part, all);
        });
  };
  SmallVector<Value> results = tcc::exec::NestOp::create(b, label, in, out, emit).getResults();
  for (auto [result, output] : llvm::zip_equal(results, outputs))
    result = splitBatches(b, result, type(output), batchRank);
  return results;
}

FailureOr<SmallVector<Value>>
tcc::ir::lowerParts(OpBuilder &b, Operation *op,
                    llvm::function_ref<SmallVector<Value>(RuleBuilder &)> build) {
  Operation *before = op->getPrevNode();
  RuleBuilder g(b, op->getLoc());
  SmallVector<Value> results = build(g);
  Operation *part = before ? before->getNextNode() : &op->getBlock()->front();
  while (part != op) {
    Operation *next = part->getNextNode();
    if (auto primitive = dyn_cast<LowersToLinalg>(part)) {
      OpBuilder at(part);
      auto values = primitive.lower(at);
      if (failed(values))
        return failure();
      for (auto [old, value] : llvm::zip_equal(part->getResults(), *values))
        llvm::replace(results, Value(old), value);
      part->replaceAllUsesWith(*values);
      part->erase();
    }
    part = next;
  }
  return results;
}

Value tcc::ir::transposeMatrices(LinalgBuilder &b, Value x) {
  int64_t rank = type(x).getRank();
  SmallVector<int64_t> shape(type(x).getShape());
  auto loops = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(shape[rank - 1], shape[rank - 2]);
  std::swap(loops[rank - 1], loops[rank - 2]);
  return b.parallel({{x, b.project(rank, loops)}}, type(x).clone(shape),
                    [](ImplicitLocOpBuilder &, ValueRange in) { return in[0]; });
}
