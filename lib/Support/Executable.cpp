// Checked calls on top of the runtime's C ABI.
#include "tcc/Executable.h"

#include "tcc/Error.h"
#include "tccrt.h"

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

void Executable::callUnchecked(void *const *arguments, void *const *results) const {
  check(tccrt_executable_call(handle.get(), arguments, int32_t(argumentInfos.size()), results,
                              int32_t(resultInfos.size())));
}

std::vector<Array> Executable::call(const std::vector<Array> &arguments) const {
  if (arguments.size() != argumentInfos.size())
    throw Error("the program takes " + std::to_string(argumentInfos.size()) + " arguments, got " +
                std::to_string(arguments.size()));
  std::vector<void *> argumentPointers, resultPointers;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const ValueInfo &want = argumentInfos[i];
    const Array &got = arguments[i];
    if (got.dtype() != want.dtype || got.shape() != want.shape)
      throw Error("argument " + std::to_string(i) +
                  (want.name.empty() ? "" : " (" + want.name + ")") + ": expected " +
                  toString(want.shape, want.dtype) + ", got " + toString(got.shape(), got.dtype()));
    argumentPointers.push_back(const_cast<void *>(got.data()));
  }
  std::vector<Array> results;
  for (const ValueInfo &info : resultInfos) {
    results.push_back(info.alias >= 0 ? arguments[info.alias] : Array(info.dtype, info.shape));
    resultPointers.push_back(results.back().data());
  }
  callUnchecked(argumentPointers.data(), resultPointers.data());
  return results;
}
