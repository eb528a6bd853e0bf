// What the cache keeps in text: one fact a line, tabs between its parts. Names of ours hold
// neither; what a user named is escaped.
#include "CompilerLibrary.h"

#include "tcc/Support/Text.h"

#include <charconv>

using namespace tcc;
using namespace tcc::detail;

//===- lines ---------------------------------------------------------------------------------===//

static std::string escaped(const std::string &text) {
  std::string out;
  for (char c : text) {
    if (c == '\t' || c == '\n' || c == '\\')
      out += '\\';
    out += c == '\t' ? 't' : c == '\n' ? 'n' : c;
  }
  return out;
}

template <class Part> static std::string textOf(const Part &part) {
  if constexpr (std::is_convertible_v<Part, std::string>)
    return escaped(part);
  else
    return concat(part);
}

template <class... Parts> static void addLine(std::string &out, const Parts &...parts) {
  std::string line;
  ((line += (line.empty() ? "" : "\t") + textOf(parts)), ...);
  out += line + "\n";
}

namespace {
/// The parts of a line in turn; anything that is missing or malformed makes it bad.
class Line {
public:
  explicit Line(std::string_view text) : rest(text) {}

  bool atEnd() const { return ended; }
  bool good() const { return isGood; }

  std::string word() {
    std::string out;
    if (ended)
      isGood = false;
    size_t i = 0;
    for (; i < rest.size() && rest[i] != '\t'; ++i) {
      bool escape = rest[i] == '\\' && i + 1 < rest.size();
      char c = escape ? rest[++i] : rest[i];
      out += !escape ? c : c == 't' ? '\t' : c == 'n' ? '\n' : c;
    }
    ended = i == rest.size();
    rest.remove_prefix(ended ? i : i + 1);
    return out;
  }

  template <class T> T number() {
    std::string text = word();
    T value = 0;
    auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
      isGood = false;
    return value;
  }

private:
  std::string_view rest;
  bool ended = false, isGood = true;
};
} // namespace

/// Calls take(line, its first word); false if one was bad.
template <class Take> static bool forEachLine(std::string_view text, Take take) {
  while (!text.empty()) {
    size_t size = text.find('\n');
    if (size == text.npos)
      return false;
    Line line(text.substr(0, size));
    std::string first = line.word();
    take(line, first);
    if (!line.good())
      return false;
    text.remove_prefix(size + 1);
  }
  return true;
}

//===- reports -------------------------------------------------------------------------------===//

std::string detail::toText(const Report &report) {
  std::string out;
  addLine(out, "program", report.function, report.target);
  addLine(out, "sizes", report.flops, report.bytes, report.arenaBytes, report.parameterBytes,
          report.codeBytes);
  addLine(out, "peak", report.peakCount, report.peakBytes);
  addLine(out, "tuning", report.tuning, report.tunedKernels, report.foreignSchedules);
  for (const LiveTensor &tensor : report.peak) {
    addLine(out, "alive", tensor.bytes, tensor.maker, tensor.location, int(tensor.isScratch));
    out += toText(std::vector<TensorType>{tensor.type});
  }
  for (const KernelReport &kernel : report.kernels) {
    addLine(out, "kernel", kernel.name, kernel.kind, kernel.flops, kernel.bytes, kernel.launches,
            kernel.structure);
    for (const std::string &location : kernel.locations)
      addLine(out, "at", location);
    for (const std::string &op : kernel.fused)
      addLine(out, "fused", op);
  }
  return out;
}

static TensorType readType(Line &line) {
  TensorType type;
  type.dtype = DType(line.number<int32_t>());
  while (!line.atEnd() && line.good())
    type.shape.push_back(line.number<int64_t>());
  return type;
}

static LiveTensor readTensor(Line &line) {
  LiveTensor tensor;
  tensor.bytes = line.number<int64_t>();
  tensor.maker = line.word();
  tensor.location = line.word();
  tensor.isScratch = line.number<int>() != 0;
  return tensor;
}

static KernelReport readKernel(Line &line) {
  KernelReport kernel;
  kernel.name = line.word();
  kernel.kind = line.word();
  kernel.flops = line.number<int64_t>();
  kernel.bytes = line.number<int64_t>();
  kernel.launches = line.number<int64_t>();
  kernel.structure = line.word();
  return kernel;
}

std::optional<Report> detail::reportFromText(const std::string &text) {
  Report report;
  bool isReport = false;
  bool good = forEachLine(text, [&](Line &line, const std::string &first) {
    if (first == "program") {
      isReport = true;
      report.function = line.word();
      report.target = line.word();
    } else if (first == "sizes") {
      for (int64_t *size : {&report.flops, &report.bytes, &report.arenaBytes,
                            &report.parameterBytes, &report.codeBytes})
        *size = line.number<int64_t>();
    } else if (first == "peak") {
      report.peakCount = line.number<int64_t>();
      report.peakBytes = line.number<int64_t>();
    } else if (first == "tuning") {
      report.tuning = line.word();
      report.tunedKernels = line.number<int64_t>();
      report.foreignSchedules = line.number<int64_t>();
    } else if (first == "alive") {
      report.peak.push_back(readTensor(line));
    } else if (first == "type" && !report.peak.empty()) {
      report.peak.back().type = readType(line);
    } else if (first == "kernel") {
      report.kernels.push_back(readKernel(line));
    } else if (first == "at" && !report.kernels.empty()) {
      report.kernels.back().locations.push_back(line.word());
    } else if (first == "fused" && !report.kernels.empty()) {
      report.kernels.back().fused.push_back(line.word());
    }
  });
  return good && isReport ? std::optional(std::move(report)) : std::nullopt;
}

//===- types ---------------------------------------------------------------------------------===//

std::string detail::toText(const std::vector<TensorType> &types) {
  std::string out;
  for (const TensorType &type : types) {
    std::string line = concat("type\t", int32_t(type.dtype));
    for (int64_t extent : type.shape)
      line += concat("\t", extent);
    out += line + "\n";
  }
  return out;
}

std::optional<std::vector<TensorType>> detail::typesFromText(const std::string &text) {
  std::vector<TensorType> types;
  bool good =
      forEachLine(text, [&](Line &line, const std::string &) { types.push_back(readType(line)); });
  return good ? std::optional(std::move(types)) : std::nullopt;
}
