// Products of tensors: for each place of the result, the sum over the contracted axes.
#include "Rules.h"

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

namespace {
/// Sums in double precision; integers wrap at the end, which is the same.
struct ProductSum {
  double real = 0, imaginary = 0;
  uint64_t integer = 0;

  void add(const Element &a, const Element &b) {
    real += a.real * b.real - a.imaginary * b.imaginary;
    imaginary += a.real * b.imaginary + a.imaginary * b.real;
    integer += uint64_t(a.integer) * uint64_t(b.integer);
  }
  Element element() const { return {real, WideInt(int64_t(integer)), imaginary}; }
};
} // namespace

static Element productSum(int64_t count, llvm::function_ref<const Element &(int64_t)> a,
                          llvm::function_ref<const Element &(int64_t)> b) {
  ProductSum sum;
  for (int64_t i = 0; i < count; ++i)
    sum.add(a(i), b(i));
  return sum.element();
}

//===- matmul -------------------------------------------------------------------------------===//

// x as [batches..., rows, columns]: a rank-1 operand gets the unit axis that NumPy gives it.
static Literal asMatrix(const Literal &x, bool isLeft) {
  if (x.shape().size() != 1)
    return x;
  Position shape(x.shape());
  shape.insert(isLeft ? shape.begin() : shape.end(), 1);
  Literal matrix(x.type().clone(shape));
  for (int64_t i = 0; i < x.size(); ++i)
    matrix.set(i, x[i]);
  return matrix;
}

static Literal matmul(MatmulOp op, const Literals &in) {
  bool isRow = in[0].shape().size() == 1, isColumn = in[1].shape().size() == 1;
  bool turnA = op.getTransposeA() && !isRow, turnB = op.getTransposeB() && !isColumn;
  Literal a = asMatrix(in[0], true), b = asMatrix(in[1], false);
  int64_t depth = a.shape()[a.shape().size() - (turnA ? 2 : 1)];
  return generate(resultType(op), [&](const Position &position) {
    Position full(position);
    if (isRow)
      full.insert(full.end() - (isColumn ? 0 : 1), 0);
    if (isColumn)
      full.push_back(0);
    size_t row = full.size() - 2, column = full.size() - 1;
    auto element = [&](const Literal &x, int64_t i, int64_t j) -> const Element & {
      Position place(full);
      place[row] = i, place[column] = j;
      return broadcastAt(x, place);
    };
    int64_t i = full[row], j = full[column];
    return productSum(
        depth,
        [&](int64_t k) -> const Element & { return turnA ? element(a, k, i) : element(a, i, k); },
        [&](int64_t k) -> const Element & { return turnB ? element(b, j, k) : element(b, k, j); });
  });
}

//===- dot ----------------------------------------------------------------------------------===//

/// Where one operand of a general dot is read: batch axes, axes of its own, contracted axes.
struct DotOperand {
  ArrayRef<int64_t> batch, contracting;
  SmallVector<int64_t> own;

  DotOperand(const Literal &x, ArrayRef<int64_t> batch, ArrayRef<int64_t> contracting)
      : batch(batch), contracting(contracting) {
    for (int64_t axis = 0; axis < int64_t(x.shape().size()); ++axis)
      if (!llvm::is_contained(batch, axis) && !llvm::is_contained(contracting, axis))
        own.push_back(axis);
  }
  /// The place for a position of the result, whose axes of this operand begin at `offset`.
  Position place(const Literal &x, const Position &position, size_t offset) const {
    Position result(x.shape().size(), 0);
    for (auto [i, axis] : llvm::enumerate(batch))
      result[axis] = position[i];
    for (auto [i, axis] : llvm::enumerate(own))
      result[axis] = position[offset + i];
    return result;
  }
  /// Sets the contracted axes to term `k` of the sum.
  void setTerm(const Literal &x, Position &place, int64_t k) const {
    for (int64_t axis : llvm::reverse(contracting)) {
      place[axis] = k % x.shape()[axis];
      k /= x.shape()[axis];
    }
  }
};

static Literal dot(DotOp op, const Literals &in) {
  DotOperand lhs(in[0], op.getLhsBatch(), op.getLhsContracting());
  DotOperand rhs(in[1], op.getRhsBatch(), op.getRhsContracting());
  int64_t terms = 1;
  for (int64_t axis : op.getLhsContracting())
    terms *= in[0].shape()[axis];
  return generate(resultType(op), [&](const Position &position) {
    Position left = lhs.place(in[0], position, lhs.batch.size());
    Position right = rhs.place(in[1], position, rhs.batch.size() + lhs.own.size());
    auto term = [](const Literal &x, const DotOperand &operand, Position &place,
                   int64_t k) -> const Element & {
      operand.setTerm(x, place, k);
      return x[linearIndex(x.shape(), place)];
    };
    return productSum(
        terms, [&](int64_t k) -> const Element & { return term(in[0], lhs, left, k); },
        [&](int64_t k) -> const Element & { return term(in[1], rhs, right, k); });
  });
}

//===- convolution --------------------------------------------------------------------------===//

namespace {
struct ConvolutionAttributes {
  Position strides, low, xDilation, wDilation, reversal;

  ConvolutionAttributes(ConvolutionOp op, size_t rank) {
    auto orElse = [&](ArrayRef<int64_t> given, int64_t value) {
      return given.empty() ? Position(rank, value) : Position(given);
    };
    strides = orElse(op.getStrides(), 1);
    low = orElse(op.getLow(), 0);
    xDilation = orElse(op.getXDilation(), 1);
    wDilation = orElse(op.getWDilation(), 1);
    reversal = Position(op.getReversal().begin(), op.getReversal().end());
    reversal.resize(rank, 0);
  }
};
} // namespace

/// The sum for one place of the result: over the window and the input features.
static Element convolved(ConvolutionOp op, const ConvolutionAttributes &a, const Literals &in,
                         const Position &position) {
  StringRef ofX = op.getXLayout(), ofW = op.getWLayout(), ofResult = op.getResultLayout();
  auto xShape = in[0].shape(), wShape = in[1].shape();
  int64_t output = position[ofResult.find('f')], outputs = wShape[ofW.find('o')],
          features = op.getFeatureGroups(), batches = op.getBatchGroups();
  int64_t part = output / std::max<int64_t>(outputs / (features * batches), 1);
  ProductSum sum;
  forEach(wShape, [&](const Position &tap, int64_t wIndex) {
    if (tap[ofW.find('o')] != output)
      return;
    Position place(xShape.size());
    place[ofX.find('b')] =
        position[ofResult.find('b')] + (batches > 1 ? part * (xShape[ofX.find('b')] / batches) : 0);
    place[ofX.find('f')] = tap[ofW.find('i')] + (features > 1 ? part * wShape[ofW.find('i')] : 0);
    for (size_t i = 0; i < a.strides.size(); ++i) {
      char digit = char('0' + i);
      int64_t offset = tap[ofW.find(digit)], size = wShape[ofW.find(digit)];
      int64_t at = position[ofResult.find(digit)] * a.strides[i] - a.low[i] +
                   (a.reversal[i] ? size - 1 - offset : offset) * a.wDilation[i];
      if (at < 0 || at % a.xDilation[i] != 0 || at / a.xDilation[i] >= xShape[ofX.find(digit)])
        return;
      place[ofX.find(digit)] = at / a.xDilation[i];
    }
    sum.add(in[0][linearIndex(xShape, place)], in[1][wIndex]);
  });
  return sum.element();
}

static Literal convolution(ConvolutionOp op, const Literals &in) {
  ConvolutionAttributes attributes(op, in[0].shape().size() - 2);
  return generate(resultType(op), [&](const Position &position) {
    return convolved(op, attributes, in, position);
  });
}

void tcc::interpreter::addContractionRules(Rules &rules) {
  rules.add<MatmulOp>(matmul);
  rules.add<DotOp>(dot);
  rules.add<ConvolutionOp>(convolution);
}
