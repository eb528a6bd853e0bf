// Philox blocks are numbered by position, so a parameter's values depend on seed, stream and place
// alone.
#include "tcc/NN/Initializers.h"

#include "tcc/Support/Text.h"
#include "tccrt.h"

#include <cmath>
#include <map>
#include <numbers>

using namespace tcc;
using namespace tcc::nn;

// Tells these numbers apart from those of random ops under the same seed, whose third word is an
// op's small id.
static constexpr uint32_t initializerStream = 0x80000000;

uint32_t RandomStream::word() {
  if (position % 4 == 0) {
    uint64_t block4 = position / 4;
    uint32_t counter[4] = {uint32_t(block4), uint32_t(block4 >> 32), initializerStream | stream, 0};
    uint32_t key[2] = {uint32_t(seed), uint32_t(seed >> 32)};
    tccrt_philox4x32(counter, key, block);
  }
  return block[position++ % 4];
}

double RandomStream::uniform() { return word() * 0x1p-32; }

double RandomStream::normal() {
  double u = 1 - uniform(), v = uniform();
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

static Array generate(const Shape &shape, const std::function<double()> &next) {
  Array array(DType::F32, shape);
  for (float &element : array.as<float>())
    element = float(next());
  return array;
}

Initializer nn::constantInit(double value) {
  return [=](RandomStream &, const Shape &shape) { return generate(shape, [=] { return value; }); };
}
Initializer nn::zeros() { return constantInit(0); }

// Of a weight [..., inputs, outputs], leading axes being places of a filter.
static std::pair<double, double> fans(const Shape &shape) {
  if (shape.size() < 2)
    return {double(elementCount(shape)), double(elementCount(shape))};
  double places = double(elementCount(Shape(shape.begin(), shape.end() - 2)));
  return {places * double(shape[shape.size() - 2]), places * double(shape.back())};
}

namespace {
enum class Distribution { Uniform, Normal };
} // namespace

// Variance scale / (inputWeight * inputs + outputWeight * outputs).
static Initializer scaled(double scale, double inputWeight, double outputWeight,
                          Distribution distribution) {
  return [=](RandomStream &random, const Shape &shape) {
    auto [inputs, outputs] = fans(shape);
    double deviation =
        std::sqrt(scale / std::max(inputWeight * inputs + outputWeight * outputs, 1.0));
    if (distribution == Distribution::Normal)
      return generate(shape, [&] { return deviation * random.normal(); });
    double limit = std::sqrt(3.0) * deviation;
    return generate(shape, [&] { return limit * (2 * random.uniform() - 1); });
  };
}

Initializer nn::glorotUniform() { return scaled(2, 1, 1, Distribution::Uniform); }
Initializer nn::glorotNormal() { return scaled(2, 1, 1, Distribution::Normal); }
Initializer nn::heUniform() { return scaled(2, 1, 0, Distribution::Uniform); }
Initializer nn::heNormal() { return scaled(2, 1, 0, Distribution::Normal); }
Initializer nn::lecunUniform() { return scaled(1, 1, 0, Distribution::Uniform); }
Initializer nn::lecunNormal() { return scaled(1, 1, 0, Distribution::Normal); }

Initializer nn::initializerByName(const std::string &name) {
  static const std::map<std::string, Initializer (*)()> known = {
      {"glorot_normal", glorotNormal},
      {"glorot_uniform", glorotUniform},
      {"he_normal", heNormal},
      {"he_uniform", heUniform},
      {"lecun_normal", lecunNormal},
      {"lecun_uniform", lecunUniform},
      {"ones", [] { return constantInit(1); }},
      {"xavier_normal", glorotNormal},
      {"xavier_uniform", glorotUniform},
      {"zeros", zeros}};
  if (auto found = known.find(name); found != known.end())
    return found->second();
  std::string names;
  for (const auto &[other, make] : known)
    names += (names.empty() ? "" : ", ") + other;
  throwError("initializer", concat("there is none named ", quote(name)),
             concat("known are ", names));
}
