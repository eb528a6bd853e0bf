// The plan -> one function over tccrt_call: pointers are loaded, added to and passed on, nothing
// else happens at run time. Kernels get their final signature here (bare pointers that never alias:
// arguments that share a buffer were merged).
#include "BarePointers.h"
#include "Manifest.h"

#include "tcc/Support/Diagnostics.h"
#include "tcc/Target/CPU/CpuCompiler.h"
#include "tcc/Target/CPU/KernelRecord.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;

namespace tcc::cpu {
#define GEN_PASS_DEF_LOWERPLANTOLLVM
#include "tcc/Target/CPU/Passes.h.inc"
} // namespace tcc::cpu

/// Flops and bytes below which waking workers costs more than it saves (about 5 us).
static constexpr int64_t smallWork = 250 << 10;

//===- the program's record ------------------------------------------------------------------===//

static std::string nameOf(func::FuncOp plan, unsigned argument) {
  auto name = plan.getArgAttrOfType<StringAttr>(argument, "tcc.name");
  return name ? name.str() : "";
}

/// As the program's user sees it: where passes compute with another element type, the plan tells.
static MemRefType typeAtEdge(func::FuncOp plan, unsigned argument) {
  auto type = cast<MemRefType>(plan.getArgumentTypes()[argument]);
  auto element = plan.getArgAttrOfType<TypeAttr>(argument, "tcc.element_type");
  if (!element)
    return type;
  bool isComplex = isa<ComplexType>(element.getValue()); // its parts are the last axis
  return MemRefType::get(type.getShape().drop_back(isComplex), element.getValue());
}

static FailureOr<ProgramRecord> describe(func::FuncOp plan) {
  auto inputs = plan->getAttrOfType<IntegerAttr>("tcc.num_inputs");
  auto aliases = plan->getAttrOfType<DenseI64ArrayAttr>("exec.results");
  auto arena = plan->getAttrOfType<IntegerAttr>("exec.arena_bytes");
  if (!inputs || !aliases || !arena)
    return plan.emitError(
        "expected a plan: a function with tcc.num_inputs, exec.results and exec.arena_bytes");
  ProgramRecord program;
  program.name = plan.getSymName();
  program.arenaBytes = arena.getInt();
  unsigned next = inputs.getInt();
  size_t written = llvm::count(aliases.asArrayRef(), -1);
  if (plan.getNumArguments() != next + written + 1)
    return plan.emitError("expected ")
           << next << " inputs, " << written << " results and the arena as arguments";
  for (Type type : plan.getArgumentTypes())
    if (auto memref = dyn_cast<MemRefType>(type); !memref || !memref.hasStaticShape())
      return plan.emitError("expected buffers of static shape at the program's edge, got ") << type;
    else if (!dtypeOf(memref.getElementType()))
      return emitUnsupported(plan.getLoc())
             << "elements of type " << memref.getElementType() << " at a program's edge";
  auto value = [&](unsigned i) { return ProgramValue{nameOf(plan, i), typeAtEdge(plan, i), -1}; };
  for (unsigned i = 0; i < unsigned(inputs.getInt()); ++i)
    program.arguments.push_back(value(i));
  for (auto [result, alias] : llvm::enumerate(aliases.asArrayRef())) {
    if (alias >= inputs.getInt())
      return plan.emitError("result ")
             << result << " aliases argument " << alias << ", there are " << inputs.getInt();
    program.results.push_back(value(alias < 0 ? next++ : alias));
    program.results.back().alias = alias;
    if (alias >= 0)
      program.arguments[alias].alias = result;
  }
  return program;
}

//===- the plan ------------------------------------------------------------------------------===//

namespace {

/// Writes tcc_entry, one op of the plan after the other. Every value of the plan is a pointer here.
class PlanEmitter {
public:
  PlanEmitter(func::FuncOp plan, const SymbolTable &symbols)
      : plan(plan), symbols(symbols), b(plan), loc(plan.getLoc()),
        pointer(LLVM::LLVMPointerType::get(b.getContext())) {}

  LogicalResult emit(const ProgramRecord &program) {
    entry = LLVM::LLVMFuncOp::create(b, loc, entrySymbol, voidFunction(b, {pointer}),
                                     LLVM::Linkage::Internal);
    b.setInsertionPointToStart(entry.addEntryBlock(b));
    loadArguments(program);
    return emitBlock(plan.front());
  }

private:
  LogicalResult emitBlock(Block &block) {
    for (Operation &op : block) {
      loc = op.getLoc();
      if (failed(emitOp(op)))
        return failure();
    }
    return success();
  }
  Value call() { return entry.getArgument(0); }
  Value at(Value base, int64_t bytes) {
    if (bytes == 0)
      return base;
    return LLVM::GEPOp::create(b, loc, pointer, b.getI8Type(), base, ValueRange{constant(bytes)});
  }
  Value constant(int64_t value) {
    return LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(value));
  }
  Value load(Value base, int64_t bytes) {
    return LLVM::LoadOp::create(b, loc, pointer, at(base, bytes));
  }

  void loadArguments(const ProgramRecord &program) {
    Value arguments = load(call(), offsetof(tccrt_call, arguments));
    Value results = load(call(), offsetof(tccrt_call, results));
    unsigned next = 0;
    auto bind = [&](Value from, int64_t slot) {
      BlockArgument argument = plan.getArgument(next++);
      if (!argument.use_empty())
        pointers[argument] = load(from, slot * sizeof(void *));
    };
    for (size_t i = 0; i < program.arguments.size(); ++i)
      bind(arguments, i);
    for (auto [i, result] : llvm::enumerate(program.results))
      if (result.alias < 0)
        bind(results, i);
    pointers[plan.getArgument(next)] = load(call(), offsetof(tccrt_call, arena));
  }

  LogicalResult emitOp(Operation &op) {
    return TypeSwitch<Operation *, LogicalResult>(&op)
        .Case<exec::LaunchOp, gpu::LaunchFuncOp, exec::RowOp, memref::ViewOp, memref::GetGlobalOp,
              memref::CopyOp, memref::LoadOp, scf::ForOp, scf::WhileOp, scf::IndexSwitchOp>(
            [&](auto concrete) { return emit(concrete); })
        .Case<arith::IndexCastOp, arith::IndexCastUIOp, arith::SubIOp>([&](Operation *scalar) {
          scalars[scalar->getResult(0)] = compute(scalar);
          return success();
        })
        .Case<memref::ExpandShapeOp, memref::CollapseShapeOp, memref::ReinterpretCastOp,
              memref::CastOp>([&](Operation *view) { // another shape of the same memory; an offset
                                                     // is part of the type
          pointers[view->getResult(0)] = pointers.lookup(view->getOperand(0));
          return success();
        })
        .Case<arith::ConstantOp, scf::YieldOp, scf::ConditionOp>([](auto) { return success(); })
        .Case<func::ReturnOp>([&](auto) {
          LLVM::ReturnOp::create(b, loc, ValueRange{});
          return success();
        })
        .Default([](Operation *other) {
          return emitUnsupported(other->getLoc()) << other->getName() << " in a plan for cpu";
        });
  }

  LogicalResult emit(memref::ViewOp view) {
    APInt shift;
    if (!matchPattern(view.getByteShift(), m_ConstantInt(&shift)))
      return view.emitError("expected a constant offset into the arena");
    pointers[view] = at(pointers.lookup(view.getSource()), shift.getSExtValue());
    return success();
  }

  LogicalResult emit(exec::RowOp row) {
    auto type = cast<MemRefType>(row.getResult().getType());
    int64_t bytes = type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    Value offset = LLVM::MulOp::create(b, loc, scalar(row.getIndex()), constant(bytes));
    pointers[row] = LLVM::GEPOp::create(b, loc, pointer, b.getI8Type(),
                                        pointers.lookup(row.getSource()), ValueRange{offset});
    return success();
  }

  LogicalResult emit(memref::GetGlobalOp global) {
    pointers[global] = LLVM::AddressOfOp::create(b, loc, pointer, global.getName());
    return success();
  }

  LogicalResult emit(memref::CopyOp copy) {
    auto type = cast<MemRefType>(copy.getSource().getType());
    if (!type.getLayout().isIdentity() ||
        !cast<MemRefType>(copy.getTarget().getType()).getLayout().isIdentity())
      return emitUnsupported(copy.getLoc()) << "a copy of strided memory in a plan for cpu";
    int64_t elementBytes = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    LLVM::MemcpyOp::create(b, loc, pointers.lookup(copy.getTarget()),
                           pointers.lookup(copy.getSource()),
                           constant(type.getNumElements() * elementBytes), /*isVolatile=*/false);
    return success();
  }

  LogicalResult emit(exec::LaunchOp launch) {
    auto kernel = symbols.lookup<LLVM::LLVMFuncOp>(launch.getKernel());
    auto record = kernel ? KernelRecord::load(kernel) : std::nullopt;
    if (!record)
      return launch.emitError("no code for kernel ") << launch.getKernelAttr();
    int64_t work = record->flops + record->bytes;
    if (record->code.tasks <= record->code.grain || (work > 0 && work < smallWork))
      callDirectly(kernel, *record, launch->getOperands());
    else
      callInParallel(kernel, *record, launch->getOperands());
    return success();
  }

  LogicalResult emit(gpu::LaunchFuncOp launch) {
    if (numbers.empty())
      for (auto [i, function] : llvm::enumerate(
               launchedFunctions(symbols.lookup<gpu::GPUModuleOp>(launch.getKernelModuleName()))))
        numbers[function.getSymNameAttr()] = int32_t(i);
    int32_t number = numbers.lookup(launch.getKernelName());
    Value array = storeBuffers(launch.getKernelOperands());
    Value run = load(call(), offsetof(tccrt_call, launch));
    Value index = LLVM::ConstantOp::create(b, loc, b.getI32Type(), b.getI32IntegerAttr(number));
    LLVM::CallOp::create(b, loc, voidFunction(b, {pointer, pointer, b.getI32Type(), pointer}),
                         ValueRange{run, call(), index, array});
    return success();
  }

  //===- control flow ------------------------------------------------------------------------===//

  Value scalar(Value value) {
    APInt known;
    return matchPattern(value, m_ConstantInt(&known)) ? constant(known.getSExtValue())
                                                      : scalars.lookup(value);
  }

  Value compute(Operation *op) {
    if (isa<arith::SubIOp>(op))
      return LLVM::SubOp::create(b, loc, scalar(op->getOperand(0)), scalar(op->getOperand(1)));
    Value from = scalars.lookup(op->getOperand(0));
    if (from.getType() == b.getI64Type())
      return from;
    if (isa<arith::IndexCastUIOp>(op))
      return LLVM::ZExtOp::create(b, loc, b.getI64Type(), from);
    return LLVM::SExtOp::create(b, loc, b.getI64Type(), from);
  }

  /// A scalar of the plan; a truth value lies in a byte.
  LogicalResult emit(memref::LoadOp load) {
    Type type = load.getType();
    Value value = LLVM::LoadOp::create(b, loc, type.isInteger(1) ? b.getI8Type() : type,
                                       pointers.lookup(load.getMemRef()));
    if (type.isInteger(1)) {
      Value zero = LLVM::ConstantOp::create(b, loc, b.getI8Type(), b.getI8IntegerAttr(0));
      value = LLVM::ICmpOp::create(b, loc, LLVM::ICmpPredicate::ne, value, zero);
    }
    scalars[load] = value;
    return success();
  }

  Block *newBlock(TypeRange arguments = {}) {
    OpBuilder::InsertionGuard guard(b);
    return b.createBlock(&entry.getBody(), entry.getBody().end(), arguments,
                         SmallVector<Location>(arguments.size(), loc));
  }

  LogicalResult emit(scf::ForOp loop) {
    Location at = loc;
    Block *head = newBlock(b.getI64Type()), *body = newBlock(), *done = newBlock();
    Value count = head->getArgument(0);
    scalars[loop.getInductionVar()] = count;
    LLVM::BrOp::create(b, at, scalar(loop.getLowerBound()), head);
    b.setInsertionPointToEnd(head);
    Value more =
        LLVM::ICmpOp::create(b, at, LLVM::ICmpPredicate::slt, count, scalar(loop.getUpperBound()));
    LLVM::CondBrOp::create(b, at, more, body, done);
    b.setInsertionPointToEnd(body);
    if (failed(emitBlock(*loop.getBody())))
      return failure();
    loc = at;
    Value next = LLVM::AddOp::create(b, at, count, scalar(loop.getStep()));
    LLVM::BrOp::create(b, at, next, head);
    b.setInsertionPointToEnd(done);
    return success();
  }

  LogicalResult emit(scf::WhileOp loop) {
    Location at = loc;
    Block *head = newBlock(), *body = newBlock(), *done = newBlock();
    LLVM::BrOp::create(b, at, head);
    b.setInsertionPointToEnd(head);
    if (failed(emitBlock(*loop.getBeforeBody())))
      return failure();
    LLVM::CondBrOp::create(b, at, scalar(loop.getConditionOp().getCondition()), body, done);
    b.setInsertionPointToEnd(body);
    if (failed(emitBlock(*loop.getAfterBody())))
      return failure();
    LLVM::BrOp::create(b, at, head);
    b.setInsertionPointToEnd(done);
    return success();
  }

  LogicalResult emit(scf::IndexSwitchOp choice) {
    Location at = loc;
    SmallVector<Block *> blocks;
    SmallVector<APInt> numbers;
    for (int64_t number : choice.getCases()) {
      blocks.push_back(newBlock());
      numbers.push_back(APInt(64, number));
    }
    Block *otherwise = newBlock(), *done = newBlock();
    SmallVector<ValueRange> none(blocks.size());
    LLVM::SwitchOp::create(b, at, scalar(choice.getArg()), otherwise, ValueRange{}, numbers, blocks,
                           none);
    blocks.insert(blocks.begin(), otherwise); // the default region is the first
    for (auto [block, region] : llvm::zip_equal(blocks, choice->getRegions())) {
      b.setInsertionPointToEnd(block);
      if (failed(emitBlock(region.front())))
        return failure();
      LLVM::BrOp::create(b, at, done);
    }
    b.setInsertionPointToEnd(done);
    return success();
  }

  void callDirectly(LLVM::LLVMFuncOp kernel, const KernelRecord &record, ValueRange operands) {
    auto arguments =
        llvm::map_to_vector(operands, [&](Value operand) { return pointers.lookup(operand); });
    arguments.push_back(constant(0));
    arguments.push_back(constant(record.code.tasks));
    arguments.push_back(load(call(), offsetof(tccrt_call, scratch)));
    LLVM::CallOp::create(b, loc, kernel, arguments);
  }

  /// The array of a launch's pointers.
  Value storeBuffers(ValueRange operands) {
    Value array = bufferArray(operands.size());
    for (auto [i, operand] : llvm::enumerate(operands))
      LLVM::StoreOp::create(b, loc, pointers.lookup(operand), at(array, i * sizeof(void *)));
    return array;
  }

  void callInParallel(LLVM::LLVMFuncOp kernel, const KernelRecord &record, ValueRange operands) {
    Value array = storeBuffers(operands);
    Value task = LLVM::AddressOfOp::create(b, loc, taskOf(kernel, operands.size()));
    Value parallelFor = load(call(), offsetof(tccrt_call, parallel_for));
    Type i64 = b.getI64Type();
    auto type = voidFunction(b, {pointer, pointer, pointer, i64, i64});
    LLVM::CallOp::create(b, loc, type,
                         ValueRange{parallelFor, call(), task, array, constant(record.code.tasks),
                                    constant(record.code.grain)});
  }

  /// One array on the stack serves all launches: parallel_for is done with it when it returns.
  Value bufferArray(int64_t size) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&entry.front());
    auto type = [&](int64_t n) { return LLVM::LLVMArrayType::get(pointer, n); };
    if (!array)
      array = LLVM::AllocaOp::create(
          b, entry.getLoc(), pointer, type(size),
          LLVM::ConstantOp::create(b, entry.getLoc(), b.getI64Type(), b.getI64IntegerAttr(1)));
    else if (cast<LLVM::LLVMArrayType>(array.getElemType()).getNumElements() < uint64_t(size))
      array.setElemType(type(size));
    return array;
  }

  /// A tccrt_task_fn for a kernel: loads the pointers, calls the code.
  LLVM::LLVMFuncOp taskOf(LLVM::LLVMFuncOp kernel, int64_t buffers) {
    LLVM::LLVMFuncOp &task = tasks[kernel];
    if (task)
      return task;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointAfter(kernel);
    Type i64 = b.getI64Type();
    Location at = kernel.getLoc();
    task = LLVM::LLVMFuncOp::create(b, at, (kernel.getSymName() + ".task").str(),
                                    voidFunction(b, {pointer, i64, i64, pointer}),
                                    LLVM::Linkage::Internal);
    b.setInsertionPointToStart(task.addEntryBlock(b));
    SmallVector<Value> operands;
    for (int64_t i = 0; i < buffers; ++i)
      operands.push_back(load(task.getArgument(0), i * sizeof(void *)));
    llvm::append_range(operands, task.getArguments().drop_front());
    LLVM::CallOp::create(b, at, kernel, operands);
    LLVM::ReturnOp::create(b, at, ValueRange{});
    return task;
  }

  func::FuncOp plan;
  const SymbolTable &symbols;
  OpBuilder b;
  Location loc; // of the plan's op at hand
  LLVM::LLVMPointerType pointer;
  LLVM::LLVMFuncOp entry;
  LLVM::AllocaOp array;
  DenseMap<Value, Value> pointers;
  DenseMap<Value, Value> scalars; // what control flow asks for
  DenseMap<Operation *, LLVM::LLVMFuncOp> tasks;
  DenseMap<StringAttr, int32_t> numbers; // of a device's functions
};

class LowerPlanToLLVM : public tcc::cpu::impl::LowerPlanToLLVMBase<LowerPlanToLLVM> {
public:
  void runOnOperation() override {
    if (failed(lower()))
      signalPassFailure();
  }

private:
  FailureOr<func::FuncOp> findPlan() {
    func::FuncOp plan;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (!function->hasAttr("exec.results"))
        continue;
      if (plan) {
        InFlightDiagnostic error = function.emitError("expected one program in a module");
        error.attachNote(plan.getLoc()) << "the other one";
        return error;
      }
      plan = function;
    }
    if (!plan)
      return getOperation().emitError(
          "expected a plan: no function has the attribute exec.results");
    return plan;
  }

  /// A launch passes what the kernel takes: bare pointers carry no shape that could be checked
  /// later.
  LogicalResult checkLaunches(func::FuncOp plan) {
    SymbolTable symbols(getOperation());
    WalkResult walked = plan.walk([&](exec::LaunchOp launch) {
      return failed(checkLaunch(launch, symbols)) ? WalkResult::interrupt() : WalkResult::advance();
    });
    return failure(walked.wasInterrupted());
  }

  LogicalResult checkLaunch(exec::LaunchOp launch, const SymbolTable &symbols) {
    auto kernel = symbols.lookup<func::FuncOp>(launch.getKernel());
    if (!kernel || !KernelRecord::load(kernel))
      return launch.emitError("no code for kernel ") << launch.getKernelAttr();
    for (auto [i, operand] : llvm::enumerate(launch->getOperands()))
      if (operand.getType() != kernel.getArgumentTypes()[i])
        return launch.emitError("operand ")
               << i << " is " << operand.getType() << ", kernel " << launch.getKernelAttr()
               << " takes " << kernel.getArgumentTypes()[i];
    return success();
  }

  LogicalResult lower() {
    ModuleOp module = getOperation();
    FailureOr<func::FuncOp> plan = findPlan();
    if (failed(plan) || failed(checkLaunches(*plan)))
      return failure();
    FailureOr<ProgramRecord> program = describe(*plan);
    if (failed(program))
      return failure();
    LLVMTypeConverter types(&getContext());
    for (auto global : llvm::make_early_inc_range(module.getOps<memref::GlobalOp>()))
      lowerGlobal(global, types);
    for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
      if (auto record = KernelRecord::load(function)) {
        program->scratchBytes = std::max(program->scratchBytes, record->code.scratchBytes);
        lowerKernelSignature(function, types);
      }
    SymbolTable symbols(module);
    if (failed(PlanEmitter(*plan, symbols).emit(*program)))
      return failure();
    plan->erase();
    program->store(module);
    return success();
  }
};
} // namespace
