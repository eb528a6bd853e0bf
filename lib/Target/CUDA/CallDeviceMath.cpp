// math ops that NVPTX has no instruction for -> calls of libclc, whose bitcode is linked in later.
// The f32 functions that the CPU computes by polynomials are the same polynomials here.
#include "tcc/Target/CUDA/CudaCompiler.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace tcc::cuda {
#define GEN_PASS_DEF_CALLDEVICEMATH
#include "tcc/Target/CUDA/Passes.h.inc"
} // namespace tcc::cuda

/// OpenCL's name of an op's function; "" where there is none or no need for one. The build takes
/// these out of libclc.
static StringRef functionOf(Operation *op) {
  static const llvm::StringSet<> functions = {
      "acos", "acosh", "asin",  "asinh", "atan", "atan2", "atanh", "cbrt",  "cos",
      "cosh", "erf",   "erfc",  "exp",   "exp2", "log",   "expm1", "log10", "log1p",
      "log2", "round", "rsqrt", "sin",   "sinh", "tan",   "tanh"};
  if (isa<math::PowFOp>(op))
    return "pow";
  if (isa<arith::RemFOp>(op))
    return "fmod";
  StringRef name = op->getName().stripDialect();
  return isa<math::MathDialect>(op->getDialect()) && functions.contains(name) ? name : "";
}

namespace {
class CallDeviceMath : public tcc::cuda::impl::CallDeviceMathBase<CallDeviceMath> {
public:
  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (!functionOf(op).empty())
        ops.push_back(op);
    });
    for (Operation *op : ops)
      call(op);
  }

private:
  /// Halves are computed as f32.
  void call(Operation *op) {
    OpBuilder b(op);
    Location loc = op->getLoc();
    Type type = op->getResult(0).getType();
    Type computed = type.isF64() ? type : Type(b.getF32Type());
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(operand.getType() == computed
                             ? operand
                             : arith::ExtFOp::create(b, loc, computed, operand).getResult());
    func::FuncOp function = declare(functionOf(op), computed, operands.size());
    Value value = func::CallOp::create(b, loc, function, operands).getResult(0);
    if (type != computed)
      value = arith::TruncFOp::create(b, loc, type, value);
    op->getResult(0).replaceAllUsesWith(value);
    op->erase();
  }

  /// Mangled as OpenCL's overloads are: _Z3powff.
  func::FuncOp declare(StringRef name, Type type, size_t operands) {
    std::string mangled = ("_Z" + Twine(name.size()) + name).str();
    mangled.append(operands, type.isF64() ? 'd' : 'f');
    if (auto known = getOperation().lookupSymbol<func::FuncOp>(mangled))
      return known;
    OpBuilder b = OpBuilder::atBlockBegin(getOperation().getBody());
    auto function =
        func::FuncOp::create(b, getOperation().getLoc(), mangled,
                             b.getFunctionType(SmallVector<Type>(operands, type), type));
    function.setPrivate();
    return function;
  }
};
} // namespace
