#include "Combination.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tcc::ir;
using Kind = arith::AtomicRMWKind;

static Kind kindOf(Reducer reducer, Type element) {
  bool isFloat = isa<FloatType>(element), isUnsigned = element.isUnsignedInteger();
  switch (reducer) {
  case Reducer::Sum:
    return isFloat ? Kind::addf : Kind::addi;
  case Reducer::Prod:
    return isFloat ? Kind::mulf : Kind::muli;
  case Reducer::Max:
  case Reducer::LogSumExp: // the same start, and of floats only
    return isFloat ? Kind::maximumf : isUnsigned ? Kind::maxu : Kind::maxs;
  case Reducer::Min:
    return isFloat ? Kind::minimumf : isUnsigned ? Kind::minu : Kind::mins;
  }
  llvm_unreachable("all reducers are named above");
}

TypedAttr Combination::identity(OpBuilder &b, Type type) const {
  return arith::getIdentityValueAttr(kindOf(reducer, type), computedType(type), b,
                                     b.getUnknownLoc());
}

// log(exp(x) + exp(y)) from the greater one, so that nothing overflows; where the difference is no
// number, the sum is the answer: of equal infinities, and of NaN.
static Value logSumExp(ImplicitLocOpBuilder &b, Value x, Value y) {
  Value difference = arith::SubFOp::create(b, x, y);
  Value distance = math::AbsFOp::create(b, difference);
  Value share =
      math::Log1pOp::create(b, math::ExpOp::create(b, arith::NegFOp::create(b, distance)));
  Value sum = arith::AddFOp::create(b, arith::MaximumFOp::create(b, x, y), share);
  Value isNumber = arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, difference, difference);
  return arith::SelectOp::create(b, isNumber, sum, arith::AddFOp::create(b, x, y));
}

// Sums may be reassociated (in a fixed tree) and contracted. Which zero is the greater one would
// cost as much as the reduction to an extreme itself.
Value tcc::ir::combineBy(ImplicitLocOpBuilder &b, Kind kind, Value x, Value y) {
  if (kind == Kind::addf)
    return arith::AddFOp::create(b, x, y,
                                 arith::FastMathFlags::contract | arith::FastMathFlags::reassoc);
  Value result = arith::getReductionOp(kind, b, b.getLoc(), x, y);
  if (kind == Kind::maximumf || kind == Kind::minimumf) {
    auto op = cast<arith::ArithFastMathInterface>(result.getDefiningOp());
    auto flags = op.getFastMathFlagsAttr().getValue() | arith::FastMathFlags::nsz;
    op->setAttr(op.getFastMathAttrName(), arith::FastMathFlagsAttr::get(b.getContext(), flags));
  }
  return result;
}

Value Combination::add(ImplicitLocOpBuilder &b, Value accumulated, Value next) const {
  if (next.getType() != accumulated.getType())
    next = arith::ExtFOp::create(b, accumulated.getType(), next);
  if (reducer == Reducer::LogSumExp)
    return logSumExp(b, accumulated, next);
  return combineBy(b, kindOf(reducer, element), accumulated, next);
}

ParseResult tcc::ir::parseReducer(OpAsmParser &parser, Reducer &reducer) {
  StringRef name;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseKeyword(&name))
    return failure();
  std::optional<Reducer> known = symbolizeReducer(name);
  if (!known)
    return parser.emitError(loc) << "unknown reducer '" << name
                                 << "': expected sum, prod, max, min or logsumexp";
  reducer = *known;
  return success();
}

void tcc::ir::printReducer(OpAsmPrinter &printer, Operation *, Reducer reducer) {
  printer << stringifyReducer(reducer);
}
