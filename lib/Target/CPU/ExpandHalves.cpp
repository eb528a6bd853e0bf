// f16 and bf16 to f32 and back by their bits, on scalars and vectors, where the CPU has no
// instruction for it: LLVM would call functions that not every process has. Rounded to the nearest,
// ties to even.
#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tcc::cpu {
#define GEN_PASS_DEF_EXPANDHALVES
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

namespace {

/// What a number's bits are in f32 and in f16.
constexpr int32_t infinity = 0x7f800000, infinityOfHalf = 0x7c00, nanOfHalf = 0x7e00;
constexpr int mantissaBits = 13;                  // that f32 has more
constexpr int32_t rebias = (127 - 15) << 23;      // of an exponent
constexpr int32_t leastNormal = (127 - 14) << 23; // of f16
constexpr int32_t beyond = (127 + 16) << 23;      // of all f16, rounded too

/// Ops on words of 32 bits, in the shape of a value.
class Words {
public:
  Words(PatternRewriter &rewriter, Location loc, Type like) : b(rewriter), loc(loc), like(like) {}

  Type with(Type element) const {
    auto vector = dyn_cast<VectorType>(like);
    return vector ? Type(vector.clone(element)) : element;
  }
  Value constant(TypedAttr value) {
    if (auto vector = dyn_cast<VectorType>(like))
      value = DenseElementsAttr::get(vector.clone(value.getType()), value);
    return arith::ConstantOp::create(b, loc, value);
  }
  Value word(int32_t value) { return constant(b.getI32IntegerAttr(value)); }
  Value number(float value) { return constant(b.getF32FloatAttr(value)); }
  template <typename Op> Value create(Value x, Value y) { return Op::create(b, loc, x, y); }
  template <typename Op> Value create(Value x, int32_t y) { return create<Op>(x, word(y)); }
  template <typename Op> Value to(Type element, Value x) {
    return Op::create(b, loc, with(element), x);
  }
  Value less(Value x, int32_t limit) {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, x, word(limit));
  }
  Value choose(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, loc, condition, x, y);
  }

private:
  PatternRewriter &b;
  Location loc;
  Type like;
};

/// Exponent and mantissa where f32 has them; of a denormal, the mantissa as a number of its units.
Value toFloat(Words &w, Value half, OpBuilder &b) {
  Value code = w.to<arith::ExtUIOp>(b.getI32Type(), w.to<arith::BitcastOp>(b.getI16Type(), half));
  Value magnitude = w.create<arith::AndIOp>(code, 0x7fff);
  Value normal = w.create<arith::AddIOp>(w.create<arith::ShLIOp>(magnitude, mantissaBits), rebias);
  Value units =
      w.create<arith::MulFOp>(w.to<arith::SIToFPOp>(b.getF32Type(), magnitude), w.number(0x1p-24f));
  Value bits =
      w.choose(w.less(magnitude, 1 << 10), w.to<arith::BitcastOp>(b.getI32Type(), units), normal);
  bits = w.choose(w.less(magnitude, infinityOfHalf), bits, w.create<arith::AddIOp>(normal, rebias));
  Value sign = w.create<arith::ShLIOp>(w.create<arith::SubIOp>(code, magnitude), 16);
  return w.to<arith::BitcastOp>(b.getF32Type(), w.create<arith::OrIOp>(bits, sign));
}

/// By adding to the bits what carries where the rest is more than half, or half beside an odd last
/// place; a denormal, by a float so large that its last place is the denormals' unit.
Value toHalf(Words &w, Value number, OpBuilder &b) {
  Type word = b.getI32Type();
  Value bits = w.to<arith::BitcastOp>(word, number);
  Value magnitude = w.create<arith::AndIOp>(bits, 0x7fffffff);
  Value isOdd = w.create<arith::AndIOp>(w.create<arith::ShRUIOp>(magnitude, mantissaBits), 1);
  Value half = w.create<arith::AddIOp>(isOdd, (1 << (mantissaBits - 1)) - 1 - rebias);
  Value code = w.create<arith::ShRUIOp>(w.create<arith::AddIOp>(magnitude, half), mantissaBits);
  Value large = w.number(0.5f); // its last place is 2^-24
  Value moved = w.create<arith::AddFOp>(w.to<arith::BitcastOp>(b.getF32Type(), magnitude), large);
  Value denormal = w.create<arith::SubIOp>(w.to<arith::BitcastOp>(word, moved),
                                           w.to<arith::BitcastOp>(word, large));
  code = w.choose(w.less(magnitude, leastNormal), denormal, code);
  Value none = w.choose(w.less(magnitude, infinity + 1), w.word(infinityOfHalf), w.word(nanOfHalf));
  code = w.choose(w.less(magnitude, beyond), code, none);
  Value sign = w.create<arith::ShRUIOp>(w.create<arith::XOrIOp>(bits, magnitude), 16);
  Value both = w.create<arith::OrIOp>(code, sign);
  return w.to<arith::BitcastOp>(b.getF16Type(), w.to<arith::TruncIOp>(b.getI16Type(), both));
}

/// It is the upper half of an f32.
Value brainToFloat(Words &w, Value half, OpBuilder &b) {
  Value code = w.to<arith::ExtUIOp>(b.getI32Type(), w.to<arith::BitcastOp>(b.getI16Type(), half));
  return w.to<arith::BitcastOp>(b.getF32Type(), w.create<arith::ShLIOp>(code, 16));
}

template <Value (*widen)(Words &, Value, OpBuilder &), typename Half>
struct WidenHalf : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &b) const override {
    if (!isa<Half>(getElementTypeOrSelf(op.getIn())))
      return failure();
    Words w(b, op.getLoc(), op.getType());
    Value wide = widen(w, op.getIn(), b);
    if (wide.getType() != op.getType())
      wide = arith::ExtFOp::create(b, op.getLoc(), op.getType(), wide);
    b.replaceOp(op, wide);
    return success();
  }
};

struct RoundToHalf : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op, PatternRewriter &b) const override {
    if (!getElementTypeOrSelf(op.getType()).isF16() || !getElementTypeOrSelf(op.getIn()).isF32())
      return failure();
    Words w(b, op.getLoc(), op.getType());
    b.replaceOp(op, toHalf(w, op.getIn(), b));
    return success();
  }
};

/// All bits but the sign.
struct ClearSign : OpRewritePattern<math::AbsFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::AbsFOp op, PatternRewriter &b) const override {
    Type half = getElementTypeOrSelf(op.getType());
    if (!half.isF16() && !half.isBF16())
      return failure();
    Words w(b, op.getLoc(), op.getType());
    Value code = w.to<arith::BitcastOp>(b.getI16Type(), op.getOperand());
    Value mask = w.constant(b.getI16IntegerAttr(0x7fff));
    b.replaceOp(op, w.to<arith::BitcastOp>(half, w.create<arith::AndIOp>(code, mask)));
    return success();
  }
};

struct ExpandHalves : tcc::cpu::impl::ExpandHalvesBase<ExpandHalves> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ClearSign>(&getContext());
    if (f16)
      patterns.add<WidenHalf<toFloat, Float16Type>, RoundToHalf>(&getContext());
    if (bf16) {
      patterns.add<WidenHalf<brainToFloat, BFloat16Type>>(&getContext(), /*benefit=*/2);
      arith::populateExpandBFloat16Patterns(patterns);
    }
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
