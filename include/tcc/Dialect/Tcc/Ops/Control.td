// Control flow, and the terminator of regions.
#ifndef TCC_DIALECT_TCC_OPS_CONTROL
#define TCC_DIALECT_TCC_OPS_CONTROL

include "tcc/Dialect/Tcc/TccBase.td"

def YieldOp : Op<Tcc_Dialect, "yield", [Pure, Terminator]> {
  let summary = "what a region gives to the op that holds it";
  let description = [{
    Ends a region of a tcc op. How many values there are, and of which types, is the holder's business.

    ```mlir
    tcc.yield %next, %sum : tensor<i32>, tensor<4xf32>
    ```
  }];
  let arguments = (ins Variadic<Tcc_Tensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
  let hasVerifier = 1;
}

#endif
