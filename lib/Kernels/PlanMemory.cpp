// Buffers that the plan and its kernels allocate -> offsets in one arena, the plan's last argument.
// Then a kernel's arguments that share a buffer become one, so that all arguments of all kernels
// are free of aliases. Contract afterwards: see Passes.td; verified here.
#include "Arena.h"
#include "Buffers.h"
#include "Dependences.h"
#include "KernelBuilder.h"
#include "MergeAliases.h"

#include "tcc/Kernels/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::detail;

namespace tcc {
#define GEN_PASS_DEF_PLANMEMORY
#include "tcc/Kernels/Passes.h.inc"
} // namespace tcc

//===- copies and scratch --------------------------------------------------------------------===//

/// A copy that bufferization needed is a kernel like any other.
static void outlineCopy(memref::CopyOp copy) {
  auto module = copy->getParentOfType<ModuleOp>();
  Location loc = copy.getLoc();
  OpBuilder b(copy->getParentOfType<func::FuncOp>());
  std::string name = unusedName(module, "copy");
  int64_t bytes = bytesOf(copy.getSource().getType()) + bytesOf(copy.getTarget().getType());
  auto kernel = exec::KernelOp::create(b, loc, name, exec::Kind::Elementwise, 1, 1, 0, bytes,
                                       b.getStrArrayAttr({"copy"}), Attribute());
  Block *body = b.createBlock(&kernel.getBody());
  Value source = body->addArgument(copy.getSource().getType(), loc);
  Value target = body->addArgument(copy.getTarget().getType(), loc);
  linalg::makeMemRefCopyOp(b, loc, source, target);
  exec::ReturnOp::create(b, loc);
  b.setInsertionPoint(copy);
  exec::LaunchOp::create(b, loc, TypeRange{}, name, copy.getSource(), copy.getTarget(),
                         ValueRange{}, DenseI64ArrayAttr(), DenseI64ArrayAttr());
  copy.erase();
}

/// A contraction leaves out what lies beyond a border, so the padded image is never made: it is no
/// buffer of the plan.
static bool isPadding(memref::AllocOp alloc, exec::KernelOp kernel) {
  return kernel.getKind() == exec::Kind::Contraction &&
         llvm::any_of(alloc->getUsers(), llvm::IsaPred<memref::SubViewOp>);
}

namespace {

/// What all functions of a module share: kernels, and the scratch that each asks for.
class Kernels {
public:
  explicit Kernels(ModuleOp module) {
    for (auto kernel : module.getOps<exec::KernelOp>())
      byName[kernel.getSymNameAttr()] = kernel;
    for (auto kernel : module.getOps<exec::KernelOp>())
      takeScratch(kernel);
  }

  exec::KernelOp of(exec::LaunchOp launch) {
    return byName.lookup(launch.getKernelAttr().getAttr());
  }

  /// A launch gets one buffer for each of its kernel's allocations.
  void giveScratch(exec::LaunchOp launch) {
    OpBuilder b(launch);
    SmallVector<Value> buffers;
    for (auto [type, loc] : scratch[of(launch)])
      buffers.push_back(memref::AllocOp::create(b, loc, type));
    launch.getScratchMutable().append(buffers);
  }

private:
  void takeScratch(exec::KernelOp kernel) {
    kernel.walk([&](memref::AllocOp alloc) {
      if (isPadding(alloc, kernel))
        return;
      scratch[kernel].push_back({alloc.getType(), alloc.getLoc()});
      alloc.replaceAllUsesWith(
          Value(kernel.getEntry().addArgument(alloc.getType(), alloc.getLoc())));
      alloc.erase();
    });
  }

  DenseMap<StringAttr, exec::KernelOp> byName;
  DenseMap<Operation *, SmallVector<std::pair<MemRefType, Location>>> scratch;
};

/// A buffer of the plan, or several that take over one another's memory, and when it is in use.
struct Buffer {
  memref::AllocOp alloc;
  Lifetime lifetime;
  unsigned owner; // the buffer whose memory this one takes over, or itself
};

class Planner {
public:
  Planner(func::FuncOp plan, Kernels &kernels)
      : plan(plan), body(plan.front()), b(plan), kernels(kernels) {}
  LogicalResult run();

private:
  void countSteps(Block &block);
  void findLifetimes();
  void takeOverInputs(exec::LaunchOp launch);
  bool canTakeOver(exec::LaunchOp launch, unsigned input, Value output);
  void placeBuffers();
  LogicalResult verify();

  func::FuncOp plan;
  Block &body;
  OpBuilder b;
  Kernels &kernels;
  DenseMap<Operation *, std::pair<int64_t, int64_t>> steps; // first and last
  int64_t nextStep = 0;
  SmallVector<Buffer> buffers;
  DenseMap<Value, unsigned> bufferOf;
};

} // namespace

//===- lifetimes -----------------------------------------------------------------------------===//

static void forEachUse(Value buffer, llvm::function_ref<void(Operation *)> visit) {
  for (Operation *user : buffer.getUsers())
    if (isSamePointer(user) || isa<exec::RowOp>(user))
      forEachUse(user->getResult(0), visit);
    else
      visit(user);
}

/// In the order of the text; an op with regions lasts until the last op in them.
void Planner::countSteps(Block &block) {
  for (Operation &op : block) {
    int64_t first = nextStep++;
    for (Region &region : op.getRegions())
      for (Block &inner : region)
        countSteps(inner);
    steps[&op] = {first, nextStep - 1};
  }
}

/// What a loop reads or writes and did not make itself lives as long as the loop.
void Planner::findLifetimes() {
  countSteps(body);
  SmallVector<memref::AllocOp> allocs;
  plan.walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
  for (memref::AllocOp alloc : allocs) {
    Lifetime life{bytesOf(alloc.getType()), nextStep, -1};
    forEachUse(alloc, [&](Operation *user) {
      auto [first, last] = steps[alloc->getBlock()->findAncestorOpInBlock(*user)];
      life.first = std::min(life.first, first);
      life.last = std::max(life.last, last);
    });
    unsigned number = buffers.size();
    bufferOf[alloc] = number;
    buffers.push_back({alloc, life, number});
  }
}

/// The input is a temporary that dies here and that the launch reads in no other shape; the output
/// is born here.
bool Planner::canTakeOver(exec::LaunchOp launch, unsigned input, Value output) {
  Value root = bufferRoot(launch.getInputs()[input]);
  auto from = bufferOf.find(root), to = bufferOf.find(output);
  if (from == bufferOf.end() || to == bufferOf.end() || from->second == to->second ||
      launch.getInputs()[input].getType() != output.getType() || root.getType() != output.getType())
    return false;
  const Buffer &owner = buffers[buffers[from->second].owner], &born = buffers[to->second];
  auto isRoot = [&](Value v) {
    auto it = bufferOf.find(bufferRoot(v));
    return it != bufferOf.end() && &buffers[buffers[it->second].owner] == &owner;
  };
  int64_t step = steps[launch].first;
  return born.owner == to->second && born.lifetime.first == step && owner.lifetime.last == step &&
         llvm::count_if(launch->getOperands(), isRoot) == 1;
}

void Planner::takeOverInputs(exec::LaunchOp launch) {
  for (auto [i, output] : llvm::enumerate(launch.getOutputs()))
    for (int64_t input : launch.getPointwise().value_or(ArrayRef<int64_t>())) {
      if (launch.updatesOutput(i) || !canTakeOver(launch, input, output))
        continue;
      Buffer &born = buffers[bufferOf[output]];
      born.owner = buffers[bufferOf[bufferRoot(launch.getInputs()[input])]].owner;
      buffers[born.owner].lifetime.last = born.lifetime.last;
      break;
    }
}

//===- the arena -----------------------------------------------------------------------------===//

void Planner::placeBuffers() {
  SmallVector<Lifetime> lifetimes;
  SmallVector<unsigned> owners;
  for (auto [i, buffer] : llvm::enumerate(buffers))
    if (buffer.owner == i) {
      owners.push_back(i);
      lifetimes.push_back(buffer.lifetime);
    }
  int64_t size = placeInArena(lifetimes);
  Value arena = body.addArgument(MemRefType::get({size}, b.getI8Type()), plan.getLoc());
  DenseMap<unsigned, Value> views;
  for (auto [owner, lifetime] : llvm::zip_equal(owners, lifetimes)) {
    memref::AllocOp alloc = buffers[owner].alloc;
    Location loc = alloc.getLoc();
    b.setInsertionPoint(alloc);
    Value offset = arith::ConstantIndexOp::create(b, loc, lifetime.offset);
    views[owner] = memref::ViewOp::create(b, loc, alloc.getType(), arena, offset, ValueRange{});
  }
  for (Buffer &buffer : buffers) {
    buffer.alloc.replaceAllUsesWith(views[buffer.owner]);
    buffer.alloc.erase();
  }
  SmallVector<DictionaryAttr> attributes;
  plan.getAllArgAttrs(attributes);
  attributes.push_back(b.getDictionaryAttr({}));
  plan.setType(b.getFunctionType(body.getArgumentTypes(), {}));
  plan.setAllArgAttrs(attributes);
  plan->setAttr("exec.arena_bytes", b.getI64IntegerAttr(size));
}

//===- the contract --------------------------------------------------------------------------===//

static bool mayStay(Operation *op, Value arena) {
  if (isSamePointer(op))
    return cast<MemRefType>(op->getResult(0).getType()).getLayout().isIdentity();
  if (auto view = dyn_cast<memref::ViewOp>(op))
    return view.getSource() == arena;
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return load.getMemRefType().getRank() == 0;
  if (isControl(op)) // hands on nothing
    return op->getNumResults() == 0;
  if (isa<arith::ConstantOp, arith::SubIOp>(op))
    return op->getResult(0).getType().isIndex();
  return isa<memref::GetGlobalOp, exec::LaunchOp, exec::RowOp, func::ReturnOp, scf::YieldOp,
             scf::ConditionOp, arith::IndexCastOp, arith::IndexCastUIOp>(op);
}

LogicalResult Planner::verify() {
  WalkResult walked = plan.getBody().walk([&](Operation *op) {
    if (mayStay(op, body.getArguments().back()))
      return WalkResult::advance();
    op->emitError("internal error: ") << op->getName() << " is left in the plan";
    return WalkResult::interrupt();
  });
  return failure(walked.wasInterrupted());
}

LogicalResult Planner::run() {
  SmallVector<exec::LaunchOp> launches;
  plan.walk<WalkOrder::PreOrder>([&](exec::LaunchOp launch) { launches.push_back(launch); });
  for (exec::LaunchOp launch : launches)
    kernels.giveScratch(launch);
  plan.walk([](memref::AllocOp alloc) {
    if (alloc->use_empty())
      alloc.erase();
  });
  findLifetimes();
  for (exec::LaunchOp launch : launches)
    takeOverInputs(launch);
  placeBuffers();
  return verify();
}

namespace {
class PlanMemory : public tcc::impl::PlanMemoryBase<PlanMemory> {
public:
  using Base::Base;

  void runOnOperation() override {
    getOperation().walk([](memref::CopyOp copy) {
      if (!copy->getParentOfType<exec::KernelOp>())
        outlineCopy(copy);
    });
    Kernels kernels(getOperation());
    for (auto plan : getOperation().getOps<func::FuncOp>())
      if (!plan.isExternal() && failed(Planner(plan, kernels).run()))
        return signalPassFailure();
    mergeAliases(getOperation());
  }
};
} // namespace
