// A compiled program, ready to be called: the C++ face of tccrt_executable. No compiler behind it.
#ifndef TCC_EXECUTABLE_H
#define TCC_EXECUTABLE_H

#include "tcc/Array.h"

#include <string>
#include <vector>

struct tccrt_executable;
struct tccrt_manifest;

namespace tcc {

/// What a program takes or gives in one place. An extent of -1 is the batch, of a program that
/// takes any.
struct ValueInfo {
  std::string name;
  DType dtype = DType::F32;
  Shape shape;
  int alias =
      -1; // of a result: the donated argument whose buffer it takes; of an argument: that result
};

/// Immutable and cheap to copy (copies share code and buffers). Calls from several threads at once
/// are safe.
class Executable {
public:
  Executable() = default;
  /// Takes over the caller's reference.
  explicit Executable(tccrt_executable *handle);
  /// Opens a shared library made by `tcc -o model.so`.
  static Executable load(const std::string &path);

  bool valid() const { return handle != nullptr; }
  const std::vector<ValueInfo> &arguments() const { return argumentInfos; }
  const std::vector<ValueInfo> &results() const { return resultInfos; }
  const tccrt_manifest &manifest() const;
  bool takesAnyBatch() const;
  /// Rows of the batch in these arguments, which must agree; -1 where the program has one size.
  int64_t batchOf(const std::vector<Array> &arguments) const;
  /// The shape of an argument or a result in a batch of that many rows.
  static Shape shapeOf(const ValueInfo &value, int64_t batch);

  /// Runs it. Types and shapes are checked. A donated argument's memory becomes the result's: the
  /// array passed must not be used as that argument's value afterwards.
  std::vector<Array> call(const std::vector<Array> &arguments) const;
  /// Runs it on raw pointers in the manifest's order, nothing checked but counts. `batch`: as
  /// batchOf gives it.
  void callUnchecked(void *const *arguments, void *const *results, int64_t batch = -1) const;

private:
  std::shared_ptr<tccrt_executable> handle;
  std::vector<ValueInfo> argumentInfos, resultInfos;
};

} // namespace tcc

#endif
