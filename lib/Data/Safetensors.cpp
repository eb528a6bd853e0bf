// .safetensors: the length of a JSON header (8 bytes), the header, the arrays' bytes back to back.
// nlohmann::json parses the header; here it is checked, since offsets and shapes of a foreign file
// decide what memory is taken and read.
#include "tcc/Data/Safetensors.h"
#include "Elements.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

using namespace tcc;
using namespace tcc::data;
using Json = nlohmann::json;

static constexpr uint64_t maxHeaderBytes = 100'000'000; // the reference implementation's
static constexpr int deepestNesting = 3;
static constexpr std::string_view metadataKey = "__metadata__";

namespace {
struct TypeName {
  std::string_view name;
  DType dtype;
};
struct Entry {
  std::string name;
  DType dtype;
  Shape shape;
  uint64_t begin, end; // in the data part
};
struct Header {
  std::vector<Entry> entries;
  std::map<std::string, std::string> metadata;
};
} // namespace

static constexpr TypeName typeNames[] = {
    {"BOOL", DType::I1}, {"I8", DType::I8},   {"I16", DType::I16},   {"I32", DType::I32},
    {"I64", DType::I64}, {"F16", DType::F16}, {"BF16", DType::BF16}, {"F32", DType::F32},
    {"F64", DType::F64}, {"U8", DType::U8},   {"U16", DType::U16},   {"U32", DType::U32},
    {"U64", DType::U64}};

namespace {
class HeaderParser {
public:
  HeaderParser(std::string_view file, uint64_t dataBytes) : file(file), dataBytes(dataBytes) {}

  Header parse(std::string_view text) {
    if (!text.starts_with('{'))
      throwError(file, "expected the .safetensors header to start with '{'");
    Json object = parseJson(text);
    for (const auto &[key, value] : object.items())
      if (key == metadataKey)
        metadata(value);
      else
        header.entries.push_back(entry(key, value));
    checkLayout();
    return std::move(header);
  }

private:
  /// Objects that say something twice, and nesting, end here: neither may take memory.
  Json parseJson(std::string_view text) {
    std::vector<std::set<std::string>> open;
    auto check = [&](int depth, Json::parse_event_t event, Json &value) {
      if (depth > deepestNesting)
        throwError(file, "the .safetensors header is not valid JSON: it nests too deep");
      if (event == Json::parse_event_t::object_start)
        open.emplace_back();
      if (event == Json::parse_event_t::object_end)
        open.pop_back();
      if (event == Json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second)
        throwError(file, concat(quote(value.get<std::string>()),
                                " stands twice in one object of the .safetensors header"));
      return true;
    };
    try {
      return Json::parse(text, check);
    } catch (const Json::exception &error) {
      throwError(file, concat("the .safetensors header is not valid JSON: ", error.what()));
    }
  }

  void require(bool holds, const std::string &tensor, std::string_view wanted) {
    if (!holds)
      throwError(file, concat("tensor ", quote(tensor), ": expected ", wanted,
                              " in the .safetensors header"));
  }

  void metadata(const Json &value) {
    if (!value.is_object())
      throwError(file, "expected __metadata__ to be an object of strings");
    for (const auto &[key, element] : value.items()) {
      if (!element.is_string())
        throwError(file, concat("expected a string as metadata ", quote(key)));
      header.metadata.emplace(key, element.get<std::string>());
    }
  }

  Entry entry(const std::string &name, const Json &value) {
    Entry entry = {name, DType::F32, {}, 0, 0};
    require(value.is_object(), name, "an object");
    for (const char *field : {"dtype", "shape", "data_offsets"})
      require(value.contains(field), name, "dtype, shape and data_offsets");
    require(value["dtype"].is_string(), name, "a string as dtype");
    entry.dtype = dtype(value["dtype"].get<std::string>(), name);
    require(value["shape"].is_array(), name, "a list as shape");
    for (const Json &extent : value["shape"]) {
      require(extent.is_number_unsigned() && extent.get<uint64_t>() <= uint64_t(INT64_MAX), name,
              "extents from 0 to 2^63-1");
      entry.shape.push_back(extent.get<int64_t>());
    }
    const Json &offsets = value["data_offsets"];
    require(offsets.is_array(), name, "a list as data_offsets");
    for (const Json &offset : offsets)
      require(offset.is_number_unsigned(), name, "offsets from 0 on");
    if (offsets.size() != 2)
      throwError(file, concat("tensor ", quote(name), ": expected two data_offsets, got ",
                              offsets.size()));
    entry.begin = offsets[0].get<uint64_t>();
    entry.end = offsets[1].get<uint64_t>();
    return entry;
  }

  DType dtype(std::string_view text, const std::string &tensor) {
    for (const TypeName &known : typeNames)
      if (known.name == text)
        return known.dtype;
    throwError(file,
               concat("tensor ", quote(tensor), " has dtype ", quote(text),
                      ", which is not one of BOOL I8 I16 I32 I64 F16 BF16 F32 F64"),
               "convert it before saving", Blame::Unsupported);
  }

  // In order of their offsets the arrays must follow one another from 0 to the end, each as long as
  // its shape says.
  void checkLayout() {
    std::ranges::sort(header.entries, {}, [](const Entry &e) { return std::pair(e.begin, e.end); });
    uint64_t position = 0;
    for (const Entry &entry : header.entries) {
      std::string who =
          concat("tensor ", quote(entry.name), " at bytes ", entry.begin, " to ", entry.end);
      if (entry.begin > entry.end || entry.end > dataBytes)
        throwError(file, concat(who, " lies outside of the ", dataBytes, " bytes of data"),
                   "the file may be cut off");
      if (entry.begin != position)
        throwError(
            file, concat(who, entry.begin < position ? " overlaps the one before" : " leaves a gap",
                         ", expected it to begin at ", position));
      std::optional<uint64_t> needed = arrayBytes(entry.dtype, entry.shape);
      if (needed != entry.end - entry.begin)
        throwError(file,
                   concat(who, " does not hold ", toString(entry.shape, entry.dtype), ", which is ",
                          needed ? std::to_string(*needed) : "an impossible number of", " bytes"));
      position = entry.end;
    }
    if (position != dataBytes)
      throwError(file,
                 concat("the tensors end at byte ", position, " of ", dataBytes, " bytes of data"));
  }

  std::string_view file;
  uint64_t dataBytes;
  Header header;
};
} // namespace

// `fetch(offset, to, count)` gives bytes of the file: from a file they go straight into each array.
template <class Fetch> static Safetensors load(std::string_view file, uint64_t size, Fetch fetch) {
  uint64_t headerBytes = 0;
  if (size < sizeof headerBytes)
    throwError(file, concat("expected a .safetensors file, got ", size, " bytes"));
  fetch(0, &headerBytes, sizeof headerBytes);
  uint64_t rest = size - sizeof headerBytes;
  if (headerBytes > maxHeaderBytes)
    throwError(file,
               concat("the .safetensors header states ", headerBytes, " bytes, the limit is ",
                      maxHeaderBytes),
               "is this a .safetensors file?");
  if (headerBytes > rest)
    throwError(file, concat("the .safetensors file is cut off: its header states ", headerBytes,
                            " bytes, there are ", rest));
  std::string text(headerBytes, '\0');
  fetch(sizeof headerBytes, text.data(), headerBytes);
  Header header = HeaderParser(file, rest - headerBytes).parse(text);
  Safetensors content;
  content.metadata = std::move(header.metadata);
  for (Entry &entry : header.entries) {
    Array array(entry.dtype, entry.shape);
    fetch(sizeof headerBytes + headerBytes + entry.begin, array.data(), array.bytes());
    checkBooleans(array, concat(file, ": tensor ", quote(entry.name)));
    content.tensors.emplace(std::move(entry.name), std::move(array));
  }
  return content;
}

Safetensors data::readSafetensors(const std::filesystem::path &path) {
  InputFile file(path);
  return load(path.string(), file.size(),
              [&](uint64_t offset, void *to, size_t count) { file.readAt(offset, to, count); });
}

Safetensors data::parseSafetensors(Bytes content, std::string_view name) {
  return load(name, content.size(), [&](uint64_t offset, void *to, size_t count) {
    if (count)
      std::memcpy(to, content.data() + offset, count);
  });
}

static std::string jsonString(std::string_view text, const std::filesystem::path &path) {
  try {
    return Json(text).dump();
  } catch (const Json::exception &) {
    throwError(path.string(), concat("the name or metadata ", quote(text), " is not UTF-8"));
  }
}

static std::string jsonEntry(const std::string &name, const Array &array, uint64_t begin,
                             const std::filesystem::path &path) {
  auto type = std::ranges::find(typeNames, array.dtype(), &TypeName::dtype);
  std::string shape;
  for (int64_t extent : array.shape())
    shape += concat(shape.empty() ? "" : ",", extent);
  return concat(jsonString(name, path), ":{\"dtype\":\"", type->name, "\",\"shape\":[", shape,
                "],\"data_offsets\":[", begin, ",", begin + array.bytes(), "]}");
}

static std::string jsonMetadata(const Safetensors &content, const std::filesystem::path &path) {
  std::string fields;
  for (const auto &[key, value] : content.metadata)
    fields +=
        concat(fields.empty() ? "" : ",", jsonString(key, path), ":", jsonString(value, path));
  return concat("\"", metadataKey, "\":{", fields, "}");
}

void data::writeSafetensors(const std::filesystem::path &path, const Safetensors &content) {
  std::vector<const std::pair<const std::string, Array> *> order;
  for (const auto &tensor : content.tensors) {
    if (!tensor.second.valid() || tensor.first == metadataKey)
      throwError(path.string(),
                 concat("tensor ", quote(tensor.first),
                        tensor.second.valid() ? " has a reserved name" : " has no content"));
    order.push_back(&tensor);
  }
  std::ranges::sort(order, {}, [](auto *tensor) {
    return std::pair<int64_t, std::string_view>(-int64_t(sizeOf(tensor->second.dtype())),
                                                tensor->first);
  });
  std::string header = content.metadata.empty() ? "" : jsonMetadata(content, path);
  std::vector<Bytes> pieces(1);
  uint64_t position = 0;
  for (auto *tensor : order) {
    header +=
        concat(header.empty() ? "" : ",", jsonEntry(tensor->first, tensor->second, position, path));
    pieces.push_back(bytesOf(tensor->second));
    position += tensor->second.bytes();
  }
  header = "{" + header + "}";
  header.append((8 - header.size() % 8) % 8, ' '); // the arrays begin aligned
  if (header.size() > maxHeaderBytes)
    throwError(path.string(), concat("the .safetensors header would have ", header.size(),
                                     " bytes, the limit is ", maxHeaderBytes));
  uint64_t length = header.size();
  header.insert(0, reinterpret_cast<const char *>(&length), sizeof length);
  pieces[0] = bytesOf(header);
  writeFile(path, pieces);
}
