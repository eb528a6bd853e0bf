// Random numbers: inference and lowering. Every element computes its own block of Philox words in
// integer arithmetic, so that nothing but its position says what it is; Random.td holds the layout
// of counter and key.
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <array>
#include <numbers>

using namespace mlir;
using namespace tcc::ir;
using Words = std::array<Value, 4>;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- what both share
//-------------------------------------------------------------------------===//

// A block's number and an op's id have 32 bits of the counter each.
static FailureOr<RankedTensorType> inferRandom(const RuleSite &site, Value keyOperand, Type element,
                                               ArrayRef<int64_t> shape, int64_t id,
                                               int64_t elementsPerBlock) {
  auto key = site.tensor(keyOperand, "key");
  if (failed(key) || failed(site.checkShape(shape)))
    return failure();
  if (key->getRank() != 1 || !key->getElementType().isInteger(64) ||
      !(key->isDynamicDim(0) || key->getDimSize(0) == 2))
    return site.error() << "key must be tensor<2xi64>, seed and step, but is " << *key;
  if (!element.isF16() && !element.isBF16() && !element.isF32() && !element.isF64())
    return site.error() << "draws numbers of a float type, not " << element;
  if (id < 0 || id > UINT32_MAX)
    return site.error() << "id must fit into 32 bits, but is " << id;
  if (*countElements(shape) / elementsPerBlock > UINT32_MAX)
    return site.error() << "shape " << shapeText(shape)
                        << " has more elements than one id can number";
  return RankedTensorType::get(shape, element);
}

static Value word(ImplicitLocOpBuilder &b, uint32_t value) {
  return arith::ConstantOp::create(b, b.getI32IntegerAttr(int32_t(value)));
}
static Value lowHalf(ImplicitLocOpBuilder &b, Value i64) {
  return arith::TruncIOp::create(b, b.getI32Type(), i64);
}
static Value highHalf(ImplicitLocOpBuilder &b, Value i64) {
  Value shift = arith::ConstantOp::create(b, b.getI64IntegerAttr(32));
  return lowHalf(b, arith::ShRUIOp::create(b, i64, shift));
}

// Ten rounds of Philox4x32 on the counter c with the key k (Salmon et al., section 3.2).
static Words philox(ImplicitLocOpBuilder &b, Words c, std::array<Value, 2> k) {
  for (uint32_t round = 0; round < 10; ++round) {
    auto first = arith::MulUIExtendedOp::create(b, c[0], word(b, 0xD2511F53));
    auto second = arith::MulUIExtendedOp::create(b, c[2], word(b, 0xCD9E8D57));
    Value key0 = arith::AddIOp::create(b, k[0], word(b, round * 0x9E3779B9u));
    Value key1 = arith::AddIOp::create(b, k[1], word(b, round * 0xBB67AE85u));
    Value x = arith::XOrIOp::create(b, arith::XOrIOp::create(b, second.getHigh(), c[1]), key0);
    Value z = arith::XOrIOp::create(b, arith::XOrIOp::create(b, first.getHigh(), c[3]), key1);
    c = {x, second.getLow(), z, first.getLow()};
  }
  return c;
}

// The upper bits of a word, as many as the type holds exactly, as a number in [0, 1).
static Value toUnit(ImplicitLocOpBuilder &b, Value bits, Type element) {
  unsigned precision = std::min(32u, cast<FloatType>(element).getFPMantissaWidth());
  if (precision < 32)
    bits = arith::ShRUIOp::create(b, bits, word(b, 32 - precision));
  Value number = arith::UIToFPOp::create(b, element, bits);
  Value scale = LinalgBuilder(b, b.getLoc()).scalar(element, std::ldexp(1.0, -int(precision)));
  return arith::MulFOp::create(b, number, scale);
}

// The row-major index of the element that a generic's body computes.
static Value linearIndex(ImplicitLocOpBuilder &b, ArrayRef<int64_t> shape) {
  Value linear = arith::ConstantIndexOp::create(b, 0);
  for (auto [axis, extent] : llvm::enumerate(shape)) {
    linear = arith::MulIOp::create(b, linear, arith::ConstantIndexOp::create(b, extent));
    linear = arith::AddIOp::create(b, linear, linalg::IndexOp::create(b, axis));
  }
  return linear;
}

// One generic; `element` makes a number of a block's words and the place in the block.
template <class OpTy>
static FailureOr<SmallVector<Value>>
lowerRandom(OpTy op, OpBuilder &builder, int64_t elementsPerBlock,
            llvm::function_ref<Value(ImplicitLocOpBuilder &, const Words &, Value)> element) {
  LinalgBuilder b(builder, op.getLoc());
  auto result = type(op.getResult());
  auto keyWord = [&](int64_t i) { // the same for every element
    return Indexed{op.getKey(),
                   AffineMap::get(result.getRank(), 0, b.getAffineConstantExpr(i), b.getContext())};
  };
  return SmallVector{
      b.parallel({keyWord(0), keyWord(1)}, result, [&](ImplicitLocOpBuilder &b, ValueRange in) {
        Value linear = linearIndex(b, result.getShape());
        Value perBlock = arith::ConstantIndexOp::create(b, elementsPerBlock);
        Value block = arith::IndexCastOp::create(b, b.getI32Type(),
                                                 arith::DivUIOp::create(b, linear, perBlock));
        Words counter{block, word(b, op.getId()), lowHalf(b, in[1]), highHalf(b, in[1])};
        Words words = philox(b, counter, {lowHalf(b, in[0]), highHalf(b, in[0])});
        return element(b, words, arith::RemUIOp::create(b, linear, perBlock));
      })};
}

static Value isPlace(ImplicitLocOpBuilder &b, Value place, int64_t i) {
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, place,
                               arith::ConstantIndexOp::create(b, i));
}

//===- uniform
//---------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> UniformOp::inferType(const RuleSite &site, Adaptor op) {
  return inferRandom(site, op.getKey(), op.getElementType(), op.getShape(), op.getId(), 4);
}

FailureOr<SmallVector<Value>> UniformOp::lower(OpBuilder &builder) {
  return lowerRandom(
      *this, builder, 4, [&](ImplicitLocOpBuilder &b, const Words &words, Value place) {
        Value chosen = words[3];
        for (int64_t i : {2, 1, 0})
          chosen = arith::SelectOp::create(b, isPlace(b, place, i), words[i], chosen);
        return toUnit(b, chosen, getElementType());
      });
}

//===- normal
//----------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> NormalOp::inferType(const RuleSite &site, Adaptor op) {
  return inferRandom(site, op.getKey(), op.getElementType(), op.getShape(), op.getId(), 2);
}

FailureOr<SmallVector<Value>> NormalOp::lower(OpBuilder &builder) {
  return lowerRandom(
      *this, builder, 2, [&](ImplicitLocOpBuilder &b, const Words &words, Value place) -> Value {
        Type element = getElementType();
        LinalgBuilder scalars(b, b.getLoc());
        Value isFirst = isPlace(b, place, 0);
        Value u = toUnit(b, arith::SelectOp::create(b, isFirst, words[0], words[2]), element);
        Value v = toUnit(b, arith::SelectOp::create(b, isFirst, words[1], words[3]), element);
        Value positive =
            arith::SubFOp::create(b, scalars.scalar(element, 1), u); // its logarithm is finite
        Value scaled =
            arith::MulFOp::create(b, scalars.scalar(element, -2), math::LogOp::create(b, positive));
        Value angle = arith::MulFOp::create(b, scalars.scalar(element, 2 * std::numbers::pi), v);
        return arith::MulFOp::create(b, math::SqrtOp::create(b, scaled),
                                     math::CosOp::create(b, angle));
      });
}
