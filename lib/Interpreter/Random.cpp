// Random numbers by the definition in Random.td: Philox4x32-10 as its authors give it.
#include "Rules.h"

#include <array>
#include <cmath>

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::interpreter;

using Words = std::array<uint32_t, 4>;

static Words philox(Words counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t first = uint64_t(counter[0]) * 0xD2511F53u,
             second = uint64_t(counter[2]) * 0xCD9E8D57u;
    counter = {uint32_t(second >> 32) ^ counter[1] ^ key[0], uint32_t(second),
               uint32_t(first >> 32) ^ counter[3] ^ key[1], uint32_t(first)};
    key[0] += 0x9E3779B9u, key[1] += 0xBB67AE85u;
  }
  return counter;
}

/// The block of words `number` of a random op.
static Words block(const Literal &key, int64_t id, int64_t number) {
  uint64_t seed = uint64_t(key[0].integer), step = uint64_t(key[1].integer);
  return philox({uint32_t(number), uint32_t(id), uint32_t(step), uint32_t(step >> 32)},
                {uint32_t(seed), uint32_t(seed >> 32)});
}

/// The upper bits of a word, as many as the type holds exactly, as a number in [0, 1).
static double unit(uint32_t word, Type element) {
  int precision = std::min(32, int(cast<FloatType>(element).getFPMantissaWidth()));
  return std::ldexp(double(word >> (32 - precision)), -precision);
}

template <class OpTy, class Function> static auto eachElement(Function f) {
  return [f](OpTy op, const Literals &in) {
    Literal result(resultType(op));
    for (int64_t i = 0; i < result.size(); ++i)
      result.set(i, {f(op, in[0], i), 0});
    return result;
  };
}

static double uniform(UniformOp op, const Literal &key, int64_t i) {
  return unit(block(key, op.getId(), i / 4)[size_t(i % 4)], resultType(op).getElementType());
}

static double normal(NormalOp op, const Literal &key, int64_t i) {
  Words words = block(key, op.getId(), i / 2);
  Type element = resultType(op).getElementType();
  double u = unit(words[size_t(2 * (i % 2))], element),
         v = unit(words[size_t(2 * (i % 2) + 1)], element);
  return std::sqrt(-2 * std::log1p(-u)) * std::cos(2 * M_PI * v);
}

void tcc::interpreter::addRandomRules(Rules &rules) {
  rules.add<UniformOp>(eachElement<UniformOp>(uniform));
  rules.add<NormalOp>(eachElement<NormalOp>(normal));
}
