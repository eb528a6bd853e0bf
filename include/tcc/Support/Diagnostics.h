// Whose mistake a diagnostic speaks of, and a handler that keeps diagnostics as text for the API
// and the command line.
#ifndef TCC_SUPPORT_DIAGNOSTICS_H
#define TCC_SUPPORT_DIAGNOSTICS_H

#include "tcc/Error.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/SourceMgr.h"

namespace tcc {

/// An error about something that tcc cannot do yet: "not supported: <what>", exit status 3.
mlir::InFlightDiagnostic emitUnsupported(mlir::Location loc);

/// An error of tcc's own, e.g. IR that does not verify: "internal error: <what>", exit status 70.
mlir::InFlightDiagnostic emitInternal(mlir::Location loc);

/// "file:line:column" of the line that a person wrote; "" where there is none.
std::string describeLocation(mlir::Location loc);

/// Collects a context's diagnostics as "file:line:column: error: message", each with its source
/// line where the text is known.
class DiagnosticCollector {
public:
  /// `sources` may hold the text that locations speak of; it must outlive the collector.
  DiagnosticCollector(mlir::MLIRContext *context, llvm::SourceMgr *sources = nullptr);

  /// All errors and their notes so far; warnings first.
  const std::string &text() const { return buffer; }
  /// The gravest blame seen: internal, then unsupported, then user.
  Blame blame() const { return gravest; }
  bool hasErrors() const { return errors != 0; }

private:
  void add(mlir::Diagnostic &diagnostic, llvm::StringRef severity);

  std::string buffer;
  Blame gravest = Blame::User;
  int errors = 0;
  llvm::SourceMgr *sources;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace tcc

#endif
