// Greedy grouping in program order: an op joins the kernels of its producers where the kinds allow
// it and no way leads through a third kernel. Then the groups are put in an order that can run,
// each as late as its position or earlier where another one waits for it (so an update joins the
// contraction that makes its gradient).
#include "Grouping.h"

#include "Contractions.h"
#include "KernelBuilder.h"
#include "Padding.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;
using linalg::GenericOp;

/// A kernel stays below these: the time to compile one grows with the square of its body.
static constexpr size_t mostOps = 64;
static constexpr size_t mostBodyOps = 256;

static bool isAllParallel(GenericOp op) { return op.getNumParallelLoops() == op.getNumLoops(); }

static unsigned leadingParallel(GenericOp op) {
  unsigned count = 0;
  for (utils::IteratorType kind : op.getIteratorTypesArray()) {
    if (!linalg::isParallelIterator(kind))
      break;
    ++count;
  }
  return count;
}

unsigned tcc::detail::leadingLoops(AffineMap map) {
  unsigned count = 0;
  while (count < map.getNumResults() &&
         map.getResult(count) == getAffineDimExpr(count, map.getContext()))
    ++count;
  return count;
}

bool tcc::detail::isStart(OpOperand &use) {
  auto user = dyn_cast<DestinationStyleOpInterface>(use.getOwner());
  return user && user.isDpsInit(&use);
}

bool tcc::detail::isUnit(Operation *op) {
  if (auto fill = dyn_cast<linalg::FillOp>(op))
    return !llvm::all_of(fill->getUses(), isStart);
  bool makesTensor = llvm::any_of(op->getResultTypes(), llvm::IsaPred<TensorType>);
  return makesTensor && !isPlanOp(op) && !isSlice(op) &&
         !isa<tensor::EmptyOp, arith::ConstantOp, ub::PoisonOp>(op);
}

namespace {

class Grouper {
public:
  Grouper(Block &block, const Dependences &dependences, bool joinsPadding, DecisionLog &log)
      : block(block), dependences(dependences), joinsPadding(joinsPadding), log(log) {}
  std::vector<std::unique_ptr<Group>> run();

private:
  void collectUnits();
  void findPredecessors(Operation *unit);
  Group *makeGroup(Operation *unit);
  void join(Group *consumer, Operation *unit);
  bool tryMerge(Group *producer, Group *&consumer);
  StringRef whyTogether(Group &producer, Group &consumer, unsigned &rows);
  StringRef whyApart(Group &producer, Group &consumer);
  void record(Group &producer, Group &consumer, StringRef together, StringRef apart);
  bool readsIndirectly(Group &producer, Group &consumer);
  bool canMergeEpilogue(Group &producer, Group &consumer);
  bool canMergeChain(Group &producer, Group &consumer);
  unsigned sharedRows(Group &producer, Group &consumer);
  bool leadsThroughOthers(Group *from, Group *to);
  bool keepsDonations(Group &producer, Group &consumer);
  void joinScalars(Group *group);
  std::vector<std::unique_ptr<Group>> inOrder();

  Block &block;
  const Dependences &dependences;
  bool joinsPadding;
  DecisionLog &log;
  SmallVector<Operation *> units;
  DenseMap<Operation *, size_t> positions;
  DenseMap<Operation *, SmallVector<Operation *, 4>> predecessors;
  DenseMap<Operation *, SmallPtrSet<Operation *, 2>>
      indirect; // predecessors through views, slices, scalars
  std::vector<std::unique_ptr<Group>> groups;
  DenseMap<Operation *, Group *> groupOf;
  Group *scalars = nullptr; // arithmetic on rank 0 that needs arguments only
};

} // namespace

void Grouper::collectUnits() {
  for (Operation &op : block.without_terminator())
    if (isUnit(&op)) {
      positions[&op] = units.size();
      units.push_back(&op);
    }
}

/// Units before `unit`, looking through views and fills.
void Grouper::findPredecessors(Operation *unit) {
  llvm::SetVector<Operation *> found;
  SmallVector<Operation *> pending{unit};
  SmallPtrSet<Operation *, 8> seen{unit};
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val();
    dependences.forEachPredecessor(op, [&](Operation *before) {
      if (positions.contains(before)) {
        found.insert(before);
        if (op != unit)
          indirect[unit].insert(before);
      } else if (seen.insert(before).second) {
        pending.push_back(before);
      }
    });
  }
  predecessors[unit].assign(found.begin(), found.end());
}

Group *Grouper::makeGroup(Operation *unit) {
  groups.push_back(std::make_unique<Group>());
  Group *group = groups.back().get();
  group->ops = {unit};
  group->position = positions[unit];
  groupOf[unit] = group;
  auto generic = dyn_cast<GenericOp>(unit);
  if (!generic)
    return group;
  group->rows = leadingParallel(generic);
  if (reusesFactor(generic)) {
    group->kind = exec::Kind::Contraction;
    group->anchor = generic;
  } else if (isAllParallel(generic)) {
    group->kind = exec::Kind::Elementwise;
  } else if (group->rows > 0) {
    group->kind = exec::Kind::Rowwise;
  } else {
    group->anchor = generic;
  }
  return group;
}

//===- what fits together --------------------------------------------------------------------===//

/// The operands of `consumer`'s ops that ops of `producer` make, without a view between.
static void forEachEdge(Group &producer, Group &consumer,
                        llvm::function_ref<void(OpOperand &, OpResult)> visit) {
  for (Operation *op : consumer.ops)
    for (OpOperand &operand : op->getOpOperands())
      if (auto result = dyn_cast<OpResult>(operand.get()))
        if (producer.contains(result.getOwner()))
          visit(operand, result);
}

/// What goes through a view or a slice comes from memory.
bool Grouper::readsIndirectly(Group &producer, Group &consumer) {
  return llvm::any_of(consumer.ops, [&](Operation *op) {
    auto &makers = indirect[op];
    return llvm::any_of(producer.ops, [&](Operation *maker) { return makers.contains(maker); });
  });
}

/// Fit to be evaluated on registers: scalars in, scalars out; no position, no access to other
/// elements.
static bool isPlainArithmetic(GenericOp op) {
  return llvm::all_of(op.getBody()->without_terminator(), [](Operation &inner) {
    return OpTrait::hasElementwiseMappableTraits(&inner) || inner.hasTrait<OpTrait::ConstantLike>();
  });
}

/// Ops that work on the anchor's result, element by element.
bool Grouper::canMergeEpilogue(Group &producer, Group &consumer) {
  auto op = dyn_cast<GenericOp>(consumer.ops.front());
  if (!producer.anchor || consumer.ops.size() != 1 || !op || !isAllParallel(op))
    return false;
  if (producer.kind == exec::Kind::Contraction && !isPlainArithmetic(op))
    return false;
  auto shape = cast<RankedTensorType>(producer.anchor->getResult(0).getType()).getShape();
  bool fits = op.getStaticLoopRanges() == SmallVector<int64_t>(shape);
  bool hasEdge = false;
  for (OpOperand &init : op.getDpsInitsMutable())
    fits &= op.getMatchingIndexingMap(&init).isIdentity();
  forEachEdge(producer, consumer, [&](OpOperand &operand, OpResult) {
    hasEdge = true;
    fits &= op.isDpsInput(&operand) && op.getMatchingIndexingMap(&operand).isIdentity();
  });
  return fits && hasEdge;
}

/// Rows that both groups share, by the values between them; 0 if there are none.
unsigned Grouper::sharedRows(Group &producer, Group &consumer) {
  unsigned rows = std::min(producer.rows, consumer.rows);
  bool hasEdge = false;
  forEachEdge(producer, consumer, [&](OpOperand &operand, OpResult result) {
    auto reader = cast<GenericOp>(operand.getOwner());
    auto writer = cast<GenericOp>(result.getOwner());
    hasEdge = true;
    rows = std::min(
        {rows, leadingLoops(writer.getIndexingMapMatchingResult(result)),
         reader.isDpsInput(&operand) ? leadingLoops(reader.getMatchingIndexingMap(&operand)) : 0});
  });
  return hasEdge ? rows : 0;
}

/// Slices written one after the other into one tensor.
bool Grouper::canMergeChain(Group &producer, Group &consumer) {
  auto insert = dyn_cast<tensor::InsertSliceOp>(consumer.ops.front());
  if (consumer.ops.size() != 1 || !insert)
    return false;
  Operation *before = insert.getDest().getDefiningOp();
  return isa_and_nonnull<tensor::InsertSliceOp>(before) && before->hasOneUse() &&
         producer.ops.back() == before;
}

/// A convolution that leaves out the taps beyond a border needs no padded copy.
static bool canMergePadding(Group &producer, Group &consumer) {
  auto insert = dyn_cast<tensor::InsertSliceOp>(producer.ops.front());
  return producer.ops.size() == 1 && consumer.ops.size() == 1 && insert && insert->hasOneUse() &&
         consumer.kind == exec::Kind::Contraction &&
         insert->use_begin()->getOwner() == consumer.anchor && leavesOutTaps(*insert->use_begin());
}

static bool isChain(const Group &group) { return !group.anchor && group.rows > 0; }

/// The ops in the bodies of a group's ops.
static size_t bodySize(const Group &group) {
  size_t size = 0;
  for (Operation *op : group.ops)
    if (auto generic = dyn_cast<GenericOp>(op))
      size += generic.getBody()->getOperations().size();
  return size;
}

/// How the two fit together; empty where they do not.
StringRef Grouper::whyTogether(Group &producer, Group &consumer, unsigned &rows) {
  rows = 0;
  if (canMergeChain(producer, consumer))
    return "parts of one tensor";
  if (canMergeEpilogue(producer, consumer))
    return "while the sum is in registers";
  if (joinsPadding && canMergePadding(producer, consumer))
    return "taps beyond the border are left out";
  if (!isChain(producer) || !isChain(consumer))
    return "";
  rows = sharedRows(producer, consumer);
  return rows > 0 ? "row by row, from the cache" : "";
}

/// What keeps two groups apart that would fit; empty where nothing does.
StringRef Grouper::whyApart(Group &producer, Group &consumer) {
  if (producer.ops.size() + consumer.ops.size() > mostOps ||
      bodySize(producer) + bodySize(consumer) > mostBodyOps)
    return "the kernel would be too large";
  if (readsIndirectly(producer, consumer))
    return "read through a view or in another shape";
  if (leadsThroughOthers(&producer, &consumer))
    return "another kernel is needed in between";
  if (!keepsDonations(producer, consumer))
    return "an argument would no longer be updated in place";
  return "";
}

/// Of the value between them that is largest; nothing where there is none.
void Grouper::record(Group &producer, Group &consumer, StringRef together, StringRef apart) {
  OpOperand *largest = nullptr;
  int64_t most = -1;
  forEachEdge(producer, consumer, [&](OpOperand &operand, OpResult result) {
    auto type = dyn_cast<RankedTensorType>(result.getType());
    if (type && type.getNumElements() > most) {
      most = type.getNumElements();
      largest = &operand;
    }
  });
  if (!largest)
    return;
  Operation *maker = largest->get().getDefiningOp(), *reader = largest->getOwner();
  bool isKept = !llvm::all_of(maker->getUsers(), [&](Operation *user) {
    return producer.contains(user) || consumer.contains(user);
  });
  if (!apart.empty())
    log.apart(maker, reader, largest->get(), apart);
  else if (!together.empty())
    log.together(maker, reader, largest->get(), together, isKept);
  else
    log.apart(maker, reader, largest->get(),
              consumer.kind == exec::Kind::Contraction ? "a factor is read many times"
                                                       : "all of it is needed first");
}

//===- order between groups ------------------------------------------------------------------===//

/// True if `to` needs a third group that needs `from`. Positions only grow along dependences, so
/// nothing before `from` matters.
bool Grouper::leadsThroughOthers(Group *from, Group *to) {
  size_t first = positions[from->ops.front()];
  SmallPtrSet<Group *, 16> seen{from, to};
  SmallVector<Group *> pending;
  auto visit = [&](Group *group) {
    bool reaches = false;
    for (Operation *op : group->ops)
      for (Operation *before : predecessors[op]) {
        Group *other = groupOf.lookup(before);
        reaches |= other == from;
        if (other && positions[other->ops.back()] > first && seen.insert(other).second)
          pending.push_back(other);
      }
    return reaches;
  };
  visit(to);
  while (!pending.empty())
    if (visit(pending.pop_back_val()))
      return true;
  return false;
}

/// An update made in the same kernel as another reading of its argument must still be able to
/// overwrite it.
bool Grouper::keepsDonations(Group &producer, Group &consumer) {
  SmallVector<BlockArgument> updated;
  for (Group *group : {&producer, &consumer})
    for (Operation *op : group->ops)
      dependences.forEachUpdate(op, [&](BlockArgument donor) { updated.push_back(donor); });
  if (updated.empty())
    return true;
  Group merged = producer;
  merged.ops.append(consumer.ops);
  llvm::sort(merged.ops, [&](Operation *a, Operation *b) { return positions[a] < positions[b]; });
  if (!merged.anchor)
    merged.rows = std::min(producer.rows, consumer.rows);
  Placement placement = placeValues(merged, dependences);
  return llvm::all_of(llvm::enumerate(placement.inputs), [&](auto input) {
    auto argument = dyn_cast<BlockArgument>(viewRoot(input.value()));
    return !argument || !llvm::is_contained(updated, argument) ||
           llvm::is_contained(placement.pointwise, int64_t(input.index()));
  });
}

bool Grouper::tryMerge(Group *producer, Group *&consumer) {
  if (producer == consumer)
    return false;
  unsigned rows;
  StringRef together = whyTogether(*producer, *consumer, rows),
            apart = together.empty() ? "" : whyApart(*producer, *consumer);
  record(*producer, *consumer, together, apart);
  if (together.empty() || !apart.empty())
    return false;
  for (Operation *op : consumer->ops)
    groupOf[op] = producer;
  producer->ops.append(consumer->ops);
  llvm::sort(producer->ops,
             [&](Operation *a, Operation *b) { return positions[a] < positions[b]; });
  if (!producer->anchor && consumer->anchor) {
    producer->anchor = consumer->anchor;
    producer->kind = consumer->kind;
    producer->position = consumer->position;
  } else if (!producer->anchor) {
    producer->rows = rows;
    producer->position = std::max(producer->position, consumer->position);
    producer->kind = rows ? exec::Kind::Rowwise : exec::Kind::Loops;
  }
  consumer->ops.clear();
  consumer = producer;
  return true;
}

/// The groups of the producers, anchored ones first, then the latest: an epilogue costs nothing.
void Grouper::join(Group *group, Operation *unit) {
  llvm::SetVector<Group *> producers;
  for (bool anchored : {true, false}) {
    auto ops = predecessors[unit];
    llvm::sort(ops, [&](Operation *a, Operation *b) { return positions[a] > positions[b]; });
    for (Operation *op : ops)
      if (Group *producer = groupOf.lookup(op); producer && bool(producer->anchor) == anchored)
        producers.insert(producer);
  }
  for (Group *producer : producers)
    if (!producer->ops.empty())
      tryMerge(producer, group);
  joinScalars(group);
}

/// Scalars that depend on arguments only (a step count's powers) are one kernel, whoever wants
/// them.
void Grouper::joinScalars(Group *group) {
  auto op = dyn_cast<GenericOp>(group->ops.front());
  if (group->ops.size() != 1 || !op || op.getNumLoops() != 0 || !predecessors[op].empty())
    return;
  if (!scalars) {
    scalars = group;
    return;
  }
  if (!keepsDonations(*scalars, *group))
    return;
  scalars->ops.push_back(op);
  scalars->kind = exec::Kind::Loops;
  groupOf[op] = scalars;
  group->ops.clear();
}

std::vector<std::unique_ptr<Group>> Grouper::inOrder() {
  SmallVector<Group *> byPosition;
  for (auto &group : groups)
    if (!group->ops.empty())
      byPosition.push_back(group.get());
  llvm::sort(byPosition, [](Group *a, Group *b) { return a->position < b->position; });
  DenseSet<Group *> entered, placed;
  SmallVector<Group *> order;
  for (Group *root : byPosition) {
    SmallVector<Group *> stack{root};
    while (!stack.empty()) {
      Group *group = stack.back();
      if (!entered.insert(group).second) {
        stack.pop_back();
        if (placed.insert(group).second)
          order.push_back(group);
        continue;
      }
      size_t top = stack.size();
      for (Operation *op : group->ops)
        for (Operation *before : predecessors[op])
          if (Group *other = groupOf.lookup(before); !entered.contains(other))
            stack.push_back(other);
      std::reverse(stack.begin() + top, stack.end());
    }
  }
  DenseMap<Group *, size_t> rank;
  for (auto [i, group] : llvm::enumerate(order))
    rank[group] = i;
  llvm::erase_if(groups, [](auto &group) { return group->ops.empty(); });
  llvm::sort(groups, [&](auto &a, auto &b) { return rank[a.get()] < rank[b.get()]; });
  return std::move(groups);
}

std::vector<std::unique_ptr<Group>> Grouper::run() {
  collectUnits();
  for (Operation *unit : units)
    findPredecessors(unit);
  for (Operation *unit : units)
    join(makeGroup(unit), unit);
  return inOrder();
}

std::vector<std::unique_ptr<Group>> tcc::detail::formGroups(Block &block,
                                                            const Dependences &dependences,
                                                            bool leavesOutTaps, DecisionLog &log) {
  return Grouper(block, dependences, leavesOutTaps, log).run();
}
