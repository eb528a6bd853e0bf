// .safetensors files: named arrays and a map of strings. The default format of checkpoints.
#ifndef TCC_DATA_SAFETENSORS_H
#define TCC_DATA_SAFETENSORS_H

#include "tcc/Array.h"
#include "tcc/Support/File.h"

#include <map>
#include <string>

namespace tcc::data {

/// The content of a file.
struct Safetensors {
  std::map<std::string, Array> tensors;
  std::map<std::string, std::string> metadata;
};

/// Reads a file. The header is checked before memory is taken: size, names, types, and that the
/// arrays fill the data part without gap or overlap.
Safetensors readSafetensors(const std::filesystem::path &path);
/// The same from memory; `name` stands in errors. The memory is copied.
Safetensors parseSafetensors(Bytes content, std::string_view name);

/// Writes a file, whole or not at all; the same content gives the same bytes. Wide element types
/// come first so that every array lies aligned, then by name.
void writeSafetensors(const std::filesystem::path &path, const Safetensors &content);

} // namespace tcc::data

#endif
