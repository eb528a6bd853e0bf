#include "RowIndex.h"

#include "Recognition.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::detail;

/// Numbers beyond are no indices, and longer ways to compute one are not followed: no sum or
/// product of two numbers here leaves 64 bits.
static constexpr int64_t largest = int64_t(1) << 31;
static constexpr unsigned deepest = 64;

bool tcc::detail::holds(Type element, int64_t number) {
  unsigned width = element.getIntOrFloatBitWidth();
  return element.isUnsignedInteger() ? number >= 0 && llvm::isUIntN(width, uint64_t(number))
                                     : llvm::isIntN(width, number);
}

std::optional<int64_t> tcc::detail::numberOf(const APInt &bits, Type element) {
  return element.isUnsignedInteger() ? bits.zext(bits.getBitWidth() + 1).trySExtValue()
                                     : bits.trySExtValue();
}

Value tcc::detail::rowNumbers(RuleBuilder &g, RowIndex index, int64_t rows, Type element) {
  Value row = g.create<IotaOp>(element, ArrayRef<int64_t>{rows}, 0);
  if (index.step < 0) // a factor that every type holds
    return g.sub(double(index.first), g.mul(row, double(-index.step)));
  return g.add(g.mul(row, double(index.step)), double(index.first));
}

/// The numbers of a constant: one of all elements, or one for each row.
static std::optional<RowIndex> ofConstant(DenseIntElementsAttr elements, int64_t length) {
  if (!elements.isSplat() && elements.getNumElements() != length)
    return std::nullopt;
  SmallVector<int64_t> numbers;
  for (APInt bits : elements.getValues<APInt>()) {
    auto number = numberOf(bits, elements.getElementType());
    if (!number || std::abs(*number) > largest)
      return std::nullopt;
    numbers.push_back(*number);
    if (elements.isSplat())
      break;
  }
  RowIndex index{numbers.size() > 1 ? numbers[1] - numbers[0] : 0, numbers[0]};
  for (auto [row, number] : llvm::enumerate(numbers))
    if (number != index.at(row))
      return std::nullopt;
  return index;
}

/// A function of the row is least and greatest in the first and the last one.
std::optional<RowIndex> RowIndices::checked(Type type, RowIndex index) {
  if (std::abs(index.step) > largest || std::abs(index.first) > largest || length > largest)
    return std::nullopt;
  Type element = getElementTypeOrSelf(type);
  bool fits = std::abs(index.at(length - 1)) <= largest && holds(element, index.first) &&
              holds(element, index.at(length - 1));
  return fits ? std::optional(index) : std::nullopt;
}

std::optional<RowIndex> RowIndices::find(Value value, bool isStack, unsigned depth) {
  auto type = cast<RankedTensorType>(value.getType());
  isStack &= type.getRank() != 0;
  if (depth > deepest || !type.getElementType().isInteger() || type.getElementType().isInteger(1) ||
      !type.hasStaticShape() || type.getNumElements() == 0 ||
      (isStack && type.getShape() != ArrayRef(length)))
    return std::nullopt;
  auto &table = isStack ? knownStacks : known;
  auto [entry, isNew] = table.try_emplace(value); // what depends on itself finds none
  if (!isNew)
    return entry->second;
  auto index = compute(value, isStack, depth + 1);
  if (index)
    index = checked(type, *index);
  return table[value] = index;
}

std::optional<RowIndex> RowIndices::compute(Value value, bool isStack, unsigned depth) {
  DenseIntElementsAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return constant.isSplat() || isStack ? ofConstant(constant, length) : std::nullopt;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return ofArgument(argument, depth);
  Operation *op = value.getDefiningOp();
  if (isa<IotaOp>(op))
    return isStack ? std::optional(RowIndex{1, 0}) : std::nullopt;
  if (auto select = dyn_cast<SelectOp>(op))
    return ofSelect(select, isStack, depth);
  if (!isa<AddOp, SubOp, MulOp, NegOp, ConvertOp, ReshapeOp, BroadcastOp>(op))
    return std::nullopt;
  auto left = find(op->getOperand(0), isStack, depth);
  if (!left || op->getNumOperands() == 1)
    return left && isa<NegOp>(op) ? std::optional(RowIndex{-left->step, -left->first}) : left;
  auto right = find(op->getOperand(1), isStack, depth);
  if (!right)
    return std::nullopt;
  if (isa<AddOp>(op))
    return RowIndex{left->step + right->step, left->first + right->first};
  if (isa<SubOp>(op))
    return RowIndex{left->step - right->step, left->first - right->first};
  if (left->step != 0)
    std::swap(left, right);
  if (left->step != 0)
    return std::nullopt;
  return RowIndex{left->first * right->step, left->first * right->first};
}

/// A row of the scan, or a carried value to which each round adds the same.
std::optional<RowIndex> RowIndices::ofArgument(BlockArgument argument, unsigned depth) {
  if (argument.getOwner() != &scan.getBlock())
    return std::nullopt;
  unsigned number = argument.getArgNumber(), carried = scan.getInits().size();
  if (number >= carried)
    return find(scan.getXs()[number - carried], /*isStack=*/true, depth);
  auto next = scan.getYielded()[number].getDefiningOp<AddOp>();
  Value added = next ? otherSummand(next, argument) : Value();
  if (!added || next.getType() != argument.getType())
    return std::nullopt;
  auto start = find(scan.getInits()[number], /*isStack=*/false, depth);
  auto step = find(added, /*isStack=*/false, depth);
  if (!start || !step || start->step != 0 || step->step != 0)
    return std::nullopt;
  if (scan.getReverse())
    return RowIndex{-step->first, start->first + step->first * (length - 1)};
  return RowIndex{step->first, start->first};
}

/// What is chosen in every row.
std::optional<RowIndex> RowIndices::ofSelect(SelectOp select, bool isStack, unsigned depth) {
  auto holds = always(select.getOperand(0), isStack, depth);
  return holds ? find(select.getOperand(*holds ? 1 : 2), isStack, depth) : std::nullopt;
}

/// Whether a comparison holds in all rows, or in none of them.
std::optional<bool> RowIndices::always(Value condition, bool isStack, unsigned depth) {
  auto compare = condition.getDefiningOp<CompareOp>();
  if (!compare)
    return std::nullopt;
  auto left = find(compare->getOperand(0), isStack, depth);
  auto right = find(compare->getOperand(1), isStack, depth);
  if (!left || !right)
    return std::nullopt;
  auto [least, greatest] =
      std::minmax({left->first - right->first, left->at(length - 1) - right->at(length - 1)});
  auto decide = [](bool isTrue, bool isFalse) {
    return isTrue || isFalse ? std::optional(isTrue) : std::nullopt;
  };
  switch (compare.getPredicate()) {
  case ComparePredicate::Lt:
    return decide(greatest < 0, least >= 0);
  case ComparePredicate::Le:
    return decide(greatest <= 0, least > 0);
  case ComparePredicate::Gt:
    return decide(least > 0, greatest <= 0);
  case ComparePredicate::Ge:
    return decide(least >= 0, greatest < 0);
  case ComparePredicate::Eq:
    return decide(least == 0 && greatest == 0, least > 0 || greatest < 0);
  case ComparePredicate::Ne:
    return decide(least > 0 || greatest < 0, least == 0 && greatest == 0);
  }
  llvm_unreachable("all predicates are above");
}
