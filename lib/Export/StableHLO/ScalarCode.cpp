// Elementwise ops that StableHLO does not have: what they are lowered to for one element, in arith
// and math ops, is computed on whole tensors.
#include "Site.h"

#include "tcc/Dialect/Tcc/LinalgBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;
using Direction = stablehlo::ComparisonDirection;

namespace {
/// An op on scalars and what does the same on tensors. Integers are taken as they are, or as
/// numbers without a sign.
struct Counterpart {
  llvm::StringLiteral scalar, tensor;
  bool isUnsigned = false;
};
} // namespace

static constexpr Counterpart counterparts[] = {
    {"arith.addf", "stablehlo.add"},
    {"arith.addi", "stablehlo.add"},
    {"arith.andi", "stablehlo.and"},
    {"arith.bitcast", "stablehlo.bitcast_convert"},
    {"arith.divf", "stablehlo.divide"},
    {"arith.divsi", "stablehlo.divide"},
    {"arith.divui", "stablehlo.divide", true},
    {"arith.extf", "stablehlo.convert"},
    {"arith.extsi", "stablehlo.convert"},
    {"arith.extui", "stablehlo.convert", true},
    {"arith.fptosi", "stablehlo.convert"},
    {"arith.fptoui", "stablehlo.convert", true},
    {"arith.maximumf", "stablehlo.maximum"},
    {"arith.maxsi", "stablehlo.maximum"},
    {"arith.maxui", "stablehlo.maximum", true},
    {"arith.minimumf", "stablehlo.minimum"},
    {"arith.minsi", "stablehlo.minimum"},
    {"arith.minui", "stablehlo.minimum", true},
    {"arith.mulf", "stablehlo.multiply"},
    {"arith.muli", "stablehlo.multiply"},
    {"arith.negf", "stablehlo.negate"},
    {"arith.ori", "stablehlo.or"},
    {"arith.remf", "stablehlo.remainder"},
    {"arith.remsi", "stablehlo.remainder"},
    {"arith.remui", "stablehlo.remainder", true},
    {"arith.select", "stablehlo.select"},
    {"arith.shli", "stablehlo.shift_left"},
    {"arith.shrsi", "stablehlo.shift_right_arithmetic"},
    {"arith.shrui", "stablehlo.shift_right_logical"},
    {"arith.sitofp", "stablehlo.convert"},
    {"arith.subf", "stablehlo.subtract"},
    {"arith.subi", "stablehlo.subtract"},
    {"arith.truncf", "stablehlo.convert"},
    {"arith.trunci", "stablehlo.convert"},
    {"arith.uitofp", "stablehlo.convert", true},
    {"arith.xori", "stablehlo.xor"},
    {"builtin.unrealized_conversion_cast", "stablehlo.bitcast_convert"},
    {"math.absf", "stablehlo.abs"},
    {"math.absi", "stablehlo.abs"},
    {"math.atan2", "stablehlo.atan2"},
    {"math.ceil", "stablehlo.ceil"},
    {"math.cos", "stablehlo.cosine"},
    {"math.ctlz", "stablehlo.count_leading_zeros"},
    {"math.ctpop", "stablehlo.popcnt"},
    {"math.erf", "chlo.erf"},
    {"math.exp", "stablehlo.exponential"},
    {"math.expm1", "stablehlo.exponential_minus_one"},
    {"math.floor", "stablehlo.floor"},
    {"math.log", "stablehlo.log"},
    {"math.log1p", "stablehlo.log_plus_one"},
    {"math.powf", "stablehlo.power"},
    {"math.roundeven", "stablehlo.round_nearest_even"},
    {"math.rsqrt", "stablehlo.rsqrt"},
    {"math.sin", "stablehlo.sine"},
    {"math.sqrt", "stablehlo.sqrt"},
    {"math.tanh", "stablehlo.tanh"},
};

static const Counterpart *counterpartOf(Operation &op) {
  StringRef name = op.getName().getStringRef();
  const auto *found = llvm::find_if(counterparts, [&](auto &c) { return c.scalar == name; });
  return found == std::end(counterparts) ? nullptr : found;
}

namespace {
class TensorCode {
public:
  TensorCode(Site &s, ArrayRef<int64_t> shape) : s(s), shape(shape) {}

  /// The tensor that stands for a scalar; of an element type with another sign if asked for.
  void set(Value scalar, Value tensor) {
    values.map(scalar, cast(s.expand(tensor, shape), scalar.getType()));
  }
  Value get(Value scalar) { return values.lookup(scalar); }
  Value cast(Value x, Type element) {
    if (elementOf(x) == element)
      return x;
    auto cast = x.getDefiningOp<stablehlo::BitcastConvertOp>();
    if (cast && elementOf(cast.getOperand()) == element)
      return cast.getOperand();
    return s.build("stablehlo.bitcast_convert", Site::type(x).clone(element), x);
  }
  /// False where there is no counterpart.
  bool translate(Operation &op);

private:
  RankedTensorType tensorOf(Type element) { return RankedTensorType::get(shape, element); }
  Type withoutSign(Type element) {
    return element.isSignlessInteger() && !element.isInteger(1)
               ? s.b.getIntegerType(element.getIntOrFloatBitWidth(), /*isSigned=*/false)
               : element;
  }
  Value compare(Direction direction, Value x, Value y, bool isUnsigned) {
    if (isUnsigned)
      x = cast(x, withoutSign(elementOf(x))), y = cast(y, withoutSign(elementOf(y)));
    return s.create<stablehlo::CompareOp>(tensorOf(s.b.getI1Type()), x, y, direction, nullptr);
  }
  Value compare(arith::CmpIOp op);
  Value compare(arith::CmpFOp op);
  Value compute(Operation &op, const Counterpart &counterpart);

  Site &s;
  ArrayRef<int64_t> shape;
  IRMapping values;
};
} // namespace

Value TensorCode::compare(arith::CmpIOp op) {
  Value x = get(op.getLhs()), y = get(op.getRhs());
  switch (op.getPredicate()) {
  case arith::CmpIPredicate::eq:
    return compare(Direction::EQ, x, y, false);
  case arith::CmpIPredicate::ne:
    return compare(Direction::NE, x, y, false);
  case arith::CmpIPredicate::slt:
  case arith::CmpIPredicate::ult:
    return compare(Direction::LT, x, y, op.getPredicate() == arith::CmpIPredicate::ult);
  case arith::CmpIPredicate::sle:
  case arith::CmpIPredicate::ule:
    return compare(Direction::LE, x, y, op.getPredicate() == arith::CmpIPredicate::ule);
  case arith::CmpIPredicate::sgt:
  case arith::CmpIPredicate::ugt:
    return compare(Direction::GT, x, y, op.getPredicate() == arith::CmpIPredicate::ugt);
  case arith::CmpIPredicate::sge:
  case arith::CmpIPredicate::uge:
    return compare(Direction::GE, x, y, op.getPredicate() == arith::CmpIPredicate::uge);
  }
  llvm_unreachable("all predicates are named above");
}

/// Null for a predicate that no lowering uses.
Value TensorCode::compare(arith::CmpFOp op) {
  Value x = get(op.getLhs()), y = get(op.getRhs());
  switch (op.getPredicate()) {
  case arith::CmpFPredicate::OEQ:
    return compare(Direction::EQ, x, y, false);
  case arith::CmpFPredicate::UNE:
    return compare(Direction::NE, x, y, false);
  case arith::CmpFPredicate::OLT:
    return compare(Direction::LT, x, y, false);
  case arith::CmpFPredicate::OLE:
    return compare(Direction::LE, x, y, false);
  case arith::CmpFPredicate::OGT:
    return compare(Direction::GT, x, y, false);
  case arith::CmpFPredicate::OGE:
    return compare(Direction::GE, x, y, false);
  case arith::CmpFPredicate::UNO:
    return s.build("stablehlo.or", tensorOf(s.b.getI1Type()),
                   {compare(Direction::NE, x, x, false), compare(Direction::NE, y, y, false)});
  default:
    return {};
  }
}

Value TensorCode::compute(Operation &op, const Counterpart &counterpart) {
  SmallVector<Value> operands;
  for (Value scalar : op.getOperands()) {
    Value x = get(scalar);
    operands.push_back(counterpart.isUnsigned ? cast(x, withoutSign(elementOf(x))) : x);
  }
  Type element = op.getResult(0).getType();
  Type computed = counterpart.isUnsigned ? withoutSign(element) : element;
  return cast(s.build(counterpart.tensor, tensorOf(computed), operands), element);
}

bool TensorCode::translate(Operation &op) {
  Value result;
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    result = s.create<stablehlo::ConstantOp>(
        tensorOf(constant.getType()),
        DenseElementsAttr::get(tensorOf(constant.getType()), Attribute(constant.getValue())));
  else if (auto compared = dyn_cast<arith::CmpIOp>(op))
    result = compare(compared);
  else if (auto floats = dyn_cast<arith::CmpFOp>(op))
    result = compare(floats);
  else if (const Counterpart *counterpart = counterpartOf(op))
    result = compute(op, *counterpart);
  if (result)
    values.map(op.getResult(0), result);
  return bool(result);
}

Values exporter::exportScalarCode(Site &s, ir::ScalarCode op) {
  Region scratch;
  Block &block = scratch.emplaceBlock();
  for (Value operand : op->getOperands())
    block.addArgument(ir::computedType(elementOf(operand)), s.loc);
  OpBuilder b(s.b.getContext());
  b.setInsertionPointToStart(&block);
  Value element = op.lowerElement(b, block.getArguments());
  TensorCode code(s, s.resultType().getShape());
  for (auto [argument, operand] : llvm::zip_equal(block.getArguments(), op->getOperands()))
    code.set(argument, operand);
  for (Operation &scalar : block)
    if (!code.translate(scalar))
      return s.unsupported("it takes " + scalar.getName().getStringRef());
  return one(code.cast(code.get(element), s.resultType().getElementType()));
}
