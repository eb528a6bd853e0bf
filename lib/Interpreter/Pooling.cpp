// SlidingWindows over a tensor: each is visited element by element, in row-major order.
#include "Rules.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

namespace {

/// One number per axis; what is not given has no effect.
struct WindowShape {
  Position size, strides, low, dilation, baseDilation;

  template <class OpTy> WindowShape(OpTy op, size_t rank) : size(op.getWindow()) {
    auto orElse = [&](ArrayRef<int64_t> given, int64_t value) {
      return given.empty() ? Position(rank, value) : Position(given);
    };
    strides = orElse(op.getStrides(), 1);
    low = orElse(op.getLow(), 0);
    dilation = orElse(op.getWindowDilation(), 1);
    baseDilation = Position(rank, 1);
    if constexpr (requires { op.getBaseDilation(); })
      baseDilation = orElse(op.getBaseDilation(), 1);
  }
};

/// What a window sees at one of its places: an element of x, or padding.
struct Seen {
  bool isPadding = false;
  int64_t index = 0;
};

} // namespace

/// Visits the places of the window that stands at `position` of the result.
static void visitWindow(const WindowShape &w, ArrayRef<int64_t> shape, const Position &position,
                        llvm::function_ref<void(Seen)> visit) {
  forEach(w.size, [&](const Position &offset, int64_t) {
    Seen seen;
    Position place(shape.size());
    for (size_t axis = 0; axis < shape.size(); ++axis) {
      int64_t at = position[axis] * w.strides[axis] + offset[axis] * w.dilation[axis] - w.low[axis];
      place[axis] = at / w.baseDilation[axis];
      seen.isPadding |= at < 0 || at % w.baseDilation[axis] != 0 || place[axis] >= shape[axis];
    }
    if (!seen.isPadding)
      seen.index = linearIndex(shape, place);
    visit(seen);
  });
}

//===- named reducers ----------------------------------------------------------------------===//

namespace {
struct NamedReducer {
  Reducer reducer;
  Type type;

  Element start() const {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    bool isUnsigned = type.isUnsignedInteger();
    unsigned bits = type.isIntOrFloat() ? type.getIntOrFloatBitWidth() : 64;
    WideInt greatest = (WideInt(1) << (isUnsigned ? bits : bits - 1)) - 1;
    switch (reducer) {
    case Reducer::Sum:
      return {};
    case Reducer::Prod:
      return {1, 1};
    case Reducer::Min:
      return {infinity, greatest};
    case Reducer::Max:
    case Reducer::LogSumExp:
      return {-infinity, isUnsigned ? WideInt(0) : -greatest - 1};
    }
    llvm_unreachable("all reducers are named above");
  }

  Element operator()(const Element &a, const Element &b) const {
    double x = a.real, y = b.real;
    switch (reducer) {
    case Reducer::Sum:
      return {x + y, a.integer + b.integer, a.imaginary + b.imaginary};
    case Reducer::Prod: // wraps at 64 bits, so that it never overflows here
      return {x * y - a.imaginary * b.imaginary,
              WideInt(int64_t(uint64_t(a.integer) * uint64_t(b.integer))),
              x * b.imaginary + a.imaginary * y};
    case Reducer::Max:
      return {std::isnan(x) || x >= y ? x : y, std::max(a.integer, b.integer)};
    case Reducer::Min:
      return {std::isnan(x) || x <= y ? x : y, std::min(a.integer, b.integer)};
    case Reducer::LogSumExp: {
      double greatest = std::max(x, y), least = std::min(x, y);
      if (std::isnan(x) || std::isnan(y))
        return {x + y, 0};
      return {std::isinf(greatest) ? greatest : greatest + std::log1p(std::exp(least - greatest)),
              0};
    }
    }
    llvm_unreachable("all reducers are named above");
  }
};
} // namespace

static Literal pool(PoolOp op, const Literals &in) {
  NamedReducer combine{op.getReducer(), in[0].elementType()};
  WindowShape w(op, in[0].shape().size());
  return generate(resultType(op), [&](const Position &position) {
    Element folded = combine.start();
    visitWindow(w, in[0].shape(), position, [&](Seen seen) {
      if (!seen.isPadding)
        folded = combine(folded, in[0][seen.index]);
    });
    return folded;
  });
}

/// Visits the elements along an axis in a direction, line after line.
static void alongAxis(ArrayRef<int64_t> shape, int64_t axis, bool isReverse,
                      llvm::function_ref<void(int64_t index, bool isFirst)> visit) {
  Position lines(shape);
  lines[axis] = std::min<int64_t>(lines[axis], 1);
  forEach(lines, [&](const Position &line, int64_t) {
    Position place(line);
    for (int64_t i = 0; i < shape[axis]; ++i) {
      place[axis] = isReverse ? shape[axis] - 1 - i : i;
      visit(linearIndex(shape, place), i == 0);
    }
  });
}

static Literal cumulate(CumulateOp op, const Literals &in) {
  NamedReducer combine{op.getReducer(), in[0].elementType()};
  Literal result(resultType(op));
  Element carried;
  alongAxis(in[0].shape(), op.getAxis(), op.getReverse(), [&](int64_t i, bool isFirst) {
    carried = combine(isFirst ? combine.start() : carried, in[0][i]);
    result.set(i, carried);
  });
  return result;
}

static Literal recurrence(RecurrenceOp op, const Literals &in) {
  Literal result(resultType(op));
  double carried = 0;
  alongAxis(in[0].shape(), op.getAxis(), op.getReverse(), [&](int64_t i, bool isFirst) {
    carried = (isFirst ? 0 : in[0][i].real * carried) + in[1][i].real;
    result.set(i, {carried, 0});
  });
  return result;
}

//===- regions ------------------------------------------------------------------------------===//

static FailureOr<Literals> reduceWindow(ReduceWindowOp op, const Literals &in,
                                        Evaluator &evaluator) {
  size_t count = op.getInputs().size();
  WindowShape w(op, in[0].shape().size());
  Literals results;
  for (Type type : op.getResultTypes())
    results.emplace_back(cast<RankedTensorType>(type));
  LogicalResult status = success();
  forEach(results[0].shape(), [&](const Position &position, int64_t at) {
    Literals folded(in.begin() + count, in.end());
    visitWindow(w, in[0].shape(), position, [&](Seen seen) {
      Literals elements(folded);
      for (size_t k = 0; k < count; ++k)
        elements.push_back(seen.isPadding ? in[count + k] : elementOf(in[k], seen.index));
      FailureOr<Literals> combined = evaluator.run(op.getBody().front(), elements);
      if (succeeded(combined))
        folded = *combined;
      else
        status = failure();
    });
    for (size_t k = 0; k < count; ++k)
      results[k].set(at, folded[k][0]);
  });
  if (failed(status))
    return failure();
  return results;
}

/// Of each window the place that the select region chooses; -1 in padding.
template <class OpTy>
static FailureOr<std::vector<int64_t>> chosen(OpTy op, const Literal &x, ArrayRef<int64_t> counts,
                                              Evaluator &evaluator) {
  WindowShape w(op, x.shape().size());
  std::vector<int64_t> places;
  LogicalResult status = success();
  forEach(counts, [&](const Position &position, int64_t) {
    int64_t best = -1;
    visitWindow(w, x.shape(), position, [&](Seen seen) {
      if (seen.isPadding)
        return;
      if (best >= 0) {
        auto keeps =
            evaluator.run(op.getSelect().front(), {elementOf(x, best), elementOf(x, seen.index)});
        if (failed(keeps))
          status = failure();
        else if ((*keeps)[0][0].integer != 0)
          return;
      }
      best = seen.index;
    });
    places.push_back(best);
  });
  if (failed(status))
    return failure();
  return places;
}

static FailureOr<Literals> selectAndGather(SelectAndGatherOp op, const Literals &in,
                                           Evaluator &evaluator) {
  Literal result(resultType(op));
  auto places = chosen(op, in[0], result.shape(), evaluator);
  if (failed(places))
    return failure();
  for (int64_t i = 0; i < result.size(); ++i)
    if (int64_t place = (*places)[size_t(i)]; place >= 0)
      result.set(i, in[1][place]);
  return Literals{result};
}

static FailureOr<Literals> selectAndScatter(SelectAndScatterOp op, const Literals &in,
                                            Evaluator &evaluator) {
  Literal result(resultType(op));
  for (int64_t i = 0; i < result.size(); ++i)
    result.set(i, in[2][0]);
  auto places = chosen(op, in[0], in[1].shape(), evaluator);
  if (failed(places))
    return failure();
  for (int64_t i = 0; i < in[1].size(); ++i) {
    int64_t place = (*places)[size_t(i)];
    if (place < 0)
      continue;
    auto combined =
        evaluator.run(op.getScatter().front(), {elementOf(result, place), elementOf(in[1], i)});
    if (failed(combined))
      return failure();
    result.set(place, (*combined)[0][0]);
  }
  return Literals{result};
}

void tcc::interpreter::addPoolingRules(Rules &rules) {
  rules.add<PoolOp>(pool);
  rules.add<CumulateOp>(cumulate);
  rules.add<RecurrenceOp>(recurrence);
  rules.addGeneral<ReduceWindowOp>(reduceWindow);
  rules.addGeneral<SelectAndGatherOp>(selectAndGather);
  rules.addGeneral<SelectAndScatterOp>(selectAndScatter);
}
