// Products of 16-bit numbers, two terms of a sum at a time: AVX-512's vdpbf16ps and vpdpwssd. Both
// factors are packed as pairs, a word of 32 bits for the terms k and k + 1 of a row or column, the
// last one with nought if their number is odd. Integers of 8 bits become words of 16.
#include "Emitter.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace tcc::cpu;

static bool isWord(const Operand &factor) {
  if (!factor.element.isInteger(8))
    return factor.element.isInteger(16) && isa_and_nonnull<arith::ExtSIOp>(factor.widening);
  return factor.widening;
}

bool tcc::cpu::takesPairs(const Contraction &c, const CpuTarget &target) {
  const Operand &x = c.scalarOperand(), &y = c.vectorOperand();
  bool isPlain = c.outerSums.empty() && c.borders.empty() && !c.isDepthwise() &&
                 c.extent(c.k) > 1 && c.extent(c.m) > 8;
  Type sum = c.operands[c.sum].element;
  bool areFloats = x.element.isBF16() && y.element.isBF16() && sum.isF32();
  bool areIntegers = isWord(x) && isWord(y) && sum.isInteger(32);
  return isPlain && ((target.hasBf16Dot && areFloats) || (target.hasInt16Dot && areIntegers));
}

/// A factor's elements as words of 16 bits.
Value ContractionEmitter::asWords(int operand, Value x) {
  Type words = b.getIntegerType(16);
  auto vector = dyn_cast<VectorType>(x.getType());
  if (vector)
    words = vector.clone(words);
  if (getElementTypeOrSelf(x).isBF16())
    return arith::BitcastOp::create(b, words, x);
  if (getElementTypeOrSelf(x).isInteger(16))
    return x;
  if (isa<arith::ExtUIOp>(c.operands[operand].widening))
    return arith::ExtUIOp::create(b, words, x);
  return arith::ExtSIOp::create(b, words, x);
}

/// Words of the terms k and k + 1 as elements of the panel.
Value ContractionEmitter::pairUp(Value low, Value high) {
  Type wide = b.getI32Type(), type = element;
  if (auto vector = dyn_cast<VectorType>(low.getType()))
    wide = vector.clone(wide), type = vector.clone(type);
  TypedAttr shift = b.getI32IntegerAttr(16);
  if (auto vector = dyn_cast<VectorType>(wide))
    shift = DenseElementsAttr::get(vector, shift);
  Value upper = arith::ShLIOp::create(b, arith::ExtUIOp::create(b, wide, high),
                                      arith::ConstantOp::create(b, shift));
  Value pair = arith::OrIOp::create(b, arith::ExtUIOp::create(b, wide, low), upper);
  return wide == type ? pair : arith::BitcastOp::create(b, type, pair).getResult();
}

/// The terms at `offset` from where the step k of the sum lies and from where the next one does,
/// paired. `load` gives a term's words.
Value ContractionEmitter::pairAt(const KBlock &block, Value k,
                                 llvm::function_ref<Value(Value)> load) {
  Value next = b.add(k, 1), isThere = b.less(next, block.count);
  Value low = load(k), high = load(b.min(next, b.sub(block.count, b.index(1))));
  Value none = arith::ConstantOp::create(b, cast<TypedAttr>(b.getZeroAttr(high.getType())));
  return pairUp(low, arith::SelectOp::create(b, isThere, high, none));
}

void ContractionEmitter::packPairs(const Side &side, const KBlock &block, Value source, Value i,
                                   Value left, Value target) {
  const Operand &operand = c.operands[side.operand];
  if (operand.strides[side.axis] != 1 && packsSquares(side))
    return packPairedSquares(side, block, source, i, target);
  Value buffer = cursors[side.operand].buffer;
  b.loop(b.index(0), block.count, 2, [&](Value k) {
    Value to = b.advance(target, b.div(k, 2), side.width);
    auto at = [&](Value step, Value column) {
      return b.advance(b.advance(source, step, operand.strides[c.k]), b.add(i, column),
                       operand.strides[side.axis]);
    };
    if (operand.strides[side.axis] != 1) {
      b.loop(b.index(0), b.min(left, b.index(side.width)), 1, [&](Value j) {
        Value pair = pairAt(block, k, [&](Value step) {
          return asWords(side.operand, b.loadScalar(buffer, at(step, j)));
        });
        b.storeScalar(pair, side.packed.buffer, b.add(to, j));
      });
      return;
    }
    for (int64_t first = 0; first < side.width; first += s.lanes) {
      int64_t width = std::min(s.lanes, side.width - first);
      Value mask = side.isMasked ? b.mask(left, first, width) : Value();
      auto type = VectorType::get({width}, operand.element);
      Value pair = pairAt(block, k, [&](Value step) {
        return asWords(side.operand, b.load(buffer, at(step, b.index(first)), type, 1, mask));
      });
      b.store(pair, side.packed.buffer, b.add(to, first));
    }
  });
}

/// k is contiguous: two terms are one word of 32 bits already, and squares of such words are
/// turned.
void ContractionEmitter::packPairedSquares(const Side &side, const KBlock &block, Value source,
                                           Value i, Value target) {
  const Operand &operand = c.operands[side.operand];
  Value last = b.index(c.extent(side.axis) - 1);
  int64_t terms = 2 * s.lanes, height = std::min(s.lanes, side.width);
  b.loop(b.index(0), block.count, terms, [&](Value k) {
    Value mask = b.mask(b.sub(block.count, k), 0, terms), from = b.add(source, k);
    Value to = b.advance(target, b.div(k, 2), side.width);
    b.loop(b.index(0), b.index(side.width), height, [&](Value first) {
      Values rows;
      for (int64_t row = 0; row < height; ++row) {
        Value position = b.add(b.add(i, first), row);
        if (side.isMasked)
          position = b.min(position, last);
        Value at = b.advance(from, position, operand.strides[side.axis]);
        Value words =
            asWords(side.operand, b.load(cursors[side.operand].buffer, at,
                                         VectorType::get({terms}, operand.element), 1, mask));
        rows.push_back(vector::BitCastOp::create(b, vectorType(s.lanes), words));
      }
      for (auto [step, column] : llvm::enumerate(b.transpose(rows)))
        b.store(column, side.packed.buffer, b.add(b.add(to, first), step * side.width));
    });
  });
}

/// sum + the pairs' products.
Value ContractionEmitter::addPairs(Value sum, Value x, Value y) {
  bool areFloats = isa<FloatType>(element);
  Type word = areFloats ? Type(b.getBF16Type()) : b.getIntegerType(16);
  auto words = VectorType::get({2 * s.lanes}, word);
  auto name = b.getStringAttr(areFloats ? "llvm.x86.avx512bf16.dpbf16ps.512"
                                        : "llvm.x86.avx512.vpdpwssd.512");
  Value factors[] = {vector::BitCastOp::create(b, words, x),
                     vector::BitCastOp::create(b, words, y)};
  return LLVM::CallIntrinsicOp::create(b, sum.getType(), name,
                                       ValueRange{sum, factors[0], factors[1]})
      .getResult(0);
}
