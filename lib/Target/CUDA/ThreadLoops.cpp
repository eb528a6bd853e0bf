// Loops of a linalg op -> a loop over what is this thread's. Threads next to each other take
// elements next to each other, 16 bytes each where memory allows; a long sum is shared by lanes
// that combine what they have by shuffles, then through workgroup memory.
#include "ThreadLoops.h"

#include "../CPU/Contraction/VectorEmitter.h"

#include "tcc/Dialect/Exec/Combiner.h"
#include "tcc/Target/CPU/Contraction.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

#include <bit>

using namespace mlir;
using namespace tcc::cuda;
using linalg::GenericOp;

/// Sums up to this length are one thread's, where there are threads enough for all of them.
static constexpr int64_t shortSum = 32;

//===- what is shared how --------------------------------------------------------------------===//

namespace {

struct Mapping {
  SmallVector<int64_t> extents;
  SmallVector<unsigned> parallel, sums; // the fastest last
  int64_t vector = 1;                   // consecutive elements that a thread takes at once
  int64_t lanes = 1;                    // threads that share a sum

  int64_t count(ArrayRef<unsigned> loops) const {
    int64_t product = 1;
    for (unsigned loop : loops)
      product *= extents[loop];
    return product;
  }
};

class Mapper {
public:
  Mapper(GenericOp op, int64_t rows, int64_t alignment)
      : op(op), rows(rows), access(std::min(alignment, widestAccess)) {}
  Mapping run(int64_t teamSize, int64_t block);

private:
  void readOperands();
  int64_t vectorAlong(unsigned loop) const;
  void orderLoops();
  bool canShare();
  int64_t lanesFor(int64_t teamSize, int64_t block);
  bool isLinear() const { return operands.size() == op->getNumOperands(); }

  GenericOp op;
  int64_t rows, access;
  SmallVector<tcc::cpu::Operand> operands; // fewer than the op's where a map is not linear
  Mapping m;
};

} // namespace

void Mapper::readOperands() {
  for (OpOperand &use : op->getOpOperands()) {
    auto operand = tcc::cpu::linearOperand(use.get(), op.getMatchingIndexingMap(&use));
    if (failed(operand))
      return;
    operands.push_back(*operand);
  }
}

/// Elements along a loop that every operand has side by side, or has one of for all, aligned.
int64_t Mapper::vectorAlong(unsigned loop) const {
  int64_t widest = 1;
  for (const auto &operand : operands)
    widest =
        std::max<int64_t>(widest, llvm::divideCeil(operand.element.getIntOrFloatBitWidth(), 8));
  int64_t vector = std::clamp<int64_t>(access / widest, 1, 8);
  bool isOutermost = loop == 0 && rows > 0;
  auto fits = [&](const tcc::cpu::Operand &operand) {
    if (!operand.isBuffer() || operand.strides[loop] == 0)
      return true;
    for (auto [other, stride] : llvm::enumerate(operand.strides))
      if (other == loop ? stride != 1 : stride % vector != 0)
        return false;
    return operand.offset % vector == 0 && !operand.element.isInteger(1);
  };
  if (isOutermost || m.extents[loop] % vector != 0 || !llvm::all_of(operands, fits))
    return 1;
  return vector;
}

/// The fastest loop is the one that results, else inputs, lie along.
void Mapper::orderLoops() {
  auto score = [&](unsigned loop, bool isSum) {
    int64_t contiguous = 0;
    for (auto [i, operand] : llvm::enumerate(operands))
      if (operand.isBuffer() && operand.strides[loop] == 1)
        contiguous += !isSum && int64_t(i) >= op.getNumDpsInputs() ? 4 : 1;
    return contiguous;
  };
  auto bringLast = [&](SmallVector<unsigned> &loops, bool isSum) {
    int best = -1;
    for (auto [at, loop] : llvm::enumerate(loops))
      if (!(loop == 0 && rows > 0) && m.extents[loop] > 1 &&
          (best < 0 || score(loop, isSum) >= score(loops[best], isSum)))
        best = int(at);
    if (best >= 0)
      std::rotate(loops.begin() + best, loops.begin() + best + 1, loops.end());
  };
  bringLast(m.parallel, false);
  bringLast(m.sums, true);
}

/// Steps of the sums may be taken in any order.
bool Mapper::canShare() {
  for (unsigned result = 0; result < op.getNumDpsInits(); ++result) {
    Operation *combiner = tcc::exec::combinerOf(op, result);
    AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(result));
    if (!combiner || !arith::getNeutralElement(combiner) ||
        llvm::any_of(m.sums, [&](unsigned loop) { return map.isFunctionOfDim(loop); }))
      return false;
  }
  return true;
}

/// A power of two up to a block: so many that all threads have work, or a warp where a sum lies
/// along memory.
int64_t Mapper::lanesFor(int64_t teamSize, int64_t block) {
  int64_t outputs = std::max<int64_t>(m.count(m.parallel), 1), terms = m.count(m.sums);
  if (m.sums.empty() || terms <= 4 || !canShare())
    return 1;
  auto liesAlong = [&](const tcc::cpu::Operand &operand) {
    return operand.isBuffer() && operand.strides[m.sums.back()] == 1;
  };
  int64_t lanes = std::bit_floor(uint64_t(std::max<int64_t>(teamSize / outputs, 1)));
  if (terms > shortSum && isLinear() && llvm::any_of(operands, liesAlong))
    lanes = std::max(lanes, warpThreads);
  lanes = std::min<int64_t>(lanes, std::bit_ceil(uint64_t(llvm::divideCeil(terms, m.vector))));
  return lanes <= warpThreads ? lanes : block;
}

Mapping Mapper::run(int64_t teamSize, int64_t block) {
  m.extents = op.getStaticLoopRanges();
  if (rows > 0)
    m.extents[0] = std::min(m.extents[0], rows);
  for (auto [loop, kind] : llvm::enumerate(op.getIteratorTypesArray()))
    (kind == utils::IteratorType::parallel ? m.parallel : m.sums).push_back(loop);
  readOperands();
  if (isLinear())
    orderLoops();
  auto &fastest = m.sums.empty() ? m.parallel : m.sums;
  if (isLinear() && !fastest.empty() && (m.sums.empty() || canShare()))
    m.vector = vectorAlong(fastest.back());
  m.lanes = lanesFor(teamSize, block);
  if (!m.sums.empty() && m.lanes == 1)
    m.vector = 1;
  return m;
}

int64_t tcc::cuda::usefulThreads(GenericOp op, int64_t block, int64_t alignment) {
  Mapping m = Mapper(op, 0, alignment).run(std::numeric_limits<int32_t>::max(), block);
  int64_t outputs = std::max<int64_t>(m.count(m.parallel), 1);
  return m.sums.empty() ? llvm::divideCeil(outputs, m.vector) : outputs * m.lanes;
}

//===- the code ------------------------------------------------------------------------------===//

namespace {

using Values = SmallVector<Value>;
using Exchange = llvm::function_ref<Value(Type, int64_t)>;

class ThreadLoops {
public:
  ThreadLoops(GenericOp op, const Team &team, Exchange exchange)
      : b(op.getLoc(), op), op(op), team(team), exchange(exchange),
        m(Mapper(op, team.rows, team.alignment).run(team.size, team.block)) {}
  void emit();

private:
  unsigned inputs() { return op.getNumDpsInputs(); }
  unsigned results() { return op.getNumDpsInits(); }
  Values start();
  Value outputCount();
  void place(Values &point, ArrayRef<unsigned> loops, Value number, int64_t vector);

  Values indicesOf(OpOperand &use, ArrayRef<Value> point);
  bool movesAlong(OpOperand &use, unsigned loop);
  SmallVector<Values> loadAll(ArrayRef<Value> point, unsigned along);
  Value loadOne(OpOperand &use, ArrayRef<Value> point);
  void storeOne(unsigned result, ArrayRef<Value> point, Value value);
  Values evaluate(ArrayRef<Value> point, ArrayRef<Value> arguments);
  Values held(ArrayRef<Value> point);

  void emitParallel();
  void emitSerial();
  void emitShared();
  void sumSerially(Values point, unsigned depth);
  Values partialSums(Values point, Value lane);
  Value neutral(unsigned result);
  Value combine(unsigned result, Value x, Value y);
  Value fromLane(Value value, int64_t distance);
  Value sumOfWarp(unsigned result, Value value, int64_t lanes);
  Value sumOfBlock(unsigned result, Value value);

  tcc::cpu::VectorEmitter b;
  GenericOp op;
  const Team &team;
  Exchange exchange;
  Mapping m;
};

} // namespace

void tcc::cuda::emitThreads(GenericOp op, const Team &team, Exchange exchange) {
  ThreadLoops(op, team, exchange).emit();
}

void ThreadLoops::emit() {
  if (llvm::is_contained(m.extents, 0))
    return;
  if (m.sums.empty())
    return emitParallel();
  if (m.lanes == 1)
    return emitSerial();
  emitShared();
}

//===- places ------------------------------------------------------------------------------===//

Values ThreadLoops::start() { return Values(m.extents.size(), b.index(0)); }

/// Points of the parallel loops, of this team's rows.
Value ThreadLoops::outputCount() {
  int64_t inner = m.count(m.parallel);
  if (!team.lower)
    return b.index(inner);
  Value rows = arith::SubIOp::create(b, team.upper, team.lower);
  return b.mul(rows, inner / m.extents[0]);
}

/// The coordinates of point `number` of some loops, the last fastest and in steps of `vector`.
void ThreadLoops::place(Values &point, ArrayRef<unsigned> loops, Value number, int64_t vector) {
  bool isFastest = true;
  for (unsigned loop : llvm::reverse(loops)) {
    int64_t extent = m.extents[loop] / (isFastest ? vector : 1);
    bool isSlowest = loop == loops.front();
    point[loop] = isSlowest ? number : b.rem(number, extent);
    if (!isSlowest)
      number = b.div(number, extent);
    if (isFastest)
      point[loop] = b.mul(point[loop], vector);
    if (loop == 0 && team.lower)
      point[loop] = b.add(point[loop], team.lower);
    isFastest = false;
  }
}

//===- elements ------------------------------------------------------------------------------===//

Values ThreadLoops::indicesOf(OpOperand &use, ArrayRef<Value> point) {
  auto indices = affine::expandAffineMap(b, b.getLoc(), op.getMatchingIndexingMap(&use), point);
  return Values(indices->begin(), indices->end());
}

bool ThreadLoops::movesAlong(OpOperand &use, unsigned loop) {
  return isa<MemRefType>(use.get().getType()) &&
         op.getMatchingIndexingMap(&use).isFunctionOfDim(loop);
}

Value ThreadLoops::loadOne(OpOperand &use, ArrayRef<Value> point) {
  if (!isa<MemRefType>(use.get().getType()))
    return use.get();
  return memref::LoadOp::create(b, use.get(), indicesOf(use, point));
}

void ThreadLoops::storeOne(unsigned result, ArrayRef<Value> point, Value value) {
  OpOperand *use = op.getDpsInitOperand(result);
  memref::StoreOp::create(b, value, use->get(), indicesOf(*use, point));
}

/// The body's arguments at `vector` places along a loop: what they share is read once, what lies
/// side by side at once.
SmallVector<Values> ThreadLoops::loadAll(ArrayRef<Value> point, unsigned along) {
  SmallVector<Values> places(m.vector, Values(op->getNumOperands()));
  for (auto [i, use] : llvm::enumerate(op->getOpOperands())) {
    bool isNeeded = !op.getBody()->getArgument(i).use_empty() && i < inputs();
    if (!isNeeded)
      continue;
    if (m.vector == 1 || !movesAlong(use, along)) {
      Value one = loadOne(use, point);
      for (Values &place : places)
        place[i] = one;
      continue;
    }
    Type element = getElementTypeOrSelf(use.get().getType());
    int64_t bytes = m.vector * llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
    auto type = VectorType::get({m.vector}, element);
    Value wide = vector::LoadOp::create(b, type, use.get(), indicesOf(use, point),
                                        /*nontemporal=*/false, llvm::MaybeAlign(bytes));
    for (auto [k, place] : llvm::enumerate(places))
      place[i] = vector::ExtractOp::create(b, wide, int64_t(k));
  }
  return places;
}

/// What the results hold, where the body reads it.
Values ThreadLoops::held(ArrayRef<Value> point) {
  Values values;
  for (unsigned r = 0; r < results(); ++r)
    values.push_back(op.getBody()->getArgument(inputs() + r).use_empty()
                         ? Value()
                         : loadOne(*op.getDpsInitOperand(r), point));
  return values;
}

Values ThreadLoops::evaluate(ArrayRef<Value> point, ArrayRef<Value> arguments) {
  Block &body = *op.getBody();
  IRMapping values;
  for (auto [argument, value] : llvm::zip_equal(body.getArguments(), arguments))
    if (value)
      values.map(argument, value);
  for (Operation &inner : body.without_terminator()) {
    if (auto at = dyn_cast<linalg::IndexOp>(inner)) {
      values.map(at.getResult(), point[at.getDim()]);
      continue;
    }
    Operation *copy = b.clone(inner, values);
    copy->walk([&](linalg::IndexOp at) {
      at.replaceAllUsesWith(point[at.getDim()]);
      at.erase();
    });
  }
  return llvm::map_to_vector(body.getTerminator()->getOperands(),
                             [&](Value yielded) { return values.lookupOrDefault(yielded); });
}

//===- without sums --------------------------------------------------------------------------===//

void ThreadLoops::emitParallel() {
  if (m.parallel.empty()) {
    b.when(b.equal(team.id, 0), [&] {
      Values arguments = loadAll({}, 0).front();
      llvm::copy(held({}), arguments.begin() + inputs());
      for (auto [r, value] : llvm::enumerate(evaluate({}, arguments)))
        storeOne(r, {}, value);
    });
    return;
  }
  unsigned along = m.parallel.back();
  b.loop(team.id, b.div(outputCount(), m.vector), team.size, [&](Value number) {
    Values point = start();
    place(point, m.parallel, number, m.vector);
    SmallVector<Values> places = loadAll(point, along);
    SmallVector<Values> made(results());
    for (auto [k, arguments] : llvm::enumerate(places)) {
      Values at = point;
      at[along] = b.add(point[along], int64_t(k));
      llvm::copy(held(at), arguments.begin() + inputs());
      for (auto [r, value] : llvm::enumerate(evaluate(at, arguments)))
        made[r].push_back(value);
    }
    for (auto [r, values] : llvm::enumerate(made)) {
      OpOperand *use = op.getDpsInitOperand(r);
      if (m.vector == 1 || !movesAlong(*use, along)) {
        storeOne(r, point, values.back());
        continue;
      }
      auto type = VectorType::get({m.vector}, values.front().getType());
      int64_t bytes =
          m.vector * llvm::divideCeil(values.front().getType().getIntOrFloatBitWidth(), 8);
      Value wide = vector::FromElementsOp::create(b, type, values);
      vector::StoreOp::create(b, wide, use->get(), indicesOf(*use, point), /*nontemporal=*/false,
                              llvm::MaybeAlign(bytes));
    }
  });
}

//===- sums of one thread --------------------------------------------------------------------===//

void ThreadLoops::emitSerial() {
  b.loop(team.id, outputCount(), team.size, [&](Value number) {
    Values point = start();
    place(point, m.parallel, number, 1);
    sumSerially(point, 0);
  });
}

/// In the loops' order, through memory: results may move with a sum's loop, as prefix sums do.
void ThreadLoops::sumSerially(Values point, unsigned depth) {
  bool moves = false;
  for (unsigned r = 0; r < results(); ++r)
    for (unsigned loop : m.sums)
      moves |= op.getMatchingIndexingMap(op.getDpsInitOperand(r)).isFunctionOfDim(loop);
  auto step = [&](ArrayRef<Value> at, ArrayRef<Value> held) {
    Values arguments = loadAll(at, m.sums.back()).front();
    llvm::copy(held, arguments.begin() + inputs());
    return evaluate(at, arguments);
  };
  auto inner = [&](auto &&self, Values at, unsigned depth, ValueRange carried) -> Values {
    if (depth == m.sums.size()) {
      Values next = step(at, moves ? held(at) : Values(carried));
      for (unsigned r = 0; moves && r < results(); ++r)
        storeOne(r, at, next[r]);
      return moves ? Values() : next;
    }
    unsigned loop = m.sums[depth];
    return b.fold(b.index(0), b.index(m.extents[loop]), carried, [&](Value i, ValueRange now) {
      Values next = at;
      next[loop] = i;
      return self(self, next, depth + 1, now);
    });
  };
  Values first;
  for (unsigned r = 0; !moves && r < results(); ++r)
    first.push_back(loadOne(*op.getDpsInitOperand(r), point));
  Values last = inner(inner, point, 0, first);
  for (unsigned r = 0; !moves && r < results(); ++r)
    storeOne(r, point, last[r]);
}

//===- sums of several threads ---------------------------------------------------------------===//

Value ThreadLoops::neutral(unsigned result) {
  return arith::ConstantOp::create(b, *arith::getNeutralElement(tcc::exec::combinerOf(op, result)));
}

Value ThreadLoops::combine(unsigned result, Value x, Value y) {
  Operation *combined = b.clone(*tcc::exec::combinerOf(op, result));
  combined->setOperands({x, y});
  return combined->getResult(0);
}

/// Every `lanes`-th step is this lane's, in as many sums as a vector has elements.
Values ThreadLoops::partialSums(Values point, Value lane) {
  Values first;
  for (int64_t k = 0; k < m.vector; ++k)
    for (unsigned r = 0; r < results(); ++r)
      first.push_back(neutral(r));
  int64_t steps = m.count(m.sums) / m.vector;
  unsigned along = m.sums.back();
  auto step = [&](Value number, ValueRange now) {
    Values at = point;
    place(at, m.sums, number, m.vector);
    Values next;
    for (auto [k, arguments] : llvm::enumerate(loadAll(at, along))) {
      Values here = at;
      here[along] = b.add(at[along], int64_t(k));
      llvm::copy(now.slice(k * results(), results()), arguments.begin() + inputs());
      llvm::append_range(next, evaluate(here, arguments));
    }
    return next;
  };
  Values sums = b.fold(lane, b.index(steps), first, step, m.lanes);
  for (int64_t k = 1; k < m.vector; ++k)
    for (unsigned r = 0; r < results(); ++r)
      sums[r] = combine(r, sums[r], sums[k * results() + r]);
  sums.truncate(results());
  return sums;
}

/// Shuffles move 32 bits.
Value ThreadLoops::fromLane(Value value, int64_t distance) {
  Type type = value.getType();
  int64_t bits = type.getIntOrFloatBitWidth();
  auto shuffle = [&](Value word) -> Value {
    return gpu::ShuffleOp::create(b, word, int32_t(distance), int32_t(warpThreads),
                                  gpu::ShuffleMode::XOR)
        .getShuffleResult();
  };
  if (bits == 32)
    return shuffle(value);
  Type whole = b.getIntegerType(bits), word = b.getI32Type();
  Value raw = type == whole ? value : arith::BitcastOp::create(b, whole, value).getResult();
  Value moved;
  if (bits < 32) {
    moved = arith::TruncIOp::create(b, whole, shuffle(arith::ExtUIOp::create(b, word, raw)));
  } else {
    Value half = arith::ConstantIntOp::create(b, whole, 32);
    Value low = shuffle(arith::TruncIOp::create(b, word, raw));
    Value high = shuffle(arith::TruncIOp::create(b, word, arith::ShRUIOp::create(b, raw, half)));
    moved = arith::OrIOp::create(
        b, arith::ExtUIOp::create(b, whole, low),
        arith::ShLIOp::create(b, arith::ExtUIOp::create(b, whole, high), half));
  }
  return type == whole ? moved : arith::BitcastOp::create(b, type, moved).getResult();
}

Value ThreadLoops::sumOfWarp(unsigned result, Value value, int64_t lanes) {
  for (int64_t distance = lanes / 2; distance > 0; distance /= 2)
    value = combine(result, value, fromLane(value, distance));
  return value;
}

/// Each warp leaves its sum; all threads add them up in one order.
Value ThreadLoops::sumOfBlock(unsigned result, Value value) {
  int64_t warps = team.block / warpThreads;
  value = sumOfWarp(result, value, warpThreads);
  if (warps == 1)
    return value;
  Value buffer = exchange(value.getType(), warps), thread = b.rem(team.id, team.block);
  b.when(b.equal(b.rem(thread, warpThreads), 0), [&] {
    memref::StoreOp::create(b, value, buffer, ValueRange{b.div(thread, warpThreads)});
  });
  gpu::BarrierOp::create(b);
  Value sum;
  for (int64_t warp = 0; warp < warps; ++warp) {
    Value next = memref::LoadOp::create(b, buffer, ValueRange{b.index(warp)});
    sum = sum ? combine(result, sum, next) : next;
  }
  gpu::BarrierOp::create(b); // before the buffer is written again
  return sum;
}

/// Groups of lanes take an output each, all of them as many rounds: a shuffle needs its whole warp.
void ThreadLoops::emitShared() {
  int64_t groups = team.size / m.lanes, most = std::max<int64_t>(m.count(m.parallel), 1);
  Value group = b.div(team.id, m.lanes), lane = b.rem(team.id, m.lanes), count = outputCount();
  Value last = b.sub(count, b.index(1));
  b.loop(int64_t(llvm::divideCeil(most, groups)), [&](Value round) {
    Value number = b.add(group, b.mul(round, groups));
    Values point = start();
    place(point, m.parallel, b.min(number, last), 1);
    Values sums = partialSums(point, lane);
    for (unsigned r = 0; r < results(); ++r)
      sums[r] = m.lanes > warpThreads ? sumOfBlock(r, sums[r]) : sumOfWarp(r, sums[r], m.lanes);
    Value isMine = arith::AndIOp::create(b, b.less(number, count), b.equal(lane, 0));
    b.when(isMine, [&] {
      for (unsigned r = 0; r < results(); ++r)
        storeOne(r, point, combine(r, loadOne(*op.getDpsInitOperand(r), point), sums[r]));
    });
  });
}
