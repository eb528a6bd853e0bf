// Constants, and the same elements in another type.
#ifndef TCC_DIALECT_TCC_OPS_CONVERT
#define TCC_DIALECT_TCC_OPS_CONVERT

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"

def ConstantOp : Tcc_Primitive<"constant", [ConstantLike, Tcc_ZeroDerivative,
                                            DeclareOpInterfaceMethods<ScalarCode>]> {
  let summary = "a tensor known at compile time";
  let description = [{
    ```mlir
    %0 = tcc.constant dense<[1.0, 2.0]> : tensor<2xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}

def ConvertOp : Tcc_Primitive<"convert", [DeclareOpInterfaceMethods<Differentiable>,
                                          DeclareOpInterfaceMethods<ScalarCode>]> {
  let summary = "the same numbers in another element type";
  let description = [{
    Floats become integers by rounding towards nought; what does not fit becomes the nearest number that does, and NaN
    becomes 0. Integers become narrower by dropping upper bits. Only 0 is false.

    ```mlir
    %0 = tcc.convert %x to f64 : tensor<4xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, TypeAttr:$to);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$x `to` $to attr-dict `:` type($x)";
  let hasFolder = 1;
}

#endif
