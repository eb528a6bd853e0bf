// Products of tensors: of each op inference, fold, derivative, lowering, in this order. Both are
// multilinear: the derivatives are such products again, and a transposed operand is a way of
// reading it, never a copy.
#include "../Contract.h"
#include "../SplitComplex.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace tcc::ir;
using Axes = SmallVector<int64_t>;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }
static Axes range(int64_t begin, int64_t size) {
  return llvm::to_vector(llvm::seq(begin, begin + size));
}
static Axes concat(std::initializer_list<ArrayRef<int64_t>> parts) {
  Axes all;
  for (ArrayRef<int64_t> part : parts)
    all.append(part.begin(), part.end());
  return all;
}

//===- matmul
//----------------------------------------------------------------------------------===//

namespace {
/// Which axis of an operand is summed over, and which stays; -1: there is none (rank 1).
struct MatrixAxes {
  int64_t inner, free;
  MatrixAxes(int64_t rank, bool innerIsLast)
      : inner(rank == 1 || innerIsLast ? rank - 1 : rank - 2), free(rank == 1     ? -1
                                                                    : innerIsLast ? rank - 2
                                                                                  : rank - 1) {}
};
} // namespace

static ArrayRef<int64_t> batchOf(RankedTensorType matrix) {
  return matrix.getShape().drop_back(std::min<int64_t>(matrix.getRank(), 2));
}

// NumPy's rule for the leading axes.
static FailureOr<Axes> broadcastBatch(const RuleSite &site, RankedTensorType a,
                                      RankedTensorType b) {
  ArrayRef<int64_t> x = batchOf(a), y = batchOf(b);
  if (x.size() < y.size())
    std::swap(x, y);
  Axes batch(x);
  for (auto [to, other] : llvm::zip(MutableArrayRef(batch).take_back(y.size()), y)) {
    if (to == 1 || (ShapedType::isDynamic(to) && other != 1))
      to = other;
    else if (other != 1 && other != to && !ShapedType::isDynamic(other))
      return site.error() << "batch dimensions of " << shapeText(a.getShape()) << " and "
                          << shapeText(b.getShape()) << " do not broadcast: " << to << " against "
                          << other;
  }
  return batch;
}

static LogicalResult checkMatrices(const RuleSite &site, RankedTensorType a, RankedTensorType b,
                                   bool ta, bool tb) {
  if (a.getElementType() != b.getElementType())
    return (site.error() << "operands must have one element type, but are " << a << " and " << b)
        .hint("tcc.convert changes an element type");
  if (a.getRank() == 0 || b.getRank() == 0)
    return (site.error() << "operands must have rank 1 or more, but are " << a << " and " << b)
        .hint("tcc.mul multiplies by a scalar");
  if ((ta && a.getRank() == 1) || (tb && b.getRank() == 1))
    return site.error() << "an operand of rank 1 cannot be transposed";
  int64_t x = a.getDimSize(MatrixAxes(a.getRank(), !ta).inner),
          y = b.getDimSize(MatrixAxes(b.getRank(), tb).inner);
  if (x == y || ShapedType::isDynamic(x) || ShapedType::isDynamic(y))
    return success();
  auto error = site.error();
  error << "cannot multiply " << shapeText(a.getShape()) << (ta ? " transposed" : "") << " by "
        << shapeText(b.getShape()) << (tb ? " transposed" : "") << ": inner dimensions " << x
        << " and " << y << " differ";
  if (int64_t other = MatrixAxes(b.getRank(), tb).free; other >= 0 && b.getDimSize(other) == x)
    error.hint(tb ? "it would fit without transpose_b" : "it would fit with transpose_b");
  else
    error.hint("the columns of the first operand are as many as the rows of the second");
  return error;
}

FailureOr<RankedTensorType> MatmulOp::inferType(const RuleSite &site, Adaptor op) {
  auto a = site.tensor(op.getA(), "left operand"), b = site.tensor(op.getB(), "right operand");
  if (failed(a) || failed(b) ||
      failed(checkMatrices(site, *a, *b, op.getTransposeA(), op.getTransposeB())))
    return failure();
  auto shape = broadcastBatch(site, *a, *b);
  if (failed(shape))
    return failure();
  if (int64_t free = MatrixAxes(a->getRank(), !op.getTransposeA()).free; free >= 0)
    shape->push_back(a->getDimSize(free));
  if (int64_t free = MatrixAxes(b->getRank(), op.getTransposeB()).free; free >= 0)
    shape->push_back(b->getDimSize(free));
  if (!countElements(*shape))
    return site.error() << "result " << shapeText(*shape)
                        << " has more elements than memory can hold";
  return a->clone(*shape);
}

// The operand of a transpose that only swaps the last two axes.
static Value swapped(Value x) {
  auto transpose = x.getDefiningOp<TransposeOp>();
  if (!transpose || type(x).getRank() < 2)
    return {};
  Axes permutation = range(0, type(x).getRank());
  std::swap(permutation.back(), permutation[permutation.size() - 2]);
  return transpose.getPermutation() == ArrayRef(permutation) ? transpose.getX() : Value();
}

OpFoldResult MatmulOp::fold(FoldAdaptor) {
  Value a = swapped(getA()), b = swapped(getB());
  if (!a && !b)
    return {};
  if (a) {
    getAMutable().assign(a);
    setTransposeA(!getTransposeA());
  }
  if (b) {
    getBMutable().assign(b);
    setTransposeB(!getTransposeB());
  }
  return getResult();
}

// The product x y, summed over the batch axes that `like` lacks: in the product itself where that
// is possible, so that a weight's gradient is never stored once per example.
static Value productLike(RuleBuilder &g, Value x, Value y, bool tx, bool ty, Value like) {
  int64_t rank = type(x).getRank();
  if (rank == 2 || type(like).getRank() != 2 || batchOf(type(x)) != batchOf(type(y)))
    return g.sumTo(g.create<MatmulOp>(x, y, tx, ty), like);
  Axes ofX = range(0, rank - 2), ofY = ofX;
  ofX.push_back(MatrixAxes(rank, !tx).inner);
  ofY.push_back(MatrixAxes(rank, ty).inner);
  return g.create<DotOp>(x, y, Axes(), Axes(), ofX, ofY, TypeAttr());
}

SmallVector<Value> MatmulOp::vjp(RuleBuilder &g, ValueRange dy) {
  bool ta = getTransposeA(), tb = getTransposeB();
  auto ofA = type(getA()).getShape(), ofB = type(getB()).getShape();
  Axes ofC(
      type(getResult())
          .getShape()); // all of rank 2 at least from here on: rows and columns of 1 where needed
  if (ofA.size() == 1)
    ofC.insert(ofC.end() - (ofB.size() == 1 ? 0 : 1), 1);
  if (ofB.size() == 1)
    ofC.push_back(1);
  Value a = ofA.size() == 1 ? g.reshape(getA(), {1, ofA[0]}) : getA();
  Value b = ofB.size() == 1 ? g.reshape(getB(), {ofB[0], 1}) : getB();
  Value dc = g.reshape(dy[0], ofC);
  Value da = ta ? productLike(g, b, dc, tb, true, a) : productLike(g, dc, b, false, !tb, a);
  Value db = tb ? productLike(g, dc, a, true, ta, b) : productLike(g, a, dc, !ta, false, b);
  return {g.reshape(da, ofA), g.reshape(db, ofB)};
}

SmallVector<Value> MatmulOp::jvp(RuleBuilder &g, ValueRange tangents) {
  Value sum;
  if (tangents[0])
    sum = g.create<MatmulOp>(tangents[0], getB(), getTransposeA(), getTransposeB());
  if (tangents[1]) {
    Value other = g.create<MatmulOp>(getA(), tangents[1], getTransposeA(), getTransposeB());
    sum = sum ? g.add(sum, other) : other;
  }
  return {sum};
}

// Loops: batch axes, rows, columns, inner.
static Indexed matrixOperand(LinalgBuilder &b, Value x, MatrixAxes axes, ArrayRef<int64_t> batch,
                             int64_t freeLoop, int64_t innerLoop) {
  auto shape = type(x).getShape();
  int64_t batchAxes = batchOf(type(x)).size(), added = batch.size() - batchAxes;
  Axes loops, stretched;
  for (int64_t axis = 0; axis < int64_t(shape.size()); ++axis) {
    if (axis == axes.inner)
      loops.push_back(innerLoop);
    else if (axis == axes.free)
      loops.push_back(freeLoop);
    else if (shape[axis] == 1 && batch[axis + added] != 1)
      stretched.push_back(axis);
    else
      loops.push_back(axis + added);
  }
  return {b.dropUnitAxes(x, stretched), b.project(innerLoop + 1, loops)};
}

FailureOr<SmallVector<Value>> MatmulOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  MatrixAxes ofA(type(getA()).getRank(), !getTransposeA()),
      ofB(type(getB()).getRank(), getTransposeB());
  auto result = type(getResult());
  auto batch = result.getShape().drop_back((ofA.free >= 0) + (ofB.free >= 0));
  int64_t row = batch.size(), column = result.getRank() - 1, inner = result.getRank();
  Indexed a = matrixOperand(b, getA(), ofA, batch, row, inner);
  return SmallVector{contract(b, a, matrixOperand(b, getB(), ofB, batch, column, inner), result)};
}

SmallVector<Complex> MatmulOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  return splitProduct(c, *this, in);
}

//===- dot
//-------------------------------------------------------------------------------------===//

// The axes of one operand by their roles.
namespace {
struct Side {
  Value value;
  ArrayRef<int64_t> batch, contracting;
  Axes free;
  Side(Value value, ArrayRef<int64_t> batch, ArrayRef<int64_t> contracting)
      : value(value), batch(batch), contracting(contracting),
        free(otherAxes(type(value).getRank(), concat({batch, contracting}))) {}
};
} // namespace

static LogicalResult checkPairs(const RuleSite &site, StringRef role, RankedTensorType lhs,
                                ArrayRef<int64_t> x, RankedTensorType rhs, ArrayRef<int64_t> y) {
  if (x.size() != y.size())
    return site.error() << role << " axes come in pairs, but are " << shapeText(x) << " x "
                        << shapeText(y);
  for (auto [i, j] : llvm::zip(x, y))
    if (failed(verifyCompatibleDims({lhs.getDimSize(i), rhs.getDimSize(j)})))
      return site.error() << role << " axes " << i << " and " << j
                          << " have different extents: " << shapeText(lhs.getShape()) << " against "
                          << shapeText(rhs.getShape());
  return success();
}

FailureOr<RankedTensorType> DotOp::inferType(const RuleSite &site, Adaptor op) {
  auto lhs = site.tensor(op.getLhs(), "left operand"),
       rhs = site.tensor(op.getRhs(), "right operand");
  if (failed(lhs) || failed(rhs) ||
      failed(site.checkAxes("left axes", concat({op.getLhsBatch(), op.getLhsContracting()}),
                            lhs->getRank())) ||
      failed(site.checkAxes("right axes", concat({op.getRhsBatch(), op.getRhsContracting()}),
                            rhs->getRank())) ||
      failed(checkPairs(site, "batch", *lhs, op.getLhsBatch(), *rhs, op.getRhsBatch())) ||
      failed(checkPairs(site, "contracting", *lhs, op.getLhsContracting(), *rhs,
                        op.getRhsContracting())))
    return failure();
  auto element = productType(site, *lhs, *rhs, op.getElementTypeAttr());
  if (failed(element))
    return failure();
  Axes shape;
  for (auto [i, j] : llvm::zip(op.getLhsBatch(), op.getRhsBatch()))
    shape.push_back(lhs->isDynamicDim(i) ? rhs->getDimSize(j) : lhs->getDimSize(i));
  for (int64_t axis : Side(op.getLhs(), op.getLhsBatch(), op.getLhsContracting()).free)
    shape.push_back(lhs->getDimSize(axis));
  for (int64_t axis : Side(op.getRhs(), op.getRhsBatch(), op.getRhsContracting()).free)
    shape.push_back(rhs->getDimSize(axis));
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return RankedTensorType::get(shape, *element);
}

// The cotangent of `like`: dy times the other operand, over the axes that only the other one has.
// Whichever order of the two gives the axes as `like` has them is taken; where neither does, they
// are transposed.
static Value cotangent(RuleBuilder &g, Value dy, const Side &like, const Side &other,
                       int64_t otherFreeInDy) {
  TypeAttr asked = askedType(dy, other.value, type(dy).getElementType());
  Axes dyBatch = range(0, like.batch.size()),
       dyContracting = range(otherFreeInDy, other.free.size());
  Axes order = range(0, other.contracting.size()); // in which the other's contracting axes come out
  llvm::sort(order,
             [&](int64_t i, int64_t j) { return other.contracting[i] < other.contracting[j]; });
  Axes contracted = llvm::map_to_vector(order, [&](int64_t i) { return like.contracting[i]; });
  Axes dyFirst = concat({like.batch, like.free, contracted}),
       dySecond = concat({like.batch, contracted, like.free});
  if (llvm::is_sorted(dySecond))
    return g.create<DotOp>(other.value, dy, other.batch, dyBatch, other.free, dyContracting, asked);
  Value product =
      g.create<DotOp>(dy, other.value, dyBatch, other.batch, dyContracting, other.free, asked);
  return g.transpose(product, invertPermutationVector(dyFirst));
}

// In the result's element type, and only then in the operands'.
SmallVector<Value> DotOp::vjp(RuleBuilder &g, ValueRange dy) {
  Side lhs(getLhs(), getLhsBatch(), getLhsContracting()),
      rhs(getRhs(), getRhsBatch(), getRhsContracting());
  int64_t lhsFree = lhs.batch.size(), rhsFree = lhsFree + lhs.free.size();
  Value dlhs = cotangent(g, dy[0], lhs, rhs, rhsFree);
  Value drhs = cotangent(g, dy[0], rhs, lhs, lhsFree);
  return {g.convert(dlhs, type(getLhs()).getElementType()),
          g.convert(drhs, type(getRhs()).getElementType())};
}

SmallVector<Value> DotOp::jvp(RuleBuilder &g, ValueRange tangents) {
  auto dot = [&](Value lhs, Value rhs) -> Value {
    return g.create<DotOp>(lhs, rhs, getLhsBatch(), getRhsBatch(), getLhsContracting(),
                           getRhsContracting(), getElementTypeAttr());
  };
  Value sum = tangents[0] ? dot(tangents[0], getRhs()) : Value();
  if (tangents[1]) {
    Value other = dot(getLhs(), tangents[1]);
    sum = sum ? g.add(sum, other) : other;
  }
  return {sum};
}

// Loops: batch, left free, right free, contracting.
static Indexed dotOperand(LinalgBuilder &b, const Side &side, int64_t firstFree,
                          int64_t firstContracting) {
  Axes loops(type(side.value).getRank());
  for (auto [i, axis] : llvm::enumerate(side.batch))
    loops[axis] = i;
  for (auto [i, axis] : llvm::enumerate(side.free))
    loops[axis] = firstFree + i;
  for (auto [i, axis] : llvm::enumerate(side.contracting))
    loops[axis] = firstContracting + i;
  return {side.value, b.project(firstContracting + side.contracting.size(), loops)};
}

FailureOr<SmallVector<Value>> DotOp::lower(OpBuilder &builder) {
  LinalgBuilder b(builder, getLoc());
  Side lhs(getLhs(), getLhsBatch(), getLhsContracting()),
      rhs(getRhs(), getRhsBatch(), getRhsContracting());
  auto result = type(getResult());
  int64_t lhsFree = lhs.batch.size(), rhsFree = lhsFree + lhs.free.size(),
          contracting = result.getRank();
  Indexed x = dotOperand(b, lhs, lhsFree, contracting);
  return SmallVector{contract(b, x, dotOperand(b, rhs, rhsFree, contracting), result)};
}

SmallVector<Complex> DotOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  return splitProduct(c, *this, in);
}
