// Products of narrow numbers, several terms of a sum at a time: AVX-512's vdpbf16ps and vpdpwssd
// take two, vpdpbusd four. Both factors are packed so, a word of 32 bits for the terms from k on of
// a row or column, the last one filled with noughts. Integers of 8 bits become words of 16 for two.
#include "Emitter.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace tcc::cpu;

static bool isWord(const Operand &factor) {
  if (!factor.element.isInteger(8))
    return factor.element.isInteger(16) && isa_and_nonnull<arith::ExtSIOp>(factor.widening);
  return factor.widening;
}

/// vpdpbusd takes one factor without a sign: signed ones are moved by 128, and what that adds to a
/// sum is taken off again.
static bool areBytes(const Contraction &c) {
  const Operand &x = c.scalarOperand(), &y = c.vectorOperand();
  return x.element.isInteger(8) && x.widening && y.element.isInteger(8) &&
         isa_and_nonnull<arith::ExtSIOp>(y.widening);
}

int64_t tcc::cpu::termsTogether(const Contraction &c, const CpuTarget &target) {
  const Operand &x = c.scalarOperand(), &y = c.vectorOperand();
  Type sum = c.operands[c.sum].element;
  // To pack a matrix for a few rows would cost more than multiplying.
  bool isPacked = c.extent(c.m) > 8;
  if (!c.borders.empty() || c.isDepthwise() || c.extent(c.k) == 1 ||
      !(isPacked || pairsInRegisters(c)))
    return 1;
  if (x.element.isBF16() && y.element.isBF16() && sum.isF32())
    return target.hasBf16Dot ? 2 : 1;
  if (!target.hasIntDot || !sum.isInteger(32) || !isWord(x) || !isWord(y))
    return 1;
  return isPacked && areBytes(c) ? 4 : 2;
}

bool tcc::cpu::movesSigns(const Contraction &c, const CpuTarget &target) {
  return termsTogether(c, target) == 4 && isa<arith::ExtSIOp>(c.scalarOperand().widening);
}

bool tcc::cpu::pairsInRegisters(const Contraction &c) {
  return c.vectorOperand().strides[c.n] == 1 && c.extent(c.k) % 2 == 0;
}

bool tcc::cpu::liesTogether(const Contraction &c, const Operand &factor, const CpuTarget &target) {
  int64_t terms = termsTogether(c, target);
  return terms * factor.element.getIntOrFloatBitWidth() == 32 && factor.strides[c.k] == 1 &&
         c.extent(c.k) % terms == 0 && !movesSigns(c, target);
}

/// A pair where it lies.
Value ContractionEmitter::loadPair(int operand, Value at) {
  auto words = VectorType::get({terms}, c.operands[operand].element);
  Value pair =
      vector::BitCastOp::create(b, vectorType(1), b.load(cursors[operand].buffer, at, words));
  return vector::ExtractOp::create(b, pair, ArrayRef<int64_t>{0});
}

/// A factor's elements as words of 16 bits; as bytes where four are multiplied at a time.
Value ContractionEmitter::asWords(int operand, Value x) {
  Type words = b.getIntegerType(16);
  auto vector = dyn_cast<VectorType>(x.getType());
  if (vector)
    words = vector.clone(words);
  if (getElementTypeOrSelf(x).isBF16())
    return arith::BitcastOp::create(b, words, x);
  if (terms == 4)
    return operand == c.scalar && movesSigns ? moveSign(x) : x;
  if (getElementTypeOrSelf(x).isInteger(16))
    return x;
  if (isa<arith::ExtUIOp>(c.operands[operand].widening))
    return arith::ExtUIOp::create(b, words, x);
  return arith::ExtSIOp::create(b, words, x);
}

/// A byte with a sign, and 128.
Value ContractionEmitter::moveSign(Value byte) {
  TypedAttr top = b.getI8IntegerAttr(-128);
  if (auto vector = dyn_cast<VectorType>(byte.getType()))
    top = DenseElementsAttr::get(vector, top);
  return arith::XOrIOp::create(b, byte, arith::ConstantOp::create(b, top));
}

/// Two words as one of both widths.
Value ContractionEmitter::pairUp(Value low, Value high) {
  unsigned width = getElementTypeOrSelf(low).getIntOrFloatBitWidth();
  Type wide = b.getIntegerType(2 * width);
  bool isWhole = 2 * width == element.getIntOrFloatBitWidth();
  if (auto vector = dyn_cast<VectorType>(low.getType())) {
    SmallVector<int64_t> order;
    for (int64_t lane = 0, lanes = vector.getNumElements(); lane < lanes; ++lane)
      order.append({lane, lanes + lane});
    Value words = vector::ShuffleOp::create(b, low, high, order);
    return vector::BitCastOp::create(b, vector.clone(isWhole ? element : wide), words);
  }
  Value shift = arith::ConstantOp::create(b, b.getIntegerAttr(wide, width));
  Value upper = arith::ShLIOp::create(b, arith::ExtUIOp::create(b, wide, high), shift);
  Value pair = arith::OrIOp::create(b, arith::ExtUIOp::create(b, wide, low), upper);
  return !isWhole || wide == element ? pair
                                     : arith::BitcastOp::create(b, element, pair).getResult();
}

/// The term `number` from k on; nought where there is none.
Value ContractionEmitter::wordAt(int operand, const KBlock &block, Value k, int64_t number,
                                 llvm::function_ref<Value(Value)> load) {
  if (number == 0)
    return asWords(operand, load(k));
  Value place = b.add(k, number), isThere = b.less(place, block.count);
  Value word = asWords(operand, load(b.min(place, b.sub(block.count, b.index(1)))));
  Value none = arith::ConstantOp::create(b, cast<TypedAttr>(b.getZeroAttr(word.getType())));
  return arith::SelectOp::create(b, isThere, word, none);
}

/// `count` terms, from the term `first` from k on, as one element.
Value ContractionEmitter::wordsAt(int operand, const KBlock &block, Value k, int64_t first,
                                  int64_t count, llvm::function_ref<Value(Value)> load) {
  if (count == 1)
    return wordAt(operand, block, k, first, load);
  int64_t half = count / 2;
  Value low = wordsAt(operand, block, k, first, half, load);
  return pairUp(low, wordsAt(operand, block, k, first + half, half, load));
}

/// Vectors of a term and of the next one, from `at` on.
Value ContractionEmitter::loadPairs(int operand, Value at, Value mask) {
  const Operand &o = c.operands[operand];
  auto type = VectorType::get({s.lanes}, o.element);
  auto words = [&](Value from) {
    return asWords(operand, b.load(cursors[operand].buffer, from, type, 1, mask));
  };
  return pairUp(words(at), words(b.add(at, o.strides[c.k])));
}

/// Terms that lie side by side, as pairs.
Value ContractionEmitter::asPairs(int operand, Value terms) {
  return vector::BitCastOp::create(b, vectorType(s.lanes), asWords(operand, terms));
}

/// sum + the products of the terms in each element.
Value ContractionEmitter::addPairs(Value sum, Value x, Value y) {
  bool areFloats = isa<FloatType>(element);
  Type word = areFloats ? Type(b.getBF16Type()) : b.getIntegerType(unsigned(32 / terms));
  auto words = VectorType::get({terms * s.lanes}, word);
  auto name = b.getStringAttr(areFloats    ? "llvm.x86.avx512bf16.dpbf16ps.512"
                              : terms == 4 ? "llvm.x86.avx512.vpdpbusd.512"
                                           : "llvm.x86.avx512.vpdpwssd.512");
  Value factors[] = {vector::BitCastOp::create(b, words, x),
                     vector::BitCastOp::create(b, words, y)};
  return LLVM::CallIntrinsicOp::create(b, sum.getType(), name,
                                       ValueRange{sum, factors[0], factors[1]})
      .getResult(0);
}

/// What moved signs have added: 128 times the vectors' sums.
Value ContractionEmitter::addMoved(Value moved, Value vector) {
  Type bytes = b.getI8Type();
  auto type = VectorType::get({terms * s.lanes}, bytes);
  Value all = arith::ConstantOp::create(b, DenseElementsAttr::get(type, b.getI8IntegerAttr(-128)));
  return addPairs(moved, vector::BitCastOp::create(b, vectorType(s.lanes), all), vector);
}
