// What the small regions of reductions compute.
#include "Bodies.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

/// The name of the only op of a body of two arguments, each used once; "" for any other body.
static StringRef soleOp(Region &body) {
  Block &block = body.front();
  if (block.getNumArguments() != 2 || !llvm::hasNItems(block, 2))
    return "";
  Operation &op = block.front();
  bool isPlain =
      op.getNumOperands() == 2 && op.getNumRegions() == 0 && op.getNumResults() == 1 &&
      op.getOperand(0) != op.getOperand(1) &&
      llvm::all_of(op.getOperands(),
                   [&](Value v) { return llvm::is_contained(block.getArguments(), v); }) &&
      llvm::equal(block.back().getOperands(), op.getResults());
  return isPlain ? op.getName().getStringRef() : "";
}

Kind importer::kindOf(Region &body) {
  bool isTruth =
      !body.front().getArguments().empty() && elementOf(body.front().getArgument(0)).isInteger(1);
  StringRef name = soleOp(body);
  if (isTruth)
    return llvm::StringSwitch<Kind>(name)
        .Cases({"stablehlo.or", "stablehlo.add", "stablehlo.maximum"}, Kind::Max)
        .Cases({"stablehlo.and", "stablehlo.multiply", "stablehlo.minimum"}, Kind::Min)
        .Default(Kind::Any);
  return llvm::StringSwitch<Kind>(name)
      .Case("stablehlo.add", Kind::Sum)
      .Case("stablehlo.multiply", Kind::Product)
      .Case("stablehlo.maximum", Kind::Max)
      .Case("stablehlo.minimum", Kind::Min)
      .Default(Kind::Any);
}

bool importer::isNeutral(Kind kind, Value value) {
  DenseElementsAttr constant = constantOf(value);
  if (!constant || !constant.isSplat())
    return false;
  if (auto type = dyn_cast<FloatType>(constant.getElementType())) {
    APFloat x = constant.getSplatValue<APFloat>();
    switch (kind) {
    case Kind::Sum:
      return x.isZero();
    case Kind::Product:
      return x.isExactlyValue(1.0);
    case Kind::Max:
      return x.isInfinity() && x.isNegative();
    case Kind::Min:
      return x.isInfinity() && !x.isNegative();
    case Kind::Any:
      return false;
    }
  }
  APInt x = constant.getSplatValue<APInt>();
  bool isUnsigned = constant.getElementType().isUnsignedInteger() || x.getBitWidth() == 1;
  switch (kind) {
  case Kind::Sum:
    return x.isZero();
  case Kind::Product:
    return x.isOne();
  case Kind::Max:
    return isUnsigned ? x.isZero() : x.isMinSignedValue();
  case Kind::Min:
    return isUnsigned ? x.isAllOnes() : x.isMaxSignedValue();
  case Kind::Any:
    return false;
  }
  llvm_unreachable("every kind has an answer");
}

Value importer::combine(Site &s, Kind kind, Value x, Value y) {
  switch (kind) {
  case Kind::Sum:
    return s.add(x, y);
  case Kind::Product:
    return s.mul(x, y);
  case Kind::Max:
    return s.max(x, y);
  default:
    return s.create<ir::MinOp>(x, y);
  }
}
