// Random numbers as integer arithmetic on vectors: Philox4x32-10, the words laid out as Random.td
// says, so that the bits are those of tcc.
#include "Site.h"

#include <array>
#include <cmath>
#include <numbers>

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;

namespace {
using Words = std::array<Value, 4>;

class Philox {
public:
  /// The blocks that make `count` elements, so many elements each.
  Philox(Site &s, Value key, int64_t id, int64_t count, int64_t elementsPerBlock)
      : s(s), u32(s.b.getIntegerType(32, /*isSigned=*/false)),
        u64(s.b.getIntegerType(64, /*isSigned=*/false)),
        blocks(llvm::divideCeil(count, elementsPerBlock)) {
    Value seed = half(key, 0), step = half(key, 1);
    Value number = s.create<ir::IotaOp>(u32, ArrayRef<int64_t>{blocks}, int64_t(0));
    words = rounds({number, word(uint64_t(id)), low(step), high(step)}, {low(seed), high(seed)});
  }

  /// The first `count` of the words of all blocks, of each block those at `places`, in order.
  Value take(ArrayRef<unsigned> places, int64_t count) {
    SmallVector<Value> columns;
    for (unsigned place : places)
      columns.push_back(s.reshape(words[place], {blocks, 1}));
    Value all = s.create<ir::ConcatenateOp>(ValueRange(columns), int64_t(1));
    all = s.reshape(all, {blocks * int64_t(places.size())});
    return s.create<ir::SliceOp>(all, ArrayRef<int64_t>{0}, ArrayRef<int64_t>{count});
  }

private:
  Value constant(Type type, uint64_t value) {
    return splat(s, RankedTensorType::get({}, type),
                 s.b.getIntegerAttr(type, APInt(type.getIntOrFloatBitWidth(), value)));
  }
  Value word(uint64_t value) { return constant(u32, value); }
  Value low(Value x) { return s.convert(x, u32); }
  Value high(Value x) { return low(s.create<ir::ShiftRightLogicalOp>(x, constant(u64, 32))); }
  /// An element of the key, without a sign.
  Value half(Value key, int64_t i) {
    Value part = s.create<ir::SliceOp>(key, ArrayRef{i}, ArrayRef{i + 1});
    return s.create<ir::BitcastConvertOp>(s.reshape(part, ArrayRef<int64_t>()), u64);
  }
  Value exclusiveOr(Value x, Value y) { return s.create<ir::XorOp>(x, y); }
  Words rounds(Words c, std::array<Value, 2> key) {
    for (int round = 0; round < 10; ++round) {
      Value first = s.mul(s.convert(c[0], u64), constant(u64, 0xD2511F53));
      Value second = s.mul(s.convert(c[2], u64), constant(u64, 0xCD9E8D57));
      c = {exclusiveOr(exclusiveOr(high(second), c[1]), key[0]), low(second),
           exclusiveOr(exclusiveOr(high(first), c[3]), key[1]), low(first)};
      key = {s.add(key[0], word(0x9E3779B9)), s.add(key[1], word(0xBB67AE85))};
    }
    return c;
  }

  Site &s;
  Type u32, u64;
  int64_t blocks;
  Words words;
};
} // namespace

/// The upper bits of words, as many as the type holds exactly, as numbers in [0, 1).
static Value toUnit(Site &s, Value words, Type element) {
  unsigned precision = std::min(32u, cast<FloatType>(element).getFPMantissaWidth());
  if (precision < 32)
    words = s.create<ir::ShiftRightLogicalOp>(words, s.scalar(words, 32 - precision));
  return s.mul(s.convert(words, element), std::ldexp(1.0, -int(precision)));
}

static Values exportUniform(Site &s, ir::UniformOp op) {
  auto type = s.resultType();
  int64_t count = type.getNumElements();
  if (count == 0)
    return one(s.zero(op.getResult()));
  Philox numbers(s, op.getKey(), int64_t(op.getId()), count, 4);
  Value unit = toUnit(s, numbers.take({0, 1, 2, 3}, count), type.getElementType());
  return one(s.reshape(unit, type.getShape()));
}

/// Box and Muller's transform.
static Values exportNormal(Site &s, ir::NormalOp op) {
  auto type = s.resultType();
  int64_t count = type.getNumElements();
  if (count == 0)
    return one(s.zero(op.getResult()));
  Philox numbers(s, op.getKey(), int64_t(op.getId()), count, 2);
  Value u = toUnit(s, numbers.take({0, 2}, count), type.getElementType());
  Value v = toUnit(s, numbers.take({1, 3}, count), type.getElementType());
  Value radius = s.sqrt(s.mul(s.log(s.sub(1, u)), -2));
  Value normal = s.mul(radius, s.create<ir::CosOp>(s.mul(v, 2 * std::numbers::pi)));
  return one(s.reshape(normal, type.getShape()));
}

void exporter::addRandomRules(Rules &rules) {
  rules.add<ir::UniformOp>(exportUniform);
  rules.add<ir::NormalOp>(exportNormal);
}
