// IDX: two zero bytes, a type, a rank, the extents and the elements, all big endian.
#include "tcc/Data/Idx.h"
#include "Elements.h"

#include <algorithm>
#include <cstring>

using namespace tcc;
using namespace tcc::data;

namespace {
enum class IdxType : uint8_t {
  U8 = 0x08,
  I8 = 0x09,
  I16 = 0x0b,
  I32 = 0x0c,
  F32 = 0x0d,
  F64 = 0x0e
};
struct IdxFile {
  IdxType type;
  Shape shape;
  std::span<const uint8_t> elements;
};
} // namespace

static DType dtypeOf(uint8_t type, std::string_view name) {
  switch (IdxType(type)) {
  case IdxType::U8: // its bytes are as those of i8
  case IdxType::I8:
    return DType::I8;
  case IdxType::I16:
    return DType::I16;
  case IdxType::I32:
    return DType::I32;
  case IdxType::F32:
    return DType::F32;
  case IdxType::F64:
    return DType::F64;
  }
  throwError(name, concat("IDX knows no element type ", int(type)));
}

static IdxFile decode(Bytes content, std::string_view name) {
  std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t *>(content.data()), content.size());
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0)
    throwError(name, "expected an IDX file, which starts with two zero bytes, a type and a rank");
  DType dtype = dtypeOf(bytes[2], name);
  size_t rank = bytes[3], start = 4 + 4 * rank;
  if (bytes.size() < start)
    throwError(name, concat("the IDX file is cut off in its header: expected ", start,
                            " bytes, got ", bytes.size()));
  Shape shape(rank);
  for (size_t axis = 0; axis < rank; ++axis)
    for (size_t byte = 0; byte < 4; ++byte)
      shape[axis] = shape[axis] << 8 | bytes[4 + 4 * axis + byte];
  std::optional<uint64_t> needed = arrayBytes(dtype, shape);
  uint64_t present = bytes.size() - start;
  if (!needed || *needed != present)
    throwError(name,
               concat("the IDX header says ", toString(shape, dtype), ", ",
                      needed ? std::to_string(*needed) : "too many", " bytes, but ", present,
                      " follow"),
               needed && *needed < present ? "there is something after the elements"
                                           : "the file may be cut off");
  return {IdxType(bytes[2]), std::move(shape), bytes.subspan(start)};
}

Array data::parseIdx(Bytes content, std::string_view name) {
  IdxFile file = decode(content, name);
  if (file.type == IdxType::U8) {
    Array array(DType::I16, file.shape);
    std::ranges::copy(file.elements, array.as<int16_t>().begin());
    return array;
  }
  Array array(dtypeOf(uint8_t(file.type), name), file.shape);
  size_t width = sizeOf(array.dtype());
  auto *to = static_cast<uint8_t *>(array.data());
  for (size_t i = 0; i < file.elements.size(); i += width)
    std::reverse_copy(file.elements.begin() + ptrdiff_t(i),
                      file.elements.begin() + ptrdiff_t(i + width), to + i);
  return array;
}

Array data::readIdx(const std::filesystem::path &path) {
  return parseIdx(bytesOf(readFile(path)), path.string());
}

Array data::readIdxImages(const std::filesystem::path &path) {
  Array content = readFile(path);
  IdxFile file = decode(bytesOf(content), path.string());
  if (file.type != IdxType::U8 || file.shape.size() < 2)
    throwError(path.string(),
               concat("expected images of unsigned bytes (IDX type 8, rank 2 or more), got type ",
                      int(file.type), ", rank ", file.shape.size()),
               "these may be labels");
  Array images(DType::F32, file.shape);
  float *to = images.as<float>().data();
  for (size_t i = 0; i < file.elements.size(); ++i)
    to[i] = float(file.elements[i]) / 255.0f;
  return images;
}

Array data::readIdxLabels(const std::filesystem::path &path) {
  Array content = readFile(path);
  IdxFile file = decode(bytesOf(content), path.string());
  if (file.type != IdxType::U8 || file.shape.size() != 1)
    throwError(path.string(),
               concat("expected labels of unsigned bytes (IDX type 8, rank 1), got type ",
                      int(file.type), ", rank ", file.shape.size()),
               "these may be images");
  Array labels(DType::I32, file.shape);
  std::ranges::copy(file.elements, labels.as<int32_t>().begin());
  return labels;
}
