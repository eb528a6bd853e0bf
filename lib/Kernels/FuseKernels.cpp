// Elementwise fusion from producer to consumer, by upstream's fuseElementwiseOps under our own
// control: the stock pattern computes a producer of many uses again for each of them. One walk in
// program order; every step fuses one operand.
#include "Contractions.h"
#include "Decisions.h"
#include "Dependences.h"
#include "Normalize.h"

#include "tcc/Kernels/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Transforms/CSE.h"

using namespace mlir;
using namespace tcc::detail;
using linalg::GenericOp;

namespace tcc {
#define GEN_PASS_DEF_FUSEKERNELS
#include "tcc/Kernels/Passes.h.inc"
} // namespace tcc

// A fused op stays below these: code of a kernel grows faster than linearly with its body.
static constexpr size_t mostBodyOps = 128;
static constexpr unsigned mostOperands = 40;
/// How many ops may move up past the other users of a producer.
static constexpr size_t mostMoved = 64;

static bool isAllParallel(GenericOp op) { return op.getNumParallelLoops() == op.getNumLoops(); }

static size_t bodySize(GenericOp op) { return op.getBody()->getOperations().size(); }

/// Worth more than a load: kept, not computed again.
static bool isCostly(Operation &op) {
  return isa<math::MathDialect>(op.getDialect()) || op.getNumRegions() != 0 ||
         isa<arith::DivFOp, arith::RemFOp, tensor::ExtractOp>(op);
}

/// Computing it again reads no more than its result would: at most one tensor, a few simple ops.
static bool isCheap(GenericOp op) {
  return op.getNumDpsInputs() <= 1 && isAllParallel(op) && bodySize(op) <= 6 &&
         llvm::none_of(*op.getBody(), isCostly);
}

/// Would add to its result once per point of a larger consumer.
static bool readsInit(GenericOp op) {
  return llvm::any_of(op.getDpsInitsMutable(),
                      [&](OpOperand &init) { return op.payloadUsesValueFromOperand(&init); });
}

/// Moves data only.
static bool isCopy(GenericOp op) {
  return op.getNumDpsInputs() == 1 && op.getNumDpsInits() == 1 && isAllParallel(op) &&
         op.getBody()->getTerminator()->getOperand(0) == op.getBody()->getArgument(0) &&
         op.getIndexingMapsArray()[0].isProjectedPermutation();
}

static int64_t countPoints(GenericOp op) {
  int64_t points = 1;
  for (int64_t range : op.getStaticLoopRanges())
    points *= range;
  return points;
}

/// A factor of a contraction stays one: it may be a copy that keeps the axes that are summed.
static bool keepsContraction(OpOperand &operand, GenericOp producer, GenericOp consumer) {
  if (!isCopy(producer))
    return false;
  AffineMap before = consumer.getMatchingIndexingMap(&operand);
  AffineMap result = producer.getIndexingMapsArray()[1];
  if (!result.isPermutation())
    return false;
  AffineMap after =
      producer.getIndexingMapsArray()[0].compose(inversePermutation(result).compose(before));
  for (auto [dim, kind] : llvm::enumerate(consumer.getIteratorTypesArray()))
    if (linalg::isReductionIterator(kind) && before.isFunctionOfDim(dim) &&
        !after.isFunctionOfDim(dim))
      return false;
  return after.isProjectedPermutation();
}

/// Better inside its users than stored beside its producer's result: what only a reduction reads,
/// and a comparison of one tensor (booleans are slow to store).
static bool dissolves(GenericOp op) {
  if (op->getNumResults() != 1 || !llvm::all_of(op->getUsers(), llvm::IsaPred<GenericOp>))
    return false;
  bool isComparison = getElementTypeOrSelf(op->getResult(0)).isInteger(1) && isCheap(op);
  auto user = op->hasOneUse() ? cast<GenericOp>(*op->user_begin()) : GenericOp();
  return isComparison || (user && !isAllParallel(user) && !isContraction(user));
}

namespace {
/// How a producer goes into its consumer.
enum class Way {
  No,
  Whole,     // it has no other use
  Keep,      // its result, wanted elsewhere too, becomes a result of the fused op
  Recompute, // a copy of it
};

struct Choice {
  Way way;
  StringRef why;
};

class Fuser {
public:
  explicit Fuser(Block &block)
      : block(block), dependences(block), rewriter(block.getParentOp()->getContext()) {}

  void run(DecisionLog &log) {
    SmallVector<GenericOp> ops(block.getOps<GenericOp>());
    for (GenericOp op : ops) {
      refused = {};
      while (GenericOp fused = fuseOneOperand(op, log)) {
        op = fused;
        refused = {}; // it is asked again
      }
      log.append(refused);
    }
  }

private:
  GenericOp fuseOneOperand(GenericOp consumer, DecisionLog &log);
  Choice chooseWay(OpOperand &operand, GenericOp producer, GenericOp consumer);
  bool keepsDonations(OpOperand &operand, GenericOp producer, GenericOp consumer);
  bool canKeep(OpOperand &operand, GenericOp producer, GenericOp consumer);
  bool moveBeforeOtherUsers(GenericOp producer, GenericOp consumer);
  GenericOp fuse(OpOperand &operand, GenericOp producer, GenericOp consumer);

  Block &block;
  Dependences dependences;
  IRRewriter rewriter;
  DecisionLog refused; // of the op at hand, so far
};

} // namespace

GenericOp Fuser::fuseOneOperand(GenericOp consumer, DecisionLog &log) {
  for (OpOperand *operand : consumer.getDpsInputOperands()) {
    auto producer = operand->get().getDefiningOp<GenericOp>();
    if (!producer || !linalg::areElementwiseOpsFusable(operand))
      continue;
    auto [way, why] = chooseWay(*operand, producer, consumer);
    if (way == Way::No) {
      refused.apart(producer, consumer, operand->get(), why);
      continue;
    }
    DecisionLog taken;
    taken.together(producer, consumer, operand->get(), why, way != Way::Whole,
                   way == Way::Recompute ? countPoints(consumer) : 0);
    if (way == Way::Recompute) {
      unsigned result = cast<OpResult>(operand->get()).getResultNumber();
      rewriter.setInsertionPoint(consumer);
      producer = cast<GenericOp>(rewriter.clone(*producer));
      operand->set(producer->getResult(result));
    }
    if (GenericOp fused = fuse(*operand, producer, consumer)) {
      log.append(taken);
      return fused;
    }
    if (way == Way::Recompute)
      return {}; // the copy stays: as right as the original
  }
  return {};
}

Choice Fuser::chooseWay(OpOperand &operand, GenericOp producer, GenericOp consumer) {
  if (readsInit(producer))
    return {Way::No, "it adds to what is there"};
  if (bodySize(producer) + bodySize(consumer) > mostBodyOps ||
      producer->getNumOperands() + consumer->getNumOperands() > mostOperands)
    return {Way::No, "the code would be too large"};
  if (isContraction(consumer) && !keepsContraction(operand, producer, consumer))
    return {Way::No, "a factor is read many times"};
  if (!keepsDonations(operand, producer, consumer))
    return {Way::No, "an argument is updated in place in between"};
  bool cheap = isCheap(producer);
  constexpr StringRef cheaply = "cheaper to compute again than to load";
  if (producer->getBlock() != &block)
    return {cheap ? Way::Recompute : Way::No, cheap ? cheaply : "made once, before the loop"};
  if (countPoints(consumer) > countPoints(producer) && !cheap)
    return {Way::No, "would be computed for each element of a larger reader"};
  AffineMap map = consumer.getMatchingIndexingMap(&operand);
  bool isReadInOneWay = llvm::all_of(consumer.getDpsInputOperands(), [&](OpOperand *other) {
    return other->get().getDefiningOp() != producer ||
           consumer.getMatchingIndexingMap(other) == map;
  });
  bool hasOneUser =
      llvm::all_of(producer->getUsers(), [&](Operation *user) { return user == consumer; });
  if (hasOneUser && (isReadInOneWay || cheap))
    return {Way::Whole, "its only reader"};
  if (isReadInOneWay && canKeep(operand, producer, consumer))
    return {Way::Keep, "one loop makes both, others read it from memory"};
  if (cheap)
    return {Way::Recompute, cheaply};
  return {Way::No, isReadInOneWay ? "others read it too" : "it is read in two orders"};
}

/// The tensor that `value` is, or is a part of.
static Value tensorBehind(Value value) {
  while (isView(value.getDefiningOp()) || isSlice(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

/// Who updates a donated argument in place reads no other element of it than it writes, and what
/// the producer reads is not overwritten before the consumer runs.
bool Fuser::keepsDonations(OpOperand &operand, GenericOp producer, GenericOp consumer) {
  SmallVector<BlockArgument> updated;
  for (GenericOp op : {producer, consumer})
    dependences.forEachUpdate(op, [&](BlockArgument donor) { updated.push_back(donor); });
  bool fits = true;
  for (GenericOp op : {producer, consumer})
    for (Value used : usedValues(op)) {
      Value tensor = tensorBehind(used);
      Operation *update = dependences.updateOf(tensor);
      if (op == producer && update && update != producer && update->isBeforeInBlock(consumer))
        return false;
      if (!llvm::is_contained(updated, tensor))
        continue;
      fits &= llvm::is_contained(op->getOperands(), used) && !isSlice(used.getDefiningOp()) &&
              (op == consumer || consumer.getMatchingIndexingMap(&operand).isIdentity());
      for (OpOperand &read : op->getOpOperands())
        fits &= read.get() != used || op.getMatchingIndexingMap(&read).isIdentity();
    }
  return fits;
}

bool Fuser::canKeep(OpOperand &operand, GenericOp producer, GenericOp consumer) {
  return isAllParallel(consumer) && !dissolves(consumer) &&
         consumer.getMatchingIndexingMap(&operand).isIdentity() &&
         producer.getNumLoops() == consumer.getNumLoops() &&
         moveBeforeOtherUsers(producer, consumer);
}

/// The other users of `producer` will read the fused op, so it must precede them: `consumer` and
/// what it needs move up. False, and nothing moved, if it needs one of those users.
bool Fuser::moveBeforeOtherUsers(GenericOp producer, GenericOp consumer) {
  Operation *firstUser = consumer;
  for (Operation *user : producer->getUsers())
    if (Operation *inBlock = consumer->getBlock()->findAncestorOpInBlock(*user))
      if (inBlock->isBeforeInBlock(firstUser))
        firstUser = inBlock;
  if (firstUser == consumer)
    return true;
  SmallPtrSet<Operation *, 16> moved{consumer};
  SmallVector<Operation *> pending{consumer};
  bool isFree = true;
  while (!pending.empty() && isFree) {
    dependences.forEachPredecessor(pending.pop_back_val(), [&](Operation *before) {
      if (before == producer || before->isBeforeInBlock(firstUser) || !moved.insert(before).second)
        return;
      isFree &=
          before != firstUser && moved.size() <= mostMoved &&
          llvm::none_of(usedValues(before), [&](Value v) { return v.getDefiningOp() == producer; });
      pending.push_back(before);
    });
  }
  if (!isFree)
    return false;
  SmallVector<Operation *> inOrder(moved.begin(), moved.end());
  llvm::sort(inOrder, [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  for (Operation *op : inOrder)
    op->moveBefore(firstUser);
  return true;
}

GenericOp Fuser::fuse(OpOperand &operand, GenericOp producer, GenericOp consumer) {
  rewriter.setInsertionPoint(consumer);
  auto fused = linalg::fuseElementwiseOps(rewriter, &operand);
  if (failed(fused))
    return {};
  auto op = cast<GenericOp>(fused->fusedOp);
  op->setLoc(FusedLoc::get(op.getContext(), {producer.getLoc(), consumer.getLoc()}));
  for (Operation *part : {producer.getOperation(), consumer.getOperation()})
    for (Value result : part->getResults())
      if (Value replacement = fused->replacements.lookup(result))
        rewriter.replaceUsesWithIf(result, replacement,
                                   [&](OpOperand &use) { return use.getOwner() != op; });
  rewriter.eraseOp(consumer);
  if (producer->use_empty())
    rewriter.eraseOp(producer);
  DominanceInfo dominance(op);
  eliminateCommonSubExpressions(rewriter, dominance, op);
  return op;
}

namespace {
class FuseKernels : public tcc::impl::FuseKernelsBase<FuseKernels> {
public:
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    if (failed(checkSupported(function)) || failed(normalize(function)))
      return signalPassFailure();
    DecisionLog log;
    for (Block *block : planBlocks(function)) {
      Dependences(*block).sort();
      Fuser(*block).run(log);
    }
    log.store(function);
    if (failed(cleanUp(function)))
      return signalPassFailure();
  }
};
} // namespace
