// Reductions and scatterings by windows that slide over a tensor.
#include "Bodies.h"
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

namespace {
/// A window's geometry, a number per axis each.
struct Window {
  SmallVector<int64_t> size, strides, baseDilation, dilation, low, high;

  Window(ArrayRef<int64_t> size, DenseI64ArrayAttr strides, DenseI64ArrayAttr base,
         DenseI64ArrayAttr dilation, DenseIntElementsAttr padding)
      : size(size), strides(orOnes(strides)), baseDilation(orOnes(base)),
        dilation(orOnes(dilation)), low(size.size(), 0), high(size.size(), 0) {
    if (padding)
      for (auto [i, edge] : llvm::enumerate(padding.getValues<int64_t>()))
        (i % 2 ? high : low)[i / 2] = edge;
  }

  SmallVector<NamedAttribute> attributes(Site &s) const {
    return {s.named("window", size), s.named("strides", strides), s.named("low", low),
            s.named("high", high), s.named("window_dilation", dilation)};
  }

private:
  SmallVector<int64_t> orOnes(DenseI64ArrayAttr given) const {
    return given ? SmallVector<int64_t>(given.asArrayRef()) : SmallVector<int64_t>(size.size(), 1);
  }
};

/// Windows that reach from each element to one end of its axis.
struct Running {
  int64_t axis;
  bool reverse;
};
} // namespace

static bool allOnes(ArrayRef<int64_t> values) {
  return llvm::all_of(values, [](int64_t v) { return v == 1; });
}

static std::optional<Running> asRunning(const Window &w, ArrayRef<int64_t> shape) {
  if (!allOnes(w.strides) || !allOnes(w.baseDilation) || !allOnes(w.dilation))
    return std::nullopt;
  std::optional<Running> found;
  for (auto [axis, extent] : llvm::enumerate(shape)) {
    if (w.size[axis] == 1 && w.low[axis] == 0 && w.high[axis] == 0)
      continue;
    bool forward = w.low[axis] == extent - 1 && w.high[axis] == 0;
    bool backward = w.high[axis] == extent - 1 && w.low[axis] == 0;
    if (found || w.size[axis] != extent || !(forward || backward))
      return std::nullopt;
    found = {int64_t(axis), backward};
  }
  return found;
}

static StringRef nameOf(Kind kind) {
  switch (kind) {
  case Kind::Sum:
    return "sum";
  case Kind::Product:
    return "prod";
  case Kind::Max:
    return "max";
  default:
    return "min";
  }
}

/// By name, where padding with the initial value is padding with what changes nothing; or does as
/// much: a maximum takes it in once more.
static Values reduceBy(Site &s, Kind kind, stablehlo::ReduceWindowOp op, const Window &window) {
  Type element = elementOf(op.getResult(0));
  Value x = s.convert(op.getInputs()[0], element),
        initial = s.convert(op.getInitValues()[0], element);
  auto reducer = s.named("reducer", s.b.getStringAttr(nameOf(kind)));
  Values reduced = failure();
  if (auto running = asRunning(window, Site::type(x).getShape())) {
    SmallVector<NamedAttribute> attributes{reducer, s.named("axis", running->axis)};
    if (running->reverse)
      attributes.push_back(s.named("reverse", s.b.getUnitAttr()));
    reduced = s.replaceBy("tcc.cumulate", x, attributes);
  } else {
    SmallVector<NamedAttribute> attributes = window.attributes(s);
    attributes.push_back(reducer);
    attributes.push_back(s.named("base_dilation", window.baseDilation));
    reduced = s.replaceBy("tcc.pool", x, attributes);
  }
  if (failed(reduced) || isNeutral(kind, op.getInitValues()[0]))
    return reduced;
  return one(combine(s, kind, reduced->front(), initial));
}

static Values importReduceWindow(Site &s, stablehlo::ReduceWindowOp op) {
  Window window(op.getWindowDimensions(), op.getWindowStridesAttr(), op.getBaseDilationsAttr(),
                op.getWindowDilationsAttr(), op.getPaddingAttr());
  Kind kind = op.getInputs().size() == 1 ? kindOf(op.getBody()) : Kind::Any;
  bool isPair = isa<ComplexType>(elementOf(op.getInputs()[0]));
  if (isPair && kind == Kind::Product &&
      !asRunning(window, Site::type(op.getInputs()[0]).getShape()))
    kind = Kind::Any; // tcc.pool multiplies real numbers
  bool isIdempotent = kind == Kind::Max || kind == Kind::Min;
  if (kind != Kind::Any && !elementOf(op.getInputs()[0]).isInteger(1) &&
      (isIdempotent || isNeutral(kind, op.getInitValues()[0])))
    return reduceBy(s, kind, op, window);
  if (failed(s.importRegion(op.getBody())))
    return failure();
  SmallVector<NamedAttribute> attributes = window.attributes(s);
  attributes.push_back(s.named("base_dilation", window.baseDilation));
  return s.replaceBy("tcc.reduce_window", promoted(s, op), attributes, &op.getBody());
}

static Values importSelectAndScatter(Site &s, stablehlo::SelectAndScatterOp op) {
  SmallVector<int64_t> size(Site::type(op.getOperand()).getRank(), 1);
  if (auto given = op.getWindowDimensions())
    size.assign(given->begin(), given->end());
  Window window(size, op.getWindowStridesAttr(), nullptr, nullptr, op.getPaddingAttr());
  if (failed(s.importRegion(op.getSelect())) || failed(s.importRegion(op.getScatter())))
    return failure();
  if (!elementOf(op.getOperand()).isInteger(1)) {
    Type sum = elementOf(op.getResult());
    SmallVector<Value> operands{op.getOperand(), s.convert(op.getSource(), sum),
                                s.convert(op.getInitValue(), sum)};
    return s.replaceBy("tcc.select_and_scatter", operands, window.attributes(s),
                       {&op.getSelect(), &op.getScatter()});
  }
  computeOnBytes(s, op.getSelect(), /*yields=*/false);
  computeOnBytes(s, op.getScatter(), /*yields=*/true);
  Type byte = s.b.getIntegerType(8, /*isSigned=*/false);
  SmallVector<Value> bytes =
      llvm::map_to_vector(op->getOperands(), [&](Value x) { return s.convert(x, byte); });
  auto scattered = s.build("tcc.select_and_scatter", Site::type(op.getResult()).clone(byte), bytes,
                           window.attributes(s), {&op.getSelect(), &op.getScatter()});
  if (failed(scattered))
    return failure();
  return one(s.compare(ir::ComparePredicate::Ne, scattered->front(), s.zero(scattered->front())));
}

void importer::addWindowRules(Rules &rules) {
  rules.add<stablehlo::ReduceWindowOp>(importReduceWindow);
  rules.add<stablehlo::SelectAndScatterOp>(importSelectAndScatter);
}
