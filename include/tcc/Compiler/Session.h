// One compile, from text or a traced graph to an executable or an artifact. Compiler side of the
// seam: MLIR inside, no exceptions.
#ifndef TCC_COMPILER_SESSION_H
#define TCC_COMPILER_SESSION_H

#include "tcc/Compiler/Compiler.h"
#include "tcc/Pipelines/Pipelines.h"
#include "tcc/Schedules/Tuning.h"
#include "tcc/Support/Diagnostics.h"
#include "tcc/Target/CPU/CpuCompiler.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "tccrt.h"

namespace tcc {

/// Every function returns failure after diagnostics; `diagnostics()` then has their text and the
/// blame.
class Session {
public:
  explicit Session(CompileOptions options);
  ~Session();

  /// Reads a module in text form. Size and nesting are checked before a parser recurses.
  mlir::LogicalResult parseFile(llvm::StringRef path);
  mlir::LogicalResult parseText(std::unique_ptr<llvm::MemoryBuffer> text);
  /// Takes a traced program.
  mlir::LogicalResult build(const detail::Graph &graph);
  /// The function to compile; every other one becomes private. An error names the functions there
  /// are.
  mlir::LogicalResult selectEntry(llvm::StringRef name);
  /// Replaces the entry by its value and its gradient with respect to the arguments `wrt`.
  mlir::LogicalResult differentiate(llvm::ArrayRef<int64_t> wrt);
  /// Gives the entry's symbolic dimensions their sizes: one type for each argument. An extent of -1
  /// stays symbolic.
  mlir::LogicalResult specialize(llvm::ArrayRef<detail::TensorType> given);

  /// Donates the first `count` arguments of the entry to its first results: a loop that carries
  /// them updates in place.
  mlir::LogicalResult carry(int64_t count);

  /// The entry as a traced program, for use inside another one.
  mlir::FailureOr<std::shared_ptr<const detail::Graph>> graph();

  /// Of the entry. Names are tcc.param or tcc.name, else "arg0", ...
  std::vector<ValueDescription> arguments();
  std::vector<ValueDescription> results();

  /// Runs the pipeline through `last` (Linalg and later need every shape known).
  mlir::LogicalResult lower(Stage last);
  /// The program as text after `stage`.
  mlir::FailureOr<std::string> emit(Stage stage, bool locations = false);
  /// Machine code in memory, ready to be called. The caller owns one reference. Here and in `link`
  /// and `write` a dimension that is still symbolic is the batch, and the code takes any.
  mlir::FailureOr<tccrt_executable *> load();
  /// Machine code as `load` makes it in a shared library, whole or not at all. False if the program
  /// is fine and the file cannot be written.
  mlir::FailureOr<bool> link(llvm::StringRef path);
  /// Writes model.so, model.o or model.a (by its ending) with its C header beside it, whole or not
  /// at all.
  mlir::LogicalResult write(llvm::StringRef path);

  /// Searches better schedules for the kernels of the program, whose shapes must be known, within
  /// so many seconds.
  mlir::FailureOr<TuningResult> tune(double seconds);

  mlir::ModuleOp module() { return *root; }
  mlir::MLIRContext *mlirContext() { return context.get(); }
  DiagnosticCollector &diagnostics() { return *collector; }
  const Report &report() const { return facts; }

private:
  mlir::LogicalResult importForeign();
  mlir::LogicalResult checkShapesKnown();
  bool isSymbolic();
  mlir::LogicalResult checkBatchAlone();
  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> ofRows(int64_t rows);
  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> linalgOfRows(int64_t rows);
  mlir::InFlightDiagnostic refuseBatch(mlir::Location loc);
  mlir::LogicalResult checkRows();
  mlir::LogicalResult lowerAnyBatch();
  mlir::LogicalResult lowerToCode();
  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> exported();
  void addTime(llvm::StringRef stage, double milliseconds);
  mlir::LogicalResult resolveTarget();
  mlir::LogicalResult readTuning();
  void takeTuning();
  mlir::LogicalResult resolveCuda();
  mlir::LogicalResult checkStage(Stage stage);
  mlir::LogicalResult generateObject(bool forArtifact,
                                     llvm::StringRef manifestSymbol = TCCRT_MANIFEST_SYMBOL);
  void countKernels();
  void noteSchedules();
  void noteDecisions();
  void recordPeak();
  mlir::func::FuncOp entryFunction();
  mlir::Location here();

  CompileOptions options;
  llvm::SourceMgr sources;
  std::unique_ptr<mlir::MLIRContext> context;
  std::unique_ptr<DiagnosticCollector> collector;
  mlir::OwningOpRef<mlir::ModuleOp> root;
  std::string entry = "main";
  std::optional<Target> target;
  std::optional<Tuning> tuning;
  std::optional<cpu::CompiledObject> object;
  Stage reached = Stage::Tcc;
  Report facts;
};

/// Runs `work` on a thread with a large stack: MLIR's parser, verifier and printers recurse with
/// the program's nesting.
void runWithLargeStack(llvm::function_ref<void()> work);

} // namespace tcc

#endif
