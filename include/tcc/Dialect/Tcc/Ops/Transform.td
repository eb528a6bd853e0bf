// Transforms of functions, as ops: each stands for the ops that --tcc-expand-transforms puts in its place.
#ifndef TCC_DIALECT_TCC_OPS_TRANSFORM
#define TCC_DIALECT_TCC_OPS_TRANSFORM

include "mlir/IR/SymbolInterfaces.td"
include "tcc/Dialect/Tcc/TccBase.td"

def ValueAndGradOp : Op<Tcc_Dialect, "value_and_grad",
    [Pure, DeclareOpInterfaceMethods<FunctionTransform>, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a function's results, and the gradient of the first of them";
  let description = [{
    Results are all results of the function, the first of which must be a float of rank 0, then its gradient with
    respect to each argument that `wrt` lists.

    ```mlir
    %loss, %dw = tcc.value_and_grad @loss(%w, %x) wrt [0] : (tensor<8xf32>, tensor<8xf32>) -> (tensor<f32>, tensor<8xf32>)
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<Tcc_Tensor>:$args, DenseI64ArrayAttr:$wrt);
  let results = (outs Variadic<Tcc_Tensor>:$outs);
  let assemblyFormat = "$callee `(` $args `)` `wrt` $wrt attr-dict `:` functional-type($args, $outs)";
  let hasVerifier = 1;
}

#endif
