// The integers that a program computes from constants alone: what shapes are made of. A value is
// followed back through the ops of tcc that have been built already.
#include "Integers.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;
using Integers = SmallVector<int64_t>;
using Known = std::optional<Integers>;

/// Shapes are short, and what they are computed from is not long.
static constexpr int64_t elementLimit = 1024;
static constexpr int depthLimit = 64;

namespace {
/// What has been followed already, so that a value of many readers is computed once.
struct Followed {
  int depth = 0;
  DenseMap<Value, Known> known;
};
} // namespace

static Known evaluate(Value value, Followed &followed);

static RankedTensorType type(Value value) { return cast<RankedTensorType>(value.getType()); }

static Known constant(DenseElementsAttr elements) {
  Integers result;
  for (APInt x : elements.getValues<APInt>()) {
    bool isUnsigned = elements.getElementType().isUnsignedInteger() || x.getBitWidth() == 1;
    if (x.getBitWidth() > 64 || (isUnsigned && x.getActiveBits() > 63))
      return std::nullopt;
    result.push_back(isUnsigned ? int64_t(x.getZExtValue()) : x.getSExtValue());
  }
  return result;
}

/// Whether a number can be an element of this type without wrapping.
static bool fits(int64_t x, Type element) {
  unsigned width = element.getIntOrFloatBitWidth();
  if (element.isUnsignedInteger())
    return x >= 0 && (width >= 64 || x < (int64_t(1) << width));
  return width == 1 ? x == 0 || x == 1 : llvm::isIntN(width, x);
}

/// The row-major places that an operand's elements are read from, for each of a result that it
/// broadcasts to.
static Integers broadcastPlaces(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  Integers places;
  for (int64_t at = 0, count = ShapedType::getNumElements(to); at < count; ++at) {
    int64_t rest = at, place = 0, stride = 1;
    for (size_t i = 1; i <= to.size(); ++i) {
      int64_t extent = to[to.size() - i], coordinate = rest % extent;
      rest /= extent;
      if (i > from.size())
        continue;
      int64_t own = from[from.size() - i];
      place += (own == 1 ? 0 : coordinate) * stride;
      stride *= own;
    }
    places.push_back(place);
  }
  return places;
}

static Known elementwise(Operation *op, Followed &followed,
                         llvm::function_ref<std::optional<int64_t>(ArrayRef<int64_t>)> f) {
  SmallVector<Integers> operands;
  ArrayRef<int64_t> shape = type(op->getResult(0)).getShape();
  for (Value operand : op->getOperands()) {
    Known known = evaluate(operand, followed);
    if (!known)
      return std::nullopt;
    Integers spread;
    for (int64_t place : broadcastPlaces(type(operand).getShape(), shape))
      spread.push_back((*known)[size_t(place)]);
    operands.push_back(std::move(spread));
  }
  Integers result;
  for (int64_t i = 0, count = ShapedType::getNumElements(shape); i < count; ++i) {
    auto elements = llvm::map_to_vector(operands, [&](const Integers &x) { return x[size_t(i)]; });
    std::optional<int64_t> element = f(elements);
    if (!element || !fits(*element, type(op->getResult(0)).getElementType()))
      return std::nullopt;
    result.push_back(*element);
  }
  return result;
}

static bool holds(ir::ComparePredicate predicate, int64_t x, int64_t y) {
  switch (predicate) {
  case ir::ComparePredicate::Eq:
    return x == y;
  case ir::ComparePredicate::Ne:
    return x != y;
  case ir::ComparePredicate::Lt:
    return x < y;
  case ir::ComparePredicate::Le:
    return x <= y;
  case ir::ComparePredicate::Gt:
    return x > y;
  case ir::ComparePredicate::Ge:
    return x >= y;
  }
  llvm_unreachable("six predicates");
}

static std::optional<int64_t> quotient(int64_t x, int64_t y, bool wantsRest) {
  if (y == 0 || y == -1)
    return std::nullopt;
  return wantsRest ? x % y : x / y;
}

static std::optional<int64_t> scalarOf(Operation *op, ArrayRef<int64_t> x) {
  int64_t result = 0;
  auto known = [&](bool overflows) {
    return overflows ? std::nullopt : std::optional<int64_t>(result);
  };
  return llvm::TypeSwitch<Operation *, std::optional<int64_t>>(op)
      .Case([&](ir::AddOp) { return known(llvm::AddOverflow(x[0], x[1], result)); })
      .Case([&](ir::SubOp) { return known(llvm::SubOverflow(x[0], x[1], result)); })
      .Case([&](ir::MulOp) { return known(llvm::MulOverflow(x[0], x[1], result)); })
      .Case([&](ir::DivOp) { return quotient(x[0], x[1], /*wantsRest=*/false); })
      .Case([&](ir::RemainderOp) { return quotient(x[0], x[1], /*wantsRest=*/true); })
      .Case([&](ir::MaxOp) { return std::max(x[0], x[1]); })
      .Case([&](ir::MinOp) { return std::min(x[0], x[1]); })
      .Case([&](ir::CompareOp compare) { return holds(compare.getPredicate(), x[0], x[1]); })
      .Case([&](ir::SelectOp) { return x[0] ? x[1] : x[2]; })
      .Case([&](ir::ConvertOp) { return x[0]; })
      .Default([](Operation *) { return std::optional<int64_t>(); });
}

static Known concatenate(ir::ConcatenateOp op, Followed &followed) {
  Integers all;
  if (type(op.getResult()).getRank() != 1)
    return std::nullopt;
  for (Value part : op->getOperands()) {
    Known known = evaluate(part, followed);
    if (!known)
      return std::nullopt;
    all.append(*known);
  }
  return all;
}

static Known slice(ir::SliceOp op, Followed &followed) {
  Known all = evaluate(op->getOperand(0), followed);
  if (!all || type(op.getResult()).getRank() != 1)
    return std::nullopt;
  Integers part;
  int64_t count = type(op.getResult()).getDimSize(0);
  auto strides = op.getStrides();
  for (int64_t i = 0; i < count; ++i)
    part.push_back((*all)[size_t(op.getStarts()[0] + i * (strides.empty() ? 1 : strides[0]))]);
  return part;
}

static Known iota(ir::IotaOp op) {
  Integers all;
  if (type(op.getResult()).getRank() == 1)
    for (int64_t i = 0; i < type(op.getResult()).getDimSize(0); ++i)
      all.push_back(i);
  return type(op.getResult()).getRank() == 1 ? Known(all) : std::nullopt;
}

static Known spread(ir::BroadcastOp op, Followed &followed) {
  Known known = evaluate(op->getOperand(0), followed);
  if (!known)
    return std::nullopt;
  Integers all;
  for (int64_t place :
       broadcastPlaces(type(op->getOperand(0)).getShape(), type(op.getResult()).getShape()))
    all.push_back((*known)[size_t(place)]);
  return all;
}

static Known compute(Operation *op, Followed &followed) {
  return llvm::TypeSwitch<Operation *, Known>(op)
      .Case([&](ir::ConcatenateOp all) { return concatenate(all, followed); })
      .Case([&](ir::SliceOp part) { return slice(part, followed); })
      .Case([&](ir::IotaOp count) { return iota(count); })
      .Case([&](ir::BroadcastOp all) { return spread(all, followed); })
      .Case([&](ir::ReshapeOp same) { return evaluate(same->getOperand(0), followed); })
      .Default([&](Operation *other) {
        return elementwise(other, followed, [&](ArrayRef<int64_t> elements) {
          return elements.size() == other->getNumOperands() ? scalarOf(other, elements)
                                                            : std::nullopt;
        });
      });
}

static Known evaluate(Value value, Followed &followed) {
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  Operation *op = value.getDefiningOp();
  if (!op || followed.depth == depthLimit || !tensor || !tensor.hasStaticShape() ||
      tensor.getNumElements() > elementLimit || !isa<IntegerType>(tensor.getElementType()))
    return std::nullopt;
  if (DenseElementsAttr elements = constantOf(value))
    return constant(elements);
  if (auto found = followed.known.find(value); found != followed.known.end())
    return found->second;
  ++followed.depth;
  Known known = compute(op, followed);
  --followed.depth;
  followed.known[value] = known;
  return known;
}

std::optional<Integers> importer::integersOf(Value value) {
  Followed followed;
  return evaluate(value, followed);
}
