// The loops around the tiles: tasks, blocks of columns, of the sum, of rows, then panels; and the
// entry points. Blocks are chosen so that a packed panel stays in L1 and a block of rows in L2.
#include "Emitter.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace tcc::cpu;

static constexpr int64_t scratchAlignment = 64;

static int64_t ceilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

ContractionEmitter::ContractionEmitter(KernelFunction kernel, const Contraction &contraction,
                                       const ContractionSchedule &schedule, const CpuTarget &target)
    : kernel(kernel), c(contraction), s(schedule), target(target),
      element(c.operands[c.sum].element), b(linalg::LinalgOp(contraction.op)->getLoc(),
                                            kernel.function.getBody().front().getTerminator()),
      scalarSide{c.scalar, c.m, s.tileRows, c.extent(c.m) % s.tileRows != 0, {}},
      vectorSide{c.vector, c.n, s.tileColumns(), c.extent(c.n) % s.tileColumns() != 0, {}},
      terms(s.turned || s.lanes != 16 ? 1 : termsTogether(c, target)),
      movesSigns(terms == 4 && tcc::cpu::movesSigns(c, target)) {}

/// Every buffer as one dimension: offsets are ours to compute.
void ContractionEmitter::bindBuffers() {
  llvm::DenseMap<Value, Value> flat;
  for (const Operand &operand : c.operands) {
    if (!operand.isBuffer()) {
      cursors.push_back({});
      continue;
    }
    Value &view = flat[operand.memref];
    if (!view) {
      view = b.flatten(operand.memref);
      views.push_back(view.getDefiningOp());
    }
    cursors.push_back({view, b.index(operand.offset)});
  }
}

/// A private sum that stays in registers leaves no trace.
void ContractionEmitter::eraseUnusedViews() {
  for (Operation *view : views)
    if (view->use_empty()) {
      auto cast = view->getOperand(0).getDefiningOp<memref::ReinterpretCastOp>();
      view->erase();
      if (cast && cast->use_empty())
        cast.erase();
    }
}

/// Room for the packed panels of one worker, and for a tile on its way to the epilogue, in bytes.
int64_t ContractionEmitter::bindScratch() {
  KBlock block = firstBlock();
  int64_t bytes = 0;
  auto reserve = [&](int64_t elements) -> Value {
    auto type = MemRefType::get({elements}, element);
    Value buffer = memref::ViewOp::create(b, type, kernel.scratch(), b.index(bytes), ValueRange());
    bytes = llvm::alignTo(bytes + elements * element.getIntOrFloatBitWidth() / 8, scratchAlignment);
    return buffer;
  };
  auto reservePanels = [&](Side &side, int64_t blockExtent) {
    int64_t panels = ceilDiv(std::min(blockExtent, c.extent(side.axis)), side.width);
    side.packed = {reserve(panels * panelSize(side, block)), b.index(0)};
  };
  if (s.packVector)
    reservePanels(vectorSide, s.columnBlock);
  if (s.packScalar)
    reservePanels(scalarSide, s.rowBlock);
  if (s.turned || s.spillTile)
    spilled = reserve(s.tileRows * s.tileColumns());
  return bytes;
}

KernelCode ContractionEmitter::emit() {
  bindBuffers();
  int64_t scratchBytes = bindScratch();
  for (const Border &border : c.borders)
    places.push_back(b.index(-border.low));
  b.loop(kernel.begin(), kernel.end(), 1, [&](Value task) { emitTask(task); });
  eraseUnusedViews();
  return {c.repeats() * s.gridRows * s.gridColumns, s.grain, scratchBytes};
}

void ContractionEmitter::moveAll(int axis, Value steps) {
  for (auto [place, border] : llvm::zip_equal(places, c.borders))
    place = b.advance(place, steps, border.steps[axis]);
  for (auto [cursor, operand] : llvm::zip_equal(cursors, c.operands))
    if (operand.isBuffer())
      cursor.base = b.advance(cursor.base, steps, operand.strides[axis]);
}

/// Takes the fastest coordinate off a linear task number.
Value ContractionEmitter::taskCoordinate(Value &task, int64_t count) {
  Value coordinate = b.rem(task, count);
  task = b.div(task, count);
  return coordinate;
}

/// One of `parts` ranges of whole units.
ContractionEmitter::Range ContractionEmitter::taskRange(Value part, int64_t parts, int64_t unit,
                                                        int64_t extent) {
  if (parts == 1)
    return {b.index(0), b.index(extent)};
  auto cut = [&](Value at) {
    return b.min(b.index(extent), b.mul(b.div(b.mul(at, ceilDiv(extent, unit)), parts), unit));
  };
  return {cut(part), cut(b.add(part, 1))};
}

void ContractionEmitter::emitTask(Value task) {
  llvm::SaveAndRestore saved(cursors);
  llvm::SaveAndRestore savedPlaces(places);
  Value column = taskCoordinate(task, s.gridColumns), row = taskCoordinate(task, s.gridRows);
  for (int axis : llvm::reverse(c.outer))
    moveAll(axis, taskCoordinate(task, c.extent(axis)));
  Range columns = taskRange(column, s.gridColumns, s.tileColumns(), c.extent(c.n));
  if (s.sliding)
    return emitSliding(columns);
  emitNest(taskRange(row, s.gridRows, s.tileRows, c.extent(c.m)), columns);
}

ContractionEmitter::KBlock ContractionEmitter::firstBlock() const {
  KBlock block;
  block.steps = s.kBlock;
  if (s.kBlock < c.extent(c.k))
    return block;
  for (int axis : llvm::reverse(c.outerSums)) {
    if (block.steps * c.extent(axis) > mostInnerSteps)
      break;
    block.steps *= c.extent(axis);
    block.inner.insert(block.inner.begin(), axis);
  }
  return block;
}

int64_t ContractionEmitter::blockCount(const KBlock &block) const {
  int64_t count = ceilDiv(c.extent(c.k), s.kBlock);
  for (int axis : ArrayRef<int>(c.outerSums).drop_back(block.inner.size()))
    count *= c.extent(axis);
  return count;
}

void ContractionEmitter::enterBlock(KBlock &block, Value number) {
  int64_t count = blockCount(block), depth = c.extent(c.k);
  block.first = b.index(0);
  block.count = b.index(s.kBlock);
  if (count == 1)
    return;
  block.isFirst = b.equal(number, 0);
  block.isLast = b.equal(number, count - 1);
  block.first = b.mul(taskCoordinate(number, ceilDiv(depth, s.kBlock)), s.kBlock);
  if (depth % s.kBlock)
    block.count = b.min(block.count, b.sub(b.index(depth), block.first));
  for (int axis : llvm::reverse(ArrayRef<int>(c.outerSums).drop_back(block.inner.size())))
    moveAll(axis, taskCoordinate(number, c.extent(axis)));
}

void ContractionEmitter::emitNest(Range rows, Range columns) {
  b.loop(columns.begin, columns.end, s.columnBlock, [&](Value column) {
    Range strip{column, b.min(columns.end, b.add(column, s.columnBlock))};
    KBlock block = firstBlock();
    b.loop(blockCount(block), [&](Value number) {
      llvm::SaveAndRestore saved(cursors);
      llvm::SaveAndRestore savedPlaces(places);
      enterBlock(block, number);
      emitBlock(block, rows, strip);
    });
  });
}

void ContractionEmitter::emitBlock(const KBlock &block, Range rows, Range columns) {
  if (s.packVector && !s.packInTile)
    pack(vectorSide, block, columns);
  emitOuterRows(0, [&] {
    b.loop(rows.begin, rows.end, s.rowBlock, [&](Value row) {
      Range part{row, b.min(rows.end, b.add(row, s.rowBlock))};
      if (s.packScalar)
        pack(scalarSide, block, part);
      emitPanels(block, part, columns);
    });
  });
}

void ContractionEmitter::emitOuterRows(unsigned depth, llvm::function_ref<void()> body) {
  if (depth == c.outerRows.size())
    return body();
  int axis = c.outerRows[depth];
  b.loop(c.extent(axis), [&](Value i) {
    llvm::SaveAndRestore saved(cursors);
    llvm::SaveAndRestore savedPlaces(places);
    moveAll(axis, i);
    emitOuterRows(depth + 1, body);
  });
}

/// Whole panels of columns, then the narrower last one, whose last vector is masked.
void ContractionEmitter::forPanels(Range columns, llvm::function_ref<void(Tile)> body) {
  int64_t width = s.tileColumns(), rest = c.extent(c.n) % width;
  auto emit = [&](Value n, int64_t vectors, bool isMasked) {
    Tile tile;
    tile.n = n;
    tile.nEnd = columns.end;
    tile.vectors = vectors;
    tile.masks.resize(vectors);
    if (isMasked)
      tile.masks.back() = b.mask(b.sub(columns.end, n), (vectors - 1) * s.lanes, s.lanes);
    body(tile);
  };
  Value whole = rest ? b.add(columns.begin, b.roundDown(b.sub(columns.end, columns.begin), width))
                     : columns.end;
  b.loop(columns.begin, whole, width, [&](Value n) { emit(n, s.tileVectors, false); });
  if (rest)
    b.loop(whole, columns.end, width,
           [&](Value n) { emit(n, ceilDiv(rest, s.lanes), rest % s.lanes != 0); });
}

void ContractionEmitter::emitPanels(const KBlock &block, Range rows, Range columns) {
  forPanels(columns, [&](Tile tile) {
    if (s.packVector)
      tile.vectorPanel =
          b.advance(vectorSide.packed.base, b.div(b.sub(tile.n, columns.begin), s.tileColumns()),
                    panelSize(vectorSide, block));
    emitPanel(block, rows, tile);
  });
}

/// Whole tiles of rows, then the lower last one.
void ContractionEmitter::emitPanel(const KBlock &block, Range rows, Tile tile) {
  auto emit = [&](Value m, int64_t tileRows) {
    tile.m = m;
    tile.rows = tileRows;
    if (s.packScalar)
      tile.scalarPanel = b.advance(scalarSide.packed.base, b.div(b.sub(m, rows.begin), s.tileRows),
                                   panelSize(scalarSide, block));
    emitTile(tile, block);
  };
  int64_t rest = c.extent(c.m) % s.tileRows;
  Value begin = rows.begin;
  Value whole = rest ? b.add(begin, b.roundDown(b.sub(rows.end, begin), s.tileRows)) : rows.end;
  if (s.packInTile) {
    tile.packs = true;
    emit(begin, s.tileRows);
    tile.packs = false;
    begin = b.add(begin, s.tileRows);
  }
  b.loop(begin, whole, s.tileRows, [&](Value m) { emit(m, s.tileRows); });
  if (rest)
    b.loop(whole, rows.end, rest, [&](Value m) { emit(m, rest); });
}

/// Removes the ops that the generated code replaces, and the views and allocations that only they
/// used.
static void eraseReplaced(ArrayRef<Operation *> replaced, Operation *terminator) {
  for (Operation *op : llvm::reverse(replaced)) {
    auto isDealloc = [](Operation *user) { return isa<memref::DeallocOp>(user); };
    if (isa<linalg::LinalgOp>(op) || isOpTriviallyDead(op)) {
      op->erase();
    } else if (isa<memref::DeallocOp>(op)) {
      op->moveBefore(terminator);
    } else if (isa<memref::AllocOp>(op) && llvm::all_of(op->getUsers(), isDealloc)) {
      for (Operation *user : llvm::make_early_inc_range(op->getUsers()))
        user->erase();
      op->erase();
    }
  }
}

FailureOr<KernelCode> tcc::cpu::emitContraction(KernelFunction kernel,
                                                exec::ContractionScheduleAttr attribute,
                                                const CpuTarget &target) {
  FailureOr<Contraction> contraction =
      analyseContraction(kernel.function.getBody(), kernel.inputs + kernel.outputs);
  if (failed(contraction))
    return kernel.function.emitError("is no contraction that this schedule could be followed for");
  auto schedule = ContractionSchedule::fromAttribute(attribute);
  legalizeSchedule(schedule, *contraction, target);
  SmallVector<Operation *> replaced;
  for (Operation &op : kernel.function.getBody().front().without_terminator())
    replaced.push_back(&op);
  KernelCode code = ContractionEmitter(kernel, *contraction, schedule, target).emit();
  eraseReplaced(replaced, kernel.function.getBody().front().getTerminator());
  return code;
}
