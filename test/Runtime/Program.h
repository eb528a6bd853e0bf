// A program for the runtime's tests: a manifest that the test fills in, around a plain function.
#ifndef TCC_TEST_RUNTIME_PROGRAM_H
#define TCC_TEST_RUNTIME_PROGRAM_H

#include "tccrt.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

/// A valid manifest whose parts may be changed (or broken) before create().
struct Program {
  explicit Program(tccrt_entry_fn entry) {
    manifest = {TCCRT_ABI_VERSION,
                0,
                0,
                0,
                "main",
                "cpu:x86-64",
                "",
                nullptr,
                nullptr,
                nullptr,
                0,
                0,
                entry,
                nullptr,
                0,
                0,
                nullptr};
  }

  /// A vector of f32. `alias`: the result or argument that shares its memory.
  void argument(const char *name, const int64_t *size, int32_t alias = -1) {
    arguments.push_back({name, size, 1, TCCRT_F32, alias, 0});
  }
  void result(const char *name, const int64_t *size, int32_t alias = -1) {
    results.push_back({name, size, 1, TCCRT_F32, alias, 0});
  }

  const tccrt_manifest *finish() {
    manifest.num_arguments = int32_t(arguments.size());
    manifest.arguments = arguments.data();
    manifest.num_results = int32_t(results.size());
    manifest.results = results.data();
    return &manifest;
  }

  /// Null where the runtime refuses it; the test looks at tccrt_last_error() then.
  tccrt_executable *create() {
    tccrt_executable *executable = nullptr;
    tccrt_executable_create(finish(), nullptr, nullptr, &executable);
    return executable;
  }

  tccrt_manifest manifest;
  std::vector<tccrt_value> arguments, results;
};

/// An executable that the test need not release.
struct Handle {
  explicit Handle(tccrt_executable *executable) : executable(executable) {
    EXPECT_NE(executable, nullptr) << tccrt_last_error();
  }
  Handle(const Handle &) = delete;
  ~Handle() { tccrt_executable_release(executable); }

  tccrt_status operator()(std::vector<void *> arguments, std::vector<void *> results = {}) const {
    return tccrt_executable_call(executable, arguments.data(), int32_t(arguments.size()),
                                 results.data(), int32_t(results.size()));
  }

  tccrt_executable *executable;
};

inline void expectError(const std::string &part) {
  EXPECT_NE(std::string(tccrt_last_error()).find(part), std::string::npos)
      << "expected '" << part << "' in: " << tccrt_last_error();
}

#endif
