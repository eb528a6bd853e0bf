// The driver: values by SSA name, one op after the other.
#include "Rules.h"

#include "tcc/Support/Diagnostics.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::interpreter;

static const Rules &allRules() {
  static const Rules rules = [] {
    Rules all;
    addElementwiseRules(all);
    addComplexRules(all);
    addSpecialRules(all);
    addShapeRules(all);
    addReduceRules(all);
    addPoolingRules(all);
    addContractionRules(all);
    addControlRules(all);
    addIndexRules(all);
    addWindowRules(all);
    addSortRules(all);
    addLinearAlgebraRules(all);
    addRandomRules(all);
    addCompositeRules(all);
    return all;
  }();
  return rules;
}

bool interpreter::hasRule(StringRef opName) { return allRules().find(opName) != nullptr; }

FailureOr<Literals> Evaluator::call(func::CallOp op, ArrayRef<Literal> arguments) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, op.getCalleeAttr());
  if (!callee || callee.isDeclaration())
    return op.emitError() << "calls @" << op.getCallee() << ", which has no body";
  return Evaluator().run(callee.front(), arguments); // nothing of the caller is visible there
}

FailureOr<Literals> Evaluator::evaluate(Operation *op) {
  Literals operands;
  for (Value operand : op->getOperands())
    operands.push_back(values.lookup(operand));
  if (auto callOp = dyn_cast<func::CallOp>(op))
    return call(callOp, operands);
  if (const Rule *rule = allRules().find(op->getName().getStringRef()))
    return (*rule)(op, operands, *this);
  return emitUnsupported(op->getLoc()) << op->getName() << " in the interpreter";
}

FailureOr<Literals> Evaluator::run(Block &block, ArrayRef<Literal> arguments) {
  for (auto [argument, value] : llvm::zip_equal(block.getArguments(), arguments))
    values[argument] = value;
  for (Operation &op : block.without_terminator()) {
    FailureOr<Literals> results = evaluate(&op);
    if (failed(results))
      return failure();
    for (auto [result, value] : llvm::zip_equal(op.getResults(), *results))
      values[result] = value;
  }
  Literals passed;
  for (Value operand : block.getTerminator()->getOperands())
    passed.push_back(values.lookup(operand));
  return passed;
}

FailureOr<Literals> interpreter::interpret(func::FuncOp function, ArrayRef<Literal> arguments) {
  return Evaluator().run(function.front(), arguments);
}

//===- positions ----------------------------------------------------------------------------===//

int64_t interpreter::linearIndex(ArrayRef<int64_t> shape, ArrayRef<int64_t> position) {
  int64_t index = 0;
  for (auto [extent, coordinate] : llvm::zip_equal(shape, position))
    index = index * extent + coordinate;
  return index;
}

void interpreter::forEach(ArrayRef<int64_t> shape,
                          llvm::function_ref<void(const Position &, int64_t)> visit) {
  int64_t size = ShapedType::getNumElements(shape);
  Position position(shape.size(), 0);
  for (int64_t index = 0; index < size; ++index) {
    visit(position, index);
    for (size_t axis = shape.size(); axis-- > 0;) {
      if (++position[axis] < shape[axis])
        break;
      position[axis] = 0;
    }
  }
}

RankedTensorType interpreter::resultType(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType());
}

Literal interpreter::generate(RankedTensorType type,
                              llvm::function_ref<Element(const Position &)> element) {
  Literal result(type);
  forEach(type.getShape(),
          [&](const Position &position, int64_t i) { result.set(i, element(position)); });
  return result;
}

Literal interpreter::elementOf(const Literal &x, int64_t index) {
  Literal element(RankedTensorType::get({}, x.elementType()));
  element.set(0, x[index]);
  return element;
}

Element interpreter::product(const Element &a, const Element &b) {
  return {a.real * b.real - a.imaginary * b.imaginary,
          WideInt(int64_t(uint64_t(a.integer) * uint64_t(b.integer))),
          a.real * b.imaginary + a.imaginary * b.real};
}

const Element &interpreter::broadcastAt(const Literal &x, const Position &position) {
  ArrayRef<int64_t> shape = x.shape();
  size_t leading = position.size() - shape.size();
  int64_t index = 0;
  for (auto [axis, extent] : llvm::enumerate(shape))
    index = index * extent + (extent == 1 ? 0 : position[leading + axis]);
  return x[index];
}
