// Control flow: the text of stablehlo.while, and verifiers.
#include "Check.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::stablehlo;

//===- while: text ---------------------------------------------------------------------------===//

ParseResult WhileOp::parse(OpAsmParser &p, OperationState &state) {
  SMLoc at = p.getCurrentLocation();
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<OpAsmParser::UnresolvedOperand> operands;
  SmallVector<Type> types;
  if (p.parseLParen())
    return failure();
  if (failed(p.parseOptionalRParen())) {
    auto parseAssignment = [&]() -> ParseResult {
      return failure(p.parseArgument(arguments.emplace_back()) || p.parseEqual() ||
                     p.parseOperand(operands.emplace_back()));
    };
    if (p.parseCommaSeparatedList(parseAssignment) || p.parseRParen() || p.parseColon() ||
        p.parseTypeList(types))
      return failure();
  }
  if (p.resolveOperands(operands, types, at, state.operands))
    return failure();
  for (auto [argument, type] : llvm::zip_equal(arguments, types))
    argument.type = type;
  state.addTypes(types);
  return failure(p.parseOptionalAttrDictWithKeyword(state.attributes) || p.parseKeyword("cond") ||
                 p.parseRegion(*state.addRegion(), arguments) || p.parseKeyword("do") ||
                 p.parseRegion(*state.addRegion(), arguments));
}

void WhileOp::print(OpAsmPrinter &p) {
  p << '(';
  llvm::interleaveComma(llvm::zip(getCond().getArguments(), getOperand()), p,
                        [&](auto pair) { p << std::get<0>(pair) << " = " << std::get<1>(pair); });
  p << ')';
  if (!getOperand().empty())
    p << " : " << getOperand().getTypes();
  p.printOptionalAttrDictWithKeyword((*this)->getAttrs());
  p.printNewline();
  p << "cond ";
  p.printRegion(getCond(), /*printEntryBlockArgs=*/false);
  p << " do ";
  p.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

/// The same names in both regions: they are printed once.
void WhileOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  for (BlockArgument argument : region.getArguments())
    setName(argument, "iterArg");
}

//===- verifiers -----------------------------------------------------------------------------===//

static Type predicateType(MLIRContext *context) {
  return RankedTensorType::get({}, IntegerType::get(context, 1));
}

LogicalResult WhileOp::verify() {
  TypeRange types = getOperand().getTypes();
  if (!mayEqualTypes(types, getResultTypes()))
    return siteOf(*this).error() << "carries " << types << ", but gives " << getResultTypes();
  if (failed(checkRegion(*this, "the condition", getCond(), types, predicateType(getContext()))))
    return failure();
  return checkRegion(*this, "the body", getBody(), types, types);
}

LogicalResult IfOp::verify() {
  if (failed(checkScalar(*this, "the condition", getPred())) ||
      failed(checkRegion(*this, "the first branch", getTrueBranch(), {}, getResultTypes())))
    return failure();
  return checkRegion(*this, "the second branch", getFalseBranch(), {}, getResultTypes());
}

LogicalResult CaseOp::verify() {
  if (getBranches().empty())
    return siteOf(*this).error() << "needs a branch";
  if (failed(checkScalar(*this, "the index", getIndex())))
    return failure();
  for (Region &branch : getBranches())
    if (failed(checkRegion(*this, "a branch", branch, {}, getResultTypes())))
      return failure();
  return success();
}

/// "namespace.name"
static bool isNamespaced(StringRef name) {
  SmallVector<StringRef> parts;
  name.split(parts, '.');
  return parts.size() >= 2 && llvm::isAlpha(name.front()) &&
         llvm::all_of(parts, [](StringRef part) {
           return !part.empty() &&
                  llvm::all_of(part, [](char c) { return llvm::isAlnum(c) || c == '_'; });
         });
}

LogicalResult CompositeOp::verify() {
  if (!isNamespaced(getName()))
    return siteOf(*this).error() << "name '" << getName()
                                 << "' must be one in a namespace, such as my.op";
  auto callee =
      SymbolTable::lookupNearestSymbolFrom<FunctionOpInterface>(*this, getDecompositionAttr());
  if (!callee)
    return siteOf(*this).error() << "decomposes into @" << getDecomposition()
                                 << ", which is no function of this module";
  if (mayEqualTypes(callee.getArgumentTypes(), getInputs().getTypes()) &&
      mayEqualTypes(callee.getResultTypes(), getResultTypes()))
    return success();
  return siteOf(*this).error() << "does not fit @" << getDecomposition();
}

LogicalResult OptimizationBarrierOp::verify() {
  if (mayEqualTypes(getOperand().getTypes(), getResultTypes()))
    return success();
  return siteOf(*this).error() << "takes " << getOperand().getTypes() << ", but gives "
                               << getResultTypes();
}

LogicalResult TupleOp::verify() {
  if (mayEqualTypes(getVal().getTypes(), cast<TupleType>(getResult().getType()).getTypes()))
    return success();
  return siteOf(*this).error() << "cannot be " << getResult().getType();
}

LogicalResult GetTupleElementOp::verify() {
  auto tuple = cast<TupleType>(getOperand().getType());
  if (getIndex() >= tuple.size())
    return siteOf(*this).error() << "index " << getIndex() << " is out of range for " << tuple;
  if (mayEqualTypes(tuple.getType(getIndex()), getResult().getType()))
    return success();
  return siteOf(*this).error() << "gives " << tuple.getType(getIndex()) << ", but is written as "
                               << getResult().getType();
}

//===- random numbers ------------------------------------------------------------------------===//

LogicalResult RngOp::verify() {
  if (failed(checkScalar(*this, "a", getA())) || failed(checkScalar(*this, "b", getB())))
    return failure();
  RankedTensorType shape = tensorOf(getShape()), result = tensorOf(getResult());
  if (shape.getRank() != 1 || !mayEqual(shape.getDimSize(0), result.getRank()))
    return siteOf(*this).error() << "the shape must have one number for each of "
                                 << result.getRank() << " axes, but is " << shape;
  if (getA().getType() != getB().getType() ||
      result.getElementType() != tensorOf(getA()).getElementType())
    return siteOf(*this).error() << "a, b and the result differ in element type";
  return success();
}

LogicalResult RngBitGeneratorOp::verify() {
  if (tensorOf(getInitialState()).getRank() != 1)
    return siteOf(*this).error() << "the state must be of rank 1, but is "
                                 << getInitialState().getType();
  return checkResult(*this, getOutputState(), tensorOf(getInitialState()).getShape(),
                     tensorOf(getInitialState()).getElementType());
}
