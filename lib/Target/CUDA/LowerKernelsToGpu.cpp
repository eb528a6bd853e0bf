// exec.kernel -> gpu.func, exec.launch -> gpu.launch_func. Ops that share rows are one function, a
// block a few rows; others are a function each, because a launch is the only barrier of a grid.
#include "ThreadLoops.h"

#include "tcc/Dialect/Exec/ExecDialect.h"
#include "tcc/Schedules/CpuLoops.h"
#include "tcc/Support/Diagnostics.h"
#include "tcc/Target/CUDA/CudaCompiler.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <numeric>

using namespace mlir;
using namespace tcc;
using namespace tcc::cuda;

namespace tcc::cuda {
#define GEN_PASS_DEF_LOWERKERNELSTOGPU
#include "tcc/Target/CUDA/Passes.h.inc"
} // namespace tcc::cuda

/// Threads of a launch whose work knows no better number.
static constexpr int64_t usualThreads = 256;
/// Blocks beyond this take several rounds instead.
static constexpr int64_t mostBlocks = 1 << 16;

namespace {

/// One launch of a kernel: which of its ops, by how many threads.
struct Phase {
  SmallVector<Operation *> ops;
  int64_t blocks = 1, threads = 1;
  int64_t rows = 0;           // of a block; 0: the ops have no rows in common
  scf::ParallelOp iterations; // a nest whose iterations are independent
};

struct Launch {
  gpu::GPUFuncOp function;
  int64_t blocks, threads;
};

class KernelLowering {
public:
  /// `alignments`: of the kernel's arguments, in bytes, by all its launches.
  KernelLowering(exec::KernelOp kernel, gpu::GPUModuleOp device, ArrayRef<int64_t> alignments)
      : kernel(kernel), device(device), alignments(alignments),
        alignment(alignments.empty() ? widestAccess : *llvm::min_element(alignments)) {}
  FailureOr<SmallVector<Launch>> run();

private:
  SmallVector<Phase> phases();
  Phase phaseOf(linalg::GenericOp op, exec::GridScheduleAttr schedule);
  Phase phaseOfRows(exec::GridScheduleAttr schedule);
  FailureOr<Launch> emit(const Phase &phase, StringRef name);
  LogicalResult emitBody(const Phase &phase, gpu::GPUFuncOp function);
  void emitLoops(const Phase &phase, gpu::GPUFuncOp function);
  void emitIterations(OpBuilder &b, scf::ParallelOp loop, const Phase &phase);
  LogicalResult emitSerially(gpu::GPUFuncOp function);

  exec::KernelOp kernel;
  gpu::GPUModuleOp device;
  ArrayRef<int64_t> alignments;
  int64_t alignment;
};

} // namespace

//===- phases --------------------------------------------------------------------------------===//

static bool hasEffects(Operation &op) { return !isMemoryEffectFree(&op); }

Phase KernelLowering::phaseOf(linalg::GenericOp op, exec::GridScheduleAttr schedule) {
  Phase phase;
  phase.ops = {op};
  phase.threads = schedule.getThreads();
  int64_t most = schedule.getBlocks() ? schedule.getBlocks() : mostBlocks;
  phase.blocks = std::clamp<int64_t>(
      llvm::divideCeil(usefulThreads(op, phase.threads, alignment), phase.threads), 1, most);
  return phase;
}

Phase KernelLowering::phaseOfRows(exec::GridScheduleAttr schedule) {
  Phase phase;
  for (Operation &op : kernel.getEntry().without_terminator())
    if (hasEffects(op))
      phase.ops.push_back(&op);
  phase.rows = schedule.getRows();
  phase.threads = schedule.getThreads();
  int64_t extent = cast<linalg::GenericOp>(phase.ops.front()).getStaticLoopRanges()[0];
  phase.blocks = llvm::divideCeil(extent, phase.rows);
  return phase;
}

/// Each linalg op by itself; what lies between two of them as a whole, by one thread, unless it is
/// a loop of independent iterations.
SmallVector<Phase> KernelLowering::phases() {
  auto schedule = cast<exec::GridScheduleAttr>(kernel.getScheduleAttr());
  if (schedule.getRows() > 0)
    return {phaseOfRows(schedule)};
  SmallVector<Phase> phases;
  bool isOpen = false;
  for (Operation &op : kernel.getEntry().without_terminator()) {
    if (!hasEffects(op))
      continue;
    if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
      phases.push_back(phaseOf(generic, schedule));
      isOpen = false;
      continue;
    }
    if (!isOpen)
      phases.emplace_back();
    isOpen = true;
    phases.back().ops.push_back(&op);
  }
  if (scf::ParallelOp loop = cpu::loneParallelLoop(kernel.getEntry()); loop && phases.size() == 1) {
    int64_t count = *getConstantIntValue(loop.getUpperBound().front());
    phases[0].iterations = loop;
    phases[0].threads = std::min<int64_t>(usualThreads, llvm::alignTo(count, warpThreads));
    phases[0].blocks = std::min<int64_t>(llvm::divideCeil(count, phases[0].threads), mostBlocks);
  }
  return phases;
}

/// Whether phases hand each other nothing but memory.
static bool areSeparate(ArrayRef<Phase> phases) {
  for (const Phase &phase : phases)
    for (Operation *op : phase.ops)
      for (Operation *user : op->getUsers()) {
        while (user->getBlock() != op->getBlock())
          user = user->getParentOp();
        if (hasEffects(*user) && !llvm::is_contained(phase.ops, user))
          return false;
        if (!hasEffects(*user))
          return false; // it may be anyone's: one phase then
      }
  return true;
}

FailureOr<SmallVector<Launch>> KernelLowering::run() {
  SmallVector<Phase> parts = phases();
  if (parts.size() > 1 && !areSeparate(parts)) {
    Phase whole;
    for (Phase &part : parts)
      whole.ops.append(part.ops);
    parts = {whole};
  }
  SmallVector<Launch> launches;
  for (auto [i, part] : llvm::enumerate(parts)) {
    std::string name = kernel.getSymName().str();
    if (parts.size() > 1)
      name += "_" + std::to_string(i);
    FailureOr<Launch> launch = emit(part, name);
    if (failed(launch))
      return failure();
    launches.push_back(*launch);
  }
  return launches;
}

//===- functions -----------------------------------------------------------------------------===//

FailureOr<Launch> KernelLowering::emit(const Phase &phase, StringRef name) {
  OpBuilder b = OpBuilder::atBlockEnd(device.getBody());
  Block &entry = kernel.getEntry();
  auto function = gpu::GPUFuncOp::create(b, kernel.getLoc(), name,
                                         b.getFunctionType(entry.getArgumentTypes(), {}));
  function->setAttr(gpu::GPUDialect::getKernelFuncAttrName(), b.getUnitAttr());
  function.setKnownBlockSizeAttr(b.getDenseI32ArrayAttr({int32_t(phase.threads), 1, 1}));
  function.setKnownGridSizeAttr(b.getDenseI32ArrayAttr({int32_t(phase.blocks), 1, 1}));
  for (auto [i, bytes] : llvm::enumerate(alignments))
    function.setArgAttr(i, LLVM::LLVMDialect::getAlignAttrName(), b.getI64IntegerAttr(bytes));
  for (unsigned i = 0; i < entry.getNumArguments(); ++i)
    function.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(), b.getUnitAttr());
  if (failed(emitBody(phase, function)))
    return failure();
  return Launch{function, phase.blocks, phase.threads};
}

/// A copy of the kernel's body, of which only this phase's ops stay.
LogicalResult KernelLowering::emitBody(const Phase &phase, gpu::GPUFuncOp function) {
  Block &body = function.getBody().front();
  OpBuilder b = OpBuilder::atBlockEnd(&body);
  IRMapping copies;
  copies.map(kernel.getEntry().getArguments(), body.getArguments());
  Phase copied = phase;
  copied.ops.clear();
  for (Operation &op : kernel.getEntry().without_terminator()) {
    bool isMine = llvm::is_contained(phase.ops, &op);
    if (hasEffects(op) && !isMine)
      continue;
    Operation *copy = b.clone(op, copies);
    if (isMine)
      copied.ops.push_back(copy);
  }
  gpu::ReturnOp::create(b, kernel.getLoc());
  if (phase.iterations) {
    copied.iterations = cast<scf::ParallelOp>(copied.ops.front());
    b.setInsertionPoint(copied.iterations);
    emitIterations(b, copied.iterations, copied);
    return success();
  }
  if (llvm::all_of(copied.ops, llvm::IsaPred<linalg::GenericOp>) &&
      (phase.rows > 0 || copied.ops.size() == 1)) {
    emitLoops(copied, function);
    return success();
  }
  return emitSerially(function);
}

static Value constant(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

/// This thread's number of all that are launched.
static Value threadNumber(OpBuilder &b, Location loc, int64_t threads) {
  Value block = gpu::BlockIdOp::create(b, loc, gpu::Dimension::x),
        thread = gpu::ThreadIdOp::create(b, loc, gpu::Dimension::x);
  Value first = arith::MulIOp::create(b, loc, block, constant(b, loc, threads));
  return arith::AddIOp::create(b, loc, first, thread);
}

void KernelLowering::emitLoops(const Phase &phase, gpu::GPUFuncOp function) {
  Location loc = kernel.getLoc();
  OpBuilder b(phase.ops.front());
  Team team;
  team.block = phase.threads;
  team.alignment = alignment;
  team.rows = phase.rows;
  team.size = phase.rows ? phase.threads : phase.threads * phase.blocks;
  if (phase.rows) {
    int64_t extent = cast<linalg::GenericOp>(phase.ops.front()).getStaticLoopRanges()[0];
    Value block = gpu::BlockIdOp::create(b, loc, gpu::Dimension::x),
          rows = constant(b, loc, phase.rows);
    team.id = gpu::ThreadIdOp::create(b, loc, gpu::Dimension::x);
    team.lower = arith::MulIOp::create(b, loc, block, rows);
    Value end = arith::AddIOp::create(b, loc, team.lower, rows);
    team.upper = arith::MinSIOp::create(b, loc, end, constant(b, loc, extent));
  } else {
    team.id = threadNumber(b, loc, phase.threads);
  }
  DenseMap<Type, Value> buffers; // one serves all sums: a barrier follows each use
  auto exchange = [&](Type element, int64_t count) {
    Value &buffer = buffers[element];
    auto space = gpu::AddressSpaceAttr::get(b.getContext(), gpu::AddressSpace::Workgroup);
    if (!buffer)
      buffer = function.addWorkgroupAttribution(
          MemRefType::get({count}, element, MemRefLayoutAttrInterface(), space), loc);
    return buffer;
  };
  for (Operation *op : phase.ops) {
    emitThreads(cast<linalg::GenericOp>(op), team, exchange);
    b.setInsertionPoint(op);
    if (op != phase.ops.back())
      gpu::BarrierOp::create(b, op->getLoc());
    op->erase();
  }
}

/// Iterations of a nest go round the threads.
void KernelLowering::emitIterations(OpBuilder &b, scf::ParallelOp loop, const Phase &phase) {
  Location loc = loop.getLoc();
  Value first = threadNumber(b, loc, phase.threads),
        step = constant(b, loc, phase.threads * phase.blocks);
  auto mine = scf::ForOp::create(b, loc, first, loop.getUpperBound().front(), step);
  IRRewriter rewriter(b);
  rewriter.eraseOp(loop.getBody()->getTerminator());
  rewriter.inlineBlockBefore(loop.getBody(), mine.getBody()->getTerminator(),
                             mine.getInductionVar());
  rewriter.eraseOp(loop);
}

/// What has no parallel form is one thread's.
LogicalResult KernelLowering::emitSerially(gpu::GPUFuncOp function) {
  IRRewriter rewriter(function.getContext());
  for (linalg::LinalgOp op : cpu::linalgOps(function.getBody().front())) {
    rewriter.setInsertionPoint(op);
    if (failed(linalg::linalgOpToLoops(rewriter, op)))
      return emitUnsupported(op.getLoc()) << op->getName() << " on cuda";
    rewriter.eraseOp(op);
  }
  return success();
}

//===- launches ------------------------------------------------------------------------------===//

/// What a plan's value is aligned to, in bytes: arguments as the runtime allocates them.
static int64_t alignmentOf(Value value) {
  constexpr int64_t ofBuffers = 256;
  Operation *op = value.getDefiningOp();
  if (!op || isa<memref::GetGlobalOp>(op))
    return ofBuffers;
  if (auto view = dyn_cast<memref::ViewOp>(op)) {
    APInt shift;
    int64_t source = alignmentOf(view.getSource());
    return matchPattern(view.getByteShift(), m_ConstantInt(&shift))
               ? std::gcd(source, shift.getSExtValue())
               : 1;
  }
  if (auto row = dyn_cast<exec::RowOp>(op)) {
    auto type = cast<MemRefType>(row.getResult().getType());
    return std::gcd(alignmentOf(row.getSource()),
                    type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8));
  }
  if (auto cast = dyn_cast<memref::ReinterpretCastOp>(op)) {
    auto type = mlir::cast<MemRefType>(cast.getType());
    auto [strides, offset] = type.getStridesAndOffset();
    int64_t bytes = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    return ShapedType::isDynamic(offset) ? bytes
                                         : std::gcd(alignmentOf(op->getOperand(0)), offset * bytes);
  }
  return isa<memref::ExpandShapeOp, memref::CollapseShapeOp, memref::CastOp>(op)
             ? alignmentOf(op->getOperand(0))
             : 1;
}

namespace {
class LowerKernelsToGpu : public tcc::cuda::impl::LowerKernelsToGpuBase<LowerKernelsToGpu> {
public:
  void runOnOperation() override {
    ModuleOp module = getOperation();
    OpBuilder b = OpBuilder::atBlockBegin(module.getBody());
    module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(), b.getUnitAttr());
    device = gpu::GPUModuleOp::create(b, module.getLoc(), deviceModule);
    module.walk([&](exec::LaunchOp launch) { noteAlignments(launch); });
    for (auto kernel : llvm::make_early_inc_range(module.getOps<exec::KernelOp>()))
      if (failed(lower(kernel)))
        return signalPassFailure();
    module.walk([&](exec::LaunchOp launch) { lower(launch); });
    copyConstants();
  }

private:
  /// The least of what all launches hold to.
  void noteAlignments(exec::LaunchOp launch) {
    auto &known = alignments[launch.getKernel()];
    known.resize(launch->getNumOperands());
    for (auto [bytes, operand] : llvm::zip_equal(known, launch->getOperands()))
      bytes = std::gcd(bytes, alignmentOf(operand));
  }

  LogicalResult lower(exec::KernelOp kernel) {
    if (!isa_and_nonnull<exec::GridScheduleAttr>(kernel.getScheduleAttr()))
      return kernel.emitError("expected a schedule: --tcc-cuda-schedule-grids gives one");
    auto lowered = KernelLowering(kernel, device, alignments[kernel.getSymName()]).run();
    if (failed(lowered))
      return failure();
    launches[kernel.getSymName()] = *lowered;
    kernel.erase();
    return success();
  }

  void lower(exec::LaunchOp launch) {
    OpBuilder b(launch);
    Location loc = launch.getLoc();
    for (Launch &part : launches[launch.getKernel()]) {
      Value one = constant(b, loc, 1);
      gpu::KernelDim3 grid{constant(b, loc, part.blocks), one, one},
          block{constant(b, loc, part.threads), one, one};
      gpu::LaunchFuncOp::create(b, loc, part.function, grid, block, /*dynamicSharedMemorySize=*/{},
                                launch->getOperands());
    }
    launch.erase();
  }

  /// Constants that kernels read lie on the device too.
  void copyConstants() {
    DenseSet<StringAttr> copied;
    OpBuilder b = OpBuilder::atBlockBegin(device.getBody());
    device.walk([&](memref::GetGlobalOp use) {
      auto global = getOperation().lookupSymbol<memref::GlobalOp>(use.getName());
      if (copied.insert(global.getSymNameAttr()).second)
        b.clone(*global);
    });
  }

  gpu::GPUModuleOp device;
  llvm::StringMap<SmallVector<int64_t>> alignments;
  llvm::StringMap<SmallVector<Launch>> launches;
};
} // namespace
