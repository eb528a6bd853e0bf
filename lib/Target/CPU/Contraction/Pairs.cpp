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
  // To pack a matrix for a few rows would cost more than multiplying.
  bool isPlain = c.borders.empty() && !c.isDepthwise() && c.extent(c.k) > 1 &&
                 (c.extent(c.m) > 8 || pairsInRegisters(c));
  Type sum = c.operands[c.sum].element;
  bool areFloats = x.element.isBF16() && y.element.isBF16() && sum.isF32();
  bool areIntegers = isWord(x) && isWord(y) && sum.isInteger(32);
  return isPlain && ((target.hasBf16Dot && areFloats) || (target.hasInt16Dot && areIntegers));
}

bool tcc::cpu::liesInPairs(const Contraction &c, const Operand &factor) {
  return factor.element.getIntOrFloatBitWidth() == 16 && factor.strides[c.k] == 1 &&
         c.extent(c.k) % 2 == 0;
}

bool tcc::cpu::pairsInRegisters(const Contraction &c) {
  return c.vectorOperand().strides[c.n] == 1 && c.extent(c.k) % 2 == 0;
}

/// A pair where it lies.
Value ContractionEmitter::loadPair(int operand, Value at) {
  auto words = VectorType::get({2}, c.operands[operand].element);
  Value pair =
      vector::BitCastOp::create(b, vectorType(1), b.load(cursors[operand].buffer, at, words));
  return vector::ExtractOp::create(b, pair, ArrayRef<int64_t>{0});
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
  if (auto vector = dyn_cast<VectorType>(low.getType())) {
    SmallVector<int64_t> order;
    for (int64_t lane = 0, lanes = vector.getNumElements(); lane < lanes; ++lane)
      order.append({lane, lanes + lane});
    Value words = vector::ShuffleOp::create(b, low, high, order);
    return vector::BitCastOp::create(b, vector.clone(element), words);
  }
  Type wide = b.getI32Type();
  Value shift = arith::ConstantOp::create(b, b.getI32IntegerAttr(16));
  Value upper = arith::ShLIOp::create(b, arith::ExtUIOp::create(b, wide, high), shift);
  Value pair = arith::OrIOp::create(b, arith::ExtUIOp::create(b, wide, low), upper);
  return wide == element ? pair : arith::BitcastOp::create(b, element, pair).getResult();
}

/// The term k and the next one; nought where there is none.
Value ContractionEmitter::pairAt(int operand, const KBlock &block, Value k,
                                 llvm::function_ref<Value(Value)> load) {
  Value next = b.add(k, 1), isThere = b.less(next, block.count);
  Value low = asWords(operand, load(k));
  Value high = asWords(operand, load(b.min(next, b.sub(block.count, b.index(1)))));
  Value none = arith::ConstantOp::create(b, cast<TypedAttr>(b.getZeroAttr(high.getType())));
  return pairUp(low, arith::SelectOp::create(b, isThere, high, none));
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
