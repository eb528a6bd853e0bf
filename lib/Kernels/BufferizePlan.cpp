// Tensors -> buffers, for the plan and for each kernel alone. The function's edge is ours:
// bufferization of calls would lose donation. A donated argument is the destination of the launch
// that makes its update before the analysis runs; if the analysis finds the old value still needed
// it copies, and that copy is the user's error.
#include "Buffers.h"
#include "CarryInPlace.h"
#include "KernelBuilder.h"

#include "tcc/Kernels/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;

namespace tcc {
#define GEN_PASS_DEF_BUFFERIZEPLAN
#include "tcc/Kernels/Passes.h.inc"
} // namespace tcc

namespace {

/// The function's arguments and results as buffers.
class Edge {
public:
  explicit Edge(func::FuncOp function)
      : function(function), body(function.front()), b(OpBuilder::atBlockBegin(&body)) {}

  LogicalResult convert();
  LogicalResult checkDonations();

private:
  LogicalResult readDonations();
  void convertArguments();
  void convertResults();
  void setSignature();
  void redirect(Value value, Value destination, unsigned result);
  std::string nameOf(BlockArgument argument);
  Operation *lastReader(BlockArgument argument);

  func::FuncOp function;
  Block &body;
  OpBuilder b;
  SmallVector<int64_t> donorOfResult; // by result: an argument, or -1
  SmallVector<Location> resultLocations;
  SmallVector<std::string> resultNames;
  SmallVector<Value> tensors; // by argument
  DenseSet<int64_t> copied;   // donated arguments that a copy updates
  unsigned inputs = 0;
};

} // namespace

static bool isDonated(func::FuncOp function, unsigned argument) {
  return bool(function.getArgAttr(argument, donateAttr));
}

LogicalResult Edge::readDonations() {
  donorOfResult.assign(function.getNumResults(), -1);
  for (BlockArgument argument : function.getArguments()) {
    unsigned number = argument.getArgNumber();
    if (!isDonated(function, number))
      continue;
    auto attribute = function.getArgAttrOfType<IntegerAttr>(number, donateAttr);
    int64_t result = attribute ? attribute.getInt() : -1, count = function.getNumResults();
    if (result < 0 || result >= count)
      return emitError(argument.getLoc(), "donated argument ")
             << nameOf(argument) << ": " << donateAttr
             << " must be the number of a result, less than " << count;
    if (function.getResultTypes()[result] != argument.getType() ||
        function.getResultAttr(result, "tcc.element_type") !=
            function.getArgAttr(number, "tcc.element_type"))
      return emitError(argument.getLoc(), "donated argument ")
             << nameOf(argument) << " is " << argument.getType() << ", but result #" << result
             << ", its update, is " << function.getResultTypes()[result];
    if (int64_t other = donorOfResult[result]; other >= 0)
      return emitError(argument.getLoc(), "arguments ")
             << nameOf(function.getArgument(other)) << " and " << nameOf(argument)
             << " are both donated to result #" << result;
    donorOfResult[result] = number;
  }
  return success();
}

void Edge::convertArguments() {
  inputs = body.getNumArguments();
  for (BlockArgument argument : body.getArguments()) {
    Type type = argument.getType();
    argument.setType(bufferType(type));
    auto tensor = bufferization::ToTensorOp::create(b, argument.getLoc(), type, argument,
                                                    /*restrict=*/true,
                                                    isDonated(function, argument.getArgNumber()));
    argument.replaceAllUsesExcept(tensor, tensor);
    tensors.push_back(tensor);
  }
}

/// What makes `value` writes to `destination`, the buffer of result number `result`.
void Edge::redirect(Value value, Value destination, unsigned result) {
  SmallVector<Operation *> views;
  auto home = homeOf(value, views);
  if (!home || home->getBlock() != &body)
    return;
  // A loop may need the old value until its end: then the new one is copied.
  bool isLoops = isControl(viewRoot(value).getDefiningOp());
  if (isLoops && donorOfResult[result] >= 0 && !canTake(destination, home)) {
    copied.insert(donorOfResult[result]);
    return;
  }
  replaceHome(home, views, destination);
}

void Edge::convertResults() {
  auto terminator = cast<func::ReturnOp>(body.getTerminator());
  for (auto [i, value] : llvm::enumerate(terminator.getOperands())) {
    Value buffer, tensor;
    Location loc = value.getLoc();
    resultLocations.push_back(loc);
    auto name = function.getResultAttrOfType<StringAttr>(i, nameAttr);
    resultNames.push_back(name ? ("'" + name.getValue() + "'").str() : ("#" + Twine(i)).str());
    if (int64_t donor = donorOfResult[i]; donor >= 0) {
      buffer = body.getArgument(donor);
      tensor = tensors[donor];
    } else {
      buffer = body.addArgument(bufferType(value.getType()), loc);
      b.setInsertionPointToStart(&body);
      tensor = bufferization::ToTensorOp::create(b, loc, value.getType(), buffer, /*restrict=*/true,
                                                 /*writable=*/true);
    }
    redirect(value, tensor, i);
    b.setInsertionPoint(terminator);
    auto write = bufferization::MaterializeInDestinationOp::create(b, loc, value, buffer);
    write.setRestrict(true);
    write.setWritable(true);
  }
  terminator->setOperands({});
}

/// The names of results move to the arguments that stand for them.
void Edge::setSignature() {
  SmallVector<DictionaryAttr> attributes;
  function.getAllArgAttrs(attributes);
  for (auto [i, donor] : llvm::enumerate(donorOfResult))
    if (donor < 0)
      attributes.push_back(function.getResultAttrDict(i));
  function.removeResAttrsAttr();
  function.setType(b.getFunctionType(body.getArgumentTypes(), {}));
  function.setAllArgAttrs(attributes);
  function->setAttr("tcc.num_inputs", b.getI64IntegerAttr(inputs));
  function->setAttr("exec.results", b.getDenseI64ArrayAttr(donorOfResult));
}

LogicalResult Edge::convert() {
  if (failed(readDonations()))
    return failure();
  convertArguments();
  convertResults();
  setSignature();
  return success();
}

//===- donation that cannot be --------------------------------------------------------------===//

std::string Edge::nameOf(BlockArgument argument) {
  if (auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), nameAttr))
    return ("'" + name.getValue() + "'").str();
  if (auto named = dyn_cast<NameLoc>(argument.getLoc()))
    return ("'" + named.getName().getValue() + "'").str();
  return ("#" + Twine(argument.getArgNumber())).str();
}

Operation *Edge::lastReader(BlockArgument argument) {
  Operation *last = nullptr;
  for (auto launch : body.getOps<exec::LaunchOp>())
    if (llvm::any_of(launch.getInputs(), [&](Value v) { return bufferRoot(v) == argument; }))
      last = launch;
  return last;
}

LogicalResult Edge::checkDonations() {
  bool isRight = true;
  for (auto copy : body.getOps<memref::CopyOp>()) {
    auto argument = dyn_cast<BlockArgument>(bufferRoot(copy.getTarget()));
    if (!argument) // or the old value is saved
      argument = dyn_cast<BlockArgument>(bufferRoot(copy.getSource()));
    auto result =
        argument ? llvm::find(donorOfResult, argument.getArgNumber()) : donorOfResult.end();
    if (result == donorOfResult.end() || copied.contains(*result))
      continue;
    isRight = false;
    unsigned number = result - donorOfResult.begin();
    InFlightDiagnostic error = emitError(resultLocations[number], "result ")
                               << resultNames[number] << " cannot be written into donated argument "
                               << nameOf(argument)
                               << ", as its old value is needed after its update";
    error.attachNote(argument.getLoc()) << "the donated argument is this one";
    if (Operation *reader = lastReader(argument))
      error.attachNote(reader->getLoc()) << "the old value is read here";
    error.attachNote(argument.getLoc())
        << "hint: do not donate it (" << donateAttr << "), or use the updated value instead";
  }
  return success(isRight);
}

//===- one-shot bufferization ----------------------------------------------------------------===//

/// Copies onto oneself, and views and tensors that nobody reads any more.
static void eraseLeftovers(Operation *root) {
  root->walk([](memref::CopyOp copy) {
    if (areSameBuffer(copy.getSource(), copy.getTarget()))
      copy.erase();
  });
  SmallVector<Operation *> unread;
  root->walk([&](Operation *op) {
    if (isa<bufferization::ToTensorOp, bufferization::ToBufferOp, ViewLikeOpInterface,
            memref::AllocOp>(op))
      unread.push_back(op);
  });
  for (Operation *op : llvm::reverse(unread))
    if (op->use_empty())
      op->erase();
}

static LogicalResult bufferize(Operation *op) {
  bufferization::OneShotBufferizationOptions options;
  options.opFilter.denyOperation([](Operation *op) {
    return isa<exec::KernelOp, exec::ReturnOp, func::FuncOp, func::ReturnOp>(op);
  });
  bufferization::BufferizationState state;
  if (failed(bufferization::runOneShotBufferize(op, options, state)))
    return failure();
  if (auto plan = dyn_cast<func::FuncOp>(op)) {
    if (failed(dropCarried(plan)))
      return failure();
    IRRewriter rewriter(op->getContext());
    DominanceInfo dominance(op);
    eliminateCommonSubExpressions(rewriter, dominance, op);
    eraseLeftovers(op);
    return success();
  }
  // A loop that carries one and the same buffer need not carry it.
  RewritePatternSet patterns(op->getContext());
  scf::ForOp::getCanonicalizationPatterns(patterns, op->getContext());
  SmallVector<Operation *> loops;
  op->walk([&](scf::ForOp loop) { loops.push_back(loop); });
  if (!loops.empty())
    (void)applyOpPatternsGreedily(loops, std::move(patterns));
  eraseLeftovers(op);
  return success();
}

/// Code generation knows linalg ops only.
static void rewriteCopies(exec::KernelOp kernel) {
  kernel.walk([](memref::CopyOp copy) {
    OpBuilder b(copy);
    linalg::makeMemRefCopyOp(b, copy.getLoc(), copy.getSource(), copy.getTarget());
    copy.erase();
  });
}

namespace {
class BufferizePlan : public tcc::impl::BufferizePlanBase<BufferizePlan> {
public:
  using Base::Base;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal()) {
        carryInPlace(function);
        Edge edge(function);
        if (failed(edge.convert()) || failed(bufferize(function)) || failed(edge.checkDonations()))
          return signalPassFailure();
      }
    for (auto kernel : getOperation().getOps<exec::KernelOp>()) {
      if (failed(bufferize(kernel)))
        return signalPassFailure();
      rewriteCopies(kernel);
    }
  }
};
} // namespace
