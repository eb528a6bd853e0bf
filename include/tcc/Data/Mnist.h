// The MNIST digits and data sets in the same four files (Fashion-MNIST, KMNIST).
#ifndef TCC_DATA_MNIST_H
#define TCC_DATA_MNIST_H

#include "tcc/Data/Dataset.h"

#include <filesystem>

namespace tcc::data {

/// Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
/// t10k-labels-idx1-ubyte, each packed
/// (.gz) or not, with '-' or '.' before "idx". Images are f32 in [0, 1] of shape [count, 28, 28],
/// labels i32 0 to 9.
Split mnist(const std::filesystem::path &folder);

} // namespace tcc::data

#endif
