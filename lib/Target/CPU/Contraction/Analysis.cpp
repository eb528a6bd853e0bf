// From a kernel's linalg ops on memrefs to a Contraction: (zero fill, a factor's padding), one sum
// of products, elementwise ops on its result. In: static shapes, buffers that are arguments or
// allocations. Out: nothing emitted, nothing changed.
#include "tcc/Target/CPU/Contraction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace tcc::cpu;

/// Adds factor * expr to `operand`; false for anything that is not linear in the loop indices.
static bool addLinear(AffineExpr expr, int64_t factor, Operand &operand) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    operand.strides[dim.getPosition()] += factor;
    return true;
  }
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    operand.offset += factor * constant.getValue();
    return true;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return false;
  if (binary.getKind() == AffineExprKind::Add)
    return addLinear(binary.getLHS(), factor, operand) &&
           addLinear(binary.getRHS(), factor, operand);
  auto constant = dyn_cast<AffineConstantExpr>(binary.getRHS());
  return binary.getKind() == AffineExprKind::Mul && constant &&
         addLinear(binary.getLHS(), factor * constant.getValue(), operand);
}

FailureOr<Operand> tcc::cpu::linearOperand(Value value, AffineMap map) {
  Operand operand{value, getElementTypeOrSelf(value.getType()), 0,
                  SmallVector<int64_t>(map.getNumDims(), 0)};
  auto type = dyn_cast<MemRefType>(value.getType());
  if (!type)
    return operand;
  SmallVector<int64_t> strides;
  if (failed(type.getStridesAndOffset(strides, operand.offset)) ||
      ShapedType::isDynamic(operand.offset))
    return failure();
  for (auto [expr, stride] : llvm::zip_equal(map.getResults(), strides))
    if (ShapedType::isDynamic(stride) || !addLinear(expr, stride, operand))
      return failure();
  bool isPacked = operand.element.isIntOrFloat() && operand.element.getIntOrFloatBitWidth() < 8;
  if (!VectorType::isValidElementType(operand.element) ||
      (isPacked && !operand.element.isInteger(1)))
    return failure();
  return operand;
}

static Value rootOf(Value value) {
  while (auto view = value.getDefiningOp<ViewLikeOpInterface>())
    value = view.getViewSource();
  return value;
}

/// The block's argument that a factor is, or is widened from.
static BlockArgument factorOf(Value value, Operation *&widening) {
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<arith::ExtFOp, arith::ExtSIOp, arith::ExtUIOp>(op)) {
    widening = op;
    value = op->getOperand(0);
  }
  return dyn_cast<BlockArgument>(value);
}

/// Of yield(sum + lhs * rhs), on the block's arguments: what widens each factor, or null. None for
/// another body.
static std::optional<std::array<Operation *, 2>> wideningsOf(Block &block) {
  if (block.getNumArguments() != 3)
    return std::nullopt;
  Operation *add = block.getTerminator()->getOperand(0).getDefiningOp();
  if (!isa_and_nonnull<arith::AddFOp, arith::AddIOp>(add))
    return std::nullopt;
  int held = add->getOperand(0) == block.getArgument(2) ? 0 : 1;
  Operation *mul = add->getOperand(1 - held).getDefiningOp();
  if (!isa_and_nonnull<arith::MulFOp, arith::MulIOp>(mul) ||
      add->getOperand(held) != block.getArgument(2))
    return std::nullopt;
  std::array<Operation *, 2> found{}, widenings{};
  size_t ops = 3, seen = 0;
  for (int side : {0, 1}) {
    BlockArgument factor = factorOf(mul->getOperand(side), found[side]);
    if (!factor || factor.getArgNumber() > 1)
      return std::nullopt;
    widenings[factor.getArgNumber()] = found[side];
    seen |= size_t(1) << factor.getArgNumber();
    ops += bool(found[side]);
  }
  if (seen != 3 || block.getOperations().size() != ops)
    return std::nullopt;
  return widenings;
}

static bool isElementwiseOp(linalg::LinalgOp op) {
  return op.getNumParallelLoops() == op.getNumLoops() &&
         op.getBlock()->getNumArguments() == op->getNumOperands() &&
         llvm::all_of(op.getBlock()->without_terminator(), [](Operation &inner) {
           return OpTrait::hasElementwiseMappableTraits(&inner) ||
                  inner.hasTrait<OpTrait::ConstantLike>();
         });
}

/// linalg.fill, or a generic without inputs that yields a constant: the value it writes everywhere.
static Value filledWith(linalg::LinalgOp op) {
  if (auto fill = dyn_cast<linalg::FillOp>(op.getOperation()))
    return fill.getInputs()[0];
  if (op.getNumDpsInputs() != 0 || op.getNumDpsInits() != 1 ||
      op.getNumParallelLoops() != op.getNumLoops())
    return {};
  return op.getBlock()->getTerminator()->getOperand(0);
}

namespace {
class Analysis {
public:
  Analysis(Region &body, int64_t firstPrivate) : body(body), firstPrivate(firstPrivate) {}
  FailureOr<Contraction> run();

private:
  /// A buffer that an op of the kernel has written: its value is in a register from then on.
  struct Written {
    AffineMap map; // from the contraction's loops to the buffer's indices
    int operand;
  };

  /// A tensor of zeros with another one within it.
  struct Padded {
    Value source;
    SmallVector<int64_t> offsets;
  };

  LogicalResult visit(Operation &op);
  LogicalResult visitStart(linalg::LinalgOp op);
  LogicalResult visitPadding(linalg::LinalgOp op);
  FailureOr<int> addFactor(Value value, AffineMap map);
  LogicalResult visitContraction(linalg::LinalgOp op);
  LogicalResult visitStage(linalg::LinalgOp op);
  AffineMap stageLoops(linalg::LinalgOp op);
  FailureOr<int> addOperand(Value value, AffineMap map);
  LogicalResult recordRead(Value value, AffineMap map);
  LogicalResult recordWrite(Value value, AffineMap map, int operand);
  LogicalResult checkHazards();
  LogicalResult setAxes();
  void chooseStores();
  bool isPrivate(Value buffer);

  Region &body;
  int64_t firstPrivate;
  Contraction c;
  SmallVector<Value> zeroFilled; // and nothing else was done with them
  llvm::DenseMap<Value, Padded> padded;
  llvm::MapVector<Value, Written> written;
  llvm::DenseMap<Value, Value> writtenViews; // of each written buffer, the one view that is used
  SmallVector<std::pair<Value, AffineMap>> memoryReads; // of the epilogue
};
} // namespace

FailureOr<int> Analysis::addOperand(Value value, AffineMap map) {
  FailureOr<Operand> operand = linearOperand(value, map);
  if (failed(operand))
    return failure();
  Value root = rootOf(value);
  if (operand->isBuffer() && !isa<BlockArgument>(root) && !root.getDefiningOp<memref::AllocOp>() &&
      !root.getDefiningOp<memref::GetGlobalOp>())
    return failure();
  c.operands.push_back(*operand);
  return c.operands.size() - 1;
}

/// A padded factor is read where it comes from; its borders are where that ends.
FailureOr<int> Analysis::addFactor(Value value, AffineMap map) {
  auto it = padded.find(value);
  if (it == padded.end())
    return addOperand(value, map);
  auto [source, offsets] = it->second;
  auto shape = cast<MemRefType>(source.getType()).getShape();
  auto whole = cast<MemRefType>(value.getType()).getShape();
  SmallVector<AffineExpr> places;
  for (auto [dim, place] : llvm::enumerate(map.getResults())) {
    places.push_back(place - offsets[dim]);
    if (shape[dim] == whole[dim])
      continue;
    Operand index{Value(), Type(), 0, SmallVector<int64_t>(map.getNumDims(), 0)};
    if (!addLinear(place, 1, index))
      return failure();
    c.borders.push_back({index.strides, offsets[dim] - index.offset, shape[dim]});
  }
  return addOperand(source, AffineMap::get(map.getNumDims(), 0, places, map.getContext()));
}

LogicalResult Analysis::recordRead(Value value, AffineMap map) {
  if (auto it = written.find(value); it != written.end())
    return success(it->second.map == map);
  if (padded.contains(rootOf(value))) // it is never made
    return failure();
  memoryReads.push_back({value, map});
  return success();
}

LogicalResult Analysis::recordWrite(Value value, AffineMap map, int operand) {
  auto [view, isFirst] = writtenViews.try_emplace(rootOf(value), value);
  if (view->second != value || !isa<MemRefType>(value.getType()))
    return failure();
  if (auto it = written.find(value); it != written.end() && it->second.map != map)
    return failure();
  written[value] = {map, operand};
  return success();
}

LogicalResult Analysis::visitContraction(linalg::LinalgOp op) {
  auto widenings = wideningsOf(*op.getBlock());
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 || op.getNumReductionLoops() == 0 ||
      !widenings)
    return failure();
  for (OpOperand &use : op->getOpOperands())
    if (!isa<MemRefType>(use.get().getType()) ||
        failed(addFactor(use.get(), op.getMatchingIndexingMap(&use))))
      return failure();
  Type element = c.operands[c.sum].element;
  bool isComputed =
      element.isF32() || element.isF64() || element.isInteger(32) || element.isInteger(64);
  if (!isComputed) // narrower sums wrap or round at every step
    return failure();
  for (auto [number, widening] : llvm::enumerate(*widenings)) {
    Operand &factor = c.operands[number];
    factor.widening = widening;
    if (factor.element.isInteger(1) || (!widening && factor.element != element))
      return failure();
  }
  AffineMap map = op.getIndexingMapsArray()[2];
  if (!map.isProjectedPermutation() || map.getNumResults() != op.getNumParallelLoops())
    return failure();
  Value sum = op.getDpsInits()[0];
  c.op = op;
  c.zeroInit = llvm::is_contained(zeroFilled, sum);
  if (zeroFilled.size() != padded.size() + c.zeroInit || padded.contains(sum))
    return failure();
  return recordWrite(sum, map, c.sum);
}

/// From the contraction's loops to the stage's, through a value that both index; null if there is
/// none.
AffineMap Analysis::stageLoops(linalg::LinalgOp op) {
  for (OpOperand &use : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&use);
    if (auto it = written.find(use.get()); it != written.end() && map.isPermutation())
      return inversePermutation(map).compose(it->second.map);
  }
  return {};
}

LogicalResult Analysis::visitStage(linalg::LinalgOp op) {
  AffineMap loops = isElementwiseOp(op) ? stageLoops(op) : AffineMap();
  if (!loops)
    return failure();
  Stage stage{op, {}};
  for (OpOperand &use : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&use).compose(loops);
    FailureOr<int> operand = addOperand(use.get(), map);
    bool isRead = !op.getBlock()->getArgument(use.getOperandNumber()).use_empty();
    if (failed(operand) || (isRead && failed(recordRead(use.get(), map))))
      return failure();
    stage.operands.push_back(*operand);
  }
  for (OpOperand &init : op.getDpsInitsMutable()) {
    AffineMap map = op.getMatchingIndexingMap(&init);
    int operand = stage.operands[init.getOperandNumber()];
    if (!map.isPermutation() || failed(recordWrite(init.get(), map.compose(loops), operand)))
      return failure();
  }
  c.epilogue.push_back(std::move(stage));
  return success();
}

static bool isCopy(linalg::LinalgOp op) {
  return op.getNumDpsInputs() == 1 && op.getNumDpsInits() == 1 &&
         op.getNumParallelLoops() == op.getNumLoops() &&
         llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) { return map.isIdentity(); }) &&
         op.getBlock()->getTerminator()->getOperand(0) == op.getBlock()->getArgument(0);
}

/// A copy into a part of a private buffer that is zero elsewhere.
LogicalResult Analysis::visitPadding(linalg::LinalgOp op) {
  auto part = op.getDpsInits()[0].getDefiningOp<memref::SubViewOp>();
  if (!part || !isPrivate(part.getSource()) || !llvm::is_contained(zeroFilled, part.getSource()) ||
      part.getSourceType().getRank() != part.getType().getRank() || !part.hasUnitStride() ||
      ShapedType::isDynamicShape(part.getStaticOffsets()))
    return failure();
  Padded padding{op.getDpsInputs()[0], llvm::to_vector(part.getStaticOffsets())};
  return success(isa<MemRefType>(padding.source.getType()) &&
                 padded.try_emplace(part.getSource(), padding).second);
}

/// What comes before the sum of products, or that.
LogicalResult Analysis::visitStart(linalg::LinalgOp op) {
  Value filled = filledWith(op);
  if (!filled)
    return isCopy(op) ? visitPadding(op) : visitContraction(op);
  if (!(matchPattern(filled, m_PosZeroFloat()) || matchPattern(filled, m_Zero())) ||
      llvm::is_contained(zeroFilled, op.getDpsInits()[0]))
    return failure();
  zeroFilled.push_back(op.getDpsInits()[0]);
  return success();
}

LogicalResult Analysis::visit(Operation &op) {
  if (isa<memref::AllocOp, memref::DeallocOp, memref::GetGlobalOp>(op) ||
      op.hasTrait<OpTrait::IsTerminator>() || isMemoryEffectFree(&op))
    return success();
  if (auto copy = dyn_cast<linalg::LinalgOp>(op)) {
    if (c.op)
      return visitStage(copy);
    return visitStart(copy);
  }
  return failure();
}

/// What is written may be read from memory only at the same element, before the write; a factor
/// never.
LogicalResult Analysis::checkHazards() {
  for (auto [buffer, map] : memoryReads)
    if (Value view = writtenViews.lookup(rootOf(buffer)))
      if (view != buffer || written.find(view)->second.map != map)
        return failure();
  return failure(writtenViews.contains(rootOf(c.operands[c.scalar].memref)) ||
                 writtenViews.contains(rootOf(c.operands[c.vector].memref)));
}

LogicalResult Analysis::setAxes() {
  auto extents = c.op.getStaticLoopRanges();
  auto iterators = c.op.getIteratorTypesArray();
  for (auto [axis, extent] : llvm::enumerate(extents)) {
    if (extent <= 0) // dynamic or empty
      return failure();
    bool inScalar = c.operands[c.scalar].strides[axis],
         inVector = c.operands[c.vector].strides[axis];
    Role role = inVector ? (inScalar ? Role::Batch : Role::N) : Role::M;
    c.axes.push_back({extent, iterators[axis] == utils::IteratorType::reduction ? Role::K : role});
  }
  return success();
}

/// Allocations and the kernel's scratch arguments: nobody sees what they hold.
bool Analysis::isPrivate(Value buffer) {
  auto argument = dyn_cast<BlockArgument>(rootOf(buffer));
  return !argument || int64_t(argument.getArgNumber()) >= firstPrivate;
}

void Analysis::chooseStores() {
  for (auto &[buffer, write] : written)
    if (!isPrivate(buffer))
      c.stores.push_back(write.operand);
  // Partial sums wait in the result, so that a private sum needs no memory; unless the epilogue
  // reads the result.
  if (!isPrivate(c.operands[c.sum].memref))
    return;
  for (int store : c.stores) {
    const Operand &candidate = c.operands[store];
    bool isRead =
        llvm::any_of(memoryReads, [&](auto &read) { return read.first == candidate.memref; });
    if (!isRead && candidate.element == c.operands[c.sum].element)
      c.partial = store;
  }
}

FailureOr<Contraction> Analysis::run() {
  if (!body.hasOneBlock())
    return failure();
  for (Operation &op : body.front())
    if (failed(visit(op)))
      return failure();
  if (!c.op || failed(checkHazards()) || failed(setAxes()))
    return failure();
  chooseStores();
  if (c.stores.empty())
    return failure();
  c.collapseAxes();
  c.chooseAxes();
  if (!c.canSlide() && !c.canLeaveOut())
    return failure();
  return std::move(c);
}

FailureOr<Contraction> tcc::cpu::analyseContraction(Region &body, int64_t firstPrivate) {
  return Analysis(body, firstPrivate).run();
}
