// Ops that take integers as positions.
#include "Rules.h"

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

static Literal oneHot(OneHotOp op, const Literals &in) {
  return generate(resultType(op), [&](const Position &position) {
    Position source(position);
    int64_t place = source.pop_back_val();
    bool hit = in[0][linearIndex(in[0].shape(), source)].integer == place;
    return Element{double(hit), hit};
  });
}

/// The row of a table that an index means: the first or last one where it is out of range.
static int64_t rowOf(const Element &index, int64_t rows) {
  return int64_t(std::clamp<WideInt>(index.integer, 0, rows - 1));
}

static Literal take(TakeOp op, const Literals &in) {
  const Literal &table = in[0], &indices = in[1];
  int64_t axis = op.getAxis(), rank = int64_t(indices.shape().size());
  return generate(resultType(op), [&](const Position &position) {
    ArrayRef<int64_t> all(position);
    int64_t i = linearIndex(indices.shape(), all.slice(axis, rank));
    Position source(all.take_front(axis));
    source.push_back(rowOf(indices[i], table.shape()[axis]));
    llvm::append_range(source, all.drop_front(axis + rank));
    return table[linearIndex(table.shape(), source)];
  });
}

static Literal scatterAdd(ScatterAddOp op, const Literals &in) {
  const Literal &updates = in[0], &indices = in[1];
  size_t rank = indices.shape().size();
  std::vector<Element> sums(size_t(resultType(op).getNumElements()));
  forEach(updates.shape(), [&](const Position &position, int64_t i) {
    Position target(ArrayRef<int64_t>(position).drop_front(rank));
    int64_t index = linearIndex(indices.shape(), ArrayRef<int64_t>(position).take_front(rank));
    target.insert(target.begin(), rowOf(indices[index], op.getRows()));
    Element &sum = sums[size_t(linearIndex(resultType(op).getShape(), target))];
    sum.real += updates[i].real, sum.integer += updates[i].integer;
    sum.imaginary += updates[i].imaginary;
  });
  Literal result(resultType(op));
  for (int64_t i = 0; i < result.size(); ++i)
    result.set(i, sums[size_t(i)]);
  return result;
}

/// Where a slice begins: as near to what is asked for as lets it lie inside.
static Position startOf(ArrayRef<Literal> starts, ArrayRef<int64_t> shape,
                        ArrayRef<int64_t> sizes) {
  Position start;
  for (auto [index, extent, size] : llvm::zip_equal(starts, shape, sizes))
    start.push_back(int64_t(std::clamp<WideInt>(index[0].integer, 0, extent - size)));
  return start;
}

static Position sum(const Position &x, const Position &y) {
  return llvm::map_to_vector(llvm::zip_equal(x, y),
                             [](auto pair) { return std::get<0>(pair) + std::get<1>(pair); });
}

static Literal dynamicSlice(DynamicSliceOp op, const Literals &in) {
  Position start = startOf(ArrayRef(in).drop_front(), in[0].shape(), resultType(op).getShape());
  return generate(resultType(op), [&](const Position &position) {
    return in[0][linearIndex(in[0].shape(), sum(position, start))];
  });
}

static Literal dynamicUpdateSlice(DynamicUpdateSliceOp op, const Literals &in) {
  Position start = startOf(ArrayRef(in).drop_front(2), in[0].shape(), in[1].shape());
  Literal result = in[0].clone();
  forEach(in[1].shape(), [&](const Position &position, int64_t i) {
    result.set(linearIndex(result.shape(), sum(position, start)), in[1][i]);
  });
  return result;
}

void tcc::interpreter::addIndexRules(Rules &rules) {
  rules.add<OneHotOp>(oneHot);
  rules.add<DynamicSliceOp>(dynamicSlice);
  rules.add<DynamicUpdateSliceOp>(dynamicUpdateSlice);
  rules.add<TakeOp>(take);
  rules.add<ScatterAddOp>(scatterAdd);
}
