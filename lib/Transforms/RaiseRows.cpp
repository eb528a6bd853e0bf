// A scan whose body picks rows by their number: dynamic slices of tensors from outside become rows
// that it runs over, and a carried tensor that gets a row in each round becomes a stacked result.
#include "RaiseLoops.h"
#include "Recognition.h"
#include "RowIndex.h"

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::detail;

static RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

/// All of a tensor but the first axis, of which it is one row.
static bool isRowOf(ArrayRef<int64_t> sizes, RankedTensorType type) {
  return type.hasStaticShape() && !sizes.empty() && sizes.front() == 1 &&
         sizes.drop_front() == type.getShape().drop_front();
}

/// The same place read or written by all rounds is no row.
static bool isInside(RowIndex index, int64_t rounds, RankedTensorType type) {
  auto [least, greatest] = std::minmax({index.first, index.at(rounds - 1)});
  return index.step != 0 && least >= 0 && greatest < type.getDimSize(0);
}

namespace {
/// A tensor that the body reads by rows.
struct Read {
  DynamicSliceOp slice;
  RowIndex index;
};

/// A carried tensor that each round replaces by one with another row.
struct Write {
  unsigned slot;
  Value row; // the new one, or what is added to the old one
  bool isAdded;
  RowIndex index;
};

class RowRaiser {
public:
  explicit RowRaiser(ScanOp scan) : scan(scan), rounds(scan.getLength()), indices(scan) {}
  ScanOp run();

private:
  void find();
  bool goesDown();
  bool turn();
  std::optional<RowIndex> indexOf(DynamicSliceOp slice);
  std::optional<Write> writeOf(unsigned slot);
  std::optional<Write> updateOf(DynamicUpdateSliceOp update);
  std::optional<Write> updateOf(ScatterOp scatter);
  std::optional<Write> sumOf(AddOp sum, Value carried);
  bool isOnlyThere(const Write &write, Value carried, Operation *writer);
  Value startOf(Value tensor);
  Value completed(const Write &write, Value rows);
  Value rowsOf(Value tensor, RowIndex index);
  Value rowArgument(Value tensor, RowIndex index);
  void replaceReads();
  void replaceWrites();
  ScanOp rebuild();

  ScanOp scan;
  int64_t rounds;
  RowIndices indices;
  SmallVector<Read> reads;
  SmallVector<Write> writes;
  SmallVector<Value> xs; // old ones and new ones
};
} // namespace

//===- what there is ------------------------------------------------------------------------===//

/// Of a slice that is a whole row only the first start counts: the others are clamped to 0.
std::optional<RowIndex> RowRaiser::indexOf(DynamicSliceOp slice) {
  auto type = typeOf(slice.getX());
  if (!isRowOf(slice.getSliceSizes(), type))
    return std::nullopt;
  auto index = indices.of(slice.getStartIndices().front());
  return index && isInside(*index, rounds, type) ? index : std::nullopt;
}

std::optional<Write> RowRaiser::updateOf(DynamicUpdateSliceOp update) {
  if (!isRowOf(typeOf(update.getUpdate()).getShape(), typeOf(update.getX())))
    return std::nullopt;
  auto index = indices.of(update.getStartIndices().front());
  return index ? std::optional(Write{0, update.getUpdate(), false, *index}) : std::nullopt;
}

/// A scatter at one index, which is a row's. A window outside would be left out: none is.
std::optional<Write> RowRaiser::updateOf(ScatterOp scatter) {
  bool isAdded = scatter.getCombiner() == Combiner::Add;
  if (scatter.getInputs().size() != 1 || (!isAdded && scatter.getCombiner() != Combiner::Set) ||
      typeOf(scatter.getScatterIndices()).getNumElements() != 1 ||
      scatter.getInsertedWindowDims() != ArrayRef<int64_t>{0} ||
      scatter.getScatterDimsToOperandDims() != ArrayRef<int64_t>{0} ||
      !scatter.getInputBatchingDims().empty())
    return std::nullopt;
  auto type = typeOf(scatter.getInputs()[0]), row = typeOf(scatter.getUpdates()[0]);
  if (!type.hasStaticShape() || !row.hasStaticShape() ||
      row.getNumElements() * type.getDimSize(0) != type.getNumElements())
    return std::nullopt;
  auto index = indices.of(scatter.getScatterIndices());
  return index ? std::optional(Write{0, scatter.getUpdates()[0], isAdded, *index}) : std::nullopt;
}

/// The carried tensor with a row added to it that lies among zeros, as the derivative of a slice.
std::optional<Write> RowRaiser::sumOf(AddOp sum, Value carried) {
  Value other = otherSummand(sum, carried);
  auto update = other ? other.getDefiningOp<DynamicUpdateSliceOp>() : DynamicUpdateSliceOp();
  if (!update || !other.hasOneUse() || other.getType() != carried.getType() ||
      !isZero(update.getX()))
    return std::nullopt;
  auto write = updateOf(update);
  if (write)
    write->isAdded = true;
  return write;
}

/// Nobody reads the carried tensor but for the row that is replaced in the same round: what a round
/// sees of it is what the loop began with.
bool RowRaiser::isOnlyThere(const Write &write, Value carried, Operation *writer) {
  return llvm::count(writer->getOperands(), carried) == 1 &&
         llvm::all_of(carried.getUsers(), [&](Operation *user) {
           auto slice = dyn_cast<DynamicSliceOp>(user);
           return user == writer || (slice && indexOf(slice) == write.index);
         });
}

/// Neighbouring rows are written, each once.
std::optional<Write> RowRaiser::writeOf(unsigned slot) {
  Value carried = scan.getCarried()[slot], next = scan.getYielded()[slot];
  Operation *writer = next.getDefiningOp();
  if (!writer || !next.hasOneUse() || writer->getBlock() != &scan.getBlock() ||
      !typeOf(carried).hasStaticShape() || typeOf(carried).getRank() == 0)
    return std::nullopt;
  std::optional<Write> write;
  if (auto update = dyn_cast<DynamicUpdateSliceOp>(writer); update && update.getX() == carried)
    write = updateOf(update);
  else if (auto scatter = dyn_cast<ScatterOp>(writer);
           scatter && llvm::is_contained(scatter.getInputs(), carried))
    write = updateOf(scatter);
  else if (auto sum = dyn_cast<AddOp>(writer))
    write = sumOf(sum, carried);
  if (!write || std::abs(write->index.step) != 1 ||
      !isInside(write->index, rounds, typeOf(carried)) || !isOnlyThere(*write, carried, writer) ||
      (write->isAdded && typeOf(carried).getElementType().isInteger(1)))
    return std::nullopt;
  write->slot = slot;
  return write;
}

/// What a tensor is when the loop begins; null if it is made in the loop.
Value RowRaiser::startOf(Value tensor) {
  if (!scan.getBody().isAncestor(tensor.getParentRegion()))
    return tensor;
  for (const Write &write : writes)
    if (scan.getCarried()[write.slot] == tensor)
      return scan.getInits()[write.slot];
  return {};
}

void RowRaiser::find() {
  reads.clear();
  writes.clear();
  for (unsigned slot = 0; slot < scan.getInits().size(); ++slot)
    if (auto write = writeOf(slot))
      writes.push_back(*write);
  scan.getBody().walk([&](DynamicSliceOp slice) {
    if (startOf(slice.getX()))
      if (auto index = indexOf(slice))
        reads.push_back({slice, *index});
  });
}

//===- direction ----------------------------------------------------------------------------===//

/// Most rows are counted from the last one.
bool RowRaiser::goesDown() {
  auto isDown = [](auto &access) { return access.index.step < 0; };
  return 2 * (llvm::count_if(reads, isDown) + llvm::count_if(writes, isDown)) >
         int64_t(reads.size() + writes.size());
}

/// The same rounds, row numbers counted from the other end. Only numbers can be turned.
bool RowRaiser::turn() {
  SmallVector<RowIndex> numbers;
  for (Value x : scan.getXs()) {
    auto number = indices.ofStack(x);
    if (!number)
      return false;
    numbers.push_back({-number->step, number->at(rounds - 1)});
  }
  if (!scan.getYs().empty())
    return false;
  OpBuilder b(scan);
  RuleBuilder g(b, scan.getLoc());
  for (auto [x, number] : llvm::zip_equal(scan.getXsMutable(), numbers))
    x.set(rowNumbers(g, number, rounds, getElementTypeOrSelf(x.get())));
  scan.setReverse(!scan.getReverse());
  indices = RowIndices(scan);
  return true;
}

//===- the new loop -------------------------------------------------------------------------===//

/// The rows that are read, from the least number on.
Value RowRaiser::rowsOf(Value tensor, RowIndex index) {
  auto type = typeOf(tensor);
  if (index == RowIndex{1, 0} && type.getDimSize(0) == rounds)
    return tensor;
  SmallVector<int64_t> starts(type.getRank(), 0), strides(type.getRank(), 1);
  SmallVector<int64_t> limits(type.getShape());
  starts[0] = index.first;
  limits[0] = index.at(rounds - 1) + 1;
  strides[0] = index.step;
  OpBuilder b(scan);
  return SliceOp::create(b, scan.getLoc(), tensor, starts, limits, strides);
}

Value RowRaiser::rowArgument(Value tensor, RowIndex index) {
  Value rows = rowsOf(tensor, index);
  unsigned number = llvm::find(xs, rows) - xs.begin(), carried = scan.getInits().size();
  if (number == xs.size()) {
    xs.push_back(rows);
    auto type = typeOf(rows);
    scan.getBlock().addArgument(type.clone(type.getShape().drop_front()), scan.getLoc());
  }
  return scan.getBlock().getArgument(carried + number);
}

void RowRaiser::replaceReads() {
  for (Read &read : reads) {
    OpBuilder b(read.slice);
    RuleBuilder g(b, read.slice.getLoc());
    Value row = rowArgument(startOf(read.slice.getX()), read.index);
    read.slice.replaceAllUsesWith(g.reshape(row, typeOf(read.slice).getShape()));
    read.slice.erase();
  }
}

/// What is yielded for the rows comes behind all that is carried.
void RowRaiser::replaceWrites() {
  Operation *yield = scan.getBlock().getTerminator();
  OpBuilder b(yield);
  llvm::BitVector gone(yield->getNumOperands());
  SmallVector<Value> rows;
  for (const Write &write : writes) {
    Value start = scan.getInits()[write.slot];
    RuleBuilder g(b, yield->getOperand(write.slot).getLoc());
    Value row = g.reshape(write.row, typeOf(start).getShape().drop_front());
    rows.push_back(write.isAdded ? g.add(rowArgument(start, write.index), row) : row);
    gone.set(write.slot);
  }
  for (const Write &write : writes) {
    Operation *writer = yield->getOperand(write.slot).getDefiningOp();
    yield->setOperand(write.slot, scan.getInits()[write.slot]);
    writer->erase();
  }
  yield->eraseOperands(gone);
  yield->insertOperands(yield->getNumOperands(), rows);
}

/// The rows among those that no round writes.
Value RowRaiser::completed(const Write &write, Value rows) {
  Value start = scan.getInits()[write.slot];
  if (start.getType() == rows.getType())
    return rows;
  OpBuilder b(scan);
  auto constant = [&](int64_t number) -> Value {
    auto type = RankedTensorType::get({}, b.getI64Type());
    return ConstantOp::create(b, rows.getLoc(), DenseElementsAttr::get(type, number));
  };
  SmallVector<Value> starts(typeOf(start).getRank(), constant(0));
  starts[0] = constant(write.index.first);
  return DynamicUpdateSliceOp::create(b, rows.getLoc(), start, rows, starts);
}

ScanOp RowRaiser::rebuild() {
  xs.assign(scan.getXs().begin(), scan.getXs().end());
  replaceWrites(); // before the slices go, which may be what is written
  replaceReads();
  Block &body = scan.getBlock();
  llvm::BitVector gone(body.getNumArguments());
  for (const Write &write : writes)
    gone.set(write.slot);
  SmallVector<Value> inits, results;
  for (auto [slot, init] : llvm::enumerate(scan.getInits()))
    if (!gone[slot])
      inits.push_back(init);
  body.eraseArguments(gone);
  auto rows = ValueRange(body.getTerminator()->getOperands()).drop_front(inits.size());
  OpBuilder b(scan);
  auto raised =
      ScanOp::create(b, scan.getLoc(), inits, xs, TypeRange(rows), rounds, scan.getReverse());
  for (auto [old, argument] :
       llvm::zip_equal(body.getArguments(), raised.getBlock().getArguments()))
    old.replaceAllUsesWith(argument);
  raised.getBlock().getOperations().splice(raised.getBlock().end(), body.getOperations());
  auto finals = raised.getFinals().begin(), ys = raised.getYs().begin();
  auto stacked = ys + scan.getYs().size();
  for (const Write &write : writes)
    scan.getFinals()[write.slot].replaceAllUsesWith(completed(write, *stacked++));
  for (auto [number, result] : llvm::enumerate(scan.getOuts()))
    if (number >= scan.getInits().size())
      result.replaceAllUsesWith(*ys++);
    else if (!gone[number])
      result.replaceAllUsesWith(*finals++);
  scan.erase();
  return raised;
}

/// Stacked numbers that are known without the loop, for whoever takes them as indices.
static void replaceNumbers(ScanOp scan) {
  RowIndices indices(scan);
  OpBuilder b(scan);
  RuleBuilder g(b, scan.getLoc());
  for (auto [y, row] :
       llvm::zip_equal(scan.getYs(), scan.getYielded().drop_front(scan.getInits().size()))) {
    if (y.use_empty() || typeOf(y).getRank() != 1)
      continue;
    if (auto number = indices.of(row))
      y.replaceAllUsesWith(rowNumbers(g, *number, scan.getLength(), typeOf(y).getElementType()));
  }
}

ScanOp RowRaiser::run() {
  find();
  if (goesDown() && turn())
    find();
  auto isDown = [](auto &access) { return access.index.step < 0; };
  llvm::erase_if(writes, isDown);
  llvm::erase_if(reads, [&](Read &read) { return isDown(read) || !startOf(read.slice.getX()); });
  return reads.empty() && writes.empty() ? scan : rebuild();
}

void tcc::detail::raiseRows(ScanOp scan) {
  if (scan.getLength() == 0)
    return;
  // A row may be the number of another one.
  for (ScanOp before; scan != before;) {
    before = scan;
    scan = RowRaiser(scan).run();
  }
  replaceNumbers(scan);
}
