// math ops that NVPTX has no instruction for -> calls of libclc, whose bitcode is linked in later.
// The f32 functions that the CPU computes by polynomials are the same polynomials here.
#include "tcc/Target/CUDA/CudaCompiler.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace tcc::cuda {
#define GEN_PASS_DEF_CALLDEVICEMATH
#include "tcc/Target/CUDA/Passes.h.inc"
} // namespace tcc::cuda

/// OpenCL's name of an op's function; "" where there is none or no need for one.
static StringRef functionOf(Operation *op) {
  return llvm::StringSwitch<StringRef>(op->getName().getStringRef())
      .Case("math.acos", "acos")
      .Case("math.acosh", "acosh")
      .Case("math.asin", "asin")
      .Case("math.asinh", "asinh")
      .Case("math.atan", "atan")
      .Case("math.atan2", "atan2")
      .Case("math.atanh", "atanh")
      .Case("math.cbrt", "cbrt")
      .Case("math.cos", "cos")
      .Case("math.cosh", "cosh")
      .Case("math.erf", "erf")
      .Case("math.erfc", "erfc")
      .Case("math.exp", "exp")
      .Case("math.exp2", "exp2")
      .Case("math.expm1", "expm1")
      .Case("math.log", "log")
      .Case("math.log10", "log10")
      .Case("math.log1p", "log1p")
      .Case("math.log2", "log2")
      .Case("math.powf", "pow")
      .Case("math.round", "round")
      .Case("math.rsqrt", "rsqrt")
      .Case("math.sin", "sin")
      .Case("math.sinh", "sinh")
      .Case("math.tan", "tan")
      .Case("math.tanh", "tanh")
      .Case("arith.remf", "fmod")
      .Default("");
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
