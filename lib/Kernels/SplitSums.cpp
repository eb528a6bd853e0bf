// A reduction along its outermost axis is one task, for every step of it adds to the same result.
// In two steps it is many: each part of the axis is reduced to a row of its own, then those rows
// are. The parts come from the shape alone, so any number of threads computes the same.
#include "Contractions.h"

#include "tcc/Dialect/Exec/Combiner.h"
#include "tcc/Kernels/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;
using linalg::GenericOp;

namespace tcc {
#define GEN_PASS_DEF_SPLITSUMS
#include "tcc/Kernels/Passes.h.inc"
} // namespace tcc

/// Elements that are worth tasks: tens of microseconds.
static constexpr int64_t fewElements = int64_t(1) << 17;
/// Fewer parts than these are no tasks; as many as those are enough for any machine.
static constexpr int64_t fewParts = 8, manyParts = 64, mostParts = 1024;
/// Elements reduced for each element of a part's row, which is written and read again: where the
/// rows may be made as the elements are, and where all of them are read for it.
static constexpr int64_t leastShare = 16, leastShareAlone = 128;

/// Outermost a reduction by one op whose order does not matter; no product of matrices.
static bool isSplittable(GenericOp op) {
  return op.getNumDpsInits() == 1 && op.hasPureTensorSemantics() && !op.hasIndexSemantics() &&
         op.getNumLoops() > 0 && linalg::isReductionIterator(op.getIteratorTypesArray().front()) &&
         !reusesFactor(op) && exec::combinerOf(op, 0) &&
         arith::getNeutralElement(exec::combinerOf(op, 0)) &&
         op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isProjectedPermutation();
}

static bool isPaid(GenericOp op, int64_t parts, int64_t share) {
  int64_t points = ShapedType::getNumElements(op.getStaticLoopRanges()),
          results = cast<ShapedType>(op->getResult(0).getType()).getNumElements();
  return points >= fewElements && parts >= fewParts && parts * results <= points / share;
}

/// The whole axis, if others are reduced within it: what makes its elements can make the rows, too.
/// Else as many equal pieces as there can be. 0 where neither pays.
static int64_t chooseParts(GenericOp op) {
  int64_t length = op.getStaticLoopRanges().front();
  if (op.getNumReductionLoops() > 1 && length <= mostParts && isPaid(op, length, leastShare))
    return length;
  for (int64_t parts = std::min(manyParts, length); parts >= fewParts; --parts)
    if (length % parts == 0 && isPaid(op, parts, leastShareAlone))
      return parts;
  return 0;
}

/// The outermost axis as two, in an input that runs along it; null where it does something else.
static Value cutAxis(OpBuilder &b, Value input, AffineMap map, int64_t parts) {
  if (!map.isProjectedPermutation())
    return {};
  std::optional<unsigned> place = map.getResultPosition(b.getAffineDimExpr(0));
  if (!place)
    return input;
  auto type = cast<RankedTensorType>(input.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape[*place] /= parts;
  shape.insert(shape.begin() + *place, parts);
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    groups.push_back({dim + (dim > int64_t(*place))});
  groups[*place].push_back(*place + 1);
  return tensor::ExpandShapeOp::create(b, input.getLoc(), type.clone(shape), input, groups);
}

/// The map over loops of which the outermost is two.
static AffineMap cutAxis(AffineMap map) {
  SmallVector<AffineExpr> places;
  MLIRContext *context = map.getContext();
  for (AffineExpr place : map.getResults()) {
    unsigned loop = cast<AffineDimExpr>(place).getPosition();
    if (loop == 0)
      places.push_back(getAffineDimExpr(0, context));
    places.push_back(getAffineDimExpr(loop + 1, context));
  }
  return AffineMap::get(map.getNumDims() + 1, 0, places, context);
}

/// The same reduction, its outermost axis cut into parts and their steps; null where an input does
/// not allow it.
static GenericOp cutReduction(RewriterBase &b, GenericOp op, int64_t parts) {
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps =
      llvm::map_to_vector(op.getIndexingMapsArray(), [](AffineMap map) { return map; });
  for (OpOperand *input : op.getDpsInputOperands()) {
    inputs.push_back(cutAxis(b, input->get(), op.getMatchingIndexingMap(input), parts));
    if (!inputs.back())
      return {};
  }
  for (AffineMap &map : maps)
    map = cutAxis(map);
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  kinds.insert(kinds.begin(), utils::IteratorType::reduction);
  auto cut =
      GenericOp::create(b, op.getLoc(), op->getResultTypes(), inputs, op.getOutputs(), maps, kinds);
  cut.getRegion().takeBody(op.getRegion());
  b.replaceOp(op, cut);
  return cut;
}

/// A row for each step of the outermost axis.
static GenericOp reduceParts(OpBuilder &b, GenericOp op) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  SmallVector<int64_t> shape(type.getShape());
  shape.insert(shape.begin(), op.getStaticLoopRanges().front());
  Location loc = op.getLoc();
  Value neutral =
      arith::ConstantOp::create(b, loc, *arith::getNeutralElement(exec::combinerOf(op, 0)));
  Value empty = tensor::EmptyOp::create(b, loc, shape, type.getElementType());
  Value start = linalg::FillOp::create(b, loc, neutral, empty).getResult(0);
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  maps.back() = maps.back().insertResult(b.getAffineDimExpr(0), 0);
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  kinds.front() = utils::IteratorType::parallel;
  auto rows = GenericOp::create(b, loc, start.getType(), op.getInputs(), start, maps, kinds);
  IRMapping mapping;
  op.getRegion().cloneInto(&rows.getRegion(), mapping);
  return rows;
}

/// The rows, reduced to what the reduction began with.
static GenericOp reduceRows(OpBuilder &b, GenericOp op, Value rows) {
  unsigned rank = cast<RankedTensorType>(op->getResult(0).getType()).getRank();
  AffineMap all = b.getMultiDimIdentityMap(rank + 1);
  SmallVector<utils::IteratorType> kinds(rank + 1, utils::IteratorType::parallel);
  kinds.front() = utils::IteratorType::reduction;
  return GenericOp::create(b, op.getLoc(), op->getResultTypes(), rows, op.getOutputs(),
                           {all, all.dropResult(0)}, kinds,
                           [&](OpBuilder &inner, Location loc, ValueRange arguments) {
                             Operation *combined = inner.clone(*exec::combinerOf(op, 0));
                             combined->setOperands({arguments[1], arguments[0]});
                             linalg::YieldOp::create(inner, loc, combined->getResult(0));
                           });
}

static void split(RewriterBase &b, GenericOp op) {
  int64_t parts = isSplittable(op) ? chooseParts(op) : 0;
  if (parts == 0)
    return;
  b.setInsertionPoint(op);
  if (parts != op.getStaticLoopRanges().front())
    op = cutReduction(b, op, parts);
  if (!op)
    return;
  GenericOp rows = reduceParts(b, op);
  b.replaceOp(op, reduceRows(b, op, rows.getResult(0)));
}

namespace {
class SplitSums : public tcc::impl::SplitSumsBase<SplitSums> {
public:
  using Base::Base;

  void runOnOperation() override {
    SmallVector<GenericOp> ops;
    getOperation().walk([&](GenericOp op) { ops.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (GenericOp op : ops)
      split(rewriter, op);
  }
};
} // namespace
