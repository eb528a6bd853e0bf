// What the small regions of reductions compute.
#include "Bodies.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

static constexpr size_t mostCalls = 10000; // functions that call functions grow without bound

static bool isInBody(func::CallOp call) {
  return !isa<func::FuncOp, stablehlo::WhileOp, stablehlo::IfOp, stablehlo::CaseOp>(
      call->getParentOp());
}

static bool inlineCall(func::CallOp call) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
  if (!callee || callee.isExternal() || !callee.getBody().hasOneBlock() || callee->isAncestor(call))
    return false;
  OpBuilder b(call);
  IRMapping values;
  values.map(callee.getArguments(), call.getOperands());
  for (Operation &op : callee.front().without_terminator())
    b.clone(op, values);
  call.replaceAllUsesWith(
      llvm::map_to_vector(callee.front().getTerminator()->getOperands(),
                          [&](Value value) { return values.lookupOrDefault(value); }));
  call.erase();
  return true;
}

void importer::inlineCallsInBodies(func::FuncOp function) {
  size_t count = 0;
  for (bool changed = true; changed && count < mostCalls;) {
    SmallVector<func::CallOp> calls;
    function.walk([&](func::CallOp call) {
      if (isInBody(call))
        calls.push_back(call);
    });
    changed = false;
    for (func::CallOp call : calls)
      changed |= count++ < mostCalls && inlineCall(call);
  }
}

void importer::computeOnBytes(Site &s, Region &body, bool yields) {
  OpBuilder::InsertionGuard guard(s.b);
  Block &block = body.front();
  s.b.setInsertionPointToStart(&block);
  auto byte = RankedTensorType::get({}, s.b.getIntegerType(8, /*isSigned=*/false));
  for (BlockArgument argument : block.getArguments()) {
    argument.setType(byte);
    Value zero = s.zero(argument), truth = s.compare(ir::ComparePredicate::Ne, argument, zero);
    argument.replaceAllUsesExcept(truth, truth.getDefiningOp());
  }
  Operation *end = block.getTerminator();
  s.b.setInsertionPoint(end);
  if (yields)
    for (OpOperand &operand : end->getOpOperands())
      operand.set(s.convert(operand.get(), byte.getElementType()));
}

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
  if (isa<ComplexType>(constant.getElementType())) {
    auto x = constant.getSplatValue<std::complex<APFloat>>();
    bool isReal = x.imag().isZero();
    return kind == Kind::Sum       ? isReal && x.real().isZero()
           : kind == Kind::Product ? isReal && x.real().isExactlyValue(1.0)
                                   : false;
  }
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
