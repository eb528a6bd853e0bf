// Elementwise ops: nearly all have a namesake in tcc.
#include "Site.h"

#include "tcc/Dialect/StableHLO/Namesakes.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;
using ir::ComparePredicate;

//===- ops with a namesake -------------------------------------------------------------------===//

/// Arithmetic of truth values is logic.
static StringRef logicOf(StringRef name) {
  if (name == "tcc.add" || name == "tcc.max")
    return "tcc.or";
  return name == "tcc.mul" || name == "tcc.min" ? "tcc.and" : name;
}

static StringRef namesakeOf(StringRef name) {
  for (auto [theirs, ours] : namesakes)
    if (theirs == name)
      return ours;
  return "";
}

static Values importNamesake(Site &s, Operation *op, StringRef name) {
  bool isTruth = elementOf(op->getOperand(0)).isInteger(1);
  return s.replaceBy(isTruth ? logicOf(name) : name, op->getOperands());
}

//===- comparisons ---------------------------------------------------------------------------===//

template <class Direction> static ComparePredicate predicateOf(Direction direction) {
  switch (direction) {
  case Direction::EQ:
    return ComparePredicate::Eq;
  case Direction::NE:
    return ComparePredicate::Ne;
  case Direction::GE:
    return ComparePredicate::Ge;
  case Direction::GT:
    return ComparePredicate::Gt;
  case Direction::LE:
    return ComparePredicate::Le;
  case Direction::LT:
    return ComparePredicate::Lt;
  }
  llvm_unreachable("six directions");
}

static Values importCompare(Site &s, stablehlo::CompareOp op) {
  auto predicate = predicateOf(op.getComparisonDirection());
  Value lhs = op.getLhs(), rhs = op.getRhs();
  if (op.getCompareType() == stablehlo::ComparisonType::TOTALORDER)
    return s.replaceBy(
        "tcc.compare", {lhs, rhs},
        {s.named("predicate", s.b.getStringAttr(stringifyComparePredicate(predicate))),
         s.named("total", s.b.getUnitAttr())});
  return one(s.compare(predicate, lhs, rhs));
}

//===- conversions ---------------------------------------------------------------------------===//

/// To a truth value: whether it is not nought.
static Values importConvert(Site &s, stablehlo::ConvertOp op) {
  Type to = elementOf(op.getResult());
  Value x = op.getOperand();
  if (to == elementOf(x))
    return one(x);
  if (to.isInteger(1))
    return one(s.compare(ComparePredicate::Ne, x, s.zero(x)));
  return s.replaceBy("tcc.convert", x, s.named("to", TypeAttr::get(to)));
}

/// Bits along a new last axis, the lowest first.
static Value toBits(Site &s, Value x) {
  unsigned width = elementOf(x).getIntOrFloatBitWidth();
  Type word = s.b.getIntegerType(width, /*isSigned=*/false);
  if (elementOf(x) != word)
    x = s.create<ir::BitcastConvertOp>(x, word);
  SmallVector<int64_t> shape(Site::type(x).getShape());
  shape.push_back(1);
  Value places = s.create<ir::IotaOp>(word, ArrayRef<int64_t>(width), 0);
  x = s.create<ir::ShiftRightLogicalOp>(s.reshape(x, shape), places);
  return s.compare(ComparePredicate::Ne, s.create<ir::AndOp>(x, s.scalar(x, 1)), s.zero(x));
}

/// The last axis as the bits of one element each.
static Value fromBits(Site &s, Value bits, Type to) {
  unsigned width = to.getIntOrFloatBitWidth();
  Type word = s.b.getIntegerType(width, /*isSigned=*/false);
  Value places = s.create<ir::IotaOp>(word, ArrayRef<int64_t>(width), 0);
  Value x = s.create<ir::ShiftLeftOp>(s.convert(bits, word), places);
  x = s.sum(x, {Site::type(x).getRank() - 1});
  return to == word ? x : Value(s.create<ir::BitcastConvertOp>(x, to));
}

static Values importBitcast(Site &s, stablehlo::BitcastConvertOp op) {
  Value x = op.getOperand();
  Type to = elementOf(op.getResult());
  if (x.getType() == op.getResult().getType())
    return one(x);
  if (Site::type(x).hasStaticShape() && (to.isInteger(1) || elementOf(x).isInteger(1)))
    return one(to.isInteger(1) ? toBits(s, x) : fromBits(s, x, to));
  return s.replaceBy("tcc.bitcast_convert", op.getOperand(), s.named("to", TypeAttr::get(to)));
}

static Values importReducePrecision(Site &s, stablehlo::ReducePrecisionOp op) {
  return s.replaceBy("tcc.reduce_precision", op.getOperand(),
                     {s.named("exponent_bits", int64_t(op.getExponentBits())),
                      s.named("mantissa_bits", int64_t(op.getMantissaBits()))});
}

//===- parts of complex numbers --------------------------------------------------------------===//

/// A real number is its own real part, and has no imaginary one.
static Values importReal(Site &s, stablehlo::RealOp op) {
  Value x = op.getOperand();
  return isa<ComplexType>(elementOf(x)) ? s.replaceBy("tcc.real", x) : one(x);
}
static Values importImag(Site &s, stablehlo::ImagOp op) {
  Value x = op.getOperand();
  return isa<ComplexType>(elementOf(x)) ? s.replaceBy("tcc.imag", x) : one(s.zero(x));
}
static Values importConj(Site &s, chlo::ConjOp op) {
  Value x = op.getOperand();
  if (!isa<ComplexType>(elementOf(x)))
    return one(x);
  return s.replaceBy("tcc.complex", {s.create<ir::RealOp>(x), s.neg(s.create<ir::ImagOp>(x))});
}

//===- the others ----------------------------------------------------------------------------===//

static Values importClamp(Site &s, stablehlo::ClampOp op) {
  return s.replaceBy("tcc.clamp", {op.getOperand(), op.getMin(), op.getMax()});
}

static Values importSquare(Site &s, chlo::SquareOp op) {
  return s.replaceBy("tcc.mul", {op.getOperand(), op.getOperand()});
}

/// Of at most 32 bits the product fits into 64; of 64 it is that of the halves, less what a
/// negative number is too large as one without a sign.
static Value upperHalf(Site &s, Value x, Value y) {
  Type element = elementOf(x), wide = s.b.getIntegerType(64, /*isSigned=*/false);
  unsigned width = element.getIntOrFloatBitWidth();
  auto number = [&](Type type, uint64_t value) -> Value {
    APInt bits(type.getIntOrFloatBitWidth(), value);
    auto scalar = RankedTensorType::get({}, type);
    return s.create<ir::ConstantOp>(ElementsAttr(DenseElementsAttr::get(scalar, bits)));
  };
  auto shifted = [&](Value value, uint64_t bits) -> Value {
    return s.create<ir::ShiftRightLogicalOp>(value, number(elementOf(value), bits));
  };
  if (width < 64) {
    Type middle = element.isUnsignedInteger() ? wide : s.b.getI64Type();
    Value product = s.mul(s.convert(x, middle), s.convert(y, middle));
    return s.convert(shifted(product, width), element);
  }
  Value a = s.convert(x, wide), b = s.convert(y, wide), mask = number(wide, 0xFFFFFFFF);
  auto low = [&](Value value) -> Value { return s.create<ir::AndOp>(value, mask); };
  Value middle = s.add(s.mul(shifted(a, 32), low(b)), shifted(s.mul(low(a), low(b)), 32));
  Value other = s.add(s.mul(low(a), shifted(b, 32)), low(middle));
  Value high =
      s.add(s.mul(shifted(a, 32), shifted(b, 32)), s.add(shifted(middle, 32), shifted(other, 32)));
  if (element.isUnsignedInteger())
    return high;
  Value zero = s.scalar(x, 0);
  auto excess = [&](Value sign, Value value) {
    return s.select(s.compare(ComparePredicate::Lt, sign, zero), value, zero);
  };
  return s.sub(s.sub(s.convert(high, element), excess(x, y)), excess(y, x));
}

static Values importMulhi(Site &s, chlo::MulhiOp op) {
  return one(upperHalf(s, op.getLhs(), op.getRhs()));
}

static Value infinity(Site &s, Value x, bool isNegative) {
  auto type = cast<FloatType>(elementOf(x));
  auto scalar = RankedTensorType::get({}, type);
  APFloat value = APFloat::getInf(type.getFloatSemantics(), isNegative);
  return s.create<ir::ConstantOp>(ElementsAttr(DenseElementsAttr::get(scalar, value)));
}

/// Whether x, or its magnitude, is an infinity.
static Values importIsInf(Site &s, Operation *op) {
  Value x = op->getOperand(0);
  if (!isa<FloatType>(elementOf(x)))
    return s.unsupported();
  if (isa<chlo::IsInfOp>(op))
    x = s.abs(x);
  return one(s.compare(ComparePredicate::Eq, x, infinity(s, x, isa<chlo::IsNegInfOp>(op))));
}

static Values importConstantLike(Site &s, chlo::ConstantLikeOp op) {
  auto type = Site::type(op.getResult());
  if (!type.hasStaticShape())
    return s.unsupported("a symbolic shape");
  return s.replaceBy("tcc.constant", {},
                     s.named("value", DenseElementsAttr::get(type, Attribute(op.getValue()))));
}

//===- chlo's broadcasts ---------------------------------------------------------------------===//

/// Operands whose axes stand where tcc broadcasts them: `dimensions` say where those of the smaller
/// one go.
static SmallVector<Value> alignOperands(Site &s, Operation *op,
                                        std::optional<ArrayRef<int64_t>> dimensions) {
  SmallVector<Value> operands(op->getOperands());
  if (!dimensions)
    return operands;
  int64_t ranks[] = {Site::type(operands[0]).getRank(), Site::type(operands[1]).getRank()};
  if (ranks[0] == ranks[1])
    return operands;
  Value &small = operands[ranks[0] < ranks[1] ? 0 : 1];
  SmallVector<int64_t> shape(std::max(ranks[0], ranks[1]), 1);
  for (auto [axis, extent] : llvm::zip_equal(*dimensions, Site::type(small).getShape()))
    shape[axis] = extent;
  small = s.reshape(small, shape);
  return operands;
}

template <class OpTy> static Values importBroadcast(Site &s, OpTy op) {
  auto dimensions = op.getBroadcastDimensions();
  if (dimensions && !llvm::is_sorted(*dimensions))
    return s.unsupported("broadcast_dimensions that are not in order");
  SmallVector<Value> operands = alignOperands(s, op, dimensions);
  if constexpr (std::is_same_v<OpTy, chlo::BroadcastCompareOp>) {
    auto predicate = predicateOf(op.getComparisonDirection());
    return one(s.compare(predicate, operands[0], operands[1]));
  } else {
    StringRef base = op->getName().stripDialect().drop_front(StringRef("broadcast_").size());
    StringRef name = namesakeOf(("stablehlo." + base).str());
    if (name.empty())
      name = namesakeOf(("chlo." + base).str());
    if (elementOf(operands[0]).isInteger(1))
      name = logicOf(name);
    return s.replaceBy(name, operands);
  }
}

template <class... OpTy> static void addBroadcasts(Rules &rules) {
  (rules.add<OpTy>(importBroadcast<OpTy>), ...);
}

void importer::addElementwiseRules(Rules &rules) {
  for (auto [theirs, ours] : namesakes)
    rules.add(theirs,
              [name = ours](Site &s, Operation *op) { return importNamesake(s, op, name); });
  rules.add<stablehlo::CompareOp>(importCompare);
  rules.add<stablehlo::ConvertOp>(importConvert);
  rules.add<stablehlo::BitcastConvertOp>(importBitcast);
  rules.add<stablehlo::ReducePrecisionOp>(importReducePrecision);
  rules.add<stablehlo::ClampOp>(importClamp);
  rules.add<stablehlo::RealOp>(importReal);
  rules.add<stablehlo::ImagOp>(importImag);
  rules.add<chlo::ConjOp>(importConj);
  rules.add<chlo::SquareOp>(importSquare);
  rules.add<chlo::MulhiOp>(importMulhi);
  rules.add<chlo::ConstantLikeOp>(importConstantLike);
  for (StringRef name : {"chlo.is_inf", "chlo.is_neg_inf", "chlo.is_pos_inf"})
    rules.add(name, importIsInf);
  addBroadcasts<chlo::BroadcastAddOp, chlo::BroadcastAndOp, chlo::BroadcastAtan2Op,
                chlo::BroadcastCompareOp, chlo::BroadcastComplexOp, chlo::BroadcastDivideOp,
                chlo::BroadcastMaximumOp, chlo::BroadcastMinimumOp, chlo::BroadcastMultiplyOp,
                chlo::BroadcastNextAfterOp, chlo::BroadcastOrOp, chlo::BroadcastPolygammaOp,
                chlo::BroadcastPowerOp, chlo::BroadcastRemainderOp, chlo::BroadcastShiftLeftOp,
                chlo::BroadcastShiftRightArithmeticOp, chlo::BroadcastShiftRightLogicalOp,
                chlo::BroadcastSubtractOp, chlo::BroadcastXorOp, chlo::BroadcastZetaOp>(rules);
}
