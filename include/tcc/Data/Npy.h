// NumPy's .npy files.
#ifndef TCC_DATA_NPY_H
#define TCC_DATA_NPY_H

#include "tcc/Array.h"
#include "tcc/Support/File.h"

namespace tcc::data {

/// Reads format 1.0, 2.0 or 3.0 (gzip too), little endian, of dtype b1 i1 i2 i4 i8 u1 u2 u4 u8
/// f2 f4 f8, and V2, raw elements of two bytes, as bf16. An array in Fortran order is transposed in
/// memory: it comes with the same shape and the same elements.
Array readNpy(const std::filesystem::path &path);
/// The same from memory; `name` stands in errors. The memory is copied.
Array parseNpy(Bytes content, std::string_view name);

/// Writes format 1.0, whole or not at all. bf16 has no name in the format: its elements are raw,
/// as other programs write them.
void writeNpy(const std::filesystem::path &path, const Array &array);

} // namespace tcc::data

#endif
