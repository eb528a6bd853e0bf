// The Fourier transform: inference, and what it is on parts.
#include "../Fourier.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

//===- inference ----------------------------------------------------------------------------===//

static bool takesReal(FftKind kind) { return kind == FftKind::Rfft; }
static bool givesReal(FftKind kind) { return kind == FftKind::Irfft; }

/// What is kept of n elements, the others being conjugates of these.
static int64_t halfOf(int64_t n) { return n == 0 ? 0 : n / 2 + 1; }

static FailureOr<Type> resultElement(const RuleSite &site, RankedTensorType x, FftKind kind) {
  Type element = x.getElementType();
  auto complex = dyn_cast<ComplexType>(element);
  bool fits = takesReal(kind) ? element.isF32() || element.isF64() : bool(complex);
  if (!fits)
    return site.error() << stringifyFftKind(kind) << " takes "
                        << (takesReal(kind) ? "f32 or f64" : "complex numbers") << ", but came on "
                        << x;
  if (takesReal(kind))
    return Type(ComplexType::get(element));
  return givesReal(kind) ? complex.getElementType() : element;
}

FailureOr<RankedTensorType> FftOp::inferType(const RuleSite &site, Adaptor op) {
  auto x = site.tensor(op.getX(), "operand");
  if (failed(x))
    return failure();
  FftKind kind = op.getKind();
  ArrayRef<int64_t> lengths = op.getLengths();
  auto element = resultElement(site, *x, kind);
  if (failed(element))
    return failure();
  if (lengths.empty() || int64_t(lengths.size()) > x->getRank())
    return site.error() << "lengths " << shapeText(lengths) << " are " << lengths.size()
                        << "; expected 1 to " << x->getRank() << ", one for each axis that is "
                        << "transformed";
  SmallVector<int64_t> shape(x->getShape()), wanted(lengths);
  if (givesReal(kind))
    wanted.back() = halfOf(lengths.back());
  ArrayRef<int64_t> given = ArrayRef<int64_t>(shape).take_back(lengths.size());
  for (auto [extent, length] : llvm::zip_equal(given, wanted))
    if (length < 0 || (extent != length && !ShapedType::isDynamic(extent)))
      return (site.error() << "the last axes " << shapeText(given) << " do not have lengths "
                           << shapeText(lengths))
          .hint("of irfft the last axis has n/2 + 1 elements, of others n");
  llvm::copy(lengths, shape.end() - lengths.size());
  if (takesReal(kind))
    shape.back() = halfOf(lengths.back());
  if (!countElements(shape))
    return site.error() << "result " << shapeText(shape)
                        << " has more elements than memory can hold";
  return RankedTensorType::get(shape, *element);
}

//===- parts --------------------------------------------------------------------------------===//

static Complex transformOthers(Fourier &fourier, Complex x, int64_t count) {
  int64_t last = type(x.re).getRank() - 1;
  for (int64_t i = 1; i < count; ++i)
    x = fourier.along(x, last - i);
  return x;
}

SmallVector<Complex> FftOp::splitComplex(ComplexBuilder &c, ArrayRef<Complex> in) {
  RankedTensorType result = getType();
  Type part = isComplex(result) ? partType(getResult()) : result.getElementType();
  if (failed(checkStaticShapes(*this)))
    return {};
  if (result.getNumElements() == 0) {
    Value none =
        c.create<ConstantOp>(DenseElementsAttr::get(result.clone(part), ArrayRef<Attribute>()));
    return {{none, isComplex(result) ? none : Value()}};
  }
  int64_t count = getLengths().size(), last = result.getRank() - 1;
  bool isBackward = getKind() == FftKind::Ifft || getKind() == FftKind::Irfft;
  Fourier fourier(c, isBackward);
  double scale = 1;
  for (int64_t length : getLengths())
    scale *= isBackward ? 1.0 / double(length) : 1.0;
  Complex y = in[0];
  if (getKind() == FftKind::Rfft)
    y = transformOthers(fourier, fourier.ofReal(y.re), count);
  else if (getKind() == FftKind::Irfft)
    y = {fourier.toReal(transformOthers(fourier, y, count), getLengths().back())};
  else
    y = transformOthers(fourier, fourier.along(y, last), count);
  if (!isBackward)
    return {y};
  return {{c.mul(y.re, scale), y.im ? c.mul(y.im, scale) : Value()}};
}
