// Matrices in derivatives.
#include "MatrixRules.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- types --------------------------------------------------------------------------------===//

FailureOr<RankedTensorType> tcc::ir::matrixType(const RuleSite &site, Value x, StringRef name) {
  auto tensor = site.tensor(x, name);
  if (succeeded(tensor) && tensor->getRank() < 2)
    return site.error() << name << " must be a matrix or a batch of them, but is " << *tensor;
  return tensor;
}

FailureOr<RankedTensorType> tcc::ir::squareType(const RuleSite &site, Value x, StringRef name) {
  auto matrix = matrixType(site, x, name);
  if (failed(matrix))
    return failure();
  auto extents = matrix->getShape().take_back(2);
  if (extents[0] != extents[1] && !ShapedType::isDynamicShape(extents))
    return site.error() << name << " must have as many rows as columns, but is " << *matrix;
  return matrix;
}

FailureOr<RankedTensorType> tcc::ir::partsType(const RuleSite &site, Value x, Value imaginary) {
  auto matrix = matrixType(site, x, "operand");
  if (succeeded(matrix) && imaginary && imaginary.getType() != *matrix)
    return site.error() << "parts must have one type, but are " << *matrix << " and "
                        << imaginary.getType();
  return matrix;
}

int64_t tcc::ir::shorterSide(RankedTensorType matrix) {
  ArrayRef<int64_t> extents = matrix.getShape().take_back(2);
  return ShapedType::isDynamicShape(extents) ? ShapedType::kDynamic
                                             : std::min(extents[0], extents[1]);
}

SmallVector<int64_t> tcc::ir::batchesThen(RankedTensorType matrix, ArrayRef<int64_t> more) {
  SmallVector<int64_t> shape(matrix.getShape().drop_back(2));
  llvm::append_range(shape, more);
  return shape;
}

//===- rules --------------------------------------------------------------------------------===//

Value MatrixRules::product(Value x, Value y, bool transposeX, bool transposeY) {
  return g.create<MatmulOp>(x, y, transposeX, transposeY);
}

Value MatrixRules::transpose(Value x) {
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, type(x).getRank()));
  std::swap(order.end()[-1], order.end()[-2]);
  return g.transpose(x, order);
}

Value MatrixRules::mask(ComparePredicate predicate, Value like) {
  ArrayRef<int64_t> shape = type(like).getShape().take_back(2);
  Value row = g.create<IotaOp>(g.b.getI64Type(), ArrayRef<int64_t>{shape[0], 1}, 0);
  Value column = g.create<IotaOp>(g.b.getI64Type(), ArrayRef<int64_t>{1, shape[1]}, 1);
  return g.compare(predicate, row, column);
}

Value MatrixRules::keep(ComparePredicate predicate, Value x) {
  return g.select(mask(predicate, x), x, g.scalar(x, 0));
}
Value MatrixRules::lower(Value x, bool isStrict) {
  return keep(isStrict ? ComparePredicate::Gt : ComparePredicate::Ge, x);
}
Value MatrixRules::upper(Value x, bool isStrict) {
  return keep(isStrict ? ComparePredicate::Lt : ComparePredicate::Le, x);
}

Value MatrixRules::halfLower(Value x) {
  Value halved = g.select(mask(ComparePredicate::Eq, x), g.mul(x, 0.5), x);
  return lower(halved);
}

Value MatrixRules::symmetric(Value x) { return g.add(lower(x), transpose(lower(x, true))); }

Value MatrixRules::diagonalMatrix(Value x) {
  SmallVector<int64_t> column(type(x).getShape());
  int64_t n = column.back();
  column.push_back(1);
  SmallVector<int64_t> square(column);
  square.back() = n;
  return keep(ComparePredicate::Eq, g.broadcast(g.reshape(x, column), square));
}

Value MatrixRules::diagonal(Value x) {
  return g.sum(keep(ComparePredicate::Eq, x), {type(x).getRank() - 1});
}

Value MatrixRules::solve(Value a, Value b, bool right, bool upper, bool transposed, bool unit) {
  return g.create<TriangularSolveOp>(a, b, right, upper, transposed, unit);
}
