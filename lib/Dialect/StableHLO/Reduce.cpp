// Reductions: the text of stablehlo.reduce, and verifiers.
#include "Check.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::stablehlo;

//===- reduce: text --------------------------------------------------------------------------===//

using Operands = SmallVector<OpAsmParser::UnresolvedOperand>;

/// `(%x init: %a), (%y init: %b)`
static ParseResult parseInputs(OpAsmParser &p, Operands &operands) {
  Operands initial;
  auto parsePair = [&]() -> ParseResult {
    return failure(p.parseLParen() || p.parseOperand(operands.emplace_back()) ||
                   p.parseKeyword("init") || p.parseColon() ||
                   p.parseOperand(initial.emplace_back()) || p.parseRParen());
  };
  if (p.parseCommaSeparatedList(parsePair))
    return failure();
  operands.append(initial);
  return success();
}

/// The body that is one op of the two arguments.
static ParseResult buildBody(OpAsmParser &p, SMLoc at, OperationName name, Type resultType,
                             Region &body) {
  auto shaped = dyn_cast<ShapedType>(resultType);
  if (!shaped)
    return p.emitError(at) << "expected a tensor as the result, got " << resultType;
  Type scalar = RankedTensorType::get({}, shaped.getElementType());
  Location loc = p.getEncodedSourceLoc(at);
  Block &block = body.emplaceBlock();
  block.addArguments({scalar, scalar}, {loc, loc});
  OpBuilder b(p.getContext());
  b.setInsertionPointToStart(&block);
  OperationState inner(loc, name, block.getArguments(), scalar);
  Value value = b.create(inner)->getResult(0);
  OperationState end(loc, ReturnOp::getOperationName(), value, TypeRange());
  b.create(end);
  return success();
}

/// `reducer(%a: t, %b: t) (%c: u, %d: u) { ... }`
static ParseResult parseBody(OpAsmParser &p, size_t count, Region &body) {
  SmallVector<OpAsmParser::Argument> left, right;
  for (size_t i = 0; i < count; ++i)
    if (p.parseLParen() || p.parseArgument(left.emplace_back(), /*allowType=*/true) ||
        p.parseComma() || p.parseArgument(right.emplace_back(), /*allowType=*/true) ||
        p.parseRParen())
      return failure();
  left.append(right);
  return p.parseRegion(body, left);
}

/// The op behind `applies`: any order of elements must give the same.
static FailureOr<OperationName> parseCombiner(OpAsmParser &p) {
  SMLoc at = p.getCurrentLocation();
  FailureOr<OperationName> name = p.parseCustomOperationName();
  if (failed(name))
    return failure();
  static constexpr StringLiteral commutative[] = {
      AddOp::getOperationName(), AndOp::getOperationName(), MaxOp::getOperationName(),
      MinOp::getOperationName(), MulOp::getOperationName(), OrOp::getOperationName(),
      XorOp::getOperationName()};
  if (llvm::is_contained(commutative, name->getStringRef()))
    return name;
  return p.emitError(at) << "'applies' needs a commutative op of two operands, got '"
                         << name->getStringRef() << "'";
}

ParseResult ReduceOp::parse(OpAsmParser &p, OperationState &state) {
  SMLoc at = p.getCurrentLocation();
  Operands operands;
  FailureOr<OperationName> inner = failure();
  DenseI64ArrayAttr dimensions;
  FunctionType types;
  if (parseInputs(p, operands))
    return failure();
  if (succeeded(p.parseOptionalKeyword("applies")) && failed(inner = parseCombiner(p)))
    return failure();
  if (p.parseKeyword("across") || p.parseKeyword("dimensions") || p.parseEqual() ||
      p.parseCustomAttributeWithFallback(dimensions, Type(), "dimensions", state.attributes) ||
      p.parseOptionalAttrDict(state.attributes) || p.parseColonType(types) ||
      p.resolveOperands(operands, types.getInputs(), at, state.operands))
    return failure();
  state.addTypes(types.getResults());
  Region *body = state.addRegion();
  if (failed(inner))
    return failure(p.parseKeyword("reducer") || parseBody(p, operands.size() / 2, *body));
  if (types.getNumResults() != 1)
    return p.emitError(at) << "'applies' needs one result, got " << types.getNumResults();
  return buildBody(p, at, *inner, types.getResult(0), *body);
}

/// The only op of the body, if the short form says all there is to say.
static Operation *onlyOp(ReduceOp op) {
  Block &block = op.getBody().front();
  if (op.getInputs().size() != 1 || !llvm::hasNItems(block, 2))
    return nullptr;
  Operation &inner = block.front();
  bool isPlain = inner.getNumResults() == 1 && inner.getAttrs().empty() &&
                 inner.getNumRegions() == 0 &&
                 llvm::equal(inner.getOperands(), block.getArguments()) &&
                 llvm::equal(block.back().getOperands(), inner.getResults()) &&
                 inner.getResult(0).getType() == block.getArgument(0).getType() &&
                 inner.getResult(0).getType() == scalarOf(op.getResult(0));
  return isPlain ? &inner : nullptr;
}

void ReduceOp::print(OpAsmPrinter &p) {
  p << '(';
  llvm::interleave(
      llvm::zip(getInputs(), getInitValues()), p,
      [&](auto pair) { p << std::get<0>(pair) << " init: " << std::get<1>(pair); }, "), (");
  p << ')';
  Operation *inner = onlyOp(*this);
  if (inner)
    p << " applies " << inner->getName();
  p << " across dimensions = ";
  p.printStrippedAttrOrType(getDimensionsAttr());
  p.printOptionalAttrDict((*this)->getAttrs(), {"dimensions"});
  p << " : ";
  p.printFunctionalType(*this);
  if (inner)
    return;
  p.printNewline();
  p << " reducer";
  Block &block = getBody().front();
  size_t count = getInputs().size();
  for (size_t i = 0; i < count; ++i) {
    p << '(';
    p.printRegionArgument(block.getArgument(i));
    p << ", ";
    p.printRegionArgument(block.getArgument(count + i));
    p << ") ";
  }
  p.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

//===- verifiers -----------------------------------------------------------------------------===//

LogicalResult ReduceOp::verify() {
  if (getNumResults() != getInputs().size())
    return siteOf(*this).error() << "needs as many results as inputs";
  if (failed(checkReducer(*this, getBody(), getInputs(), getInitValues(), getResults())))
    return failure();
  RankedTensorType first = tensorOf(getInputs()[0]);
  if (failed(siteOf(*this).checkAxes("dimensions", getDimensions(), first.getRank())))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t axis : ir::otherAxes(first.getRank(), getDimensions()))
    shape.push_back(first.getDimSize(axis));
  for (Value result : getResults())
    if (failed(checkResult(*this, result, shape, tensorOf(result).getElementType())))
      return failure();
  return success();
}

static LogicalResult checkPlaces(Operation *op, const Window &window, RankedTensorType input,
                                 Value result) {
  SmallVector<int64_t> shape;
  for (auto [axis, extent] : llvm::enumerate(input.getShape()))
    shape.push_back(window.places(unsigned(axis), extent));
  return checkResult(op, result, shape, tensorOf(result).getElementType());
}

LogicalResult ReduceWindowOp::verify() {
  if (getNumResults() != getInputs().size())
    return siteOf(*this).error() << "needs as many results as inputs";
  if (failed(checkReducer(*this, getBody(), getInputs(), getInitValues(), getResults())))
    return failure();
  RankedTensorType first = tensorOf(getInputs()[0]);
  auto window = Window::get(*this, getWindowDimensions(), getWindowStridesAttr(),
                            getBaseDilationsAttr(), getWindowDilationsAttr(), getPaddingAttr());
  if (failed(window) ||
      failed(checkCount(*this, "window dimensions", window->size.size(), size_t(first.getRank()))))
    return failure();
  for (Value result : getResults())
    if (failed(checkPlaces(*this, *window, first, result)))
      return failure();
  return success();
}

LogicalResult SelectAndScatterOp::verify() {
  RankedTensorType operand = tensorOf(getOperand());
  SmallVector<int64_t> size(operand.getRank(), 1);
  if (auto given = getWindowDimensions())
    size.assign(given->begin(), given->end());
  else if (operand.getRank() != 0)
    return siteOf(*this).error() << "needs window_dimensions";
  auto window =
      Window::get(*this, size, getWindowStridesAttr(), nullptr, nullptr, getPaddingAttr());
  if (failed(window) ||
      failed(checkCount(*this, "window dimensions", size.size(), size_t(operand.getRank()))) ||
      failed(checkPlaces(*this, *window, operand, getSource())) ||
      failed(checkScalar(*this, "initial value", getInitValue())) ||
      failed(checkPromotion(*this, {getOperand(), getSource(), getInitValue()}, getResult())))
    return failure();
  Type scalar = scalarOf(getOperand()), sum = scalarOf(getResult());
  auto pred = RankedTensorType::get({}, IntegerType::get(getContext(), 1));
  if (failed(checkRegion(*this, "the selection", getSelect(), {scalar, scalar}, Type(pred))) ||
      failed(checkRegion(*this, "the scattering", getScatter(), {sum, sum}, sum)))
    return failure();
  return checkResult(*this, getResult(), operand.getShape(),
                     tensorOf(getResult()).getElementType());
}

//===- batch normalisation -------------------------------------------------------------------===//

/// Everything but the operand, its cotangent and the output has one number for each feature.
static LogicalResult checkBatchNorm(Operation *op, Value operand, uint64_t feature,
                                    ValueRange perFeature, ValueRange alike) {
  RankedTensorType type = tensorOf(operand);
  if (failed(siteOf(op).checkAxis("feature_index", int64_t(feature), type.getRank())))
    return failure();
  for (Value value : perFeature)
    if (failed(checkResult(op, value, {type.getDimSize(unsigned(feature))}, type.getElementType())))
      return failure();
  for (Value value : alike)
    if (failed(checkResult(op, value, type.getShape(), type.getElementType())))
      return failure();
  return success();
}

LogicalResult BatchNormInferenceOp::verify() {
  return checkBatchNorm(*this, getOperand(), getFeatureIndex(),
                        {getScale(), getOffset(), getMean(), getVariance()}, getResult());
}

LogicalResult BatchNormTrainingOp::verify() {
  return checkBatchNorm(*this, getOperand(), getFeatureIndex(),
                        {getScale(), getOffset(), getBatchMean(), getBatchVar()}, getOutput());
}

LogicalResult BatchNormGradOp::verify() {
  return checkBatchNorm(*this, getOperand(), getFeatureIndex(),
                        {getScale(), getMean(), getVariance(), getGradScale(), getGradOffset()},
                        {getGradOutput(), getGradOperand()});
}
