// tcc.value_and_grad: reverse mode from a function's first result. What it adds are tcc ops again,
// so gradients can be differentiated.
#include "../Derivative.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace tcc::ir;

//===- value_and_grad -----------------------------------------------------------------------===//

// Rules of derivatives are about real numbers.
static LogicalResult checkNoComplexNumbers(Block &body) {
  WalkResult result = body.walk([](Operation *op) {
    auto isComplexValue = [](Value v) { return isComplex(v.getType()); };
    if (llvm::none_of(op->getOperands(), isComplexValue) &&
        llvm::none_of(op->getResults(), isComplexValue))
      return WalkResult::advance();
    op->emitOpError() << "has complex numbers, which must be split before it is differentiated";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

FailureOr<SmallVector<Value>> ValueAndGradOp::expand(Block &body) {
  auto by = llvm::map_to_vector(getWrt(), [&](int64_t i) -> Value { return body.getArgument(i); });
  // An error inside says what it is about; who asked is here.
  ScopedDiagnosticHandler blame(getContext(), [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      diagnostic.attachNote(getLoc()) << "asked for by this transform of @" << getCallee();
    return failure(); // for the next handler to show
  });
  if (failed(checkNoComplexNumbers(body)))
    return failure();
  auto mode = ReverseMode::record(body, by);
  if (failed(mode))
    return failure();
  for (Value argument : by)
    if (!cast<ShapedType>(argument.getType()).hasStaticShape())
      return checkStaticShapes(*this);
  Value first = body.getTerminator()->getOperand(0);
  OpBuilder b = OpBuilder::atBlockTerminator(&body);
  Operation *maker = first.getDefiningOp();
  mode->seed(first, RuleBuilder(b, maker ? maker->getLoc() : getLoc()).full(first, 1));
  if (failed(mode->run()))
    return failure();
  SmallVector<Value> results(body.getTerminator()->getOperands());
  RuleBuilder g(b, getLoc());
  for (Value argument : by) {
    Value gradient = mode->getCotangent(argument);
    results.push_back(gradient ? gradient : g.zero(argument));
  }
  return results;
}

FailureOr<SmallVector<Type>> ValueAndGradOp::resultTypes(FunctionType callee) {
  auto first =
      callee.getNumResults() ? dyn_cast<RankedTensorType>(callee.getResult(0)) : RankedTensorType();
  if (!first || first.getRank() != 0 || !isa<FloatType>(first.getElementType())) {
    auto error = emitOpError() << "needs a function whose first result is a float of rank 0, but @"
                               << getCallee();
    if (callee.getNumResults())
      error << " gives " << callee.getResult(0);
    else
      error << " gives nothing";
    error.attachNote() << "hint: sum it up, or take its mean";
    return error;
  }
  SmallVector<Type> types(callee.getResults());
  for (int64_t index : getWrt())
    types.push_back(callee.getInput(index));
  return types;
}

LogicalResult ValueAndGradOp::verify() {
  for (int64_t index : getWrt()) {
    if (index < 0 || index >= int64_t(getArgs().size()))
      return emitOpError() << "wrt index " << index << " is out of range: there are "
                           << getArgs().size() << " arguments, counted from 0";
    if (!isDifferentiated(getArgs()[index]))
      return emitOpError() << "cannot differentiate with respect to argument " << index
                           << " of type " << getArgs()[index].getType()
                           << ": only floats have gradients";
  }
  return success();
}

LogicalResult ValueAndGradOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto callee = symbols.lookupNearestSymbolFrom<func::FuncOp>(*this, getCalleeAttr());
  if (!callee)
    return emitOpError() << "refers to @" << getCallee() << ", which is no function of this module";
  FunctionType type = callee.getFunctionType();
  if (TypeRange(type.getInputs()) != TypeRange(getArgs().getTypes())) {
    auto error = emitOpError() << "arguments " << TypeRange(getArgs().getTypes()) << " do not fit @"
                               << getCallee();
    error.attachNote(callee.getLoc()) << "it takes " << TypeRange(type.getInputs());
    return error;
  }
  auto types = resultTypes(type);
  if (failed(types))
    return failure();
  if (TypeRange(*types) != getResultTypes())
    return emitOpError() << "results are " << TypeRange(*types) << ", but are written as "
                         << getResultTypes();
  return success();
}
