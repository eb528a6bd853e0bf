// Integers of less than a byte -> bytes that hold the same numbers: what may leave the range of the
// narrow type is wrapped to it at once, so that every op sees what it would have seen. The edges of
// public functions keep their types, which are refused later: they are what callers know.
#include "Bodies.h"

#include "mlir/IR/AttrTypeSubElements.h"

using namespace mlir;
using namespace tcc;

/// The width of integers narrower than a byte, truth values aside; else nothing.
static std::optional<unsigned> narrowWidth(Type type) {
  auto integer = dyn_cast<IntegerType>(getElementTypeOrSelf(type));
  if (!integer || integer.getWidth() < 2 || integer.getWidth() >= 8)
    return std::nullopt;
  return integer.getWidth();
}

static bool isUnsigned(Type type) { return getElementTypeOrSelf(type).isUnsignedInteger(); }

static IntegerType byteOf(IntegerType type) {
  return IntegerType::get(type.getContext(), 8, type.getSignedness());
}

static AttrTypeReplacer makeReplacer() {
  AttrTypeReplacer replacer;
  replacer.addReplacement([](IntegerType type) -> std::optional<Type> {
    return narrowWidth(type) ? byteOf(type) : type;
  });
  replacer.addReplacement(
      [](DenseIntElementsAttr values) -> std::optional<std::pair<Attribute, WalkResult>> {
        if (!narrowWidth(values.getType()))
          return std::pair<Attribute, WalkResult>(values, WalkResult::skip());
        Type byte = byteOf(cast<IntegerType>(values.getElementType()));
        bool zero = isUnsigned(values.getType());
        Attribute wide = values.mapValues(
            byte, [&](const APInt &value) { return zero ? value.zext(8) : value.sext(8); });
        return std::pair(wide, WalkResult::skip());
      });
  return replacer;
}

//===- arithmetic on bytes -------------------------------------------------------------------===//

static Value constantLike(OpBuilder &b, Location loc, Value like, int64_t value) {
  auto type = cast<RankedTensorType>(like.getType());
  auto splat = DenseElementsAttr::get(type, APInt(8, uint64_t(value), /*isSigned=*/true));
  OperationState state(loc, stablehlo::ConstantOp::getOperationName(), {}, Type(type));
  state.addAttribute("value", splat);
  return b.create(state)->getResult(0);
}

static Value apply(OpBuilder &b, StringRef name, Value x, int64_t y) {
  OperationState state(x.getLoc(), name, {x, constantLike(b, x.getLoc(), x, y)}, x.getType());
  return b.create(state)->getResult(0);
}

/// The low bits of a byte, as they are.
static Value lowBits(OpBuilder &b, Value x, unsigned width) {
  return apply(b, "stablehlo.and", x, (1 << width) - 1);
}

/// What the narrow type makes of a byte.
static Value wrapped(OpBuilder &b, Value x, unsigned width) {
  if (isUnsigned(x.getType()))
    return lowBits(b, x, width);
  Value high = apply(b, "stablehlo.shift_left", x, 8 - width);
  return apply(b, "stablehlo.shift_right_arithmetic", high, 8 - width);
}

/// Whether an op gives numbers that were there before, or what a region of it gives.
static bool staysInRange(Operation *op) {
  return op->getNumRegions() != 0 ||
         isa<stablehlo::AndOp, stablehlo::BroadcastInDimOp, stablehlo::ClampOp,
             stablehlo::ConcatenateOp, stablehlo::ConstantOp, stablehlo::DynamicSliceOp,
             stablehlo::DynamicUpdateSliceOp, stablehlo::GatherOp, stablehlo::MaxOp,
             stablehlo::MinOp, stablehlo::OrOp, stablehlo::PadOp, stablehlo::RemOp,
             stablehlo::ReshapeOp, stablehlo::ReverseOp, stablehlo::SelectOp, stablehlo::SliceOp,
             stablehlo::TransposeOp, stablehlo::XorOp, func::CallOp>(op);
}

/// The number of bits that a narrow integer has counts.
static bool looksAtBits(Operation *op) {
  return isa<stablehlo::ShiftRightLogicalOp, stablehlo::PopulationCountOp,
             stablehlo::CountLeadingZerosOp>(op);
}

static void widenOp(Operation *op, unsigned width) {
  OpBuilder b(op);
  if (looksAtBits(op))
    op->setOperand(0, lowBits(b, op->getOperand(0), width));
  b.setInsertionPointAfter(op);
  for (Value result : op->getResults()) {
    SmallVector<OpOperand *> uses(llvm::make_pointer_range(result.getUses()));
    Value value = isa<stablehlo::CountLeadingZerosOp>(op)
                      ? apply(b, "stablehlo.subtract", result, 8 - width)
                      : wrapped(b, result, width);
    for (OpOperand *use : uses)
      use->set(value);
  }
}

//===- functions -----------------------------------------------------------------------------===//

static bool isNarrow(Type type) { return narrowWidth(type).has_value(); }

static bool hasNarrowEdge(func::FuncOp function) {
  return llvm::any_of(function.getArgumentTypes(), isNarrow) ||
         llvm::any_of(function.getResultTypes(), isNarrow);
}

static bool holdsNarrow(Operation *op) {
  return llvm::any_of(op->getOperandTypes(), isNarrow) ||
         llvm::any_of(op->getResultTypes(), isNarrow) ||
         llvm::any_of(op->getRegions(), [](Region &region) {
           return llvm::any_of(region.getArgumentTypes(), isNarrow);
         });
}

void importer::widenNarrowIntegers(func::FuncOp function) {
  if (function.isExternal() || (!function.isPrivate() && hasNarrowEdge(function)))
    return;
  SmallVector<Operation *> ops;
  SmallVector<std::pair<Operation *, unsigned>> outOfRange;
  function.walk([&](Operation *op) {
    if (op == function ? hasNarrowEdge(function) : holdsNarrow(op))
      ops.push_back(op);
    if (op->getNumResults() == 1 && !staysInRange(op))
      if (auto width = narrowWidth(op->getResult(0).getType()))
        outOfRange.push_back({op, *width});
  });
  AttrTypeReplacer replacer = makeReplacer();
  for (Operation *op : ops)
    replacer.replaceElementsIn(op, /*replaceAttrs=*/true, /*replaceLocs=*/false,
                               /*replaceTypes=*/true);
  for (auto [op, width] : outOfRange)
    widenOp(op, width);
}
