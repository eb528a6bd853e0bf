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
        The values that the derivative is by: the operands, and what regions read from outside.
      }], "::llvm::SmallVector<::mlir::Value>", "getPrimals", (ins), [{}],
      [{ return ::llvm::SmallVector<::mlir::Value>($_op->getOperands()); }]>,
    InterfaceMethod<[{
        A form whose parts have the derivative, where the op itself has none in the form that it is in: the replacement
        of each result. Nothing where the rules below do.
      }], "::llvm::SmallVector<::mlir::Value>", "unfold", (ins "::tcc::ir::RuleBuilder &":$g), [{}], [{ return {}; }]>,
    InterfaceMethod<[{
        Reverse mode: the cotangent of each primal from those of the results (never null). A null value means
        nought. A cotangent has exactly its primal's type. A rule that cannot reports why and returns nothing.
      }], "::llvm::SmallVector<::mlir::Value>", "vjp",
      (ins "::tcc::ir::RuleBuilder &":$g, "::mlir::ValueRange":$cotangents)>,
    InterfaceMethod<[{
        Forward mode: the tangent of each result from those of the primals. A null value, given or returned,
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
    InterfaceMethod<[{ One element of the result from one of each operand, in arith and math ops, all of the types
        that linalg bodies compute with (LinalgBuilder.h). }],
      "::mlir::Value", "lowerElement", (ins "::mlir::OpBuilder &":$b, "::mlir::ValueRange":$elements)>
  ];
}

def SplitsComplex : OpInterface<"SplitsComplex"> {
  let cppNamespace = "::tcc::ir";
  let description = [{
    What the op is on complex numbers, in ops on their real and imaginary parts (ComplexBuilder.h), by which it is lowered and
    differentiated. One that moves elements says so by a trait instead.
  }];
  let methods = [
    InterfaceMethod<[{ The results, from the operands; none where the op is not defined on complex numbers. }],
      "::llvm::SmallVector<::tcc::ir::Complex>", "splitComplex",
      (ins "::tcc::ir::ComplexBuilder &":$c, "::llvm::ArrayRef<::tcc::ir::Complex>":$in)>
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

def HoldsCode : OpInterface<"HoldsCode"> {
  let cppNamespace = "::tcc::ir";
  let description = [{ An op with regions of tcc ops, which end with `tcc.yield`. }];
  let methods = [
    InterfaceMethod<[{ The types of a region's arguments, given those of the operands. }],
      "::llvm::SmallVector<::mlir::Type>", "getRegionArgumentTypes", (ins "unsigned":$region)>,
    InterfaceMethod<[{ The regions that are run many times: what is the same each time is computed before. }],
      "::llvm::SmallVector<::mlir::Region *>", "getRepeatedRegions", (ins), [{}], [{ return {}; }]>
  ];
}

#endif
