// Text to results: parsed and checked as for the compiler, transforms expanded, then interpreted.
#include "tcc/Interpreter/Run.h"

#include "tcc/Compiler/Session.h"
#include "tcc/Dialect/Tcc/TccDialect.h"
#include "tcc/Interpreter/Interpreter.h"
#include "tcc/Transforms/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace tcc;

static bool holdsTransforms(ModuleOp module) {
  return module.walk([](tcc::ir::FunctionTransform) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

static std::optional<std::vector<Array>> run(Session &session, const interpreter::Program &program,
                                             const std::vector<Array> &arguments) {
  auto text = llvm::MemoryBuffer::getMemBufferCopy(program.text, "program.mlir");
  if (failed(session.parseText(std::move(text))) || failed(session.selectEntry(program.entry)) ||
      (program.wrt && failed(session.differentiate(*program.wrt))))
    return std::nullopt;
  std::vector<ValueDescription> descriptions = session.results();
  PassManager pm(session.mlirContext());
  if (holdsTransforms(session.module())) // their rules are about real numbers
    pm.addPass(createSplitComplex());
  pm.addPass(createExpandTransforms());
  if (failed(pm.run(session.module())))
    return std::nullopt;
  func::FuncOp entry;
  for (auto function : session.module().getOps<func::FuncOp>())
    if (function.isPublic())
      entry = function;
  std::vector<interpreter::Literal> literals;
  for (auto [type, array] : llvm::zip_equal(entry.getArgumentTypes(), arguments))
    literals.push_back(interpreter::Literal::fromBytes(cast<RankedTensorType>(type), array.data()));
  auto results = interpreter::interpret(entry, literals);
  if (failed(results))
    return std::nullopt;
  std::vector<Array> arrays;
  for (auto [result, description] : llvm::zip_equal(*results, descriptions)) {
    arrays.emplace_back(description.type.dtype, description.type.shape);
    result.toBytes(arrays.back().data());
  }
  return arrays;
}

std::optional<std::vector<Array>>
interpreter::run(const Program &program, const std::vector<Array> &arguments, std::string &error) {
  Session session({});
  auto results = ::run(session, program, arguments);
  error = session.diagnostics().text();
  return results;
}
