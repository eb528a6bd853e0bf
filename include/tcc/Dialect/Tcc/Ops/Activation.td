// What neurons do with a sum, element by element.
#ifndef TCC_DIALECT_TCC_OPS_ACTIVATION
#define TCC_DIALECT_TCC_OPS_ACTIVATION

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"

def SigmoidOp : Tcc_Unary<"sigmoid", Tcc_FloatOrComplexTensor, ["g.mul(t, g.mul(y, g.sub(1, y)))"]> {
  let summary = "1 / (1 + exp(-x))";
  let description = [{
    ```mlir
    %0 = tcc.sigmoid %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.logistic(x)";
  let complex = "c.sigmoid(x)";
}

def ReluOp : Tcc_Unary<"relu", Tcc_NumberTensor,
    ["g.select(g.compare(ComparePredicate::Gt, x, 0.0), t, g.scalar(t, 0))"]> {
  let summary = "the greater of x and 0";
  let description = [{
    The derivative at 0 is 0.

    ```mlir
    %0 = tcc.relu %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.maximum(x, s.like(x, 0))";
  let isExact = 1;
  let value = "maximum(x, decltype(x)(0))";
}

def GeluOp : Tcc_Composite<"gelu"> {
  let summary = "x times the probability that a normal variable is below x";
  let description = [{
    By the error function, or by the usual tanh formula if `approximate` is given.

    ```mlir
    %0 = tcc.gelu %x : tensor<4xf32>
    %1 = tcc.gelu %x {approximate} : tensor<4xf32>
    ```
  }];
  let arguments = (ins Tcc_FloatTensor:$x, UnitAttr:$approximate);
  let results = (outs Tcc_FloatTensor:$result);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

#endif
