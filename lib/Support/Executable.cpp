// Checked calls on top of the runtime's C ABI.
#include "tcc/Executable.h"

#include "tcc/Error.h"
#include "tccrt.h"

#include <algorithm>

using namespace tcc;

static void check(tccrt_status status) {
  if (status != TCCRT_OK)
    throw Error(tccrt_last_error());
}

static std::vector<ValueInfo> readInfos(const tccrt_value *values, int32_t count) {
  std::vector<ValueInfo> infos;
  for (int32_t i = 0; i < count; ++i) {
    const tccrt_value &v = values[i];
    infos.push_back({v.name, DType(v.dtype), Shape(v.shape, v.shape + v.rank), v.alias});
  }
  return infos;
}

Executable::Executable(tccrt_executable *raw) : handle(raw, tccrt_executable_release) {
  const tccrt_manifest &m = manifest();
  argumentInfos = readInfos(m.arguments, m.num_arguments);
  resultInfos = readInfos(m.results, m.num_results);
}

Executable Executable::load(const std::string &path) {
  tccrt_executable *raw = nullptr;
  check(tccrt_executable_load(path.c_str(), &raw));
  return Executable(raw);
}

const tccrt_manifest &Executable::manifest() const {
  return *tccrt_executable_manifest(handle.get());
}

bool Executable::takesAnyBatch() const { return manifest().num_blocks > 0; }

void Executable::callUnchecked(void *const *arguments, void *const *results, int64_t batch) const {
  check(tccrt_executable_call_batch(handle.get(), batch, arguments, int32_t(argumentInfos.size()),
                                    results, int32_t(resultInfos.size())));
}

Shape Executable::shapeOf(const ValueInfo &value, int64_t batch) {
  Shape shape = value.shape;
  for (int64_t &extent : shape)
    extent = extent < 0 ? batch : extent;
  return shape;
}

static std::string describe(size_t argument, const ValueInfo &info) {
  return "argument " + std::to_string(argument) + (info.name.empty() ? "" : " (" + info.name + ")");
}

/// "?x784xf32"
static std::string typeOf(const ValueInfo &info) {
  std::string text;
  for (int64_t extent : info.shape)
    text += (extent < 0 ? "?" : std::to_string(extent)) + "x";
  return text += nameOf(info.dtype);
}

static bool fits(const ValueInfo &want, const Array &got) {
  return got.dtype() == want.dtype && got.shape().size() == want.shape.size() &&
         std::equal(got.shape().begin(), got.shape().end(), want.shape.begin(),
                    [](int64_t given, int64_t wanted) { return wanted < 0 || given == wanted; });
}

int64_t Executable::batchOf(const std::vector<Array> &arguments) const {
  if (arguments.size() != argumentInfos.size())
    throw Error("the program takes " + std::to_string(argumentInfos.size()) + " arguments, got " +
                std::to_string(arguments.size()));
  int64_t batch = -1;
  size_t first = 0;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const ValueInfo &want = argumentInfos[i];
    const Array &got = arguments[i];
    if (!fits(want, got))
      throw Error(describe(i, want) + ": expected " + typeOf(want) + ", got " +
                  toString(got.shape(), got.dtype()));
    auto axis = std::find(want.shape.begin(), want.shape.end(), -1) - want.shape.begin();
    if (size_t(axis) == want.shape.size())
      continue;
    int64_t rows = got.shape()[size_t(axis)];
    if (batch >= 0 && rows != batch)
      throw Error(describe(i, want) + " has a batch of " + std::to_string(rows) + ", " +
                  describe(first, argumentInfos[first]) + " one of " + std::to_string(batch) +
                  "; they must be the same");
    if (batch < 0)
      first = i;
    batch = rows;
  }
  return batch;
}

std::vector<Array> Executable::call(const std::vector<Array> &arguments) const {
  int64_t batch = batchOf(arguments);
  std::vector<void *> argumentPointers, resultPointers;
  for (const Array &argument : arguments)
    argumentPointers.push_back(const_cast<void *>(argument.data()));
  std::vector<Array> results;
  for (const ValueInfo &info : resultInfos) {
    results.push_back(info.alias >= 0 ? arguments[info.alias]
                                      : Array(info.dtype, shapeOf(info, batch)));
    resultPointers.push_back(results.back().data());
  }
  callUnchecked(argumentPointers.data(), resultPointers.data(), batch);
  return results;
}
