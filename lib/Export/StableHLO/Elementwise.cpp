// Elementwise ops: nearly all have a namesake in StableHLO. Operands are expanded to the result's
// shape first.
#include "Site.h"

#include "tcc/Dialect/StableHLO/Namesakes.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;
using ir::ComparePredicate;

static SmallVector<Value> expanded(Site &s, Operation *op) {
  return llvm::map_to_vector(op->getOperands(),
                             [&](Value x) { return s.expand(x, s.resultType().getShape()); });
}

static Values exportNamesake(Site &s, Operation *op, StringRef name) {
  return one(s.build(name, s.resultType(), expanded(s, op)));
}

/// StableHLO has signs and magnitudes only of numbers that can be negative.
static Values exportSigned(Site &s, Operation *op, StringRef name) {
  if (elementOf(op->getOperand(0)).isUnsignedInteger())
    return exportScalarCode(s, cast<ir::ScalarCode>(op));
  return exportNamesake(s, op, name);
}

//===- comparisons, conversions --------------------------------------------------------------===//

static stablehlo::ComparisonDirection directionOf(ComparePredicate predicate) {
  switch (predicate) {
  case ComparePredicate::Eq:
    return stablehlo::ComparisonDirection::EQ;
  case ComparePredicate::Ne:
    return stablehlo::ComparisonDirection::NE;
  case ComparePredicate::Lt:
    return stablehlo::ComparisonDirection::LT;
  case ComparePredicate::Le:
    return stablehlo::ComparisonDirection::LE;
  case ComparePredicate::Gt:
    return stablehlo::ComparisonDirection::GT;
  case ComparePredicate::Ge:
    return stablehlo::ComparisonDirection::GE;
  }
  llvm_unreachable("all predicates are named above");
}

static stablehlo::ComparisonType comparisonType(Type element, bool isTotal) {
  if (auto integer = dyn_cast<IntegerType>(element))
    return integer.isUnsigned() || integer.getWidth() == 1 ? stablehlo::ComparisonType::UNSIGNED
                                                           : stablehlo::ComparisonType::SIGNED;
  return isTotal ? stablehlo::ComparisonType::TOTALORDER : stablehlo::ComparisonType::FLOAT;
}

static Values exportCompare(Site &s, ir::CompareOp op) {
  SmallVector<Value> operands = expanded(s, op);
  auto kind = stablehlo::ComparisonTypeAttr::get(
      s.b.getContext(), comparisonType(elementOf(op.getA()), op.getTotal()));
  return one(s.create<stablehlo::CompareOp>(op.getType(), operands[0], operands[1],
                                            directionOf(op.getPredicate()), kind));
}

/// To a truth value: whether it is not nought.
static Values exportConvert(Site &s, ir::ConvertOp op) {
  Value x = op.getX();
  if (op.getTo().isInteger(1) && !elementOf(x).isInteger(1))
    return one(s.compare(ComparePredicate::Ne, x, 0.0));
  return one(s.build("stablehlo.convert", op.getType(), x));
}

static Values exportBitcast(Site &s, ir::BitcastConvertOp op) {
  return one(s.build("stablehlo.bitcast_convert", op.getType(), op.getX()));
}

static Values exportReducePrecision(Site &s, ir::ReducePrecisionOp op) {
  return one(s.create<stablehlo::ReducePrecisionOp>(
      op.getType(), op.getX(), uint32_t(op.getExponentBits()), uint32_t(op.getMantissaBits())));
}

//===- the others ----------------------------------------------------------------------------===//

static Values exportClamp(Site &s, ir::ClampOp op) {
  SmallVector<Value> in = expanded(s, op);
  return one(s.create<stablehlo::ClampOp>(op.getType(), in[1], in[0], in[2]));
}

static Values exportRelu(Site &s, ir::ReluOp op) {
  return one(s.max(op.getX(), s.scalar(op.getX(), 0)));
}

static Values exportSquare(Site &s, ir::SquareOp op) { return one(s.mul(op.getX(), op.getX())); }

void exporter::addElementwiseRules(Rules &rules) {
  for (auto [theirs, ours] : llvm::reverse(namesakes))
    rules.add(ours,
              [name = theirs](Site &s, Operation *op) { return exportNamesake(s, op, name); });
  for (StringRef name : {"abs", "sign"})
    rules.add(("tcc." + name).str(), [name = ("stablehlo." + name).str()](Site &s, Operation *op) {
      return exportSigned(s, op, name);
    });
  rules.add<ir::CompareOp>(exportCompare);
  rules.add<ir::ConvertOp>(exportConvert);
  rules.add<ir::BitcastConvertOp>(exportBitcast);
  rules.add<ir::ReducePrecisionOp>(exportReducePrecision);
  rules.add<ir::ClampOp>(exportClamp);
  rules.add<ir::ReluOp>(exportRelu);
  rules.add<ir::SquareOp>(exportSquare);
}
