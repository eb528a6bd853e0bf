// The contraction's code generator: a nest of blocks (Nest.cpp) around packing (Packing.cpp) and
// register tiles (Tile.cpp); or windows that slide over an image (Sliding.cpp).
#ifndef TCC_LIB_TARGET_CPU_CONTRACTION_EMITTER_H
#define TCC_LIB_TARGET_CPU_CONTRACTION_EMITTER_H

#include "VectorEmitter.h"

#include "tcc/Schedules/CpuContraction.h"

#include "llvm/ADT/DenseMap.h"

namespace tcc::cpu {

class ContractionEmitter {
public:
  ContractionEmitter(KernelFunction kernel, const Contraction &contraction,
                     const ContractionSchedule &schedule, const CpuTarget &target);
  /// Emits the task loop before the function's terminator.
  KernelCode emit();

private:
  using Value = mlir::Value;
  using Values = llvm::SmallVector<mlir::Value>;

  /// A flat buffer, and where in it the current index vector's element is.
  struct Cursor {
    Value buffer, base;
  };
  struct Range {
    Value begin, end;
  };
  /// Steps of the sum that are done before the next tile: `count` of axis k from `first`, times the
  /// axes `inner`, whole.
  struct KBlock {
    llvm::SmallVector<int> inner;
    int64_t steps = 0; // at most
    Value first, count;
    Value isFirst, isLast; // null where there is only one block
  };
  /// An operand's side of the tile: along which axis, how wide, and its packed copy if it has one.
  struct Side {
    int operand, axis;
    int64_t width;
    bool isMasked; // the last panel is narrower
    Cursor packed;
  };
  /// A register tile at (m, n).
  struct Tile {
    Value m, n, nEnd;
    int64_t rows = 0, vectors = 0;
    Values masks;                   // one per vector, null where all its lanes exist
    Value scalarPanel, vectorPanel; // offsets of the packed panels
    bool packs = false;             // it writes the panel of vectors that the next tiles read
  };
  /// Where the operands of one k stand, and its number within the block.
  struct Step {
    Value scalar, vector, number;
  };
  /// A vector of elements along an axis, from (m + row, n + column).
  struct Point {
    Value m, n;
    int64_t row, column;
    int along;
    int64_t width;
    Value mask;
  };

  /// Some rows of the tile's axis from m on, and all their columns.
  struct SlidingRows {
    Value m;
    int64_t count;
    Range columns;
    std::optional<int64_t> like; // the row whose terms the first has along k; none: to be found out
  };

  // Nest.cpp
  void bindBuffers();
  void eraseUnusedViews();
  int64_t bindScratch();
  void emitTask(Value task);
  Value taskCoordinate(Value &task, int64_t count);
  Range taskRange(Value part, int64_t parts, int64_t unit, int64_t extent);
  void emitNest(Range rows, Range columns);
  void emitBlock(const KBlock &block, Range rows, Range columns);
  void emitOuterRows(unsigned depth, llvm::function_ref<void()> body);
  void forPanels(Range columns, llvm::function_ref<void(Tile)> body);
  void emitPanels(const KBlock &block, Range rows, Range columns);
  void emitPanel(const KBlock &block, Range rows, Tile tile);
  KBlock firstBlock() const;
  int64_t blockCount(const KBlock &block) const;
  void enterBlock(KBlock &block, Value number);
  void moveAll(int axis, Value steps);
  int64_t panelSize(const Side &side, const KBlock &block) const {
    return (block.steps + s.lanes) * side.width;
  }

  // Packing.cpp
  bool packsSquares(const Side &side) const;
  void pack(const Side &side, const KBlock &block, Range range);
  Value panelElement(int operand, const KBlock &block, Value k,
                     llvm::function_ref<Value(Value)> load);
  void packContiguous(const Side &side, const KBlock &block, Value source, Value i, Value left,
                      Value target);
  void packTransposed(const Side &side, const KBlock &block, Value source, Value i, Value target);
  void packElements(const Side &side, const KBlock &block, Value source, Value i, Value left,
                    Value target);
  void forInnerSums(const KBlock &block, unsigned depth, Value source, const Operand &operand,
                    Value number, llvm::function_ref<void(Value, Value)> body);

  // Sliding.cpp
  void emitSliding(Range columns);
  void emitSlidingRow(const SlidingRows &rows);
  bool hasTerm(int64_t row, int64_t step) const;
  Values slide(const Tile &tile, std::optional<int64_t> like, mlir::ValueRange sums, unsigned depth,
               Step at);
  Values sumPixels(const Tile &tile, int64_t like, const Step &at, mlir::ValueRange start);
  Values slideWindow(const Tile &tile, int64_t like, const Step &at, mlir::ValueRange start);

  // Pairs.cpp
  Value asWords(int operand, Value x);
  Value moveSign(Value byte);
  Value pairUp(Value low, Value high);
  Value wordAt(int operand, const KBlock &block, Value k, int64_t number,
               llvm::function_ref<Value(Value)> load);
  Value wordsAt(int operand, const KBlock &block, Value k, int64_t first, int64_t count,
                llvm::function_ref<Value(Value)> load);
  Value asPairs(int operand, Value terms);
  Value loadPair(int operand, Value at);
  Value loadPairs(int operand, Value at, Value mask);
  /// Elements that a panel has along an axis of the sum.
  int64_t steps(int axis) const {
    return axis == c.k ? (c.extent(axis) + terms - 1) / terms : c.extent(axis);
  }
  Value addPairs(Value sum, Value x, Value y);
  Value addMoved(Value moved, Value vector);

  // Tile.cpp
  void emitTile(const Tile &tile, const KBlock &block);
  Values loadTile(const Tile &tile, int operand);
  Values startSums(const Tile &tile, const KBlock &block);
  Range termsOf(int axis);
  Value stepsOf(const KBlock &block);
  Values sumUp(const Tile &tile, const KBlock &block, Step at);
  Values accumulate(const Tile &tile, const KBlock &block, mlir::ValueRange sums, unsigned depth,
                    Step at);
  Values multiplyAdd(
      const Tile &tile, const Step &at, mlir::ValueRange sums,
      llvm::function_ref<bool(int64_t)> takesRow = [](int64_t) { return true; });
  Value splatFactor(const Tile &tile, const Step &at, Value place, int64_t row);
  Values loadVectors(const Tile &tile, const Step &at);
  void addTo(Value &sum, Value factor, Value vector);
  void storePartial(const Tile &tile, llvm::ArrayRef<Value> sums);
  void storeRows(const Tile &tile, llvm::ArrayRef<Value> sums);
  void storeResults(const Tile &tile, llvm::ArrayRef<Value> sums);
  void storeTurned(const Tile &tile, llvm::ArrayRef<Value> sums);
  Point pointOf(const Tile &tile, int64_t row, int64_t vector) const;
  Value offsetOf(int operand, const Point &point);
  Value load(int operand, const Point &point);
  Value widen(int operand, Value factor);
  Value loadFactor(int operand, Value at, int64_t width, int64_t stride = 1, Value mask = {});
  void store(int operand, const Point &point, Value value);
  Values evaluate(const Point &point, Value sum);
  void evaluateStage(const Stage &stage, const Point &point,
                     llvm::DenseMap<Value, Value> &registers);
  mlir::VectorType vectorType(int64_t width) const {
    return mlir::VectorType::get({width}, element);
  }

  KernelFunction kernel;
  const Contraction &c;
  const ContractionSchedule &s;
  const CpuTarget &target;
  mlir::Type element;
  VectorEmitter b;
  llvm::SmallVector<Cursor> cursors; // one per operand
  llvm::SmallVector<Value> places;   // one per border: where its index stands
  llvm::SmallVector<mlir::Operation *> views;
  Value spilled; // a tile's sums in scratch, where the epilogue is a loop
  Side scalarSide, vectorSide;
  int64_t terms;   // of the sum, in an element of a panel
  bool movesSigns; // of the scalar side, which is packed: see addMoved
};

} // namespace tcc::cpu

#endif
