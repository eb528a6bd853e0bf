// Copies of an operand's block into panels [tile][k][width], so that a tile reads them in one
// stream. Lanes past an edge hold anything: what they compute is never stored.
#include "Emitter.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace tcc::cpu;

/// Every combination of the block's inner sum axes, with where the operand stands and the number of
/// the step.
void ContractionEmitter::forInnerSums(const KBlock &block, unsigned depth, Value source,
                                      const Operand &operand, Value number,
                                      llvm::function_ref<void(Value, Value)> body) {
  if (depth == block.inner.size())
    return body(source, b.mul(number, steps(c.k)));
  int axis = block.inner[depth];
  b.loop(c.extent(axis), [&](Value i) {
    forInnerSums(block, depth + 1, b.advance(source, i, operand.strides[axis]), operand,
                 b.add(b.mul(number, c.extent(axis)), i), body);
  });
}

/// Squares turned in registers are the fastest copy, and by far the longest to compile: not for an
/// operand that is copied within a microsecond anyway.
bool ContractionEmitter::packsSquares(const Side &side) const {
  constexpr int64_t fewElements = 2048;
  bool areWhole = side.width <= s.lanes || side.width % s.lanes == 0;
  return c.operands[side.operand].strides[c.k] == 1 && areWhole &&
         c.extent(side.axis) * c.depth() > fewElements;
}

void ContractionEmitter::pack(const Side &side, const KBlock &block, Range range) {
  const Operand &operand = c.operands[side.operand];
  b.loop(range.begin, range.end, side.width, [&](Value i) {
    Value panel = b.advance(side.packed.base, b.div(b.sub(i, range.begin), side.width),
                            panelSize(side, block));
    Value left = b.sub(range.end, i);
    Value start = b.advance(cursors[side.operand].base, block.first, operand.strides[c.k]);
    forInnerSums(block, 0, start, operand, b.index(0), [&](Value source, Value number) {
      Value target = b.advance(panel, number, side.width);
      if (operand.strides[side.axis] == 1)
        packContiguous(side, block, source, i, left, target);
      else if (packsSquares(side))
        packTransposed(side, block, source, i, target);
      else
        packElements(side, block, source, i, left, target);
    });
  });
}

/// What a panel holds of a step of the sum: the factor's element, widened, or that with the next
/// step's. `load` gives a step's.
Value ContractionEmitter::panelElement(int operand, const KBlock &block, Value k,
                                       llvm::function_ref<Value(Value)> load) {
  return terms > 1 ? wordsAt(operand, block, k, 0, terms, load) : widen(operand, load(k));
}

/// The panel's axis is contiguous: a copy of rows.
void ContractionEmitter::packContiguous(const Side &side, const KBlock &block, Value source,
                                        Value i, Value left, Value target) {
  const Operand &operand = c.operands[side.operand];
  b.loop(b.index(0), block.count, terms, [&](Value k) {
    Value to = b.advance(target, b.div(k, terms), side.width);
    for (int64_t first = 0; first < side.width; first += s.lanes) {
      int64_t width = std::min(s.lanes, side.width - first);
      Value mask = side.isMasked ? b.mask(left, first, width) : Value();
      auto type = VectorType::get({width}, operand.element);
      Value row = panelElement(side.operand, block, k, [&](Value step) {
        Value from = b.add(b.advance(source, step, operand.strides[c.k]), i);
        return b.load(cursors[side.operand].buffer, b.add(from, first), type, 1, mask);
      });
      b.store(row, side.packed.buffer, b.add(to, first));
    }
  });
}

/// k is contiguous: squares are turned in registers (of pairs, which are words of their own there).
/// Rows past the edge repeat the last one; k past the block lies in the panel's slack.
void ContractionEmitter::packTransposed(const Side &side, const KBlock &block, Value source,
                                        Value i, Value target) {
  const Operand &operand = c.operands[side.operand];
  Value last = b.index(c.extent(side.axis) - 1);
  int64_t length = s.lanes * terms;
  auto type = VectorType::get({length}, operand.element);
  b.loop(b.index(0), block.count, length, [&](Value k) {
    Value mask = b.mask(b.sub(block.count, k), 0, length), from = b.add(source, k),
          to = b.advance(target, b.div(k, terms), side.width);
    int64_t height = std::min(s.lanes, side.width);
    b.loop(b.index(0), b.index(side.width), height, [&](Value first) {
      Values rows;
      for (int64_t row = 0; row < height; ++row) {
        Value position = b.add(b.add(i, first), row);
        if (side.isMasked)
          position = b.min(position, last);
        Value factors =
            b.load(cursors[side.operand].buffer,
                   b.advance(from, position, operand.strides[side.axis]), type, 1, mask);
        rows.push_back(terms > 1 ? asPairs(side.operand, factors) : widen(side.operand, factors));
      }
      for (auto [step, column] : llvm::enumerate(b.transpose(rows)))
        b.store(column, side.packed.buffer, b.add(b.add(to, first), step * side.width));
    });
  });
}

/// Nothing is contiguous, or there is little of it.
void ContractionEmitter::packElements(const Side &side, const KBlock &block, Value source, Value i,
                                      Value left, Value target) {
  const Operand &operand = c.operands[side.operand];
  b.loop(b.index(0), block.count, terms, [&](Value k) {
    Value to = b.advance(target, b.div(k, terms), side.width);
    b.loop(b.index(0), b.min(left, b.index(side.width)), 1, [&](Value j) {
      Value value = panelElement(side.operand, block, k, [&](Value step) {
        Value from =
            b.advance(b.advance(source, step, operand.strides[c.k]), i, operand.strides[side.axis]);
        return b.loadScalar(cursors[side.operand].buffer,
                            b.advance(from, j, operand.strides[side.axis]));
      });
      b.storeScalar(value, side.packed.buffer, b.add(to, j));
    });
  });
}
