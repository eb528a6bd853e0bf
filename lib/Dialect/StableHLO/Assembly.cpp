// Custom directives: types.
#include "Assembly.h"

#include "tcc/Support/Diagnostics.h"

using namespace mlir;
using namespace tcc;

FailureOr<SmallVector<int64_t>> stablehlo::parseAxes(AsmParser &p) {
  SmallVector<int64_t> axes;
  if (p.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                [&] { return p.parseInteger(axes.emplace_back()); }))
    return failure();
  return axes;
}

void stablehlo::printAxes(AsmPrinter &p, ArrayRef<int64_t> axes) {
  p << '[';
  llvm::interleaveComma(axes, p);
  p << ']';
}

FailureOr<APFloat> stablehlo::parseTolerance(AsmParser &p) {
  double value = 0;
  if (p.parseFloat(value))
    return failure();
  return APFloat(value);
}

ParseResult stablehlo::refuseUnknownOp(OpAsmParser &p, OperationState &state) {
  emitUnsupported(p.getEncodedSourceLoc(p.getNameLoc())) << "op '" << state.name << "'";
  return failure();
}

ParseResult stablehlo::parseElements(OpAsmParser &p, OperationState &state) {
  ElementsAttr value;
  if (p.parseOptionalAttrDict(state.attributes) ||
      p.parseCustomAttributeWithFallback(value, Type(), "value", state.attributes))
    return failure();
  state.addTypes(value.getType());
  return success();
}

ParseResult
stablehlo::parseOperandsThen(OpAsmParser &p,
                             SmallVectorImpl<OpAsmParser::UnresolvedOperand> &operands) {
  OpAsmParser::UnresolvedOperand operand;
  for (OptionalParseResult found = p.parseOptionalOperand(operand); found.has_value();
       found = p.parseOptionalOperand(operand)) {
    if (failed(*found) || p.parseComma())
      return failure();
    operands.push_back(operand);
  }
  return success();
}

void stablehlo::printOperandsThen(OpAsmPrinter &p, Operation *, OperandRange operands) {
  llvm::interleave(operands, p, [&](Value v) { p << v << ','; }, " ");
}

//===- types ---------------------------------------------------------------------------------===//

/// Fills the types of operands and the result from `(a, b) -> r`, whose counts must agree.
static ParseResult takeFunction(OpAsmParser &p, SMLoc at, FunctionType function,
                                ArrayRef<Type *> types) {
  if (function.getNumInputs() != types.size() - 1 || function.getNumResults() != 1)
    return p.emitError(at) << "expected the types of " << types.size() - 1
                           << " operands and one result, got " << function;
  for (auto [type, input] : llvm::zip(types, function.getInputs()))
    *type = input;
  *types.back() = function.getResult(0);
  return success();
}

static void printFunction(OpAsmPrinter &p, ArrayRef<Type> types) {
  p << FunctionType::get(types[0].getContext(), types.drop_back(), types.back());
}

ParseResult stablehlo::parseSame(OpAsmParser &p, ArrayRef<Type *> types) {
  SMLoc at = p.getCurrentLocation();
  Type type;
  if (p.parseType(type))
    return failure();
  if (auto function = dyn_cast<FunctionType>(type))
    return takeFunction(p, at, function, types);
  for (Type *each : types)
    *each = type;
  return success();
}

void stablehlo::printSame(OpAsmPrinter &p, ArrayRef<Type> types) {
  if (llvm::all_equal(types))
    p << types[0];
  else
    printFunction(p, types);
}

ParseResult stablehlo::parseComplexTypes(OpAsmParser &p, Type &lhs, Type &rhs, Type &result) {
  SMLoc at = p.getCurrentLocation();
  Type type;
  if (p.parseType(type))
    return failure();
  if (auto function = dyn_cast<FunctionType>(type))
    return takeFunction(p, at, function, {&lhs, &rhs, &result});
  auto tensor = dyn_cast<RankedTensorType>(type);
  auto complex = tensor ? dyn_cast<ComplexType>(tensor.getElementType()) : ComplexType();
  if (!complex)
    return p.emitError(at) << "expected a tensor of complex numbers, got " << type;
  lhs = rhs = tensor.clone(complex.getElementType());
  result = type;
  return success();
}

static Type partsOf(Type type) {
  auto tensor = cast<ShapedType>(type);
  return tensor.clone(cast<ComplexType>(tensor.getElementType()).getElementType());
}

void stablehlo::printComplexTypes(OpAsmPrinter &p, Operation *, Type lhs, Type rhs, Type result) {
  if (lhs == rhs && lhs == partsOf(result))
    p << result;
  else
    printFunction(p, {lhs, rhs, result});
}

ParseResult stablehlo::parseSelectTypes(OpAsmParser &p, Type &pred, Type &onTrue, Type &onFalse,
                                        Type &result) {
  SMLoc at = p.getCurrentLocation();
  if (p.parseType(pred))
    return failure();
  if (auto function = dyn_cast<FunctionType>(pred))
    return takeFunction(p, at, function, {&pred, &onTrue, &onFalse, &result});
  if (p.parseComma() || p.parseType(result))
    return failure();
  onTrue = onFalse = result;
  return success();
}

void stablehlo::printSelectTypes(OpAsmPrinter &p, Operation *, Type pred, Type onTrue, Type onFalse,
                                 Type result) {
  if (onTrue == result && onFalse == result)
    p << pred << ", " << result;
  else
    printFunction(p, {pred, onTrue, onFalse, result});
}

ParseResult stablehlo::parseEachType(OpAsmParser &p, SmallVectorImpl<Type> &operands,
                                     SmallVectorImpl<Type> &results) {
  if (succeeded(p.parseOptionalColon()) && p.parseTypeList(operands))
    return failure();
  results.assign(operands.begin(), operands.end());
  return success();
}

void stablehlo::printEachType(OpAsmPrinter &p, Operation *, TypeRange operands, TypeRange) {
  if (!operands.empty())
    p << ": " << operands;
}

ParseResult
stablehlo::parseVariadicSameType(OpAsmParser &p,
                                 const SmallVectorImpl<OpAsmParser::UnresolvedOperand> &given,
                                 SmallVectorImpl<Type> &operands, Type &result) {
  SMLoc at = p.getCurrentLocation();
  Type type;
  if (p.parseType(type))
    return failure();
  if (auto function = dyn_cast<FunctionType>(type)) {
    if (function.getNumResults() != 1)
      return p.emitError(at) << "expected one result, got " << function;
    operands.assign(function.getInputs().begin(), function.getInputs().end());
    result = function.getResult(0);
    return success();
  }
  operands.assign(given.size(), type);
  result = type;
  return success();
}

void stablehlo::printVariadicSameType(OpAsmPrinter &p, Operation *op, OperandRange,
                                      TypeRange operands, Type result) {
  if (llvm::all_of(operands, [&](Type type) { return type == result; }))
    p << result;
  else
    p << FunctionType::get(op->getContext(), operands, result);
}

ParseResult stablehlo::parseTupleTypes(OpAsmParser &p, SmallVectorImpl<Type> &operands,
                                       Type &result) {
  SMLoc at = p.getCurrentLocation();
  if (p.parseType(result))
    return failure();
  auto tuple = dyn_cast<TupleType>(result);
  if (!tuple)
    return p.emitError(at) << "expected a tuple, got " << result;
  operands.assign(tuple.begin(), tuple.end());
  return success();
}

void stablehlo::printTupleTypes(OpAsmPrinter &p, Operation *, TypeRange, Type result) {
  p << result;
}
