#include "Scan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

SmallVector<Value> tcc::ir::lowerScan(LinalgBuilder &b, ArrayRef<Value> inputs,
                                      ArrayRef<Value> starts, ScanAxis along, ScanBody body) {
  RankedTensorType shape = type(inputs[0]);
  if (shape.getNumElements() == 0)
    return llvm::map_to_vector(
        starts, [&](Value start) { return b.empty(shape.clone(type(start).getElementType())); });
  int64_t rank = shape.getRank(), extent = shape.getDimSize(along.axis);
  AffineMap steps = b.getMultiDimIdentityMap(rank);
  if (along.isReverse) {
    SmallVector<AffineExpr> places(steps.getResults());
    places[along.axis] = (extent - 1) - places[along.axis];
    steps = AffineMap::get(rank, 0, places, b.getContext());
  }
  SmallVector<Indexed> operands, results;
  for (Value input : inputs)
    operands.push_back({input, steps});
  // Tells how many steps there are, where no other operand is indexed by the loop itself.
  operands.push_back({b.extents({extent}), b.project(rank, {along.axis})});
  auto rest = otherAxes(rank, {along.axis});
  SmallVector<int64_t> row;
  for (int64_t axis : rest)
    row.push_back(shape.getDimSize(axis));
  for (Value start : starts)
    results.push_back({b.empty(shape.clone(type(start).getElementType())), steps});
  for (Value start : starts)
    results.push_back({b.filled(type(start).clone(row), start), b.project(rank, rest)});
  size_t count = starts.size();
  auto step = [&](ImplicitLocOpBuilder &b, ValueRange in) {
    SmallVector<Value> elements(in.take_back(count));
    llvm::append_range(elements, in.take_front(inputs.size()));
    SmallVector<Value> carried = body(b, elements);
    carried.append(carried.begin(), carried.end());
    return carried;
  };
  SmallVector<Value> all = b.generic(operands, results, {along.axis}, step);
  all.truncate(count);
  return all;
}

Value tcc::ir::lowerRun(LinalgBuilder &b, Value x, const Combination &combination, ScanAxis along) {
  auto start = cast<TypedAttr>(Attribute(DenseElementsAttr::get(
      RankedTensorType::get({}, combination.accumulated()), Attribute(combination.start(b)))));
  Value result = lowerScan(b, x, Value(arith::ConstantOp::create(b, start)), along,
                           [&](ImplicitLocOpBuilder &b, ValueRange in) {
                             return SmallVector<Value>{combination.add(b, in[0], in[1])};
                           })[0];
  return b.convertFloats(result, type(x));
}
