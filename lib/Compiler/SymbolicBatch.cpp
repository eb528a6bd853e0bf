// A program that keeps its batch symbolic: proved to treat rows apart, then compiled for blocks of
// rows, which the runtime runs one after the other.
#include "RowIndependence.h"
#include "tcc/Compiler/Session.h"
#include "tcc/Dialect/Tcc/Attention.h"
#include "tcc/Dialect/Tcc/TccDialect.h"
#include "tcc/Transforms/Passes.h"

#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tcc;

/// Rows of the blocks. One by itself is what latency is about. Eight fill the registers of a
/// contraction, so that larger ones are no faster on one thread; sixty-four give several threads
/// something to share (decision 0025 has the figures).
static constexpr int64_t blockRows[] = {1, 8, 64};

/// Two sizes that no program has of its own: what differs between them is the batch.
static constexpr int64_t trialRows[] = {1009, 1013};

bool Session::isSymbolic() {
  return llvm::any_of(arguments(), [](const ValueDescription &argument) {
    return llvm::is_contained(argument.type.shape, -1);
  });
}

/// "--shape=x=<rows>x784"
static std::string shapeHint(const std::vector<ValueDescription> &arguments) {
  std::string text;
  for (const ValueDescription &argument : arguments) {
    if (!llvm::is_contained(argument.type.shape, -1))
      continue;
    auto extents = llvm::map_range(argument.type.shape, [](int64_t extent) {
      return extent < 0 ? "<rows>" : std::to_string(extent);
    });
    text +=
        (text.empty() ? "--shape=" : " --shape=") + argument.name + "=" + llvm::join(extents, "x");
  }
  return text;
}

InFlightDiagnostic Session::refuseBatch(Location loc) {
  InFlightDiagnostic error = emitUnsupported(loc) << "a symbolic batch: ";
  error.attachNote() << "compile it for one batch: " << shapeHint(arguments());
  return error;
}

/// What is wrong before looking at any op.
LogicalResult Session::checkBatchAlone() {
  func::FuncOp function = entryFunction();
  for (auto [i, argument] : llvm::enumerate(arguments())) {
    Location loc = function.getArgument(i).getLoc();
    if (llvm::count(argument.type.shape, -1) > 1)
      return refuseBatch(loc) << "argument " << i << " (" << argument.name
                              << ") has two symbolic dimensions, only one can be the batch";
    if (function.getArgAttr(i, "tcc.donate"))
      return refuseBatch(loc) << "argument " << i << " (" << argument.name
                              << ") is donated, and every block of rows would update it";
  }
  return success();
}

FailureOr<OwningOpRef<ModuleOp>> Session::ofRows(int64_t rows) {
  OwningOpRef<ModuleOp> sized = root->clone();
  SpecializeShapesOptions sizes;
  sizes.entry = entry;
  for (const ValueDescription &argument : arguments()) {
    auto extents = llvm::map_range(argument.type.shape, [&](int64_t extent) {
      return std::to_string(extent < 0 ? rows : extent);
    });
    sizes.shapes.push_back(llvm::join(extents, "x"));
  }
  PassManager pm(context.get());
  pm.enableVerifier(options.verifyEach);
  pm.addPass(createSpecializeShapes(sizes));
  if (failed(pm.run(*sized)))
    return failure();
  return sized;
}

/// On linalg, to be looked at. An error is a refusal: only this size may be wrong.
FailureOr<OwningOpRef<ModuleOp>> Session::linalgOfRows(int64_t rows) {
  std::string message;
  std::optional<Location> where;
  FailureOr<OwningOpRef<ModuleOp>> sized = failure();
  {
    ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
      if (!where && diagnostic.getSeverity() == DiagnosticSeverity::Error) {
        where = diagnostic.getLocation();
        message = diagnostic.str();
      }
      return success();
    });
    sized = ofRows(rows);
    if (succeeded(sized))
      (*sized)->walk([&](ir::AttentionOp op) { // its rows do not depend on how it is computed
        op->setAttr(ir::wholeAttention, UnitAttr::get(context.get()));
      });
    if (succeeded(sized) && failed(runStages(**sized, Stage::Tcc, Stage::Linalg, *target,
                                             options.verifyEach, [](Stage, double) {})))
      sized = failure();
  }
  if (failed(sized))
    return refuseBatch(where.value_or(here())) << "with " << rows << " rows, " << message;
  return sized;
}

/// The op that a person wrote there, by name: "tcc.reduce_mean".
static std::string nameAt(ModuleOp module, Location loc) {
  std::string name, place = describeLocation(loc);
  module.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (place.empty() || describeLocation(op->getLoc()) != place)
      return WalkResult::advance();
    name = op->getName().getStringRef().str();
    return WalkResult::interrupt();
  });
  return name.empty() ? "the program" : name;
}

LogicalResult Session::checkRows() {
  if (failed(checkBatchAlone()))
    return failure();
  SmallVector<OwningOpRef<ModuleOp>> modules;
  SmallVector<SizedProgram> programs;
  for (int64_t rows : trialRows) {
    auto sized = linalgOfRows(rows);
    if (failed(sized))
      return failure();
    modules.push_back(std::move(*sized));
    programs.push_back({modules.back()->lookupSymbol<func::FuncOp>(entry), rows});
  }
  auto refuse = [&](Operation *op) {
    Location loc = isa<func::FuncOp>(op) ? entryFunction().getLoc() : op->getLoc();
    InFlightDiagnostic error = refuseBatch(loc);
    error << nameAt(*root, loc) << " ";
    return error;
  };
  if (failed(checkRowsIndependent(programs[0], programs[1], refuse)))
    return failure();
  for (auto [i, type] : llvm::enumerate(programs[0].function.getResultTypes()))
    for (auto [extent, otherExtent] :
         llvm::zip(cast<RankedTensorType>(type).getShape(),
                   cast<RankedTensorType>(programs[1].function.getResultTypes()[i]).getShape()))
      if (extent != otherExtent && extent != trialRows[0])
        return refuseBatch(entryFunction().getLoc())
               << "result " << i << " has " << extent / trialRows[0]
               << " rows for each row of the batch";
  return success();
}

/// Each block goes through the pipeline alone; the last and largest one is what the report tells
/// of.
LogicalResult Session::lowerAnyBatch() {
  if (failed(resolveTarget()) || failed(verify(*root)) || failed(checkRows()))
    return failure();
  SmallVector<OwningOpRef<ModuleOp>> modules;
  SmallVector<cpu::BlockProgram> blocks;
  for (int64_t rows : blockRows) {
    auto sized = ofRows(rows);
    if (failed(sized))
      return failure();
    modules.push_back(std::move(*sized));
  }
  for (auto [module, rows] : llvm::zip_equal(modules, blockRows)) {
    std::swap(root, module);
    reached = Stage::Tcc;
    facts.kernels.clear();
    facts.flops = facts.bytes = facts.parameterBytes = facts.arenaBytes = 0;
    facts.peak.clear();
    facts.peakCount = facts.peakBytes = 0;
    if (failed(lower(Stage::Llvm)))
      return failure();
    facts.blocks.push_back(rows);
    blocks.push_back({*root, rows, facts.flops + facts.bytes});
  }
  return cpu::joinBlocks(blocks);
}

LogicalResult Session::lowerToCode() {
  if (target->cuda && isSymbolic())
    return refuseBatch(here()) << "on target '" << options.target << "'";
  return reached < Stage::Linalg && isSymbolic() ? lowerAnyBatch() : lower(Stage::Llvm);
}
