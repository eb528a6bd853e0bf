// Complex numbers at a function's edge. Stage `expanded` has split them: an argument or a result is
// a tensor of real numbers whose last axis holds the parts, and tcc.element_type says what it was.
#include "Site.h"

using namespace mlir;
using namespace tcc;

/// The type before; null where nothing was split.
static RankedTensorType joinedType(Type type, Attribute attribute) {
  auto element = dyn_cast_if_present<TypeAttr>(attribute);
  auto pairs = cast<RankedTensorType>(type);
  if (!element || !isa<ComplexType>(element.getValue()) || !pairs.hasStaticShape())
    return {};
  return RankedTensorType::get(pairs.getShape().drop_back(), element.getValue());
}

/// Takes an argument apart.
static void join(ir::RuleBuilder &g, BlockArgument argument, RankedTensorType type) {
  SmallVector<int64_t> column(type.getShape());
  column.push_back(1);
  argument.setType(type);
  Value re = g.create<ir::RealOp>(argument), im = g.create<ir::ImagOp>(argument);
  Value parts[] = {g.reshape(re, column), g.reshape(im, column)};
  Value pairs = g.create<ir::ConcatenateOp>(ValueRange(parts), uint64_t(type.getRank()));
  argument.replaceAllUsesExcept(
      pairs, SmallPtrSet<Operation *, 2>{re.getDefiningOp(), im.getDefiningOp()});
}

/// Puts a result together.
static Value join(ir::RuleBuilder &g, Value pairs, RankedTensorType type) {
  SmallVector<int64_t> starts(type.getRank() + 1, 0), limits(g.type(pairs).getShape());
  auto part = [&](int64_t i) {
    starts.back() = i, limits.back() = i + 1;
    return g.reshape(g.create<ir::SliceOp>(pairs, starts, limits), type.getShape());
  };
  Value re = part(0), im = part(1);
  return g.create<ir::ComplexOp>(re, im);
}

void exporter::joinComplex(func::FuncOp function) {
  static constexpr llvm::StringLiteral attribute = "tcc.element_type";
  Block &body = function.front();
  OpBuilder b = OpBuilder::atBlockBegin(&body);
  for (BlockArgument argument : body.getArguments()) {
    ir::RuleBuilder g(b, argument.getLoc());
    Attribute before = function.getArgAttr(argument.getArgNumber(), attribute);
    if (RankedTensorType type = joinedType(argument.getType(), before))
      join(g, argument, type);
  }
  Operation *end = body.getTerminator();
  b.setInsertionPoint(end);
  ir::RuleBuilder g(b, end->getLoc());
  for (OpOperand &result : end->getOpOperands()) {
    Attribute before = function.getResultAttr(result.getOperandNumber(), attribute);
    if (RankedTensorType type = joinedType(result.get().getType(), before))
      result.set(join(g, result.get(), type));
  }
  function.setFunctionType(b.getFunctionType(body.getArgumentTypes(), end->getOperandTypes()));
}
