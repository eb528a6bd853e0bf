// IDX files, the format of MNIST and its relatives.
#ifndef TCC_DATA_IDX_H
#define TCC_DATA_IDX_H

#include "tcc/Array.h"
#include "tcc/Support/File.h"

namespace tcc::data {

/// Reads an IDX file (gzip too). Unsigned bytes become i16, the smallest type here that holds 0 to
/// 255; the others keep theirs.
Array readIdx(const std::filesystem::path &path);
/// The same from memory; `name` stands in errors.
Array parseIdx(Bytes content, std::string_view name);

/// Images of unsigned bytes as f32 in [0, 1], at least rank 2: first axis the images.
Array readIdxImages(const std::filesystem::path &path);
/// Class labels of unsigned bytes as i32, rank 1.
Array readIdxLabels(const std::filesystem::path &path);

} // namespace tcc::data

#endif
