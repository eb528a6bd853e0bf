// What was measured to be best: schedules of kernels by target and structure, kept as text.
#ifndef TCC_SCHEDULES_TUNING_H
#define TCC_SCHEDULES_TUNING_H

#include "tcc/Dialect/Exec/ExecDialect.h"

#include <map>
#include <string>

namespace tcc {

/// The content of a tuning file. Its first line is "tcc-tuning 1"; then
///   target TEXT                              names the machine of the lines after it
///   kernel STRUCTURE SCHEDULE // NOTE        structureOf, an attribute of exec, and what a person
///                                            may want to know
/// An empty line and one that starts with // say nothing.
class Tuning {
public:
  /// Reads a file; `path` stands in errors, with the line.
  static mlir::FailureOr<Tuning> parse(llvm::StringRef text, llvm::StringRef path,
                                       mlir::MLIRContext *context);
  /// Sorted: equal content gives equal text.
  std::string text() const;

  /// The line that names a target, at least.
  void addTarget(llvm::StringRef target);
  void insert(llvm::StringRef target, llvm::StringRef structure, mlir::Attribute schedule,
              std::string note);
  /// Entries for all targets but one.
  int64_t countForOthers(llvm::StringRef target) const;
  /// The schedule of a kernel, or null.
  mlir::Attribute find(llvm::StringRef target, llvm::StringRef structure) const;

private:
  struct Entry {
    mlir::Attribute schedule;
    std::string note;
  };
  using Section = std::map<std::string, Entry, std::less<>>; // by structure
  friend class TuningParser;

  std::map<std::string, Section, std::less<>> sections; // by target
};

} // namespace tcc

#endif
