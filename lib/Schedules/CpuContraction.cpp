// How a contraction is computed on a CPU: one line a rule, each measured. Legalization takes
// any choice, so that rules, a person and a tuner may ask for anything.
#include "tcc/Schedules/CpuContraction.h"
#include "tcc/Schedules/Weight.h"

#include <bit>

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;

/// Ops of an epilogue, over a whole tile, from which on it is a loop over the tile's rows.
static constexpr int64_t longEpilogue = 96;

/// Work below this many operations does not pay a fork.
static constexpr double forkOperations = 1e6;

static int64_t ceilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }
static int64_t roundUp(int64_t a, int64_t b) { return ceilDiv(a, b) * b; }

/// Cycles a k of all tiles of a plane, padding included: two products or two loads a cycle, four
/// cycles of latency. Rows left over run in a tile of their own, which is code of its own: that
/// must pay.
static double tileCost(int64_t rows, int64_t columns, int64_t tileRows, int64_t vectors,
                       int64_t lanes) {
  auto tile = [](double r, double v) {
    return std::max({r * v * 0.5, (r + v) * 0.5, 4.0}) + r * v / 320.0;
  };
  auto panel = [&](int64_t v) {
    int64_t rest = rows % tileRows;
    double whole = double(rows / tileRows) * tile(tileRows, v);
    return rest ? (whole + tile(rest, v)) * 1.05 : whole;
  };
  int64_t whole = columns / (vectors * lanes), rest = ceilDiv(columns % (vectors * lanes), lanes);
  return double(whole) * panel(vectors) + (rest ? panel(rest) : 0.0);
}

/// 8 x 2 vectors with more than 16 registers, else 6 x 2; another tile only for a clear gain.
static void chooseTile(ContractionSchedule &s, int64_t rows, int64_t columns, int64_t registers) {
  s.tileRows = std::min<int64_t>(registers > 16 ? 8 : 6, rows);
  s.tileVectors = 2;
  double best = tileCost(rows, columns, s.tileRows, s.tileVectors, s.lanes);
  for (int64_t vectors = 1; vectors <= 3; ++vectors)
    for (int64_t tileRows = 1; tileRows <= std::min<int64_t>(rows, 14); ++tileRows) {
      if (tileRows * vectors + vectors + 1 > registers)
        break;
      double cost = tileCost(rows, columns, tileRows, vectors, s.lanes);
      if (cost < best * 0.985) {
        best = cost;
        s.tileRows = tileRows;
        s.tileVectors = vectors;
      }
    }
}

/// The whole sum is made before the tile is stored; what lies around it, nothing packed depends on.
static bool canTurn(const Contraction &c) {
  return c.axes[c.n].role == Role::N && c.axes[c.m].role == Role::M &&
         c.result().strides[c.n] == 1 && c.zeroInit && c.borders.empty() &&
         (c.outerRows.empty() || c.scalarOperand().strides[c.m] == 1) &&
         (c.outerSums.empty() || c.depth() <= mostInnerSteps);
}

/// Lanes that compute something, of those that an axis of vectors takes.
static double usedLanes(int64_t extent, int64_t lanes) {
  return double(extent) / double(roundUp(extent, lanes));
}

/// Few rows and a vector operand that is not contiguous: turning the tiles costs less than packing
/// that operand. Or few columns and rows that are contiguous: more lanes are used (5 x 5, one image
/// channel, 6 features: 290 us, turned 130).
static bool paysToTurn(const Contraction &c, int64_t lanes) {
  if (!canTurn(c))
    return false;
  int64_t rows = c.extent(c.m), columns = c.extent(c.n);
  if (c.scalarOperand().strides[c.m] == 1 && columns <= 8 &&
      usedLanes(rows, lanes) >= 1.5 * usedLanes(columns, lanes))
    return true;
  return c.outerRows.empty() && c.outerSums.empty() && c.vectorOperand().strides[c.n] != 1 &&
         rows >= 8 && rows <= 64 && c.extent(c.k) <= 1024 && rows < 2 * c.extent(c.k);
}

/// Ops that the epilogue is made of.
static int64_t epilogueOps(const Contraction &c) {
  int64_t ops = 0;
  for (const Stage &stage : c.epilogue)
    ops += weightOf(*linalg::LinalgOp(stage.op).getBlock());
  return ops;
}

/// So few rows that the matrix is what counts: it streams once, a few of its rows at a time.
static bool streamsMatrix(const Contraction &c) {
  return c.extent(c.m) <= 8 && c.outerRows.empty() && c.outerSums.empty() && !c.isDepthwise() &&
         c.vectorOperand().strides[c.n] == 1;
}

/// The innermost sum is unrolled: no more steps than this.
static constexpr int64_t longestWindow = 16;
static bool canSlide(const Contraction &c) {
  return c.canSlide() && c.extent(c.k) <= longestWindow;
}

/// Up to three steps read much for what they compute: 4 x 4 vectors, as much of a pixel at once as
/// fits (3 x 3, 128 channels: 660 us, 8 x 2 730, 8 x 1 940, 6 x 4 spills). Longer windows: many
/// pixels (7 x 7, 192 channels: 14 x 1 475 us, 8 x 2 720).
static void chooseSlidingTile(ContractionSchedule &s, const Contraction &c, int64_t registers) {
  int64_t rows = c.extent(c.m), vectors = ceilDiv(c.extent(c.n), s.lanes), window = c.extent(c.k);
  s.tileVectors = window <= 3 ? std::min(vectors, registers / 8) : 1;
  int64_t fitting = registers / s.tileVectors - window - 1;
  int64_t most = std::max<int64_t>(1, std::min(fitting, window <= 3 ? int64_t(8) : int64_t(14)));
  s.tileRows = ceilDiv(rows, ceilDiv(rows, most));
}

static void chooseShape(ContractionSchedule &s, const Contraction &c, const CpuTarget &target) {
  int64_t rows = c.extent(c.m), vectors = ceilDiv(c.extent(c.n), s.lanes);
  int64_t forMoved = movesSigns(c, target) ? 4 : 0; // a sum for each vector, and a constant
  chooseTile(s, rows, c.extent(c.n), target.vectorRegisters - forMoved);
  if (s.turned) { // as many rows as a vector of the stored tile holds
    s.tileRows = std::min({rows, s.lanes, int64_t(8)});
    s.tileVectors = vectors > 1 && 2 * s.tileRows + 3 <= target.vectorRegisters ? 2 : 1;
  } else if (s.sliding && !sumsPixels(c)) {
    chooseSlidingTile(s, c, target.vectorRegisters);
  } else if (s.sliding && rows <= 8) { // a window's gradient: all its rows, each pixel once
    s.tileRows = rows;
    s.tileVectors = std::clamp<int64_t>((target.vectorRegisters - 2) / (rows + 1), 1,
                                        std::min<int64_t>(vectors, 4));
  } else if (c.isDepthwise()) { // bound by loads
    s.tileRows = std::min<int64_t>(rows, target.vectorRegisters >= 32 ? 4 : 2);
    s.tileVectors = std::min<int64_t>(vectors, 4);
  } else if (streamsMatrix(c)) { // 4096 x 4096: 1 row 1300 us (4 vectors 1650), 8 rows 3700 (5600)
    s.tileRows = rows;
    s.tileVectors = std::min({vectors, target.vectorRegisters / 4,
                              std::max<int64_t>(1, target.vectorRegisters * 3 / 4 / rows)});
  }
}

/// K in equal blocks near a length that keeps a panel in L1.
static void chooseDepth(ContractionSchedule &s, const Contraction &c) {
  int64_t depth = c.extent(c.k);
  int64_t most = depth >= 2048 ? 512 : s.tileVectors > 2 ? 170 : c.rows() <= 192 ? 768 : 256;
  s.kBlock = ceilDiv(depth, std::max<int64_t>(1, (depth + most / 2) / most));
  // More rows, more to do with each: 1 row 8 (4 or 16 are slower), 4 rows 32.
  if (streamsMatrix(c) && c.extent(c.n) > s.tileColumns())
    s.kBlock = std::min<int64_t>(8 * c.extent(c.m), 32);
}

static void choosePacking(ContractionSchedule &s, const Contraction &c, const CpuTarget &target) {
  bool isContiguous = c.vectorOperand().strides[c.n] == 1;
  // Pairs are made as they are read, at a price (768 x 3072, 32 rows: bf16 packed 790 us, not
  // packed 855; i8, which is widened too, 760 and 680).
  bool arePairs =
      termsTogether(c, target) == 2 && c.vectorOperand().element.getIntOrFloatBitWidth() == 16;
  bool readOften =
      c.rows() > (arePairs ? 16 : 64) && c.extent(c.n) > s.tileColumns() && !c.isDepthwise();
  s.packVector = !isContiguous || readOften;
  bool isWidened = c.scalarOperand().widening || c.vectorOperand().widening;
  // The scalar side is read through its own strides; only rows that are pages apart and read often
  // are worth a copy.
  int64_t rowBytes =
      c.scalarOperand().strides[c.m] * c.scalarOperand().element.getIntOrFloatBitWidth() / 8;
  s.packScalar = rowBytes >= 8192 && c.extent(c.m) > 64 && c.extent(c.n) >= 512 &&
                 c.outerRows.empty() && c.outerSums.empty();
  // What is widened is widened once.
  s.packScalar |= isWidened && !c.isDepthwise() && !s.turned && c.extent(c.n) > s.tileColumns() &&
                  !liesTogether(c, c.scalarOperand(), target);
  // A panel that one block of rows reads is packed just before it is used.
  bool readOnce = s.packVector && c.outerRows.empty() && c.extent(c.m) <= 192;
  s.packInTile = readOnce && isContiguous;
  s.columnBlock = streamsMatrix(c) ? c.extent(c.n) : readOnce ? s.tileColumns() : 1024;
  s.rowBlock = 192;
}

/// Cuts a product into `parts`: the longer side while it has tiles; columns where rows would share
/// a panel that the first tile packs. The sum is never cut.
static void cutGrid(ContractionSchedule &s, const Contraction &c, int64_t parts) {
  s.gridRows = s.gridColumns = 1;
  int64_t rowTiles = ceilDiv(c.extent(c.m), s.tileRows),
          columnTiles = ceilDiv(c.extent(c.n), s.tileColumns());
  for (int64_t factor = 2; parts > 1;) {
    if (parts % factor) {
      ++factor;
      continue;
    }
    parts /= factor;
    bool columnsFirst = s.packInTile || c.extent(c.n) * s.gridRows >= c.rows() * s.gridColumns;
    bool columnsFit = columnTiles >= s.gridColumns * factor,
         rowsFit = rowTiles >= s.gridRows * factor;
    if (columnsFirst ? columnsFit : columnsFit && !rowsFit)
      s.gridColumns *= factor;
    else if (rowsFit)
      s.gridRows *= factor;
  }
}

/// How much longer than its share the thread with most of `tasks` equal tasks takes.
static double imbalance(int64_t tasks, int64_t threads) {
  return double(ceilDiv(tasks, threads) * threads) / double(tasks);
}

/// A task for every thread; more of them where threads would wait for one that has a task more
/// (three rows of a window on two threads take two thirds of the time).
static void chooseGrid(ContractionSchedule &s, const Contraction &c, const CpuTarget &target) {
  constexpr double mostImbalance = 1.1;
  double operations = 2.0 * c.rows() * c.extent(c.n) * c.depth();
  auto tasks = [&](const ContractionSchedule &cut) {
    return c.repeats() * cut.gridRows * cut.gridColumns;
  };
  auto perTask = [&](const ContractionSchedule &cut) {
    return operations / double(cut.gridRows * cut.gridColumns);
  };
  int64_t needed = operations < forkOperations ? 1 : ceilDiv(target.threads, c.repeats());
  cutGrid(s, c, needed);
  for (int64_t times = 2; times <= 4 && imbalance(tasks(s), target.threads) > mostImbalance;
       ++times) {
    ContractionSchedule finer = s;
    cutGrid(finer, c, needed * times);
    if (perTask(finer) >= forkOperations &&
        imbalance(tasks(finer), target.threads) < imbalance(tasks(s), target.threads))
      s = finer;
  }
  s.grain = std::clamp<int64_t>(int64_t(forkOperations / perTask(s)), 1, tasks(s));
}

/// A convolution's image rows become tasks.
static void splitRows(Contraction &c) {
  c.outer.push_back(c.outerRows.front());
  c.outerRows.erase(c.outerRows.begin());
}

ContractionSchedule tcc::cpu::scheduleContraction(Contraction c, const CpuTarget &target) {
  ContractionSchedule s;
  s.lanes = std::max<int64_t>(1, target.lanes(c.operands[c.sum].element));
  s.splitRows = target.threads > 1 && !c.outerRows.empty();
  if (s.splitRows)
    splitRows(c);
  s.turned = termsTogether(c, target) == 1 && paysToTurn(c, s.lanes);
  if (s.turned)
    c.transpose();
  s.sliding = canSlide(c) || !c.canLeaveOut();
  chooseShape(s, c, target);
  s.spillTile =
      !s.turned && s.tileRows > 1 && epilogueOps(c) * s.tileRows * s.tileVectors > longEpilogue;
  chooseDepth(s, c);
  choosePacking(s, c, target);
  chooseGrid(s, c, target);
  return s;
}

//===- legality ------------------------------------------------------------------------------===//

/// Larger ones are no register tiles: their code would be without end.
static constexpr int64_t mostLanes = 64, mostTileRows = 32, mostTileVectors = 8;
static constexpr int64_t longestBlock = int64_t(1) << 40;

/// Terms taken together are whole words, packed unless they lie so or are easily made.
static void legalizePairs(ContractionSchedule &s, const Contraction &c, const CpuTarget &target) {
  int64_t terms = termsTogether(c, target);
  s.packVector |= terms > 2 || !pairsInRegisters(c);
  s.packScalar |= !liesTogether(c, c.scalarOperand(), target);
  s.packInTile = s.sliding = false;
  s.kBlock = std::min(roundUp(s.kBlock, terms), c.extent(c.k));
}

void tcc::cpu::legalizeSchedule(ContractionSchedule &s, Contraction &c, const CpuTarget &target) {
  s.splitRows &= !c.outerRows.empty();
  if (s.splitRows)
    splitRows(c);
  bool isTogether = termsTogether(c, target) > 1;
  s.turned &= canTurn(c) && !isTogether;
  if (s.turned)
    c.transpose();
  s.lanes = int64_t(std::bit_floor(uint64_t(std::clamp<int64_t>(s.lanes, 1, mostLanes))));
  s.tileRows = std::clamp<int64_t>(s.tileRows, 1, std::min(mostTileRows, c.extent(c.m)));
  if (s.turned)
    s.tileRows = std::min(s.tileRows, s.lanes);
  s.tileVectors = std::clamp<int64_t>(s.tileVectors, 1, mostTileVectors);
  s.kBlock = s.turned ? c.extent(c.k) : std::clamp<int64_t>(s.kBlock, 1, c.extent(c.k));
  s.rowBlock = roundUp(std::clamp<int64_t>(s.rowBlock, 1, longestBlock), s.tileRows);
  s.columnBlock = roundUp(std::clamp<int64_t>(s.columnBlock, 1, longestBlock), s.tileColumns());
  s.packVector |= c.vectorOperand().strides[c.n] != 1;
  s.packScalar &= !c.isDepthwise() && c.borders.empty();
  // The panels of a block are all packed before its second row of tiles, and each has a whole tile,
  // which takes every term.
  s.packInTile &= s.packVector && c.borders.empty() && c.vectorOperand().strides[c.n] == 1 &&
                  c.outerRows.empty() && c.extent(c.m) >= s.tileRows &&
                  c.extent(c.m) <= s.rowBlock && s.gridRows <= 1;
  s.spillTile &= !s.turned && s.tileRows > 1;
  s.sliding = !c.canLeaveOut() || (s.sliding && canSlide(c));
  if (s.sliding) {
    s.kBlock = c.extent(c.k);
    s.packVector = s.spillTile = false;
    s.gridRows = 1;
  }
  if (isTogether && s.lanes == 16)
    legalizePairs(s, c, target);
  s.gridRows = std::clamp<int64_t>(s.gridRows, 1, ceilDiv(c.extent(c.m), s.tileRows));
  s.gridColumns = std::clamp<int64_t>(s.gridColumns, 1, ceilDiv(c.extent(c.n), s.tileColumns()));
  s.grain = std::clamp<int64_t>(s.grain, 1, c.repeats() * s.gridRows * s.gridColumns);
}

//===- as an attribute -----------------------------------------------------------------------===//

exec::ContractionScheduleAttr ContractionSchedule::toAttribute(MLIRContext *context) const {
  return exec::ContractionScheduleAttr::get(
      context, lanes, tileRows, tileVectors, kBlock, rowBlock, columnBlock, packVector, packScalar,
      packInTile, turned, spillTile, sliding, splitRows, gridRows, gridColumns, grain);
}

ContractionSchedule ContractionSchedule::fromAttribute(exec::ContractionScheduleAttr a) {
  return {a.getLanes(),      a.getTileRows(),    a.getTileVectors(), a.getKBlock(),
          a.getRowBlock(),   a.getColumnBlock(), a.getPackVector(),  a.getPackScalar(),
          a.getPackInTile(), a.getTurned(),      a.getSpillTile(),   a.getSliding(),
          a.getSplitRows(),  a.getGridRows(),    a.getGridColumns(), a.getGrain()};
}
