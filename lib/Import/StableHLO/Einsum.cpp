// einsum: sums over named axes, as a dot_general of operands that have no name twice and none that
// only they have.
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

namespace {
/// A tensor and a letter for each of its axes.
struct Named {
  Value tensor;
  std::string axes;

  int64_t axisOf(char name) const { return int64_t(axes.find(name)); }
  bool has(char name) const { return axes.find(name) != std::string::npos; }
};
} // namespace

/// Of two axes of one name only equal positions count.
static void takeDiagonal(Site &s, Named &x, int64_t first, int64_t second) {
  SmallVector<int64_t> shapes[2];
  for (auto &shape : shapes)
    shape.assign(x.axes.size(), 1);
  shapes[0][first] = shapes[1][second] = Site::type(x.tensor).getDimSize(unsigned(first));
  Type integer = s.b.getI64Type();
  Value row = s.create<ir::IotaOp>(integer, ArrayRef<int64_t>(shapes[0]), first);
  Value column = s.create<ir::IotaOp>(integer, ArrayRef<int64_t>(shapes[1]), second);
  Value isEqual = s.compare(ir::ComparePredicate::Eq, row, column);
  x.tensor = s.sum(s.select(isEqual, x.tensor, s.scalar(x.tensor, 0)), {second});
  x.axes.erase(size_t(second), 1);
}

/// Leaves no name twice, and sums over those that nobody else needs.
static void reduceTo(Site &s, Named &x, StringRef needed) {
  for (size_t second = 0; second < x.axes.size();) {
    int64_t first = x.axisOf(x.axes[second]);
    if (size_t(first) != second)
      takeDiagonal(s, x, first, int64_t(second));
    else
      ++second;
  }
  SmallVector<int64_t> axes;
  std::string kept;
  for (auto [axis, name] : llvm::enumerate(x.axes))
    if (needed.contains(name))
      kept += name;
    else
      axes.push_back(int64_t(axis));
  if (!axes.empty())
    x.tensor = s.sum(x.tensor, axes);
  x.axes = kept;
}

static Values arrange(Site &s, const Named &x, StringRef output) {
  SmallVector<int64_t> order;
  for (char name : output) {
    if (!x.has(name) || output.count(name) != 1)
      return s.unsupported("an axis of the result that no operand has");
    order.push_back(x.axisOf(name));
  }
  return one(s.transpose(x.tensor, order));
}

/// Whether sums are defined: truth values are none.
static bool isSummed(Value x) {
  return isa<FloatType, IntegerType>(elementOf(x)) && !elementOf(x).isInteger(1) &&
         Site::type(x).hasStaticShape();
}

static Values importUnaryEinsum(Site &s, stablehlo::UnaryEinsumOp op) {
  auto [input, output] = op.getEinsumConfig().split("->");
  if (!isSummed(op.getOperand()))
    return s.unsupported("on these elements");
  Named x{op.getOperand(), input.str()};
  reduceTo(s, x, output);
  return arrange(s, x, output);
}

static Values importEinsum(Site &s, stablehlo::EinsumOp op) {
  auto [inputs, output] = op.getEinsumConfig().split("->");
  auto [first, second] = inputs.split(",");
  if (!isSummed(op.getLhs()) || !isSummed(op.getRhs()))
    return s.unsupported("on these elements");
  Named lhs{op.getLhs(), first.str()}, rhs{op.getRhs(), second.str()};
  reduceTo(s, lhs, (second + output).str());
  reduceTo(s, rhs, (lhs.axes + output).str());
  SmallVector<int64_t> batches[2], sums[2], shape;
  Named result{Value(), ""};
  auto add = [&](const Named &x, char name) {
    result.axes += name;
    shape.push_back(Site::type(x.tensor).getDimSize(unsigned(x.axisOf(name))));
  };
  for (char name : lhs.axes) {
    if (!rhs.has(name))
      continue;
    auto &axes = output.contains(name) ? batches : sums;
    axes[0].push_back(lhs.axisOf(name));
    axes[1].push_back(rhs.axisOf(name));
    if (output.contains(name))
      add(lhs, name);
  }
  for (auto [x, other] : {std::pair(&lhs, &rhs), std::pair(&rhs, &lhs)})
    for (char name : x->axes)
      if (!other->has(name))
        add(*x, name);
  auto axes = stablehlo::DotDimensionNumbersAttr::get(s.b.getContext(), batches[0], batches[1],
                                                      sums[0], sums[1]);
  Values product = s.importAs<stablehlo::DotGeneralOp>(Site::type(op.getResult()).clone(shape),
                                                       lhs.tensor, rhs.tensor, axes, ArrayAttr(),
                                                       stablehlo::DotAlgorithmAttr());
  if (failed(product))
    return failure();
  result.tensor = product->front();
  return arrange(s, result, output);
}

void importer::addEinsumRules(Rules &rules) {
  rules.add<stablehlo::EinsumOp>(importEinsum);
  rules.add<stablehlo::UnaryEinsumOp>(importUnaryEinsum);
}
