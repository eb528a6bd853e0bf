// Rules of the elementwise family: inference, derivatives that take more than a line, folding. The
// ops themselves are in Arithmetic.td and its neighbours; their scalar code is in
// ElementwiseLowering.cpp.
#include "../Elementwise.h"

using namespace mlir;
using namespace tcc::ir;

// More elements than this are not computed at compile time (unless they are all one number).
static constexpr int64_t maxFoldedElements = int64_t(1) << 16;

//===- inference ----------------------------------------------------------------------------===//

static int64_t sizeFromRight(RankedTensorType type, int64_t i) {
  return i < type.getRank() ? type.getDimSize(type.getRank() - 1 - i) : 1;
}

// Sizes clash where both are known, differ, and neither is 1.
static bool clash(int64_t a, int64_t b) {
  return a != b && a != 1 && b != 1 && !ShapedType::isDynamic(a) && !ShapedType::isDynamic(b);
}

static LogicalResult reportClash(const RuleSite &site, ArrayRef<RankedTensorType> types, int64_t i,
                                 int64_t rank) {
  for (RankedTensorType a : types)
    for (RankedTensorType b : types)
      if (clash(sizeFromRight(a, i), sizeFromRight(b, i))) {
        auto error = site.error();
        error << "cannot broadcast " << a << " with " << b << ": dimension " << rank - 1 - i
              << " is " << sizeFromRight(a, i) << " in one and " << sizeFromRight(b, i)
              << " in the other";
        return error.hint("shapes are aligned at their last dimension, where sizes must be equal "
                          "or 1; tcc.reshape "
                          "adds dimensions of 1");
      }
  llvm_unreachable("asked for a clash that is there");
}

// One where all are one; a known size where there is one, since an unknown one must turn out the
// same or 1.
static FailureOr<SmallVector<int64_t>> broadcastShapes(const RuleSite &site,
                                                       ArrayRef<RankedTensorType> types) {
  int64_t rank = 0;
  for (RankedTensorType type : types)
    rank = std::max(rank, type.getRank());
  SmallVector<int64_t> shape(rank, 1);
  for (int64_t i = 0; i < rank; ++i) {
    int64_t &size = shape[rank - 1 - i];
    for (RankedTensorType type : types) {
      int64_t other = sizeFromRight(type, i);
      if (clash(size, other))
        return reportClash(site, types, i, rank);
      if (size == 1 || (ShapedType::isDynamic(size) && other != 1))
        size = other;
    }
  }
  if (!countElements(shape))
    return site.error() << "the result's shape " << shapeText(shape)
                        << " has more elements than memory can hold";
  return shape;
}

LogicalResult tcc::ir::inferElementwise(const RuleSite &site, ValueRange operands,
                                        unsigned firstTyped, Type element,
                                        SmallVectorImpl<Type> &types) {
  SmallVector<RankedTensorType> operandTypes;
  for (auto [i, operand] : llvm::enumerate(operands)) {
    auto type = site.tensor(operand, "operand #" + std::to_string(i));
    if (failed(type))
      return failure();
    operandTypes.push_back(*type);
  }
  if (operandTypes.size() <= firstTyped)
    return site.error() << "has too few operands";
  RankedTensorType first = operandTypes[firstTyped];
  for (RankedTensorType type : ArrayRef(operandTypes).drop_front(firstTyped))
    if (type.getElementType() != first.getElementType()) {
      auto error = site.error();
      error << "element types differ: " << first << " and " << type;
      return error.hint("types are never promoted; use tcc.convert");
    }
  auto shape = broadcastShapes(site, operandTypes);
  if (failed(shape))
    return failure();
  types.push_back(RankedTensorType::get(*shape, element ? element : first.getElementType()));
  return success();
}

Type tcc::ir::boolType(ValueRange operands) {
  return operands.empty() ? Type() : IntegerType::get(operands[0].getContext(), 1);
}

//===- derivatives --------------------------------------------------------------------------===//

Value tcc::ir::broadcastLike(RuleBuilder &g, Value x, Value like) {
  if (g.type(x).getShape() == g.type(like).getShape())
    return x;
  if (g.type(like).hasStaticShape())
    return g.broadcast(x, g.type(like).getShape());
  // Only the value knows its symbolic sizes: choosing between the two has the shape of both.
  Value always = ConstantOp::create(
      g.b, g.loc, DenseElementsAttr::get(RankedTensorType::get({}, g.b.getI1Type()), true));
  return g.select(always, x, g.convert(like, g.type(x).getElementType()));
}

Value tcc::ir::shareOfExtremum(RuleBuilder &g, Value t, ComparePredicate beats, Value a, Value b) {
  Value tie = g.compare(ComparePredicate::Eq, a, b);
  Value shared = g.select(tie, g.mul(t, 0.5), g.scalar(t, 0));
  return g.select(g.compare(beats, a, b), t, shared);
}

Value tcc::ir::shareOfMiddle(RuleBuilder &g, Value t, Value x, Value low, Value high) {
  Value isAbove = g.compare(ComparePredicate::Gt, x, low);
  Value isBelow = g.compare(ComparePredicate::Lt, x, high);
  return g.select(g.create<AndOp>(isAbove, isBelow), t, g.scalar(t, 0));
}

Value tcc::ir::derivativeByBase(RuleBuilder &g, Value t, Value a, Value b) {
  // At b = 0 the exponent is 1 in place of -1: 0 * a is nought at a = 0 too, where 0 * 1/a is not.
  Value isZero = g.compare(ComparePredicate::Eq, b, 0.0);
  Value exponent = g.select(isZero, g.scalar(b, 1), g.add(b, -1));
  return g.mul(t, g.mul(b, g.pow(a, exponent)));
}

Value tcc::ir::derivativeByExponent(RuleBuilder &g, Value t, Value a, Value y) {
  Value isZero = g.compare(ComparePredicate::Eq, a, 0.0);
  return g.mul(t, g.mul(y, g.log(g.select(isZero, g.scalar(a, 1), a))));
}

// Term by term of Euler and Maclaurin's sum: twelve powers (q + k)^-x, an integral from a = q + 12
// on, and corrections by B(2k)/(2k)!.
Value tcc::ir::derivativeOfZeta(RuleBuilder &g, Value x, Value q) {
  static constexpr double corrections[] = {1. / 12,         -1. / 720,     1. / 30240,
                                           -1. / 1209600,   1. / 47900160, -691. / 1307674368000,
                                           1. / 74724249600};
  constexpr int terms = 12;
  Value sum, logarithm, power;
  for (int k = 0; k <= terms; ++k) {
    if (k > 0)
      sum = k > 1 ? g.add(sum, g.mul(logarithm, power)) : g.mul(logarithm, power);
    logarithm = g.log(g.add(q, k));
    power = g.exp(g.neg(g.mul(x, logarithm)));
  }
  Value a = g.add(q, terms), inverse = g.div(1.0, g.add(x, -1));
  Value integral = g.mul(g.mul(g.mul(power, a), inverse), g.add(logarithm, inverse));
  Value y = g.add(sum, g.add(integral, g.mul(g.mul(power, logarithm), 0.5)));
  Value rising = g.div(g.mul(x, power), a), square = g.mul(a, a), inverses = g.div(1.0, x);
  for (auto [k, correction] : llvm::enumerate(corrections)) {
    y = g.sub(y, g.mul(g.mul(rising, g.sub(inverses, logarithm)), correction));
    Value next = g.add(x, double(2 * k + 1)), second = g.add(x, double(2 * k + 2));
    rising = g.mul(rising, g.div(g.mul(next, second), square));
    inverses = g.add(inverses, g.add(g.div(1.0, next), g.div(1.0, second)));
  }
  return g.neg(y);
}

Value tcc::ir::derivativeOfBesselI1e(RuleBuilder &g, Value t, Value x, Value y) {
  Value isZero = g.compare(ComparePredicate::Eq, x, 0.0);
  Value safe = g.select(isZero, g.scalar(x, 1), x);
  Value slope = g.sub(g.create<BesselI0eOp>(x), g.mul(y, g.add(g.sign(safe), g.div(1, safe))));
  return g.mul(t, g.select(isZero, g.scalar(x, 0.5), slope));
}

//===- folding ------------------------------------------------------------------------------===//

static double toDouble(APFloat x) {
  if (x.isNaN()) // one without mantissa would come out as an infinity
    return std::copysign(std::numeric_limits<double>::quiet_NaN(), x.isNegative() ? -1 : 1);
  bool losesInfo;
  x.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
  return x.convertToDouble();
}

static bool hasSign(Type integer) { return !integer.isUnsignedInteger() && !integer.isInteger(1); }

static WideInt toWide(const APInt &x, Type type) {
  return hasSign(type) ? WideInt(x.getSExtValue()) : WideInt(x.getZExtValue());
}

/// Of a format without a sign, what is negative is no number.
static bool hasNo(bool isNegative, FloatType type) {
  return isNegative && !APFloat::semanticsHasSignedRepr(type.getFloatSemantics());
}

static APFloat toFloat(double x, FloatType type) {
  if (hasNo(x < 0, type))
    return APFloat::getQNaN(type.getFloatSemantics());
  APFloat result(x);
  bool losesInfo;
  result.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
  return result;
}

static APFloat toFloat(const APInt &x, bool isSigned, FloatType type) {
  if (hasNo(isSigned && x.isNegative(), type))
    return APFloat::getQNaN(type.getFloatSemantics());
  APFloat result(type.getFloatSemantics());
  result.convertFromAPInt(x, isSigned, APFloat::rmNearestTiesToEven);
  return result;
}

static APInt toInt(WideInt x, IntegerType type) {
  return APInt(type.getWidth(), uint64_t(x), /*isSigned=*/false, /*implicitTrunc=*/true);
}

// Float to integer as the compiled code does it: towards nought, saturated, NaN is 0.
static APInt saturate(double x, IntegerType type) {
  if (type.getWidth() == 1)
    return APInt(1, x != 0);
  llvm::APSInt result(type.getWidth(), type.isUnsigned());
  bool isExact;
  APFloat(x).convertToInteger(result, APFloat::rmTowardZero, &isExact);
  return result;
}

// The position in an operand of the element that belongs to element `index` of the result.
static int64_t positionOf(int64_t index, RankedTensorType result, RankedTensorType operand) {
  int64_t position = 0, stride = 1;
  for (int64_t i = 0; i < operand.getRank(); ++i) {
    int64_t size = sizeFromRight(operand, i);
    position += size == 1 ? 0 : index % sizeFromRight(result, i) * stride;
    stride *= size;
    index /= sizeFromRight(result, i);
  }
  return position;
}

static APInt evaluateToInt(ArrayRef<DenseElementsAttr> operands, ArrayRef<int64_t> at,
                           IntegerType type, const Evaluator &evaluator) {
  if (isa<FloatType>(operands[0].getElementType())) {
    SmallVector<double> numbers;
    for (auto [operand, i] : llvm::zip(operands, at))
      numbers.push_back(toDouble(operand.getValues<APFloat>()[i]));
    return APInt(1, evaluator.truth(numbers)).zext(type.getWidth());
  }
  SmallVector<WideInt> numbers;
  for (auto [operand, i] : llvm::zip(operands, at))
    numbers.push_back(toWide(operand.getValues<APInt>()[i], operand.getElementType()));
  return toInt(evaluator.integers(numbers), type);
}

static APFloat evaluateToFloat(ArrayRef<DenseElementsAttr> operands, ArrayRef<int64_t> at,
                               FloatType type, const Evaluator &evaluator) {
  SmallVector<double> numbers;
  for (auto [operand, i] : llvm::zip(operands, at))
    numbers.push_back(toDouble(operand.getValues<APFloat>()[i]));
  return toFloat(evaluator.floats(numbers), type);
}

OpFoldResult tcc::ir::evaluateConstants(Operation *op, ArrayRef<Attribute> attributes,
                                        const Evaluator &evaluator) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  SmallVector<DenseElementsAttr> operands;
  bool areSplats = true;
  for (Attribute attribute : attributes) {
    auto operand = dyn_cast_if_present<DenseElementsAttr>(attribute);
    if (!operand || isComplex(operand.getType()))
      return {};
    operands.push_back(operand);
    areSplats &= operand.isSplat();
  }
  if (!type.hasStaticShape() || (!areSplats && type.getNumElements() > maxFoldedElements))
    return {};
  int64_t count = areSplats ? 1 : type.getNumElements();
  SmallVector<APFloat> floats;
  SmallVector<APInt> integers;
  for (int64_t i = 0; i < count; ++i) {
    auto at = llvm::map_to_vector(operands, [&](DenseElementsAttr operand) -> int64_t {
      return operand.isSplat() ? 0 : positionOf(i, type, cast<RankedTensorType>(operand.getType()));
    });
    if (auto element = dyn_cast<FloatType>(type.getElementType()))
      floats.push_back(evaluateToFloat(operands, at, element, evaluator));
    else
      integers.push_back(
          evaluateToInt(operands, at, cast<IntegerType>(type.getElementType()), evaluator));
  }
  return floats.empty() ? DenseElementsAttr::get(type, integers)
                        : DenseElementsAttr::get(type, floats);
}

static bool isSplatOf(Attribute attribute, double number) {
  auto elements = dyn_cast_if_present<DenseElementsAttr>(attribute);
  if (!elements || !elements.isSplat() || isComplex(elements.getType()))
    return false;
  if (isa<FloatType>(elements.getElementType()))
    return toDouble(elements.getSplatValue<APFloat>()) == number;
  APInt value = elements.getSplatValue<APInt>();
  return value == toInt(WideInt(number), cast<IntegerType>(elements.getElementType()));
}

Value tcc::ir::foldNeutral(Operation *op, ArrayRef<Attribute> operands, double neutral) {
  Type type = op->getResult(0).getType();
  Value a = op->getOperand(0), b = op->getOperand(1);
  if (isSplatOf(operands[1], neutral) && a.getType() == type)
    return a;
  bool isCommutative = op->hasTrait<OpTrait::IsCommutative>();
  return isCommutative && isSplatOf(operands[0], neutral) && b.getType() == type ? b : Value();
}

OpFoldResult tcc::ir::foldSelect(SelectOp op, Attribute condition) {
  bool always = isSplatOf(condition, 1), never = isSplatOf(condition, 0);
  if (!always && !never)
    return {};
  Value chosen = always ? op.getA() : op.getB();
  return chosen.getType() == op.getType() ? chosen : Value();
}

//===- constant -----------------------------------------------------------------------------===//

LogicalResult ConstantOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                           ValueRange operands, DictionaryAttr attributes,
                                           OpaqueProperties properties, RegionRange regions,
                                           SmallVectorImpl<Type> &types) {
  RuleSite site{loc, getOperationName()};
  ElementsAttr value = Adaptor(operands, attributes, properties, regions).getValueAttr();
  if (!value || !isa<RankedTensorType>(value.getType()))
    return site.error() << "needs the elements of a ranked tensor";
  types.push_back(value.getType());
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

// The numbers that `part` of each gives, in the constant's shape.
static Value constantOf(ComplexBuilder &c, DenseElementsAttr value,
                        llvm::function_ref<APFloat(const std::complex<APFloat> &)> part) {
  auto shaped = cast<RankedTensorType>(value.getType());
  auto type = shaped.clone(cast<ComplexType>(shaped.getElementType()).getElementType());
  SmallVector<APFloat> parts;
  if (value.isSplat())
    parts.push_back(part(value.getSplatValue<std::complex<APFloat>>()));
  else
    for (const std::complex<APFloat> &number : value.getValues<std::complex<APFloat>>())
      parts.push_back(part(number));
  return c.create<ConstantOp>(DenseElementsAttr::get(type, parts));
}

SmallVector<Complex> ConstantOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex>) {
  auto value = dyn_cast<DenseElementsAttr>(getValue());
  if (!value)
    return {};
  return {{constantOf(c, value, [](const std::complex<APFloat> &x) { return x.real(); }),
           constantOf(c, value, [](const std::complex<APFloat> &x) { return x.imag(); })}};
}

//===- compare ------------------------------------------------------------------------------===//

ParseResult tcc::ir::parsePredicate(OpAsmParser &parser, ComparePredicate &predicate) {
  StringRef name;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseKeyword(&name))
    return failure();
  std::optional<ComparePredicate> known = symbolizeComparePredicate(name);
  if (!known)
    return parser.emitError(loc) << "unknown predicate '" << name
                                 << "': expected eq, ne, lt, le, gt or ge";
  predicate = *known;
  return success();
}

LogicalResult CompareOp::verify() {
  bool isEquality =
      getPredicate() == ComparePredicate::Eq || getPredicate() == ComparePredicate::Ne;
  if (!isComplex(getA().getType()) || (isEquality && !getTotal()))
    return success();
  auto error = emitOpError() << "orders " << getA().getType() << ", but complex numbers have no "
                             << "order";
  error.attachNote() << "hint: compare with eq or ne, or their parts: tcc.real, tcc.imag, tcc.abs";
  return error;
}

void tcc::ir::printPredicate(OpAsmPrinter &printer, Operation *, ComparePredicate predicate) {
  printer << stringifyComparePredicate(predicate);
}

//===- convert ------------------------------------------------------------------------------===//

LogicalResult ConvertOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          ValueRange operands, DictionaryAttr attributes,
                                          OpaqueProperties properties, RegionRange regions,
                                          SmallVectorImpl<Type> &types) {
  RuleSite site{loc, getOperationName()};
  TypeAttr to = Adaptor(operands, attributes, properties, regions).getToAttr();
  if (!to || !isa<FloatType, IntegerType, ComplexType>(to.getValue()) ||
      to.getValue().isSignedInteger())
    return site.error() << "needs an element type to convert to, such as f32 or i32";
  return inferElementwise(site, operands, 0, to.getValue(), types);
}

OpFoldResult ConvertOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  auto x = dyn_cast_if_present<DenseElementsAttr>(adaptor.getX());
  if (!x || !getType().hasStaticShape() || (!x.isSplat() && x.getNumElements() > maxFoldedElements))
    return {};
  Type from = x.getElementType(), to = getType().getElementType();
  if (isa<ComplexType>(from) || isa<ComplexType>(to))
    return {};
  bool fromFloat = isa<FloatType>(from);
  if (auto floatType = dyn_cast<FloatType>(to)) {
    if (fromFloat)
      return cast<DenseFPElementsAttr>(x).mapValues(
          to, [&](const APFloat &v) { return toFloat(toDouble(v), floatType).bitcastToAPInt(); });
    return cast<DenseIntElementsAttr>(x).mapValues(
        to, [&](const APInt &v) { return toFloat(v, hasSign(from), floatType).bitcastToAPInt(); });
  }
  auto intType = cast<IntegerType>(to);
  if (fromFloat)
    return cast<DenseFPElementsAttr>(x).mapValues(
        to, [&](const APFloat &v) { return saturate(toDouble(v), intType); });
  return cast<DenseIntElementsAttr>(x).mapValues(to, [&](const APInt &v) {
    return intType.getWidth() == 1 ? APInt(1, !v.isZero()) : toInt(toWide(v, from), intType);
  });
}

SmallVector<Value> ConvertOp::vjp(RuleBuilder &g, ValueRange cotangents) {
  return {g.convert(cotangents[0], g.type(getX()).getElementType())};
}

SmallVector<Value> ConvertOp::jvp(RuleBuilder &g, ValueRange tangents) {
  return {tangents[0] ? g.convert(tangents[0], getType().getElementType()) : Value()};
}

// A truth value tells whether either part is not nought.
SmallVector<Complex> ConvertOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  auto to = dyn_cast<ComplexType>(getType().getElementType());
  if (getType().getElementType().isInteger(1))
    return {c.compare(ComparePredicate::Ne, in[0], {c.zero(in[0].re), c.zero(in[0].im)})};
  if (!to)
    return {{c.convert(in[0].re, getType().getElementType())}};
  Value re = c.convert(in[0].re, to.getElementType());
  return {{re, in[0].im ? c.convert(in[0].im, to.getElementType()) : c.zero(re)}};
}

//===- gelu ---------------------------------------------------------------------------------===//

LogicalResult GeluOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                       ValueRange operands, DictionaryAttr, OpaqueProperties,
                                       RegionRange, SmallVectorImpl<Type> &types) {
  return inferElementwise({loc, getOperationName()}, operands, 0, {}, types);
}

SmallVector<Value> GeluOp::decompose(RuleBuilder &g) {
  Value x = getX(), spread;
  if (getApproximate()) {
    Value cube = g.mul(x, g.mul(x, x));
    spread = g.tanh(g.mul(g.add(x, g.mul(cube, 0.044715)), M_2_SQRTPI * M_SQRT1_2));
  } else {
    spread = g.create<ErfOp>(g.mul(x, M_SQRT1_2));
  }
  return {g.mul(g.mul(x, 0.5), g.add(spread, 1))};
}
