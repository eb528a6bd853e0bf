// f32 exp, expm1, log, log1p, erf and tanh as polynomials, on scalars and vectors: a call in a hot
// loop would stop vectorisation and spill every vector register. Errors are 1 to 4 units in the
// last place, special values are right; denormals are nought (decision 0030). f64 keeps calling
// libm: it is there for accuracy. Maxima and minima tell zeros apart.
#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tcc::cpu {
#define GEN_PASS_DEF_APPROXIMATEMATH
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

namespace {

/// Arithmetic on f32 scalars or vectors of one shape, with constants spread to that shape.
class Arithmetic {
public:
  Arithmetic(PatternRewriter &rewriter, Location loc, Type type, bool hasScalef)
      : b(rewriter), loc(loc), floats(type), ints(withElement(type, rewriter.getI32Type())) {
    auto vector = dyn_cast<VectorType>(type);
    scalefLanes = hasScalef && vector ? vector.getNumElements() : 0;
  }

  Value f(double value) { return constant(floats, b.getF32FloatAttr(float(value))); }
  Value i(int32_t value) { return constant(ints, b.getI32IntegerAttr(value)); }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, loc, x, y, contract); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, loc, x, y, contract); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y, contract); }
  /// x * y + z: one instruction where the CPU has it, never a call.
  Value fma(Value x, Value y, Value z) { return add(mul(x, y), z); }
  /// Without contraction: rounding on purpose.
  Value exactSub(Value x, Value y) { return arith::SubFOp::create(b, loc, x, y); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, loc, x, y); }
  Value iadd(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value isub(Value x, Value y) { return arith::SubIOp::create(b, loc, x, y); }
  Value bits(Value x) { return arith::BitcastOp::create(b, loc, ints, x); }
  Value fromBits(Value x) { return arith::BitcastOp::create(b, loc, floats, x); }
  Value toFloat(Value x) { return arith::SIToFPOp::create(b, loc, floats, x); }
  Value shiftLeft(Value x, int n) { return arith::ShLIOp::create(b, loc, x, i(n)); }
  Value shiftRight(Value x, int n) { return arith::ShRSIOp::create(b, loc, x, i(n)); }
  Value bitAnd(Value x, int32_t mask) { return arith::AndIOp::create(b, loc, x, i(mask)); }
  Value abs(Value x) { return math::AbsFOp::create(b, loc, x); }
  Value copySign(Value x, Value sign) { return math::CopySignOp::create(b, loc, x, sign); }
  Value select(Value c, Value x, Value y) { return arith::SelectOp::create(b, loc, c, x, y); }
  Value less(Value x, Value y) { return compare(arith::CmpFPredicate::OLT, x, y); }
  Value equal(Value x, Value y) { return compare(arith::CmpFPredicate::OEQ, x, y); }
  Value notLess(Value x, Value y) { return compare(arith::CmpFPredicate::UGE, x, y); }
  /// NaN stays NaN.
  Value clamp(Value x, double low, double high) {
    x = select(less(x, f(low)), f(low), x);
    return select(less(f(high), x), f(high), x);
  }
  /// Coefficients from the highest power down.
  Value polynomial(Value x, ArrayRef<double> coefficients) {
    Value sum = f(coefficients.front());
    for (double c : coefficients.drop_front())
      sum = fma(sum, x, f(c));
    return sum;
  }
  /// x 2^n, for a whole number n: where the CPU has an instruction for it (AVX-512), which takes n
  /// as a float.
  bool canScale() const { return scalefLanes == 16 || scalefLanes == 8; }
  Value scale(Value x, Value n) {
    bool isWide = scalefLanes == 16;
    SmallVector<Value> arguments{x, n, x, integer(isWide ? 16 : 8, -1)};
    constexpr int64_t currentRounding = 4;
    if (isWide)
      arguments.push_back(integer(32, currentRounding));
    auto name = b.getStringAttr(isWide ? "llvm.x86.avx512.mask.scalef.ps.512"
                                       : "llvm.x86.avx512.mask.scalef.ps.256");
    return LLVM::CallIntrinsicOp::create(b, loc, floats, name, arguments).getResult(0);
  }
  /// 2^n for a normal result.
  Value powerOfTwo(Value n) { return fromBits(shiftLeft(iadd(n, i(127)), 23)); }

private:
  Value integer(unsigned bits, int64_t value) {
    return arith::ConstantOp::create(b, loc, b.getIntegerAttr(b.getIntegerType(bits), value));
  }
  static Type withElement(Type type, Type element) {
    auto vector = dyn_cast<VectorType>(type);
    return vector ? vector.clone(element) : element;
  }
  Value constant(Type type, TypedAttr value) {
    if (auto vector = dyn_cast<VectorType>(type))
      value = DenseElementsAttr::get(vector, value);
    return arith::ConstantOp::create(b, loc, value);
  }
  Value compare(arith::CmpFPredicate predicate, Value x, Value y) {
    return arith::CmpFOp::create(b, loc, predicate, x, y);
  }

  PatternRewriter &b;
  Location loc;
  Type floats, ints;
  int64_t scalefLanes;
  arith::FastMathFlags contract = arith::FastMathFlags::contract;
};

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

// exp(x) = 2^n (1 + tail), |x - n ln 2| <= ln 2 / 2. n comes from adding 1.5 * 2^23, which leaves
// it in the low bits: a conversion to integer would be undefined for NaN.
struct Reduced {
  Value n, rounded, tail; // n as an integer and as a float
};
Reduced reduceExp(Arithmetic &a, Value x) {
  Value magic = a.f(12582912.0);
  Value shifted = a.fma(x, a.f(1.44269504088896341), magic);
  Value n = a.isub(a.bits(shifted), a.bits(magic));
  Value nf = a.exactSub(shifted, magic);
  Value r = a.fma(nf, a.f(-0.693359375), x);
  r = a.fma(nf, a.f(2.12194440e-4), r);
  Value p = a.polynomial(r, {1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2,
                             1.6666665459e-1, 5.0000001201e-1}); // Cephes
  return {n, nf, a.fma(p, a.mul(r, r), r)};
}

Value exp(Arithmetic &a, Value x) {
  auto [n, rounded, tail] = reduceExp(a, a.clamp(x, -104.0, 89.0));
  if (a.canScale())
    return a.scale(a.add(tail, a.f(1.0)), rounded);
  Value half = a.shiftRight(n, 1); // two steps: 2^128 is none
  Value y = a.mul(a.add(tail, a.f(1.0)), a.powerOfTwo(half));
  return a.mul(y, a.powerOfTwo(a.isub(n, half)));
}

Value expm1(Arithmetic &a, Value x) {
  auto [n, rounded, tail] = reduceExp(a, a.clamp(x, -30.0, 89.0));
  Value scale = a.powerOfTwo(a.isub(n, a.i(1))); // half of 2^n: 2^128 is none
  Value half = a.fma(tail, scale, a.sub(scale, a.f(0.5)));
  Value y = a.add(half, half);
  return a.select(a.equal(x, a.f(0.0)), x, y); // keeps -0
}

Value log(Arithmetic &a, Value x) {
  constexpr int32_t sqrtHalf = 0x3f3504f3;
  Value offset = a.isub(a.bits(x), a.i(sqrtHalf));
  Value e = a.toFloat(a.shiftRight(offset, 23));
  Value m = a.fromBits(a.iadd(a.bitAnd(offset, 0x007fffff), a.i(sqrtHalf)));
  m = a.exactSub(m, a.f(1.0)); // in [sqrt(1/2) - 1, sqrt(2) - 1)
  Value z = a.mul(m, m);
  Value y = a.polynomial(m, {7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1,
                             1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1,
                             3.3333331174e-1}); // Cephes
  y = a.fma(e, a.f(-2.12194440e-4), a.mul(y, a.mul(m, z)));
  y = a.add(m, a.fma(z, a.f(-0.5), y));
  y = a.fma(e, a.f(0.693359375), y);
  y = a.select(a.notLess(x, a.f(infinity)), x, y); // inf and NaN are themselves
  y = a.select(a.equal(x, a.f(0.0)), a.f(-infinity), y);
  return a.select(a.less(x, a.f(0.0)), a.f(notANumber), y);
}

// log(u) x / (u - 1) with u = 1 + x: the error of u cancels (Kahan).
Value log1p(Arithmetic &a, Value x) {
  Value u = a.add(x, a.f(1.0));
  Value tiny = a.equal(u, a.f(1.0)), huge = a.equal(u, a.f(infinity));
  Value y = a.mul(x, a.div(log(a, u), a.exactSub(u, a.f(1.0))));
  return a.select(tiny, x, a.select(huge, x, y));
}

// After N. Juffa's erff: a polynomial near zero, 1 - exp(polynomial) beyond.
Value erf(Arithmetic &a, Value x) {
  Value t = a.abs(x), s = a.mul(x, x);
  Value r = a.fma(a.f(-1.72853470e-5), t, a.f(3.83197126e-4));
  Value u = a.fma(a.f(-3.88396438e-3), t, a.f(2.42546219e-2));
  r = a.fma(r, s, u);
  r = a.fma(r, t, a.f(-1.06777877e-1));
  r = a.fma(r, t, a.f(-6.34846687e-1));
  r = a.fma(r, t, a.f(-1.28717512e-1));
  r = a.sub(a.mul(r, t), t);
  Value far = a.copySign(a.exactSub(a.f(1.0), exp(a, r)), x);
  Value p = a.polynomial(s, {-5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1,
                             -3.76125336e-1, 1.28379166e-1});
  Value near = a.fma(p, x, x);
  return a.select(a.less(a.f(0.927734375), t), far, near);
}

// Rational approximation (Eigen's); where tanh x rounds to x, x itself.
Value tanh(Arithmetic &a, Value x) {
  Value t = a.clamp(x, -7.99881172180175781, 7.99881172180175781);
  Value s = a.mul(t, t);
  Value p = a.polynomial(s, {-2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11,
                             5.12229709037114e-08, 1.48572235717979e-05, 6.37261928875436e-04,
                             4.89352455891786e-03});
  Value q = a.polynomial(
      s, {1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03});
  return a.select(a.less(a.abs(x), a.f(0.0004)), x, a.div(a.mul(t, p), q));
}

/// Replaces one math op on f32 by `expand`.
template <typename Op, Value (*expand)(Arithmetic &, Value)>
struct Approximate : OpRewritePattern<Op> {
  Approximate(MLIRContext *context, bool hasScalef)
      : OpRewritePattern<Op>(context), hasScalef(hasScalef) {}
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    Type type = op.getType();
    if (!getElementTypeOrSelf(type).isF32())
      return failure();
    Arithmetic a(rewriter, op.getLoc(), type, hasScalef);
    rewriter.replaceOp(op, expand(a, op.getOperand()));
    return success();
  }
  bool hasScalef;
};

/// The number that a scalar is, or all of a vector's elements.
std::optional<APFloat> constantOf(Value x) {
  if (auto spread = x.getDefiningOp<vector::BroadcastOp>())
    x = spread.getSource();
  APFloat value(0.0);
  return matchPattern(x, m_ConstantFloat(&value)) ? std::optional(value) : std::nullopt;
}

// +0 is greater than -0. CPUs take either, and LLVM's own way to tell costs three instructions a
// vector; here it is two, one beside +0, and none beside other constants. An op that says that the
// sign does not matter stays.
template <typename Op> struct OrderZeros : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  static constexpr bool isMaximum = std::is_same_v<Op, arith::MaximumFOp>;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &b) const override {
    constexpr auto nsz = arith::FastMathFlags::nsz;
    if (bitEnumContainsAll(op.getFastmath(), nsz))
      return failure();
    std::optional<APFloat> x = constantOf(op.getLhs()), y = constantOf(op.getRhs());
    bool isZero = (x && x->isZero()) || (y && y->isZero());
    bool isGreatest = (x && x->isPosZero()) || (y && y->isPosZero());
    if (isZero && !(isMaximum && isGreatest)) // LLVM does well, or it is rare
      return failure();
    Location loc = op.getLoc();
    Value either = Op::create(b, loc, op.getLhs(), op.getRhs(), op.getFastmath() | nsz);
    if (isZero) { // -0 + 0 is 0
      Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(op.getType()));
      b.replaceOp(op, arith::AddFOp::create(b, loc, either, zero).getResult());
    } else if (x || y) {
      b.replaceOp(op, either);
    } else {
      b.replaceOp(op, ordered(b, op, either));
    }
    return success();
  }

  /// Where both are equal, their bits differ in the sign of zero at most.
  static Value ordered(PatternRewriter &b, Op op, Value either) {
    Location loc = op.getLoc();
    Type bits = b.getIntegerType(getElementTypeOrSelf(op.getType()).getIntOrFloatBitWidth());
    if (auto vector = dyn_cast<VectorType>(op.getType()))
      bits = vector.clone(bits);
    Value x = arith::BitcastOp::create(b, loc, bits, op.getLhs());
    Value y = arith::BitcastOp::create(b, loc, bits, op.getRhs());
    using Combine = std::conditional_t<isMaximum, arith::AndIOp, arith::OrIOp>;
    Value same = arith::BitcastOp::create(b, loc, op.getType(), Combine::create(b, loc, x, y));
    Value isEqual =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, op.getLhs(), op.getRhs());
    return arith::SelectOp::create(b, loc, isEqual, same, either);
  }
};

class ApproximateMath : public tcc::cpu::impl::ApproximateMathBase<ApproximateMath> {
public:
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<Approximate<math::ExpOp, exp>, Approximate<math::ExpM1Op, expm1>,
                 Approximate<math::LogOp, log>, Approximate<math::Log1pOp, log1p>,
                 Approximate<math::ErfOp, erf>, Approximate<math::TanhOp, tanh>>(&getContext(),
                                                                                 scalef);
    patterns.add<OrderZeros<arith::MaximumFOp>, OrderZeros<arith::MinimumFOp>>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
