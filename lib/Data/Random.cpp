// Fisher-Yates over std::mt19937_64, whose output the C++ standard fixes.
#include "Random.h"

#include <numeric>
#include <random>
#include <utility>

using namespace tcc;

// The finaliser of splitmix64: near-by seeds and streams become unrelated generators.
static uint64_t mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

std::vector<int64_t> data::identity(int64_t count) {
  std::vector<int64_t> values(static_cast<size_t>(count));
  std::iota(values.begin(), values.end(), 0);
  return values;
}

void data::shuffle(std::span<int64_t> values, uint64_t seed, uint64_t stream) {
  std::mt19937_64 generator(mix(mix(seed) + stream));
  for (size_t i = values.size(); i > 1; --i) {
    // The high half of a product spreads 64 bits over 0..i-1, uneven by less than 2^-40 for any
    // data set in memory.
    auto j = static_cast<size_t>((static_cast<unsigned __int128>(generator()) * i) >> 64);
    std::swap(values[i - 1], values[j]);
  }
}
