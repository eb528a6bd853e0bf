// .npy: a magic, a version, the length of a header, the header (the literal of a Python dict with
// three keys), the elements.
#include "tcc/Data/Npy.h"
#include "Elements.h"

#include <charconv>
#include <cstring>

using namespace tcc;
using namespace tcc::data;

static constexpr std::string_view magic = "\x93NUMPY";
static constexpr size_t maxHeaderBytes = 1 << 20;
static constexpr size_t maxRank = 64; // NumPy's own

namespace {
struct TypeName {
  std::string_view descr;
  DType dtype;
};
struct Header {
  std::optional<DType> dtype;
  std::optional<bool> fortranOrder;
  std::optional<Shape> shape;
};
} // namespace

// NumPy has no bf16, nor floats of 8 bits: files of such arrays hold raw elements of their bytes
// (of which ml_dtypes names those of f8E5M2 f1).
static constexpr TypeName typeNames[] = {
    {"|b1", DType::I1},   {"|i1", DType::I8},   {"<i2", DType::I16}, {"<i4", DType::I32},
    {"<i8", DType::I64},  {"<f2", DType::F16},  {"<f4", DType::F32}, {"<f8", DType::F64},
    {"|u1", DType::U8},   {"<u2", DType::U16},  {"<u4", DType::U32}, {"<u8", DType::U64},
    {"<V2", DType::BF16}, {"|V2", DType::BF16}, {"|V1", DType::U8},  {"|f1", DType::U8},
    {"<c8", DType::C64},  {"<c16", DType::C128}};

namespace {
/// Reads {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }, keys in any order.
class HeaderParser {
public:
  HeaderParser(std::string_view text, std::string_view name) : text(text), name(name) {}

  Header parse() {
    expect('{');
    while (!take('}')) {
      entry();
      if (!take(',') && peek() != '}')
        fail("expected ',' or '}'");
    }
    skipBlanks();
    if (at != text.size())
      fail("expected nothing after '}'");
    if (!header.dtype || !header.fortranOrder || !header.shape)
      throwError(name, "the .npy header lacks 'descr', 'fortran_order' or 'shape'");
    return header;
  }

private:
  void entry() {
    std::string_view key = string();
    expect(':');
    if (key == "descr" && !header.dtype)
      header.dtype = type();
    else if (key == "fortran_order" && !header.fortranOrder)
      header.fortranOrder = boolean();
    else if (key == "shape" && !header.shape)
      header.shape = shape();
    else
      fail(concat("expected each of 'descr', 'fortran_order' and 'shape' once, got ", quote(key)));
  }

  DType type() {
    if (peek() == '[')
      throwError(name, "the .npy file holds records (a structured dtype)",
                 "save each field as an array of its own", Blame::Unsupported);
    std::string_view descr = string();
    for (const TypeName &known : typeNames)
      if (known.descr == descr ||
          (known.descr[0] == '|' && descr == concat("<", known.descr.substr(1))))
        return known.dtype;
    throwError(
        name,
        concat("the .npy dtype ", quote(descr),
               " is not one of b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16 V1 V2, little endian"),
        "convert it before saving, for example a.astype('<f4')", Blame::Unsupported);
  }

  bool boolean() {
    skipBlanks();
    for (bool value : {false, true}) {
      std::string_view word = value ? "True" : "False";
      if (!text.substr(at).starts_with(word))
        continue;
      at += word.size();
      return value;
    }
    fail("expected True or False");
  }

  Shape shape() {
    Shape extents;
    expect('(');
    while (!take(')')) {
      extents.push_back(integer());
      if (extents.size() > maxRank)
        fail(concat("expected at most ", maxRank, " dimensions"));
      if (!take(',') && peek() != ')')
        fail("expected ',' or ')'");
    }
    return extents;
  }

  int64_t integer() {
    skipBlanks();
    int64_t value = 0;
    auto [end, status] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    if (status != std::errc() || value < 0)
      fail("expected an extent from 0 to 2^63-1");
    at = size_t(end - text.data());
    if (at < text.size() && text[at] == 'L') // written by Python 2
      ++at;
    return value;
  }

  std::string_view string() {
    char quote = peek();
    if (quote != '\'' && quote != '"')
      fail("expected a string");
    size_t end = text.find(quote, at + 1);
    if (end == std::string_view::npos)
      fail("expected the string to end");
    std::string_view content = text.substr(at + 1, end - at - 1);
    at = end + 1;
    return content;
  }

  void skipBlanks() { at = std::min(text.find_first_not_of(" \t\n", at), text.size()); }
  char peek() {
    skipBlanks();
    return at < text.size() ? text[at] : '\0';
  }
  bool take(char wanted) {
    bool found = at < text.size() && peek() == wanted;
    at += found;
    return found;
  }
  void expect(char wanted) {
    if (!take(wanted))
      fail(concat("expected '", wanted, "'"));
  }
  [[noreturn]] void fail(std::string_view what) {
    throwError(name, concat("malformed .npy header: ", what, " at its byte ", at, ", near ",
                            quote(text.substr(std::min(at, text.size())), 20)));
  }

  std::string_view text, name;
  size_t at = 0;
  Header header;
};
} // namespace

// Splits magic, version and length off; gives the header's text and where the elements begin.
static std::pair<std::string_view, size_t> findHeader(std::string_view file,
                                                      std::string_view name) {
  if (!file.starts_with(magic))
    throwError(name, "expected a .npy file, which starts with the bytes 93 'NUMPY'",
               file.starts_with("PK") ? "this is a zip file, perhaps .npz: unpack it first" : "");
  size_t lengthBytes = file.size() > 6 && file[6] == 1 ? 2 : 4;
  size_t start = 8 + lengthBytes;
  if (file.size() < start)
    throwError(name, concat("the .npy file is cut off: it has ", file.size(), " bytes"));
  if (file[6] < 1 || file[6] > 3)
    throwError(name,
               concat("the .npy format version ", int(file[6]), ".", int(file[7]),
                      " is not 1.0, 2.0 or 3.0"),
               "", Blame::Unsupported);
  uint32_t length = 0;
  std::memcpy(&length, file.data() + 8, lengthBytes);
  if (length > maxHeaderBytes)
    throwError(name,
               concat("the .npy header states ", length, " bytes, the limit is ", maxHeaderBytes));
  if (length > file.size() - start)
    throwError(name, concat("the .npy file is cut off: its header states ", length,
                            " bytes, there are ", file.size() - start));
  return {file.substr(start, length), start + length};
}

// Column-major to row-major: walks the result in order, with the strides of the source.
static Array fromFortran(const Array &source) {
  const Shape &shape = source.shape();
  Array result(source.dtype(), shape);
  size_t elementBytes = sizeOf(source.dtype());
  std::vector<int64_t> strides(shape.size(), 1), index(shape.size(), 0);
  for (size_t axis = 1; axis < shape.size(); ++axis)
    strides[axis] = strides[axis - 1] * shape[axis - 1];
  auto *to = static_cast<char *>(result.data());
  auto *from = static_cast<const char *>(source.data());
  for (int64_t i = 0, e = result.size(), offset = 0; i < e; ++i, to += elementBytes) {
    std::memcpy(to, from + size_t(offset) * elementBytes, elementBytes);
    for (size_t axis = shape.size(); axis-- > 0;) {
      offset += strides[axis];
      if (++index[axis] < shape[axis])
        break;
      offset -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}

// The array in the file's own memory where that is aligned (NumPy aligns it to 64 bytes), else a
// copy.
static Array parse(const Array &file, std::string_view name) {
  auto [text, start] = findHeader(textOf(bytesOf(file)), name);
  Header header = HeaderParser(text, name).parse();
  std::optional<uint64_t> needed = arrayBytes(*header.dtype, *header.shape);
  uint64_t present = file.bytes() - start;
  if (!needed || *needed != present)
    throwError(name,
               concat("the .npy header says ", toString(*header.shape, *header.dtype), ", ",
                      needed ? std::to_string(*needed) : "too many", " bytes, but ", present,
                      " follow"),
               needed && *needed < present ? "there is something after the array"
                                           : "the file may be cut off");
  void *elements = const_cast<char *>(static_cast<const char *>(file.data())) + start;
  Array array =
      Array::borrow(elements, *header.dtype, *header.shape, std::make_shared<Array>(file));
  checkBooleans(array, name);
  if (*header.fortranOrder && array.rank() > 1)
    return fromFortran(array);
  return start % 64 == 0 ? array : array.clone();
}

Array data::readNpy(const std::filesystem::path &path) {
  return parse(readFile(path), path.string());
}

Array data::parseNpy(Bytes content, std::string_view name) {
  Array copy(DType::I8, {int64_t(content.size())});
  if (!content.empty())
    std::memcpy(copy.data(), content.data(), content.size());
  return parse(copy, name);
}

static std::string_view descrOf(DType dtype) {
  if (isFloat(dtype) && sizeOf(dtype) == 1)
    return "|V1";
  for (const TypeName &known : typeNames)
    if (known.dtype == dtype)
      return known.descr;
  return ""; // every type has a name
}

void data::writeNpy(const std::filesystem::path &path, const Array &array) {
  if (!array.valid())
    throwError(path.string(), "there is no array to write");
  std::string shape;
  for (int64_t extent : array.shape())
    shape += concat(extent, array.rank() == 1 ? "," : ", ");
  if (array.rank() > 1)
    shape.resize(shape.size() - 2);
  std::string header = concat("{'descr': '", descrOf(array.dtype()),
                              "', 'fortran_order': False, 'shape': (", shape, "), }");
  size_t prefix = magic.size() + 4;
  header.append(63 - (prefix + header.size()) % 64, ' ');
  header += '\n';
  auto length = uint16_t(header.size());
  std::string start(magic);
  start.append({'\1', '\0', char(length & 255), char(length >> 8)});
  start += header;
  Bytes pieces[] = {bytesOf(start), bytesOf(array)};
  writeFile(path, pieces);
}
