// exec.nest: verification, and how its body takes the op's place once there are buffers.
#include "tcc/Dialect/Exec/ExecDialect.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace tcc::exec;

static MemRefType bufferOf(Value operand) {
  auto type = cast<RankedTensorType>(operand.getType());
  return MemRefType::get(type.getShape(), type.getElementType());
}

void NestOp::build(OpBuilder &builder, OperationState &state, StringRef label, ValueRange inputs,
                   ValueRange outputs,
                   llvm::function_ref<void(ImplicitLocOpBuilder &, ValueRange)> body) {
  build(builder, state, outputs.getTypes(), label, inputs, outputs);
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(state.regions.front().get());
  for (ValueRange operands : {inputs, outputs})
    for (Value operand : operands)
      block->addArgument(bufferOf(operand), state.location);
  ImplicitLocOpBuilder b(state.location, builder);
  body(b, block->getArguments());
  ReturnOp::create(b);
}

LogicalResult NestOp::verify() {
  if (!llvm::equal(getOutputs().getTypes(), getResultTypes()))
    return emitOpError("has results of other types than its outputs");
  Block &body = getBody().front();
  if (body.getNumArguments() != getNumOperands())
    return emitOpError("has a body of ")
           << body.getNumArguments() << " arguments for " << getNumOperands() << " operands";
  for (auto [operand, argument] : llvm::zip(getOperands(), body.getArguments()))
    if (argument.getType() != bufferOf(operand))
      return emitOpError("argument ") << argument.getArgNumber() << " must be the buffer of "
                                      << operand.getType() << ", but is " << argument.getType();
  return success();
}

static bool isInput(NestOp nest, OpOperand &operand) {
  return operand.getOperandNumber() < nest.getInputs().size();
}

bool NestOp::bufferizesToMemoryRead(OpOperand &, const AnalysisState &) { return true; }
bool NestOp::bufferizesToMemoryWrite(OpOperand &operand, const AnalysisState &) {
  return !isInput(*this, operand);
}
bool NestOp::bufferizesToElementwiseAccess(const AnalysisState &, ArrayRef<OpOperand *>) {
  return false;
}
AliasingValueList NestOp::getAliasingValues(OpOperand &operand, const AnalysisState &) {
  if (isInput(*this, operand))
    return {};
  return {{getResult(operand.getOperandNumber() - getInputs().size()), BufferRelation::Equivalent}};
}

LogicalResult NestOp::bufferize(RewriterBase &rewriter, const BufferizationOptions &options,
                                BufferizationState &state) {
  rewriter.setInsertionPoint(*this);
  SmallVector<Value> buffers;
  for (Value operand : getOperands()) {
    FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
    if (failed(buffer))
      return failure();
    if (buffer->getType() != bufferOf(operand))
      return emitOpError("operand is part of a larger buffer: ") << buffer->getType();
    buffers.push_back(*buffer);
  }
  Block &body = getBody().front();
  rewriter.eraseOp(body.getTerminator());
  rewriter.inlineBlockBefore(&body, *this, buffers);
  replaceOpWithBufferizedValues(rewriter, *this,
                                ArrayRef<Value>(buffers).drop_front(getInputs().size()));
  return success();
}
