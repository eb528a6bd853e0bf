// rng_bit_generator: Threefry2x32-20 and Philox4x32-10 (Salmon et al., SC'11), as integer
// arithmetic on whole tensors. The state is a key and a counter; each block of numbers counts it up
// by one. Which number goes where is XLA's choice, which programs rely on.
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

namespace {
/// Arithmetic of unsigned numbers: shifts are products and quotients of powers of two.
class Words {
public:
  explicit Words(Site &s)
      : s(s), u32(s.b.getIntegerType(32, /*isSigned=*/false)),
        u64(s.b.getIntegerType(64, /*isSigned=*/false)) {}

  Value constant(Type type, uint64_t value) {
    auto scalar = RankedTensorType::get({}, type);
    APInt bits(type.getIntOrFloatBitWidth(), value);
    return s.create<ir::ConstantOp>(ElementsAttr(DenseElementsAttr::get(scalar, bits)));
  }
  Value times(Value x, uint64_t factor) { return s.mul(x, constant(elementOf(x), factor)); }
  Value plus(Value x, uint64_t summand) { return s.add(x, constant(elementOf(x), summand)); }
  Value exclusiveOr(Value x, Value y) { return s.create<ir::XorOp>(x, y); }
  Value low(Value x) { return s.convert(x, u32); }
  Value high(Value x) { return s.convert(s.div(x, constant(u64, uint64_t(1) << 32)), u32); }
  Value join(Value low, Value high) {
    return s.add(s.convert(low, u64), times(s.convert(high, u64), uint64_t(1) << 32));
  }
  Value rotate(Value x, unsigned bits) {
    Value right = s.div(x, constant(u32, uint64_t(1) << (32 - bits)));
    return s.create<ir::OrOp>(times(x, uint64_t(1) << bits), right);
  }
  /// Element i of the state.
  Value element(Value state, int64_t i) {
    ArrayRef<int64_t> none;
    return s.reshape(s.create<ir::SliceOp>(state, ArrayRef<int64_t>{i}, ArrayRef<int64_t>{i + 1},
                                           ArrayRef<int64_t>{1}),
                     none);
  }
  /// 0, 1, ... `count` - 1.
  Value count(int64_t count) {
    return s.create<ir::IotaOp>(u64, ArrayRef<int64_t>{count}, int64_t(0));
  }

  Site &s;
  Type u32, u64;
};
using Pair = std::array<Value, 2>;
using Four = std::array<Value, 4>;
} // namespace

static Pair threefry(Words &w, Pair key, Pair x) {
  static constexpr unsigned rotations[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
  Value third = w.exclusiveOr(w.exclusiveOr(key[0], key[1]), w.constant(w.u32, 0x1BD11BDA));
  Value schedule[] = {key[0], key[1], third};
  x = {w.s.add(x[0], key[0]), w.s.add(x[1], key[1])};
  for (unsigned group = 0; group < 5; ++group) {
    for (unsigned bits : rotations[group % 2]) {
      x[0] = w.s.add(x[0], x[1]);
      x[1] = w.exclusiveOr(w.rotate(x[1], bits), x[0]);
    }
    x[0] = w.s.add(x[0], schedule[(group + 1) % 3]);
    x[1] = w.plus(w.s.add(x[1], schedule[(group + 2) % 3]), group + 1);
  }
  return x;
}

static Four philox(Words &w, Pair key, Four c) {
  for (int round = 0; round < 10; ++round) {
    Value first = w.times(w.s.convert(c[0], w.u64), 0xD2511F53);
    Value second = w.times(w.s.convert(c[2], w.u64), 0xCD9E8D57);
    c = {w.exclusiveOr(w.exclusiveOr(w.high(second), c[1]), key[0]), w.low(second),
         w.exclusiveOr(w.exclusiveOr(w.high(first), c[3]), key[1]), w.low(first)};
    key = {w.plus(key[0], 0x9E3779B9), w.plus(key[1], 0xBB67AE85)};
  }
  return c;
}

/// Vectors of the same length as the columns of one matrix, row by row.
static Value interleave(Words &w, ArrayRef<Value> columns) {
  int64_t length = Site::type(columns[0]).getDimSize(0);
  auto parts =
      llvm::map_to_vector(columns, [&](Value column) { return w.s.reshape(column, {length, 1}); });
  return w.s.create<ir::ConcatenateOp>(ValueRange(parts), int64_t(1));
}

/// Of 32 bits, the two halves of the numbers lie side by side along the first even axis, or the
/// longest.
static Value threefryNumbers(Words &w, Value key, Value counter, ArrayRef<int64_t> shape,
                             bool isWide, int64_t &blocks) {
  SmallVector<int64_t> half(shape), paired;
  size_t axis = 0;
  if (half.empty())
    half.push_back(1);
  auto *even = llvm::find_if(half, [](int64_t extent) { return extent % 2 == 0; });
  axis = size_t((even == half.end() ? llvm::max_element(half) : even) - half.begin());
  if (!isWide)
    half[axis] = llvm::divideCeil(half[axis], 2);
  blocks = ShapedType::getNumElements(half);
  Value counts = w.s.add(w.count(blocks), counter);
  Pair x = threefry(w, {w.low(key), w.high(key)}, {w.low(counts), w.high(counts)});
  if (isWide)
    return w.s.reshape(w.join(x[0], x[1]), shape);
  SmallVector<int64_t> column(half), limits(half);
  column.insert(column.begin() + axis + 1, 1);
  Value parts[] = {w.s.reshape(x[0], column), w.s.reshape(x[1], column)};
  Value both = w.s.create<ir::ConcatenateOp>(ValueRange(parts), int64_t(axis) + 1);
  limits[axis] *= 2;
  Value all = w.s.reshape(both, limits);
  if (!shape.empty() && limits[axis] == shape[axis])
    return all;
  SmallVector<int64_t> starts(half.size(), 0);
  limits[axis] = shape.empty() ? 1 : shape[axis];
  all = w.s.create<ir::SliceOp>(all, starts, limits, SmallVector<int64_t>(half.size(), 1));
  return w.s.reshape(all, shape);
}

static Value philoxNumbers(Words &w, Value key, Pair counter, ArrayRef<int64_t> shape, bool isWide,
                           int64_t &blocks) {
  int64_t count = ShapedType::getNumElements(shape);
  blocks = llvm::divideCeil(count, isWide ? 2 : 4);
  Value low = w.s.add(w.count(blocks), counter[0]);
  Value carry = w.s.convert(w.s.compare(ir::ComparePredicate::Lt, low, counter[0]), w.u64);
  Value high = w.s.add(carry, counter[1]);
  Four x =
      philox(w, {w.low(key), w.high(key)}, {w.low(low), w.high(low), w.low(high), w.high(high)});
  Value all = isWide ? interleave(w, {w.join(x[0], x[1]), w.join(x[2], x[3])}) : interleave(w, x);
  int64_t made = Site::type(all).getNumElements();
  all = w.s.reshape(all, {made});
  if (made != count)
    all = w.s.create<ir::SliceOp>(all, ArrayRef<int64_t>{0}, ArrayRef<int64_t>{count},
                                  ArrayRef<int64_t>{1});
  return w.s.reshape(all, shape);
}

/// The low bits of numbers as elements of another type.
static Value asBits(Site &s, Value numbers, Type element) {
  if (isa<IntegerType>(element))
    return s.convert(numbers, element);
  Type integer = s.b.getIntegerType(element.getIntOrFloatBitWidth(), /*isSigned=*/false);
  return s.create<ir::BitcastConvertOp>(s.convert(numbers, integer), element);
}

static Values importBits(Site &s, stablehlo::RngBitGeneratorOp op) {
  Words w(s);
  auto state = Site::type(op.getInitialState()), type = Site::type(op.getOutput());
  bool isThreefry = op.getRngAlgorithm() == stablehlo::RngAlgorithm::THREE_FRY;
  int64_t length = state.getDimSize(0);
  if (state.getElementType() != w.u64 || length < 2 || length > (isThreefry ? 2 : 3))
    return s.unsupported("a state that is not 2 (Philox: or 3) numbers of type ui64");
  if (!isa<IntegerType, FloatType>(type.getElementType()) || type.getElementType().isInteger(1) ||
      !type.hasStaticShape() || type.getNumElements() == 0)
    return s.unsupported("random bits as another thing than numbers");
  bool isWide = type.getElementTypeBitWidth() == 64;
  Value key = w.element(op.getInitialState(), 0), counter = w.element(op.getInitialState(), 1);
  Value upper = length == 3 ? w.element(op.getInitialState(), 2) : key;
  int64_t blocks = 0;
  Value numbers = isThreefry
                      ? threefryNumbers(w, key, counter, type.getShape(), isWide, blocks)
                      : philoxNumbers(w, key, {counter, upper}, type.getShape(), isWide, blocks);
  Value next = w.plus(counter, uint64_t(blocks));
  Value carry = s.convert(s.compare(ir::ComparePredicate::Lt, next, counter), w.u64);
  SmallVector<Value> parts{s.reshape(key, {1}), s.reshape(next, {1})};
  if (length == 3)
    parts.push_back(s.reshape(s.add(upper, carry), {1}));
  Value after = s.create<ir::ConcatenateOp>(ValueRange(parts), int64_t(0));
  return SmallVector<Value>{after, asBits(s, numbers, type.getElementType())};
}

//===- rng ----------------------------------------------------------------------------------===//

/// Any numbers of the distribution will do: those of the key (0, 0), the ops of a program told
/// apart by how many there were before. They are the same in each run.
static Value draw(Site &s, Operation *op, StringRef name, ArrayRef<int64_t> shape, Type element) {
  int64_t id = 0;
  op->getParentOfType<ModuleOp>()->walk(
      [&](Operation *other) { id += isa<ir::UniformOp, ir::NormalOp>(other); });
  auto key = RankedTensorType::get({2}, s.b.getI64Type());
  Value zero = s.create<ir::ConstantOp>(ElementsAttr(DenseElementsAttr::get(key, int64_t(0))));
  auto drawn = s.build(name, RankedTensorType::get(shape, element), zero,
                       {s.named("element_type", TypeAttr::get(element)), s.named("shape", shape),
                        s.named("id", id)});
  return failed(drawn) ? Value() : drawn->front();
}

/// Between a and b, the latter left out: where rounding takes a number there it is a.
static Value between(Site &s, Value u, Value a, Value b, Type element) {
  Value low = s.convert(a, elementOf(u)), high = s.convert(b, elementOf(u));
  Value x = s.add(s.mul(u, s.sub(high, low)), low);
  if (isa<IntegerType>(element))
    x = s.create<ir::FloorOp>(x);
  x = s.convert(x, element);
  return s.select(s.compare(ir::ComparePredicate::Lt, x, b), x, a);
}

static Values importRng(Site &s, stablehlo::RngOp op) {
  auto type = Site::type(op.getResult());
  Type element = type.getElementType();
  bool isNormal = op.getRngDistribution() == stablehlo::RngDistribution::NORMAL;
  bool isDrawn = isNormal ? isa<FloatType>(element)
                          : isa<FloatType, IntegerType>(element) && !element.isInteger(1);
  if (!isDrawn || !type.hasStaticShape())
    return s.unsupported("numbers of this type");
  Type computed = isa<FloatType>(element) ? element : s.b.getF64Type();
  Value x = draw(s, op, isNormal ? "tcc.normal" : "tcc.uniform", type.getShape(), computed);
  if (!x)
    return failure();
  if (isNormal)
    return one(s.add(s.mul(x, op.getB()), op.getA()));
  return one(between(s, x, op.getA(), op.getB(), element));
}

//===- custom calls -------------------------------------------------------------------------===//

/// Two words of a key, two to be mixed: the first word of each result, then the second.
static Values importThreefry(Site &s, stablehlo::CustomCallOp op) {
  Words w(s);
  bool fits = op.getInputs().size() >= 4 && op->getNumResults() == 2;
  for (Value input : op.getInputs().take_front(std::min<size_t>(4, op.getInputs().size())))
    fits &= input.getType() == op.getInputs()[0].getType() && elementOf(input) == w.u32;
  if (!fits || op.getResult(0).getType() != op.getInputs()[0].getType())
    return s.unsupported("words that are not ui32, of one shape");
  auto in = op.getInputs();
  Pair x = threefry(w, {in[0], in[1]}, {in[2], in[3]});
  return SmallVector<Value>{x[0], x[1]};
}

void importer::addRandomRules(Rules &rules) {
  rules.add<stablehlo::RngBitGeneratorOp>(importBits);
  rules.add<stablehlo::RngOp>(importRng);
  for (StringRef target : {"cu_threefry2x32", "cu_threefry2x32_ffi", "hip_threefry2x32_ffi"})
    rules.addCall(target, importThreefry);
}
