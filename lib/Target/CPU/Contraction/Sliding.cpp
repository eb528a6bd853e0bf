// Depthwise: channels are the vectors, and a window slides along a row of pixels. Each pixel is
// loaded once and given to all rows of the tile that it is a term of. Or the rows are the window's
// (its gradient), and pixels are summed. A border is no padding: terms beyond it are left out, by
// the bounds of the sum's loops.
#include "Emitter.h"

#include "llvm/Support/SaveAndRestore.h"

#include <map>
#include <optional>

using namespace mlir;
using namespace tcc::cpu;

/// Tiles that a border cuts are code of their own: no more of them than this after the others. So
/// are steps of a sum of pixels.
static constexpr int64_t mostTailTiles = 2, mostCutSteps = 16;

void ContractionEmitter::emitSliding(Range columns) {
  emitOuterRows(0, [&] {
    int64_t extent = c.extent(c.m);
    auto [firstStep, endStep] = c.wholeRange(c.k, c.m);
    bool isSum = sumsPixels(c);
    if (isSum && extent <= s.tileRows && firstStep + c.extent(c.k) - endStep <= mostCutSteps)
      return emitSlidingRow({b.index(0), extent, columns, 0});
    auto [first, end] = c.wholeRange(c.m, c.k);
    int64_t head = first ? std::min(s.tileRows, extent) : 0;
    int64_t tiles = std::max<int64_t>(end - head, 0) / s.tileRows, tail = head + tiles * s.tileRows;
    bool isWide = first > head || extent - tail > mostTailTiles * s.tileRows;
    if (isWide || isSum) // a border wider than tiles
      return b.loop(extent, [&](Value m) { emitSlidingRow({m, 1, columns, {}}); });
    emitSlidingRow({b.index(0), head, columns, 0});
    b.loop(b.index(head), b.index(tail), s.tileRows,
           [&](Value m) { emitSlidingRow({m, s.tileRows, columns, first}); });
    for (int64_t m = tail; m < extent; m += s.tileRows)
      emitSlidingRow({b.index(m), std::min(s.tileRows, extent - m), columns, m});
  });
}

/// All columns of a few rows.
void ContractionEmitter::emitSlidingRow(const SlidingRows &rows) {
  if (rows.count == 0)
    return;
  llvm::SaveAndRestore saved(places);
  for (auto [place, border] : llvm::zip_equal(places, c.borders))
    place = b.advance(place, rows.m, border.steps[c.m]);
  forPanels(rows.columns, [&](Tile tile) {
    tile.m = rows.m;
    tile.rows = rows.count;
    KBlock block = firstBlock();
    Values sums = slide(tile, rows.like, startSums(tile, block), 0,
                        {cursors[c.scalar].base, cursors[c.vector].base, b.index(0)});
    storeResults(tile, sums);
  });
}

/// True if no border along k cuts this term off.
bool ContractionEmitter::hasTerm(int64_t row, int64_t step) const {
  return llvm::all_of(c.borders, [&](const Border &border) {
    int64_t place = border.steps[c.m] * row + border.steps[c.k] * step - border.low;
    return !border.steps[c.m] || (place >= 0 && place < border.extent);
  });
}

ContractionEmitter::Values ContractionEmitter::slide(const Tile &tile, std::optional<int64_t> like,
                                                     ValueRange sums, unsigned depth, Step at) {
  bool isInnermost = depth == c.outerSums.size();
  if (isInnermost && like)
    return sumsPixels(c) ? sumPixels(tile, *like, at, sums) : slideWindow(tile, *like, at, sums);
  int axis = isInnermost ? c.k : c.outerSums[depth];
  Range terms = termsOf(axis);
  return b.fold(terms.begin, terms.end, sums, [&](Value i, ValueRange carried) {
    Step next{b.advance(at.scalar, i, c.scalarOperand().strides[axis]),
              b.advance(at.vector, i, c.vectorOperand().strides[axis]), at.number};
    return isInnermost ? multiplyAdd(tile, next, carried)
                       : slide(tile, like, carried, depth + 1, next);
  });
}

/// All steps of a long sum; those that a border takes from some rows of the tile one by one.
ContractionEmitter::Values ContractionEmitter::sumPixels(const Tile &tile, int64_t like,
                                                         const Step &at, ValueRange start) {
  auto [first, end] = c.wholeRange(c.k, c.m);
  auto stepAt = [&](Value i) {
    return Step{b.advance(at.scalar, i, c.scalarOperand().strides[c.k]),
                b.advance(at.vector, i, c.vectorOperand().strides[c.k]), at.number};
  };
  Values sums(start);
  auto cut = [&](int64_t from, int64_t to) {
    for (int64_t step = from; step < to; ++step)
      sums = multiplyAdd(tile, stepAt(b.index(step)), sums,
                         [&](int64_t row) { return hasTerm(like + row, step); });
  };
  cut(0, first);
  sums = b.fold(b.index(first), b.index(end), sums,
                [&](Value i, ValueRange carried) { return multiplyAdd(tile, stepAt(i), carried); });
  cut(end, c.extent(c.k));
  return sums;
}

/// The window at every row of the tile, pixel by pixel; each sum takes its terms in their order.
ContractionEmitter::Values ContractionEmitter::slideWindow(const Tile &tile, int64_t like,
                                                           const Step &at, ValueRange start) {
  const Operand &image = c.scalarOperand(), &window = c.vectorOperand();
  using Term = std::pair<int64_t, int64_t>; // a row, a step of the window
  std::map<int64_t, llvm::SmallVector<Term>> pixels;
  for (int64_t step = 0; step < c.extent(c.k); ++step)
    for (int64_t row = 0; row < tile.rows; ++row)
      if (hasTerm(like + row, step))
        pixels[row * image.strides[c.m] + step * image.strides[c.k]].push_back({row, step});
  auto loadVectors = [&](int operand, Value corner) {
    Values vectors;
    for (int64_t q = 0; q < tile.vectors; ++q)
      vectors.push_back(loadFactor(operand,
                                   b.add(corner, q * s.lanes * c.operands[operand].strides[c.n]),
                                   s.lanes, c.operands[operand].strides[c.n], tile.masks[q]));
    return vectors;
  };
  Value imageCorner =
      b.advance(b.advance(at.scalar, tile.m, image.strides[c.m]), tile.n, image.strides[c.n]);
  Value windowCorner = b.advance(at.vector, tile.n, window.strides[c.n]);
  llvm::SmallVector<Values> factors;
  for (int64_t step = 0; step < c.extent(c.k); ++step)
    factors.push_back(loadVectors(c.vector, b.add(windowCorner, step * window.strides[c.k])));
  Values sums(start);
  for (auto &[offset, terms] : pixels) {
    Values pixel = loadVectors(c.scalar, b.add(imageCorner, offset));
    for (auto [row, step] : terms)
      for (int64_t q = 0; q < tile.vectors; ++q)
        addTo(sums[row * tile.vectors + q], pixel[q], factors[step][q]);
  }
  return sums;
}
