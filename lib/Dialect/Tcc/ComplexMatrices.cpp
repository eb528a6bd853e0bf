// Complex matrices as real ones of twice the size: a + ib becomes the block [[a, -b], [b, a]].
// Sums, products, triangles and roots of such matrices are those of the complex ones.
#include "ComplexMatrices.h"

#include "tcc/Support/Diagnostics.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

LogicalResult tcc::ir::checkComplexMatrices(Operation *op) {
  for (Value x : op->getOperands()) {
    ArrayRef<int64_t> shape = type(x).getShape();
    bool isSymbolic = ShapedType::isDynamicShape(shape.take_back(2));
    if (isSymbolic || llvm::count(shape, ShapedType::kDynamic) > 1)
      return tcc::emitUnsupported(op->getLoc())
             << "op '" << op->getName()
             << "' on complex matrices of symbolic size, or with several symbolic dimensions";
  }
  return success();
}

//===- parts in one matrix -------------------------------------------------------------------===//

static SmallVector<int64_t> shapeOf(Value x) {
  SmallVector<int64_t> shape(type(x).getShape());
  llvm::replace(shape, ShapedType::kDynamic, int64_t(-1)); // what the others leave
  return shape;
}

/// Elements of x and y in turns along an axis.
Value ComplexMatrices::interleave(Value x, Value y, int64_t axis) {
  SmallVector<int64_t> apart = shapeOf(x), joined(apart);
  apart.insert(apart.begin() + axis + 1, 1);
  joined[axis] *= 2;
  Value parts[] = {c.reshape(x, apart), c.reshape(y, apart)};
  return c.reshape(c.create<ConcatenateOp>(ValueRange(parts), axis + 1), joined);
}

Complex ComplexMatrices::separate(Value x, int64_t axis) {
  SmallVector<int64_t> joined = shapeOf(x), starts(joined.size(), 0), limits(joined.size(), -1),
                       strides(joined.size(), 1);
  strides[axis] = 2;
  Value even = c.create<SliceOp>(x, starts, limits, strides);
  starts[axis] = std::min<int64_t>(1, joined[axis]);
  return {even, c.create<SliceOp>(x, starts, limits, strides)};
}

/// The real matrix of twice the size.
Value ComplexMatrices::embed(const Complex &x) {
  int64_t last = type(x.re).getRank() - 1;
  Value even = interleave(x.re, c.neg(x.im), last), odd = interleave(x.im, x.re, last);
  return interleave(even, odd, last - 1);
}

/// Every second row and column, from these on.
Value ComplexMatrices::every(Value x, int64_t row, int64_t column) {
  int64_t rank = type(x).getRank();
  SmallVector<int64_t> starts(rank, 0), limits(rank, -1), strides(rank, 1);
  ArrayRef<int64_t> extents = type(x).getShape().take_back(2);
  starts[rank - 2] = std::min(row, extents[0]), starts[rank - 1] = std::min(column, extents[1]);
  strides[rank - 2] = strides[rank - 1] = 2;
  return c.create<SliceOp>(x, starts, limits, strides);
}

//===- rules --------------------------------------------------------------------------------===//

Complex ComplexMatrices::add(const Complex &x, const Complex &y) {
  return {c.add(x.re, y.re), x.im ? c.add(x.im, y.im) : Value()};
}

Complex ComplexMatrices::product(const Complex &x, const Complex &y, bool adjointX, bool adjointY) {
  auto part = [&](Value a, Value b) { return m.product(a, b, adjointX, adjointY); };
  if (!x.im)
    return {part(x.re, y.re), y.im ? part(x.re, adjointY ? c.neg(y.im) : y.im) : Value()};
  Value xi = adjointX ? c.neg(x.im) : x.im, yi = adjointY ? c.neg(y.im) : y.im;
  return {c.sub(part(x.re, y.re), part(xi, yi)), c.add(part(x.re, yi), part(xi, y.re))};
}

Complex ComplexMatrices::lower(const Complex &x, bool isStrict) {
  return {m.lower(x.re, isStrict), x.im ? m.lower(x.im, isStrict) : Value()};
}
Complex ComplexMatrices::upper(const Complex &x, bool isStrict) {
  return {m.upper(x.re, isStrict), x.im ? m.upper(x.im, isStrict) : Value()};
}

// The blocks on the diagonal of the real root are multiples of the identity.
Complex ComplexMatrices::cholesky(const Complex &a) {
  Value root = c.create<CholeskyOp>(embed({a.re, m.lower(a.im, /*isStrict=*/true)}));
  return {every(root, 0, 0), m.lower(every(root, 1, 0), /*isStrict=*/true)};
}

/// The rows of x by the elements of a diagonal, or its columns.
Complex ComplexMatrices::divideAlong(const Complex &x, const Complex &diagonal, bool isByRow) {
  SmallVector<int64_t> shape = shapeOf(diagonal.re);
  shape.insert(isByRow ? shape.end() : shape.end() - 1, 1);
  return c.div(x, {c.reshape(diagonal.re, shape), c.reshape(diagonal.im, shape)});
}

// Divided by its diagonal the triangle has ones there, and so has the real one. That of the
// transpose belongs to the conjugate, as does that of a system from the right.
Complex ComplexMatrices::solve(const Complex &a, const Complex &b, bool right, bool upper,
                               bool transposed, bool unit) {
  if (!a.im)
    return {m.solve(a.re, b.re, right, upper, transposed, unit)};
  Complex triangle = upper ? this->upper(a, true) : lower(a, true), x = b;
  if (!unit) {
    Complex diagonal{m.diagonal(a.re), m.diagonal(a.im)};
    triangle = divideAlong(triangle, diagonal, /*isByRow=*/right == transposed);
    x = divideAlong(x, diagonal, /*isByRow=*/!right);
  }
  Value matrix = embed(right != transposed ? conj(triangle) : triangle);
  int64_t axis = type(b.re).getRank() - (right ? 1 : 2);
  Value solved = m.solve(matrix, interleave(x.re, x.im, axis), right, upper, transposed,
                         /*unit=*/true);
  return separate(solved, axis);
}
