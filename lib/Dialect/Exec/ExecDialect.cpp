// The exec dialect: registration, printing, verification; how a launch bufferizes.
#include "tcc/Dialect/Exec/ExecDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace tcc::exec;

#include "tcc/Dialect/Exec/ExecDialect.cpp.inc"
#include "tcc/Dialect/Exec/ExecEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "tcc/Dialect/Exec/ExecAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "tcc/Dialect/Exec/ExecOps.cpp.inc"

void ExecDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tcc/Dialect/Exec/ExecAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "tcc/Dialect/Exec/ExecOps.cpp.inc"
      >();
}

//===- exec.kernel ---------------------------------------------------------------------------===//

// exec.kernel contraction @name inputs 2 outputs 1 attributes {...} { ... }
ParseResult KernelOp::parse(OpAsmParser &parser, OperationState &state) {
  StringRef kindText;
  SMLoc where = parser.getCurrentLocation();
  StringAttr name;
  int64_t inputs, outputs;
  if (parser.parseKeyword(&kindText))
    return failure();
  auto kind = symbolizeKind(kindText);
  if (!kind)
    return parser.emitError(where, "expected elementwise, rowwise, contraction or loops, got '")
           << kindText << "'";
  Builder &b = parser.getBuilder();
  if (parser.parseSymbolName(name, "sym_name", state.attributes) || parser.parseKeyword("inputs") ||
      parser.parseInteger(inputs) || parser.parseKeyword("outputs") ||
      parser.parseInteger(outputs) || parser.parseOptionalAttrDictWithKeyword(state.attributes) ||
      parser.parseRegion(*state.addRegion()))
    return failure();
  state.addAttribute("kind", KindAttr::get(b.getContext(), *kind));
  state.addAttribute("inputs", b.getI64IntegerAttr(inputs));
  state.addAttribute("outputs", b.getI64IntegerAttr(outputs));
  return success();
}

void KernelOp::print(OpAsmPrinter &p) {
  p << ' ' << stringifyKind(getKind()) << ' ';
  p.printSymbolName(getSymName());
  p << " inputs " << getInputs() << " outputs " << getOutputs();
  SmallVector<StringRef> elided{"sym_name", "kind", "inputs", "outputs"};
  if (getFlops() == 0)
    elided.push_back("flops");
  if (getBytes() == 0)
    elided.push_back("bytes");
  if (getFused().empty())
    elided.push_back("fused");
  p.printOptionalAttrDictWithKeyword((*this)->getAttrs(), elided);
  p << ' ';
  p.printRegion(getBody(), /*printEntryBlockArgs=*/true);
}

LogicalResult KernelOp::verify() {
  int64_t arguments = getEntry().getNumArguments();
  if (int64_t(getInputs()) < 0 || int64_t(getOutputs()) < 0 ||
      int64_t(getInputs() + getOutputs()) > arguments)
    return emitOpError("has ") << arguments << " arguments, fewer than " << getInputs()
                               << " inputs and " << getOutputs() << " outputs";
  for (BlockArgument a : getEntry().getArguments())
    if (!isa<MemRefType>(a.getType()))
      return emitOpError("argument ") << a.getArgNumber() << " is no memref: " << a.getType();
  return success();
}

//===- exec.launch ---------------------------------------------------------------------------===//

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Operation *symbol = symbols.lookupNearestSymbolFrom(*this, getKernelAttr());
  size_t operands = getNumOperands(), arguments = 0;
  if (auto kernel = dyn_cast_or_null<KernelOp>(symbol))
    arguments = kernel.getEntry().getNumArguments();
  else if (auto code =
               dyn_cast_or_null<FunctionOpInterface>(symbol)) // also a range of tasks and scratch
    arguments = code.getNumArguments() - std::min<size_t>(code.getNumArguments(), 3);
  else
    return emitOpError("no exec.kernel ") << getKernelAttr();
  if (operands != arguments)
    return emitOpError("passes ") << operands << " operands to " << getKernelAttr()
                                  << ", which takes " << arguments;
  for (int64_t input : getPointwise().value_or(ArrayRef<int64_t>()))
    if (input < 0 || input >= int64_t(getInputs().size()))
      return emitOpError("lists input ") << input << " as pointwise, it has " << getInputs().size();
  for (int64_t output : getUpdates().value_or(ArrayRef<int64_t>()))
    if (output < 0 || output >= int64_t(getOutputs().size()))
      return emitOpError("lists output ")
             << output << " as updated, it has " << getOutputs().size();
  return success();
}

void LaunchOp::getEffects(SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  auto add = [&](MutableOperandRange operands, auto *effect) {
    for (OpOperand &operand : operands)
      if (isa<MemRefType>(operand.get().getType()))
        effects.emplace_back(effect, &operand);
  };
  add(getInputsMutable(), MemoryEffects::Read::get());
  add(getOutputsMutable(), MemoryEffects::Write::get());
  for (int64_t output : getUpdates().value_or(ArrayRef<int64_t>()))
    add(getOutputsMutable().slice(output, 1), MemoryEffects::Read::get());
  add(getScratchMutable(), MemoryEffects::Write::get());
}

// The analysis asks these questions once per pair of uses: they are answered from operand numbers.
static bool isInput(LaunchOp launch, OpOperand &operand) {
  return operand.getOperandNumber() < launch.getODSOperandIndexAndLength(0).second;
}

static bool isUpdated(LaunchOp launch, OpOperand &operand) {
  int64_t outputs = launch.getODSOperandIndexAndLength(0).second;
  return launch.updatesOutput(int64_t(operand.getOperandNumber()) - outputs);
}

// A kernel reads its inputs and writes every element of its outputs; what was there it reads only
// where it updates.
bool LaunchOp::bufferizesToMemoryRead(OpOperand &operand, const AnalysisState &) {
  return isInput(*this, operand) || isUpdated(*this, operand);
}
bool LaunchOp::bufferizesToMemoryWrite(OpOperand &operand, const AnalysisState &) {
  return !isInput(*this, operand);
}
bool LaunchOp::bufferizesToElementwiseAccess(const AnalysisState &,
                                             ArrayRef<OpOperand *> operands) {
  ArrayRef<int64_t> inputs = getPointwise().value_or(ArrayRef<int64_t>());
  Type type = operands.empty() ? Type() : operands.front()->get().getType();
  return llvm::all_of(operands, [&](OpOperand *operand) {
    return operand->get().getType() == type && !isUpdated(*this, *operand) &&
           (!isInput(*this, *operand) || llvm::is_contained(inputs, operand->getOperandNumber()));
  });
}
AliasingValueList LaunchOp::getAliasingValues(OpOperand &operand, const AnalysisState &) {
  if (isInput(*this, operand))
    return {};
  unsigned result = operand.getOperandNumber() - getODSOperandIndexAndLength(0).second;
  return {{getOperation()->getResult(result), BufferRelation::Equivalent}};
}

LogicalResult LaunchOp::bufferize(RewriterBase &rewriter, const BufferizationOptions &options,
                                  BufferizationState &state) {
  rewriter.setInsertionPoint(*this);
  auto toBuffers = [&](ValueRange values, SmallVectorImpl<Value> &buffers) -> LogicalResult {
    for (Value v : values) {
      FailureOr<Value> buffer = v;
      if (isa<TensorType>(v.getType()))
        buffer = getBuffer(rewriter, v, options, state);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    return success();
  };
  SmallVector<Value> inputs, outputs;
  if (failed(toBuffers(getInputs(), inputs)) || failed(toBuffers(getOutputs(), outputs)))
    return failure();
  LaunchOp::create(rewriter, getLoc(), TypeRange{}, getKernelAttr(), inputs, outputs, getScratch(),
                   getPointwiseAttr(), getUpdatesAttr());
  replaceOpWithBufferizedValues(rewriter, *this, outputs);
  return success();
}
