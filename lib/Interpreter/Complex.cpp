// Complex numbers: their parts, and the Fourier transform as its definition has it.
#include "ElementwiseRules.h"

#include <numbers>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

/// The sum over an axis, `n` elements long in time, of x times exp(-+2 pi i j k / n): every element
/// of the result for one of k.
static Literal transformAxis(const Literal &x, size_t axis, int64_t n, int sign) {
  return generate(x.type(), [&](const Position &position) {
    ComplexNumber sum;
    Position place(position);
    for (int64_t j = 0; j < n; ++j) {
      place[axis] = j;
      const Element &element = x[linearIndex(x.shape(), place)];
      double angle = sign * 2 * std::numbers::pi * double(j * position[axis] % n) / double(n);
      sum += ComplexNumber(element.real, element.imaginary) * std::polar(1.0, angle);
    }
    return number(sum);
  });
}

static Literal transform(FftOp op, const Literal &x) {
  RankedTensorType result = resultType(op);
  bool isBackward = op.getKind() == FftKind::Ifft || op.getKind() == FftKind::Irfft;
  ArrayRef<int64_t> lengths = op.getLengths();
  size_t last = x.shape().size() - 1, first = x.shape().size() - lengths.size();
  // As many complex numbers as there are in time: of irfft, those that were left out are
  // conjugates.
  SmallVector<int64_t> shape(x.shape());
  shape.back() = lengths.back();
  auto whole = RankedTensorType::get(shape, ComplexType::get(Float64Type::get(op.getContext())));
  Literal y = x;
  for (size_t axis = first; axis < last; ++axis) {
    Literal wide = generate(x.type().clone(whole.getElementType()), [&](const Position &position) {
      return y[linearIndex(x.shape(), position)];
    });
    y = transformAxis(wide, axis, lengths[axis - first], isBackward ? 1 : -1);
  }
  y = generate(whole, [&](const Position &position) {
    Position source(position);
    bool isMirrored = position[last] >= x.shape()[last];
    source[last] = isMirrored ? lengths.back() - position[last] : position[last];
    Element element = y[linearIndex(x.shape(), source)];
    return Element{element.real, 0, isMirrored ? -element.imaginary : element.imaginary};
  });
  y = transformAxis(y, last, lengths.back(), isBackward ? 1 : -1);
  double scale = isBackward ? 1.0 / double(ShapedType::getNumElements(lengths)) : 1.0;
  return generate(result, [&](const Position &position) {
    const Element &element = y[linearIndex(y.shape(), position)];
    return Element{element.real * scale, 0, element.imaginary * scale};
  });
}

void tcc::interpreter::addComplexRules(Rules &rules) {
  rules.add<ComplexOp>([](ComplexOp op, const Literals &in) {
    return generate(resultType(op), [&](const Position &position) {
      return Element{broadcastAt(in[0], position).real, 0, broadcastAt(in[1], position).real};
    });
  });
  rules.add<RealOp>([](RealOp op, const Literals &in) {
    return generate(resultType(op),
                    [&](const Position &p) { return number(broadcastAt(in[0], p).real); });
  });
  rules.add<ImagOp>([](ImagOp op, const Literals &in) {
    return generate(resultType(op),
                    [&](const Position &p) { return number(broadcastAt(in[0], p).imaginary); });
  });
  rules.add<FftOp>([](FftOp op, const Literals &in) { return transform(op, in[0]); });
}
