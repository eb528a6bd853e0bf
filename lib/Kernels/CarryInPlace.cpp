// Before bufferization. One-shot's analysis would give a loop new memory in every round where it
// cannot prove that a value stays in place; so here every copy that is needed is made, and what it
// finds is in place.
#include "CarryInPlace.h"

#include "tcc/Dialect/Exec/ExecDialect.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;
using bufferization::AllocTensorOp;
using bufferization::MaterializeInDestinationOp;

//===- whose memory --------------------------------------------------------------------------===//

/// The tensor whose buffer `result` takes; null if `op` is none that passes buffers on.
static Value passedOn(OpResult result) {
  unsigned number = result.getResultNumber();
  return llvm::TypeSwitch<Operation *, Value>(result.getOwner())
      .Case<exec::LaunchOp>([&](auto launch) { return launch.getTiedOpOperand(result)->get(); })
      .Case<scf::ForOp>([&](auto loop) { return loop.getInits()[number]; })
      .Case<scf::WhileOp>([&](auto loop) { return loop.getInits()[number]; })
      .Case<scf::IndexSwitchOp>(
          [&](auto choice) { return choice.getDefaultBlock().getTerminator()->getOperand(number); })
      .Case<MaterializeInDestinationOp>([](auto write) { return write.getDest(); })
      .Case<tensor::InsertSliceOp>([](auto write) { return write.getDest(); })
      .Default([](auto) { return Value(); });
}

static Value memoryOf(Value value, SmallVectorImpl<Operation *> &views) {
  while (auto result = dyn_cast<OpResult>(value)) {
    Value next;
    if (isView(result.getOwner())) {
      views.push_back(result.getOwner());
      next = result.getOwner()->getOperand(0);
    } else {
      next = passedOn(result);
    }
    if (!next)
      break;
    value = next;
  }
  return value;
}

AllocTensorOp tcc::detail::homeOf(Value value, SmallVectorImpl<Operation *> &views) {
  return memoryOf(value, views).getDefiningOp<AllocTensorOp>();
}

/// The first op of the home's block that writes to it.
static Operation *firstWriter(AllocTensorOp home) {
  Operation *first = nullptr;
  for (Operation *user : home->getUsers()) {
    Operation *inBlock = home->getBlock()->findAncestorOpInBlock(*user);
    if (!first || inBlock->isBeforeInBlock(first))
      first = inBlock;
  }
  return first;
}

/// `value`, which is shaped like the view, shaped like what it is a view of. One that is there
/// already is taken: the analysis proves an update in place only where the launch reads and writes
/// one and the same tensor.
static Value undo(Operation *view, Value value, Operation *before) {
  Type type = view->getOperand(0).getType();
  for (Operation *user : value.getUsers())
    if (isView(user) && user->getResult(0).getType() == type &&
        user->getBlock() == before->getBlock() && user->isBeforeInBlock(before))
      return user->getResult(0);
  OpBuilder b(before);
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(view))
    return tensor::CollapseShapeOp::create(b, view->getLoc(), cast<RankedTensorType>(type), value,
                                           expand.getReassociationIndices());
  return tensor::ExpandShapeOp::create(
      b, view->getLoc(), type, value,
      cast<tensor::CollapseShapeOp>(view).getReassociationIndices());
}

void tcc::detail::replaceHome(AllocTensorOp home, ArrayRef<Operation *> views, Value destination) {
  for (Operation *view : views)
    destination = undo(view, destination, firstWriter(home));
  home.replaceAllUsesWith(destination);
  home.erase();
}

bool tcc::detail::canTake(Value destination, AllocTensorOp home) {
  Operation *writer = firstWriter(home);
  bool isFree = true;
  forEachUser(destination, [&](Operation *user) {
    auto launch = dyn_cast<exec::LaunchOp>(user);
    bool isPointwise = launch && user == writer;
    if (isPointwise)
      for (auto [i, input] : llvm::enumerate(launch.getInputs()))
        isPointwise &=
            viewRoot(input) != destination ||
            llvm::is_contained(launch.getPointwise().value_or(ArrayRef<int64_t>()), int64_t(i));
    isFree &= isPointwise || user->isBeforeInBlock(writer);
  });
  return isFree;
}

//===- loops ---------------------------------------------------------------------------------===//

static AllocTensorOp newTensor(OpBuilder &b, Location loc, Type type) {
  return AllocTensorOp::create(b, loc, cast<RankedTensorType>(type), ValueRange{});
}

static Value write(OpBuilder &b, Value value, Value destination) {
  return MaterializeInDestinationOp::create(b, value.getLoc(), destination.getType(), value,
                                            destination)
      .getResult();
}

namespace {
/// The body of a loop and what it carries.
class Round {
public:
  Round(Block &body, ArrayRef<BlockArgument> carried)
      : body(body), yield(body.getTerminator()), b(yield), carried(carried) {}
  void run();

private:
  void placeRow(tensor::InsertSliceOp row);
  bool isAtHome(unsigned slot);
  bool takeHome(unsigned slot);
  void saveOldValues();
  Value next(unsigned slot) { return yield->getOperand(slot); }
  /// Stays as it is, or was written in place row by row.
  bool isSettled(unsigned slot) {
    return next(slot) == carried[slot] || isRowWrite(next(slot).getDefiningOp());
  }

  Block &body;
  Operation *yield;
  OpBuilder b;
  ArrayRef<BlockArgument> carried;
  DenseSet<unsigned> inPlace;
};
} // namespace

/// A row that a launch makes is written where it belongs; for the analysis that happens at the end.
void Round::placeRow(tensor::InsertSliceOp row) {
  SmallVector<Operation *> views;
  auto home = homeOf(row.getSource(), views);
  if (!isa<BlockArgument>(viewRoot(row.getSource())))
    row->moveBefore(yield);
  if (!home || home->getBlock() != &body)
    return;
  OpBuilder before(firstWriter(home));
  Value destination = tensor::ExtractSliceOp::create(
      before, row.getLoc(), cast<RankedTensorType>(row.getSource().getType()), row.getDest(),
      row.getMixedOffsets(), row.getMixedSizes(), row.getMixedStrides());
  replaceHome(home, views, destination);
}

/// Updated in place already, by a loop inside for example.
bool Round::isAtHome(unsigned slot) {
  SmallVector<Operation *> views;
  return memoryOf(next(slot), views) == carried[slot];
}

bool Round::takeHome(unsigned slot) {
  SmallVector<Operation *> views;
  auto home = homeOf(next(slot), views);
  if (!home || home->getBlock() != &body || !canTake(carried[slot], home))
    return false;
  replaceHome(home, views, carried[slot]);
  return true;
}

/// What is carried on in another place is saved before anything is overwritten.
void Round::saveOldValues() {
  for (unsigned slot = 0; slot < carried.size(); ++slot) {
    SmallVector<Operation *> views;
    Value memory = memoryOf(next(slot), views);
    while (isRow(memory.getDefiningOp()) || isSlice(memory.getDefiningOp()))
      memory = memoryOf(memory.getDefiningOp()->getOperand(0), views);
    auto *old = llvm::find(carried, memory);
    if (isSettled(slot) || old == carried.end() || *old == carried[slot] ||
        inPlace.contains(old - carried.begin()) || isSettled(old - carried.begin()))
      continue;
    Value saved = newTensor(b, next(slot).getLoc(), next(slot).getType());
    yield->setOperand(slot, write(b, next(slot), saved));
  }
}

void Round::run() {
  for (unsigned slot = 0; slot < carried.size(); ++slot)
    if (!isSettled(slot) && (isAtHome(slot) || takeHome(slot)))
      inPlace.insert(slot);
  for (unsigned slot = 0; slot < carried.size(); ++slot)
    if (auto row = next(slot).getDefiningOp(); isRowWrite(row))
      placeRow(cast<tensor::InsertSliceOp>(row));
  b.setInsertionPoint(yield);
  saveOldValues();
  for (unsigned slot = 0; slot < carried.size(); ++slot)
    if (!isSettled(slot) && !inPlace.contains(slot))
      yield->setOperand(slot, write(b, next(slot), carried[slot]));
}

/// Whether a loop may overwrite what it starts from: memory of this block, or given to it, that
/// nobody else needs any more.
static bool mayOverwrite(Operation *loop, OpOperand &init) {
  Value start = viewRoot(init.get());
  auto argument = dyn_cast<BlockArgument>(start);
  bool isOwn = argument
                   ? updateNumber(argument).has_value()
                   : isa<exec::LaunchOp>(start.getDefiningOp()) || isControl(start.getDefiningOp());
  if (!isOwn || start.getParentBlock() != loop->getBlock())
    return false;
  unsigned uses = 0; // by the loop itself
  bool isFree = true;
  forEachUser(start, [&](Operation *user) {
    uses += user == loop;
    isFree &= user == loop || user->isBeforeInBlock(loop);
  });
  return isFree && uses == 1;
}

/// A loop starts in memory of its own: new where it does not read what it starts from, else a copy
/// where others need that too.
static void giveMemory(Operation *loop, MutableArrayRef<OpOperand> inits) {
  OpBuilder b(loop);
  for (OpOperand &init : inits) {
    Value start = init.get();
    if (start.getDefiningOp<tensor::EmptyOp>())
      init.set(newTensor(b, loop->getLoc(), start.getType()));
    else if (!mayOverwrite(loop, init))
      init.set(write(b, start, newTensor(b, loop->getLoc(), start.getType())));
  }
}

//===- branches ------------------------------------------------------------------------------===//

static void writeResults(Block &branch, ArrayRef<Value> destinations) {
  Operation *yield = branch.getTerminator();
  DenseSet<unsigned> inPlace;
  for (unsigned i = 0; i < destinations.size(); ++i) {
    SmallVector<Operation *> views;
    auto home = homeOf(yield->getOperand(i), views);
    if (home && home->getBlock() == &branch) {
      replaceHome(home, views, destinations[i]);
      inPlace.insert(i);
    }
  }
  OpBuilder b(yield);
  for (auto [i, destination] : llvm::enumerate(destinations))
    if (!inPlace.contains(i))
      yield->setOperand(i, write(b, yield->getOperand(i), destination));
}

static void writeResults(scf::IndexSwitchOp choice) {
  OpBuilder b(choice);
  auto destinations = llvm::map_to_vector(choice.getResults(), [&](OpResult result) -> Value {
    return newTensor(b, choice.getLoc(), result.getType());
  });
  for (Region &branch : choice->getRegions())
    writeResults(branch.front(), destinations);
}

static void prepare(Operation *op) {
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    giveMemory(loop, loop.getInitsMutable());
    Round(*loop.getBody(), loop.getRegionIterArgs()).run();
  } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
    giveMemory(loop, loop.getInitsMutable());
    Round(*loop.getAfterBody(), loop.getAfterArguments()).run();
  } else if (auto choice = dyn_cast<scf::IndexSwitchOp>(op)) {
    writeResults(choice);
  }
}

void tcc::detail::carryInPlace(func::FuncOp function) {
  SmallVector<Operation *> control;
  function.walk([&](Operation *op) { // inner ones first
    if (isControl(op))
      control.push_back(op);
  });
  for (Operation *op : control)
    prepare(op);
}
