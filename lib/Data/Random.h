// Permutations that are the same on every platform: std::shuffle and the distributions of <random>
// differ between libraries.
#ifndef TCC_LIB_DATA_RANDOM_H
#define TCC_LIB_DATA_RANDOM_H

#include <cstdint>
#include <span>
#include <vector>

namespace tcc::data {

/// 0, 1, ... count - 1.
std::vector<int64_t> identity(int64_t count);

/// Shuffles by (seed, stream) alone: one stream for each epoch, each class.
void shuffle(std::span<int64_t> values, uint64_t seed, uint64_t stream);

} // namespace tcc::data

#endif
