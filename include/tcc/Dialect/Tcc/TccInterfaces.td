// One method, one rule of an op. Passes are small drivers that ask for these; none switches on op names.
#ifndef TCC_DIALECT_TCC_TCCINTERFACES
#define TCC_DIALECT_TCC_TCCINTERFACES

include "mlir/IR/OpBase.td"

def Differentiable : OpInterface<"Differentiable"> {
  let cppNamespace = "::tcc::ir";
  let description = [{
    The derivative, given as tcc ops so that it can be differentiated again. An op that has one only in some forms
    returns reportNoDerivative(...) in the others: nothing, after an error.
  }];
  let methods = [
    InterfaceMethod<[{
        Reverse mode: the cotangent of each operand from those of the results (never null). A null value means
        nought. A cotangent has exactly its operand's type.
      }], "::llvm::SmallVector<::mlir::Value>", "vjp",
      (ins "::tcc::ir::RuleBuilder &":$g, "::mlir::ValueRange":$cotangents)>,
    InterfaceMethod<[{
        Forward mode: the tangent of each result from those of the operands. A null value, given or returned,
        means nought.
      }], "::llvm::SmallVector<::mlir::Value>", "jvp",
      (ins "::tcc::ir::RuleBuilder &":$g, "::mlir::ValueRange":$tangents)>
  ];
}

def LowersToLinalg : OpInterface<"LowersToLinalg"> {
  let cppNamespace = "::tcc::ir";
  let description = [{ The op as linalg, tensor and arith ops on tensors. Shapes are static by then. }];
  let methods = [
    InterfaceMethod<[{ Replacement of each result, or failure after a diagnostic. }],
      "::llvm::FailureOr<::llvm::SmallVector<::mlir::Value>>", "lower",
      (ins "::mlir::OpBuilder &":$b)>
  ];
}

def ScalarCode : OpInterface<"ScalarCode"> {
  let cppNamespace = "::tcc::ir";
  let description = [{
    An elementwise op: each element of its only result is computed from the elements of the operands at the same place.
    Regions that compute on single elements consist of these.
  }];
  let methods = [
    InterfaceMethod<[{ One element of the result from one of each operand, in arith and math ops. }],
      "::mlir::Value", "lowerElement", (ins "::mlir::OpBuilder &":$b, "::mlir::ValueRange":$elements)>
  ];
}

def Composite : OpInterface<"Composite"> {
  let cppNamespace = "::tcc::ir";
  let description = [{ The op as other tcc ops. }];
  let methods = [
    InterfaceMethod<[{ Replacement of each result. }],
      "::llvm::SmallVector<::mlir::Value>", "decompose", (ins "::tcc::ir::RuleBuilder &":$g)>
  ];
}

def FunctionTransform : OpInterface<"FunctionTransform"> {
  let cppNamespace = "::tcc::ir";
  let description = [{
    A transformed function, applied: the operands are the arguments of the function that the attribute `callee` names.
  }];
  let methods = [
    InterfaceMethod<[{ The types of the results, given the function's type; failure after a diagnostic. }],
      "::llvm::FailureOr<::llvm::SmallVector<::mlir::Type>>", "resultTypes",
      (ins "::mlir::FunctionType":$callee)>,
    InterfaceMethod<[{
        Adds to `body`, a copy of the function's only block in which nothing is left to expand, what the transform
        computes, before the terminator. Returns a value for each result, or failure after a diagnostic.
      }], "::llvm::FailureOr<::llvm::SmallVector<::mlir::Value>>", "expand", (ins "::mlir::Block &":$body)>
  ];
}

#endif
