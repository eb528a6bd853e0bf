// Errors of rules, and the checks that several ops share.
#include "tcc/Dialect/Tcc/RuleSite.h"

#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tcc::ir;

// Extents and element counts stay below, so that sums of a few of them cannot overflow.
static constexpr int64_t maxCount = int64_t(1) << 48;

RuleError::RuleError(std::optional<Location> loc, StringRef op) {
  if (loc)
    diagnostic.emplace(emitError(*loc) << "'" << op << "' op ");
}

RuleError &RuleError::hint(const Twine &text) {
  if (diagnostic)
    diagnostic->attachNote() << "hint: " << text;
  return *this;
}

bool tcc::ir::isSmallFloat(Type type) {
  return isa<FloatType>(type) && type.getIntOrFloatBitWidth() == 8;
}

std::string tcc::ir::shapeText(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '[';
  llvm::interleaveComma(shape, os, [&](int64_t extent) {
    if (ShapedType::isDynamic(extent))
      os << '?';
    else
      os << extent;
  });
  os << ']';
  return text;
}

std::optional<int64_t> tcc::ir::countElements(ArrayRef<int64_t> shape) {
  if (llvm::is_contained(shape, 0))
    return 0;
  int64_t count = 1;
  for (int64_t extent : shape) {
    if (ShapedType::isDynamic(extent))
      continue;
    if (extent > maxCount / count)
      return std::nullopt;
    count *= extent;
  }
  return count;
}

FailureOr<SmallVector<Type>> tcc::ir::inferResultTypes(Operation *op, std::optional<Location> loc) {
  auto inference = dyn_cast<InferTypeOpInterface>(op);
  SmallVector<Type> types;
  if (!inference ||
      failed(inference.inferReturnTypes(op->getContext(), loc, op->getOperands(),
                                        op->getDiscardableAttrDictionary(),
                                        op->getPropertiesStorage(), op->getRegions(), types)))
    return failure();
  return types;
}

SmallVector<int64_t> tcc::ir::otherAxes(int64_t rank, ArrayRef<int64_t> axes) {
  return llvm::filter_to_vector(llvm::seq<int64_t>(0, rank),
                                [&](int64_t axis) { return !llvm::is_contained(axes, axis); });
}

LogicalResult tcc::ir::checkStaticShapes(Operation *op) {
  for (Type type : llvm::concat<Type>(llvm::to_vector(op->getOperandTypes()),
                                      llvm::to_vector(op->getResultTypes()))) {
    auto shaped = dyn_cast<ShapedType>(type);
    if (!shaped || shaped.hasStaticShape())
      continue;
    auto error = op->emitOpError() << "is not supported with the symbolic shape " << type;
    error.attachNote()
        << "hint: give the arguments' shapes, e.g. --tcc-specialize-shapes=shapes=32x784";
    return error;
  }
  return success();
}

SmallVector<Value> tcc::ir::reportNoDerivative(Operation *op, const Twine &why) {
  op->emitOpError() << "has no derivative: " << why;
  return {};
}

FailureOr<RankedTensorType> RuleSite::tensor(Value operand, StringRef name) const {
  auto type = dyn_cast<RankedTensorType>(operand.getType());
  if (!type)
    return error() << name << " must be a ranked tensor, but is " << operand.getType();
  if (!countElements(type.getShape()))
    return error() << name << " has more elements than memory can hold: " << type;
  return type;
}

LogicalResult RuleSite::checkAxis(StringRef name, int64_t axis, int64_t rank) const {
  if (axis >= 0 && axis < rank)
    return success();
  auto complaint = error();
  complaint << name << " " << axis << " is out of range: the operand has rank " << rank;
  if (axis < 0 && axis >= -rank)
    complaint.hint("axes count from the first one: write " + Twine(axis + rank));
  return complaint;
}

LogicalResult RuleSite::checkAxes(StringRef name, ArrayRef<int64_t> axes, int64_t rank) const {
  llvm::SmallSet<int64_t, 8> seen;
  for (int64_t axis : axes) {
    if (failed(checkAxis("axis", axis, rank)))
      return failure();
    if (!seen.insert(axis).second)
      return error() << name << " " << shapeText(axes) << ": axis " << axis << " appears twice";
  }
  return success();
}

LogicalResult RuleSite::checkPerAxis(StringRef name, ArrayRef<int64_t> values, int64_t rank,
                                     int64_t least) const {
  if (int64_t(values.size()) != rank)
    return error() << name << " must have one number for each of the operand's " << rank
                   << " axes, but came as " << shapeText(values);
  for (int64_t value : values)
    if (value < least || value > maxCount)
      return error() << name << " must be " << least << " or more, but came as "
                     << shapeText(values);
  return success();
}

LogicalResult RuleSite::checkShape(ArrayRef<int64_t> shape) const {
  if (llvm::any_of(shape, [](int64_t extent) { return extent < 0; }))
    return error() << "extents must be 0 or more, but shape is " << shapeText(shape);
  if (!countElements(shape))
    return error() << "shape " << shapeText(shape) << " has more elements than memory can hold";
  return success();
}
