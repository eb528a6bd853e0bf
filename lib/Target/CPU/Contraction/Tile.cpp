// The register tile: sums over one block of K, then (last block) the epilogue on the registers,
// then the stores.
#include "Emitter.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tcc::cpu;

/// How far ahead a tile that packs fetches: its rows are pages apart, no hardware foresees them.
/// 128x768x3072: 2700 us packed in front, 2690 without fetching, 2570 with 8, 2510 with 16, 2450
/// with 32, 2500 with 64 and more.
static constexpr int64_t stepsAhead = 32;

ContractionEmitter::Point ContractionEmitter::pointOf(const Tile &tile, int64_t row,
                                                      int64_t vector) const {
  return {tile.m, tile.n, row, vector * s.lanes, c.n, s.lanes, tile.masks[vector]};
}

Value ContractionEmitter::offsetOf(int operand, const Point &point) {
  const Operand &o = c.operands[operand];
  Value corner =
      b.advance(b.advance(cursors[operand].base, point.m, o.strides[c.m]), point.n, o.strides[c.n]);
  return b.add(corner, point.row * o.strides[c.m] + point.column * o.strides[c.n]);
}

Value ContractionEmitter::load(int operand, const Point &point) {
  const Operand &o = c.operands[operand];
  if (!o.isBuffer())
    return b.splat(o.memref, point.width);
  return b.load(cursors[operand].buffer, offsetOf(operand, point),
                VectorType::get({point.width}, o.element), o.strides[point.along], point.mask);
}

void ContractionEmitter::store(int operand, const Point &point, Value value) {
  b.store(value, cursors[operand].buffer, offsetOf(operand, point),
          c.operands[operand].strides[point.along], point.mask);
}

/// A scalar or vector of a factor's elements in the type of the sum.
Value ContractionEmitter::widen(int operand, Value factor) {
  Operation *widening = c.operands[operand].widening;
  if (!widening)
    return factor;
  Operation *wide = b.clone(*widening);
  wide->setOperand(0, factor);
  auto vector = dyn_cast<VectorType>(factor.getType());
  wide->getResult(0).setType(vector ? Type(vector.clone(element)) : element);
  return wide->getResult(0);
}

/// Elements of a factor where it lies.
Value ContractionEmitter::loadFactor(int operand, Value at, int64_t width, int64_t stride,
                                     Value mask) {
  auto type = VectorType::get({width}, c.operands[operand].element);
  return widen(operand, b.load(cursors[operand].buffer, at, type, stride, mask));
}

ContractionEmitter::Values ContractionEmitter::loadTile(const Tile &tile, int operand) {
  Values values;
  for (int64_t row = 0; row < tile.rows; ++row)
    for (int64_t vector = 0; vector < tile.vectors; ++vector)
      values.push_back(load(operand, pointOf(tile, row, vector)));
  return values;
}

ContractionEmitter::Values ContractionEmitter::startSums(const Tile &tile, const KBlock &block) {
  int64_t count = tile.rows * tile.vectors;
  auto start = [&] {
    return c.zeroInit ? Values(count, b.zero(vectorType(s.lanes))) : loadTile(tile, c.sum);
  };
  bool startsAsItGoesOn = !c.zeroInit && c.sum == c.partial;
  if (!block.isFirst || startsAsItGoesOn)
    return start();
  SmallVector<Type> types(count, vectorType(s.lanes));
  return b.select(block.isFirst, start, [&] { return loadTile(tile, c.partial); }, types);
}

/// Steps of a sum axis whose terms exist: 0 <= place + step * i < extent for every border.
ContractionEmitter::Range ContractionEmitter::termsOf(int axis) {
  Range terms{b.index(0), b.index(c.extent(axis))};
  for (auto [place, border] : llvm::zip_equal(places, c.borders)) {
    int64_t step = border.steps[axis];
    if (!step)
      continue;
    auto firstAt = [&](int64_t bound) { // the least i with place + step * i >= bound
      Value missing = b.max(b.sub(b.index(bound + step - 1), place), b.index(0));
      return b.div(missing, step);
    };
    terms.begin = b.max(terms.begin, firstAt(0));
    terms.end = b.min(terms.end, firstAt(border.extent));
  }
  return terms;
}

/// Steps of the innermost sum: none where a border that moves with no sum of the block leaves the
/// whole block out.
Value ContractionEmitter::stepsOf(const KBlock &block) {
  Value count = block.count;
  for (auto [place, border] : llvm::zip_equal(places, c.borders)) {
    if (llvm::any_of(block.inner, [&](int axis) { return border.steps[axis] != 0; }))
      continue;
    // A place before the border is a very large one.
    Value isThere =
        b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::ult, place, b.index(border.extent));
    count = b.choose(isThere, count, b.index(0));
  }
  return b.div(b.add(count, terms - 1), terms);
}

/// The sum's loops, innermost last; each moves both operands.
ContractionEmitter::Values ContractionEmitter::accumulate(const Tile &tile, const KBlock &block,
                                                          ValueRange sums, unsigned depth,
                                                          Step at) {
  bool isInnermost = depth == block.inner.size();
  int axis = isInnermost ? c.k : block.inner[depth];
  int64_t together = isInnermost ? terms : 1;
  Range range = isInnermost ? Range{b.index(0), stepsOf(block)} : termsOf(axis);
  return b.fold(range.begin, range.end, sums, [&](Value i, ValueRange carried) {
    Step next{b.advance(at.scalar, i, together * c.scalarOperand().strides[axis]),
              b.advance(at.vector, i, together * c.vectorOperand().strides[axis]),
              b.add(b.mul(at.number, steps(axis)), i)};
    return isInnermost ? multiplyAdd(tile, next, carried)
                       : accumulate(tile, block, carried, depth + 1, next);
  });
}

void ContractionEmitter::addTo(Value &sum, Value factor, Value vector) {
  if (terms > 1) {
    sum = addPairs(sum, factor, vector);
    return;
  }
  bool isFused = target.hasFma && isa<FloatType>(element);
  sum = isFused ? b.multiplyAdd(factor, vector, sum) : b.addProduct(factor, vector, sum);
}

/// The vectors of one k.
ContractionEmitter::Values ContractionEmitter::loadVectors(const Tile &tile, const Step &at) {
  bool isPacked = s.packVector && !tile.packs;
  Value panel = s.packVector ? b.advance(tile.vectorPanel, at.number, vectorSide.width) : Value();
  Value source = b.add(at.vector, tile.n);
  Values vectors;
  for (int64_t q = 0; q < tile.vectors; ++q) {
    Value at = b.add(isPacked ? panel : source, q * s.lanes);
    vectors.push_back(isPacked    ? b.load(vectorSide.packed.buffer, at, vectorType(s.lanes))
                      : terms > 1 ? loadPairs(c.vector, at, tile.masks[q])
                                  : loadFactor(c.vector, at, s.lanes, 1, tile.masks[q]));
    if (tile.packs)
      b.store(vectors.back(), vectorSide.packed.buffer, b.add(panel, q * s.lanes));
  }
  if (tile.packs) // beyond the operand's end it fetches what nobody reads
    for (int64_t q = 0; q < tile.vectors; ++q)
      b.prefetch(cursors[c.vector].buffer,
                 b.add(source, q * s.lanes + stepsAhead * c.vectorOperand().strides[c.k]));
  return vectors;
}

/// A row's factor of one k, in every lane; it lies at `place`.
Value ContractionEmitter::splatFactor(const Tile &tile, const Step &at, Value place, int64_t row) {
  if (s.packScalar) {
    Value panel = b.advance(tile.scalarPanel, at.number, scalarSide.width);
    return b.loadSplat(scalarSide.packed.buffer, b.add(panel, row), s.lanes);
  }
  Value factor = terms > 1 ? loadPair(c.scalar, place)
                           : widen(c.scalar, b.loadScalar(cursors[c.scalar].buffer, place));
  return b.splat(factor, s.lanes);
}

/// One k: every sum of the tile += its row's element * its column's vector, but for rows that have
/// no such term.
ContractionEmitter::Values
ContractionEmitter::multiplyAdd(const Tile &tile, const Step &at, ValueRange sums,
                                llvm::function_ref<bool(int64_t)> takesRow) {
  const Operand &scalar = c.scalarOperand();
  Value corner =
      b.advance(b.advance(at.scalar, tile.m, scalar.strides[c.m]), tile.n, scalar.strides[c.n]);
  Values vectors = loadVectors(tile, at), result;
  for (int64_t row = 0; row < tile.rows; ++row) {
    if (!takesRow(row)) {
      llvm::append_range(result, sums.slice(row * tile.vectors, tile.vectors));
      continue;
    }
    Value start = b.add(corner, row * scalar.strides[c.m]), factor;
    if (!c.isDepthwise())
      factor = splatFactor(tile, at, start, row);
    for (int64_t q = 0; q < tile.vectors; ++q) {
      if (c.isDepthwise())
        factor = loadFactor(c.scalar, b.add(start, q * s.lanes * scalar.strides[c.n]), s.lanes,
                            scalar.strides[c.n], tile.masks[q]);
      result.push_back(sums[row * tile.vectors + q]);
      addTo(result.back(), factor, vectors[q]);
    }
  }
  for (auto [moved, vector] : llvm::zip(sums.drop_front(result.size()), vectors))
    result.push_back(addMoved(moved, vector));
  return result;
}

void ContractionEmitter::evaluateStage(const Stage &stage, const Point &point,
                                       llvm::DenseMap<Value, Value> &registers) {
  linalg::LinalgOp op = stage.op;
  Block &body = *op.getBlock();
  IRMapping values;
  for (auto [argument, operand] : llvm::zip_equal(body.getArguments(), stage.operands)) {
    if (argument.use_empty())
      continue;
    Value held = registers.lookup(c.operands[operand].memref);
    values.map(argument, held ? held : load(operand, point));
  }
  for (Operation &inner : body.without_terminator())
    b.vectorize(inner, point.width, values);
  auto results = ArrayRef<int>(stage.operands).drop_front(op.getNumDpsInputs());
  for (auto [operand, yielded] : llvm::zip_equal(results, body.getTerminator()->getOperands())) {
    Value value = values.lookupOrNull(yielded);
    registers[c.operands[operand].memref] = value ? value : b.splat(yielded, point.width);
  }
}

/// What the stores take, for one vector of sums.
ContractionEmitter::Values ContractionEmitter::evaluate(const Point &point, Value sum) {
  llvm::DenseMap<Value, Value> registers;
  registers[c.operands[c.sum].memref] = sum;
  for (const Stage &stage : c.epilogue)
    evaluateStage(stage, point, registers);
  return llvm::map_to_vector(
      c.stores, [&](int operand) { return registers.lookup(c.operands[operand].memref); });
}

void ContractionEmitter::storePartial(const Tile &tile, ArrayRef<Value> sums) {
  for (int64_t row = 0; row < tile.rows; ++row)
    for (int64_t q = 0; q < tile.vectors; ++q)
      store(c.partial, pointOf(tile, row, q), sums[row * tile.vectors + q]);
}

/// All values first, then all stores: loads of the epilogue that several vectors share become one.
void ContractionEmitter::storeRows(const Tile &tile, ArrayRef<Value> sums) {
  SmallVector<std::pair<Point, Values>> results;
  for (int64_t row = 0; row < tile.rows; ++row)
    for (int64_t q = 0; q < tile.vectors; ++q) {
      Point point = pointOf(tile, row, q);
      results.push_back({point, evaluate(point, sums[row * tile.vectors + q])});
    }
  for (auto &[point, values] : results)
    for (auto [operand, value] : llvm::zip_equal(c.stores, values))
      store(operand, point, value);
}

/// Unrolled over the tile, a long epilogue would be most of the program, and of the time to compile
/// it: then the sums go through scratch (in L1) and a loop takes them row by row.
void ContractionEmitter::storeResults(const Tile &tile, ArrayRef<Value> sums) {
  if (!s.spillTile)
    return storeRows(tile, sums);
  for (auto [i, sum] : llvm::enumerate(sums))
    b.store(sum, spilled, b.index(i * s.lanes));
  b.loop(tile.rows, [&](Value row) {
    Tile line = tile;
    line.m = b.add(tile.m, row);
    line.rows = 1;
    Value from = b.mul(row, tile.vectors * s.lanes);
    Values lineSums;
    for (int64_t q = 0; q < tile.vectors; ++q)
      lineSums.push_back(b.load(spilled, b.add(from, q * s.lanes), vectorType(s.lanes)));
    storeRows(line, lineSums);
  });
}

/// The tile is the transpose of what is stored: it is turned, through registers to scratch, where
/// each lane's column is a vector along m.
void ContractionEmitter::storeTurned(const Tile &tile, ArrayRef<Value> sums) {
  for (int64_t q = 0; q < tile.vectors; ++q) {
    Values rows;
    for (int64_t row = 0; row < tile.rows; ++row)
      rows.push_back(sums[row * tile.vectors + q]);
    for (auto [lane, column] : llvm::enumerate(b.transpose(rows)))
      b.store(column, spilled, b.index((q * s.lanes + lane) * tile.rows));
  }
  Value width = b.index(tile.vectors * s.lanes);
  Value count = tile.masks.back() ? b.min(width, b.sub(tile.nEnd, tile.n)) : width;
  b.loop(b.index(0), count, 1, [&](Value column) {
    Point point{tile.m, b.add(tile.n, column), 0, 0, c.m, tile.rows, {}};
    Value sum = b.load(spilled, b.mul(column, tile.rows), vectorType(tile.rows));
    for (auto [operand, value] : llvm::zip_equal(c.stores, evaluate(point, sum)))
      store(operand, point, value);
  });
}

/// Behind the sums, what moved signs add to each vector of them; it is taken off.
ContractionEmitter::Values ContractionEmitter::sumUp(const Tile &tile, const KBlock &block,
                                                     Step at) {
  Values sums = startSums(tile, block);
  if (!movesSigns)
    return accumulate(tile, block, sums, 0, at);
  size_t count = sums.size();
  sums.append(tile.vectors, b.zero(vectorType(s.lanes)));
  sums = accumulate(tile, block, sums, 0, at);
  for (size_t i = 0; i < count; ++i)
    sums[i] = arith::SubIOp::create(b, sums[i], sums[count + i % tile.vectors]);
  sums.truncate(count);
  return sums;
}

void ContractionEmitter::emitTile(const Tile &tile, const KBlock &block) {
  Step at{b.advance(cursors[c.scalar].base, block.first, c.scalarOperand().strides[c.k]),
          b.advance(cursors[c.vector].base, block.first, c.vectorOperand().strides[c.k]),
          b.index(0)};
  Values sums = sumUp(tile, block, at);
  bool endsAsItGoesOn = c.epilogue.empty() && c.partial == c.stores.back();
  if (s.turned)
    storeTurned(tile, sums);
  else if (!block.isLast || endsAsItGoesOn)
    storeResults(tile, sums);
  else
    b.when(block.isLast, [&] { storeResults(tile, sums); }, [&] { storePartial(tile, sums); });
}
