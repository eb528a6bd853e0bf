// Scalar code of functions that no math op stands for. What loses digits on its way (gammas, sums
// of powers, Bessel's) is computed in double precision, also for f32.
#include "Elementwise.h"

#include <numbers>

using namespace mlir;
using namespace tcc::ir;

namespace {

/// A number in scalar code, or one of C++ beside it: formulas read like mathematics.
class Real {
public:
  Real(double number) : number(number) {}
  Real(ScalarBuilder &s, Value value) : s(&s), value(value) {}

  ScalarBuilder &builder() const { return *s; }
  Value as(const Real &like) const { return s ? value : like.s->like(like.value, number); }
  const Real &orElse(const Real &other) const { return s ? *this : other; }
  Value get() const { return value; }

private:
  ScalarBuilder *s = nullptr;
  Value value;
  double number = 0;
};

template <class OpTy> Real combine(const Real &a, const Real &b) {
  const Real &known = a.orElse(b);
  ScalarBuilder &s = known.builder();
  return {s, s.create<OpTy>(a.as(known), b.as(known))};
}
template <class OpTy> Real apply(const Real &x) {
  return {x.builder(), x.builder().create<OpTy>(x.get())};
}

Real operator+(const Real &a, const Real &b) { return combine<arith::AddFOp>(a, b); }
Real operator-(const Real &a, const Real &b) { return combine<arith::SubFOp>(a, b); }
Real operator*(const Real &a, const Real &b) { return combine<arith::MulFOp>(a, b); }
Real operator/(const Real &a, const Real &b) { return combine<arith::DivFOp>(a, b); }
Real operator-(const Real &x) { return apply<arith::NegFOp>(x); }

Value compare(ComparePredicate predicate, const Real &a, const Real &b) {
  const Real &known = a.orElse(b);
  return known.builder().compare(predicate, a.as(known), b.as(known));
}
Value operator<(const Real &a, const Real &b) { return compare(ComparePredicate::Lt, a, b); }
Value operator<=(const Real &a, const Real &b) { return compare(ComparePredicate::Le, a, b); }
Value operator==(const Real &a, const Real &b) { return compare(ComparePredicate::Eq, a, b); }

/// `like` says the type where neither is known.
Real select(Value condition, const Real &a, const Real &b, const Real &like) {
  ScalarBuilder &s = like.builder();
  return {s, s.create<arith::SelectOp>(condition, a.as(like), b.as(like))};
}
Real select(Value condition, const Real &a, const Real &b) {
  return select(condition, a, b, a.orElse(b));
}

Real log(const Real &x) { return apply<math::LogOp>(x); }
Real exp(const Real &x) { return apply<math::ExpOp>(x); }
Real sqrt(const Real &x) { return apply<math::SqrtOp>(x); }
Real abs(const Real &x) { return apply<math::AbsFOp>(x); }
Real floor(const Real &x) { return apply<math::FloorOp>(x); }
Real pow(const Real &x, const Real &y) { return combine<math::PowFOp>(x, y); }

/// Coefficients from the highest power down.
Real polynomial(const Real &x, ArrayRef<double> coefficients) {
  Real sum = coefficients[0] * x + coefficients[1];
  for (double c : coefficients.drop_front(2))
    sum = sum * x + c;
  return sum;
}

} // namespace

static constexpr double infinity = std::numeric_limits<double>::infinity();
static constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
static constexpr double pi = std::numbers::pi;

/// The body on numbers of double precision, its result rounded to that of the operands.
static Value inDoubles(ScalarBuilder &s, ValueRange in,
                       llvm::function_ref<Real(ArrayRef<Real>)> body) {
  SmallVector<Real> wide;
  for (Value x : in)
    wide.push_back({s, s.convert(x, s.getF64Type())});
  return s.convert(body(wide).get(), in[0].getType());
}

//===- erf_inv ------------------------------------------------------------------------------===//

// M. Giles, Approximating the erfinv function (2010): polynomials of w = -log(1 - x^2), one in the
// middle and one or two for the tails.
static Real erfInverseSingle(const Real &x, const Real &w) {
  Real middle =
      polynomial(w - 2.5, {2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06,
                           0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941});
  Real tail = polynomial(sqrt(w) - 3.0,
                         {-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844,
                          0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682});
  return select(w < 5.0, middle, tail) * x;
}

static Real erfInverseDouble(const Real &x, const Real &w) {
  Real middle = polynomial(
      w - 3.125,
      {-3.6444120640178196996e-21, -1.685059138182016589e-19,  1.2858480715256400167e-18,
       1.115787767802518096e-17,   -1.333171662854620906e-16,  2.0972767875968561637e-17,
       6.6376381343583238325e-15,  -4.0545662729752068639e-14, -8.1519341976054721522e-14,
       2.6335093153082322977e-12,  -1.2975133253453532498e-11, -5.4154120542946279317e-11,
       1.051212273321532285e-09,   -4.1126339803469836976e-09, -2.9070369957882005086e-08,
       4.2347877827932403518e-07,  -1.3654692000834678645e-06, -1.3882523362786468719e-05,
       0.0001867342080340571352,   -0.00074070253416626697512, -0.0060336708714301490533,
       0.24015818242558961693,     1.6536545626831027356});
  Real tail =
      polynomial(sqrt(w) - 3.25,
                 {2.2137376921775787049e-09, 9.0756561938885390979e-08, -2.7517406297064545428e-07,
                  1.8239629214389227755e-08, 1.5027403968909827627e-06, -4.013867526981545969e-06,
                  2.9234449089955446044e-06, 1.2475304481671778723e-05, -4.7318229009055733981e-05,
                  6.8284851459573175448e-05, 2.4031110387097893999e-05, -0.0003550375203628474796,
                  0.00095328937973738049703, -0.0016882755560235047313, 0.0024914420961078508066,
                  -0.0037512085075692412107, 0.005370914553590063617, 1.0052589676941592334,
                  3.0838856104922207635});
  Real far =
      polynomial(sqrt(w) - 5.0,
                 {-2.7109920616438573243e-11, -2.5556418169965252055e-10, 1.5076572693500548083e-09,
                  -3.7894654401267369937e-09, 7.6157012080783393804e-09, -1.4960026627149240478e-08,
                  2.9147953450901080826e-08, -6.7711997758452339498e-08, 2.2900482228026654717e-07,
                  -9.9298272942317002539e-07, 4.5260625972231537039e-06, -1.9681778105531670567e-05,
                  7.5995277030017761139e-05, -0.00021503011930044477347, -0.00013871931833623122026,
                  1.0103004648645343977, 4.8499064014085844221});
  return select(w < 6.25, middle, select(w < 16.0, tail, far)) * x;
}

Value tcc::ir::erfInverse(ScalarBuilder &s, Value value) {
  Real x(s, value), w = -apply<math::Log1pOp>(-(x * x));
  Real y = value.getType().isF64() ? erfInverseDouble(x, w) : erfInverseSingle(x, w);
  return select(abs(x) == 1.0, x * infinity, y).get();
}

//===- gammas -------------------------------------------------------------------------------===//

// sin(pi x) by the distance to the nearest whole number, where it loses nothing.
static Real distanceToWhole(const Real &x) {
  Real part = abs(x) - floor(abs(x));
  return select(0.5 < part, 1.0 - part, part);
}

// log |Gamma(z + 1)| of z >= -1/2 by Lanczos' approximation, g = 7, with Godfrey's coefficients.
static Real logFactorial(const Real &z) {
  static constexpr double coefficients[] = {
      676.520368121885098567009190444019, -1259.13921672240287047156078755283,
      771.3234287776530788486528258894,   -176.61502916214059906584551354,
      12.507343278686904814458936853,     -0.13857109526572011689554707,
      9.984369578019570859563e-6,         1.50563273514931155834e-7};
  Real sum = 0.99999999999980993227684700473478;
  for (auto [i, c] : llvm::enumerate(coefficients))
    sum = sum + c / (z + double(i + 1));
  Real t = z + 7.5;
  return (log(t) - 1.0) * (z + 0.5) - 7.0 + 0.91893853320467274178 + log(sum);
}

static Real logGamma(const Real &x) {
  Value isReflected = x < 0.5;
  Real value = logFactorial(select(isReflected, -x, x - 1.0));
  Real sine = apply<math::SinOp>(distanceToWhole(x) * pi);
  Real reflected = std::log(pi) - log(sine) - value; // infinite at the poles, as log(0) is
  Real y = select(isReflected, reflected, value);
  return select(abs(x) == infinity, infinity, y);
}

Value tcc::ir::logGamma(ScalarBuilder &s, Value x) {
  return inDoubles(s, x, [](ArrayRef<Real> in) { return ::logGamma(in[0]); });
}

// Moved up to 10, where the asymptotic series (Bernoulli's numbers) has all digits; reflected below
// 1/2.
static Real digamma(const Real &x) {
  Value isReflected = x < 0.5;
  Real z = select(isReflected, 1.0 - x, x), shift = z * 0.0;
  for (int i = 0; i < 10; ++i) {
    Value isSmall = z < 10.0;
    shift = select(isSmall, shift + 1.0 / z, shift);
    z = select(isSmall, z + 1.0, z);
  }
  Real inverse = 1.0 / z, square = inverse * inverse;
  Real series = polynomial(
      square, {1. / 12, -691. / 32760, 1. / 132, -1. / 240, 1. / 252, -1. / 120, 1. / 12});
  Real value = log(z) - inverse * 0.5 - series * square - shift;
  Real nearest = apply<math::RoundEvenOp>(x);
  Real reflected = value - pi / apply<math::TanOp>((x - nearest) * pi);
  Real isPole = select(x == nearest, notANumber, reflected);
  return select(x == infinity, x, select(isReflected, isPole, value));
}

Value tcc::ir::digamma(ScalarBuilder &s, Value x) {
  return inDoubles(s, x, [](ArrayRef<Real> in) { return ::digamma(in[0]); });
}

//===- zeta, polygamma ----------------------------------------------------------------------===//

// Euler and Maclaurin's sum: nine terms, an integral, and corrections by B(2k)/(2k)!.
static Real eulerMaclaurin(const Real &x, const Real &q) {
  static constexpr double corrections[] = {1. / 12,
                                           -1. / 720,
                                           1. / 30240,
                                           -1. / 1209600,
                                           1. / 47900160,
                                           -691. / 1307674368000,
                                           1. / 74724249600,
                                           -3617. / 10670622842880000,
                                           1. / 116467828143500.67,
                                           -1. / 4597978722407472.6,
                                           1. / 181521054019435468.,
                                           -1. / 7166165256175667011.};
  Real sum = pow(q, -x), base = q, term = sum;
  for (int i = 0; i < 9; ++i) {
    base = base + 1.0;
    term = pow(base, -x);
    sum = sum + term;
  }
  Real head = sum, rising = x * term / base;
  sum = sum + term * base / (x - 1.0) - term * 0.5;
  for (auto [k, correction] : llvm::enumerate(corrections)) {
    sum = sum + rising * correction;
    rising = rising * (x + double(2 * k + 1)) * (x + double(2 * k + 2)) / (base * base);
  }
  // The last term is lost in the first: nothing follows, least of all nought times infinity.
  return select(abs(term) <= abs(head) * 0x1p-54, head, sum);
}

static Real zeta(const Real &x, const Real &q) {
  Real y = eulerMaclaurin(x, q);
  Real negative = select(x == floor(x), y, notANumber);
  Real beyond = select(q == floor(q), infinity, negative);
  y = select(q <= 0.0, beyond, y);
  y = select(x == 1.0, infinity, y);
  return select(x < 1.0, notANumber, y);
}

Value tcc::ir::zeta(ScalarBuilder &s, Value x, Value q) {
  return inDoubles(s, {x, q}, [](ArrayRef<Real> in) { return ::zeta(in[0], in[1]); });
}

// (-1)^(n+1) n! zeta(n + 1, x)
static Real polygamma(const Real &n, const Real &x) {
  Real half = n * 0.5;
  Real sign = select(half == floor(half), -1.0, 1.0, n);
  Real factorial = exp(logFactorial(n));
  Real y = select(n == 0.0, digamma(x), sign * factorial * zeta(n + 1.0, x));
  Real whole = select(n == floor(n), y, notANumber);
  return select(n < 0.0, notANumber, whole);
}

Value tcc::ir::polygamma(ScalarBuilder &s, Value n, Value x) {
  return inDoubles(s, {n, x}, [](ArrayRef<Real> in) { return ::polygamma(in[0], in[1]); });
}

//===- Bessel's -----------------------------------------------------------------------------===//

// Chebyshev's coefficients, computed with 40 digits: of exp(-x) I0(x) and exp(-x) I1(x) / x by
// x / 4 - 1 up to 8, of exp(-x) sqrt(x) I(x) by 16 / x - 1 beyond.
static constexpr double i0Near[] = {
    0.676795274409476085,       -0.30468267234319839868,    0.17162090152220877535,
    -0.094901097048047644421,   0.049305284239670708488,    -0.023737414805899468816,
    0.010546460394594998318,    -0.0043243099950505759443,  0.0016394756169413357984,
    -0.00057637557453858236588, 0.00018850288509584165573,  -0.00005754195010082103704,
    0.000016448448070728897089, -4.4167383584587505636e-6,  1.1173875391201037182e-6,
    -2.6707938539406117339e-7,  6.0469950225419189493e-8,   -1.3000250099862480421e-8,
    2.6598237246823866503e-9,   -5.1897956016352629067e-10, 9.6758090353732369122e-11,
    -1.7268262914415557072e-11, 2.9550526631296398346e-12,  -4.8564467831119294609e-13,
    7.6761854986049356169e-14,  -1.1685332877993451681e-14, 1.7153912855551330306e-15,
    -2.4312798465479546936e-16, 3.3307945188222380978e-17};
static constexpr double i0Far[] = {
    0.80449041101410883161,     0.0033691164782556940899,   0.000068897583469168239843,
    2.891370520834756483e-6,    2.0489185894690637418e-7,   2.2666689904981780646e-8,
    3.3962320257083863452e-9,   4.9406023882249695891e-10,  1.1889147107846438342e-11,
    -3.1499165279632413645e-11, -1.3215811840447713119e-11, -1.7941785315068061178e-12,
    7.1801244513836662337e-13,  3.8527783827421427011e-13,  1.5400862175214098269e-14,
    -4.1505693472872220866e-14, -9.5548466988283076487e-15, 3.8116806693526224207e-15,
    1.7725601330565263836e-15,  -3.4254856196772191346e-16, -2.8276239805165834849e-16,
    3.4612228676974610931e-17,  4.465621420296759999e-17};
static constexpr double i1Near[] = {
    0.25258718644363365482,     -0.17641651835783405515,    0.10264365868984709538,
    -0.052945981208094991427,   0.024726449030626516828,    -0.010564084894626198156,
    0.0041564229443128881567,   -0.001513572450631253149,   0.0005122859561685757729,
    -0.00016176081582589674559, 0.000047815651075500542264, -0.000013273163656039435828,
    3.4702513081376784767e-6,   -8.5687202646954547407e-7,  2.0032947535521352623e-7,
    -4.4450591287963280807e-8,  9.3815373864957717839e-9,   -1.8872497517228292879e-9,
    3.625590281552117037e-10,   -6.6634897235020277422e-11, 1.1736186298890901631e-11,
    -1.9839743977649437152e-12, 3.2237933659455747098e-13,  -5.0421855047279116871e-14,
    7.6006842947354069341e-15,  -1.105596947735386308e-15,  1.5536319577362004689e-16,
    -2.1114212143581660782e-17};
static constexpr double i1Far[] = {
    0.77857623501828012047,     -0.0097610974913614684078,  -0.00011058893876262371629,
    -3.8825648088776903935e-6,  -2.5122362378702089253e-7,  -2.6314688468895195068e-8,
    -3.835380385964237022e-9,   -5.5897434621965838069e-10, -1.8974958123505412345e-11,
    3.2526035830154882386e-11,  1.4125807436613781332e-11,  2.0356285441470895072e-12,
    -7.1985517762459085121e-13, -4.0835511110921973182e-13, -2.101541842772664313e-14,
    4.2724400167119513543e-14,  1.0420276984128802764e-14,  -3.8144030724370078048e-15,
    -1.8803547755107824485e-15, 3.3082023109209282827e-16,  2.9626289976459501391e-16,
    -3.2095259219934239588e-17, -4.6503053684893583256e-17};

/// Clenshaw's sum.
static Real chebyshev(const Real &t, ArrayRef<double> coefficients) {
  Real twice = t * 2.0, next = t * 0.0, sum = next;
  for (double c : llvm::reverse(coefficients.drop_front())) {
    Real previous = next;
    next = sum;
    sum = twice * sum - previous + c;
  }
  return t * sum - next + coefficients[0] * 0.5;
}

static Real bessel(const Real &x, ArrayRef<double> near, ArrayRef<double> far) {
  Real magnitude = abs(x);
  Value isNear = magnitude <= 8.0;
  Real inside = select(isNear, magnitude, 8.0), outside = select(isNear, 8.0, magnitude);
  return select(isNear, chebyshev(inside * 0.25 - 1.0, near),
                chebyshev(16.0 / outside - 1.0, far) / sqrt(outside));
}

Value tcc::ir::besselI0e(ScalarBuilder &s, Value x) {
  return inDoubles(s, x, [](ArrayRef<Real> in) { return bessel(in[0], i0Near, i0Far); });
}

Value tcc::ir::besselI1e(ScalarBuilder &s, Value x) {
  return inDoubles(s, x, [](ArrayRef<Real> in) {
    Real x = in[0], y = bessel(x, i1Near, i1Far);
    Real isFar = select(x < 0.0, -y, y);
    return select(abs(x) <= 8.0, x * y, isFar);
  });
}
