// Ops that walk along an axis and give what they have at each step.
#ifndef TCC_DIALECT_TCC_OPS_CUMULATE
#define TCC_DIALECT_TCC_OPS_CUMULATE

include "tcc/Dialect/Tcc/Ops/Reducer.td"

def CumulateOp : Tcc_Structured<"cumulate", [DeclareOpInterfaceMethods<SplitsComplex>]> {
  let summary = "running sum, product, maximum, minimum or log of summed exponentials";
  let description = [{
    Each element of the result combines the elements up to its own place along `axis`; with `reverse`, those from its
    place on. The reducer is one of sum, prod, max, min, logsumexp (of floats). Of equal elements, the running maximum
    and minimum share the derivative.

    ```mlir
    %0 = tcc.cumulate sum %x axis 1 : tensor<4x9xf32>
    %1 = tcc.cumulate logsumexp %x axis 0 reverse : tensor<4x9xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldTensor:$x, Tcc_ReducerProp:$reducer, I64Attr:$axis, UnitAttr:$reverse);
  let results = (outs Tcc_FieldTensor:$result);
  let assemblyFormat = "custom<Reducer>($reducer) $x `axis` $axis (`reverse` $reverse^)? attr-dict `:` type($x)";
}

def RecurrenceOp : Tcc_Structured<"recurrence"> {
  let summary = "first-order linear recurrence along an axis";
  let description = [{
    `y[i] = a[i] * y[i-1] + b[i]` along `axis`, from `y[-1] = 0`; with `reverse` from the last element to the first. It
    is what running ops differentiate to, and a filter or a linear state of its own right.

    ```mlir
    %0 = tcc.recurrence %a, %b axis 1 : tensor<4x9xf32>, tensor<4x9xf32>
    ```
  }];
  let arguments = (ins Tcc_FloatTensor:$a, Tcc_FloatTensor:$b, I64Attr:$axis, UnitAttr:$reverse);
  let results = (outs Tcc_FloatTensor:$result);
  let assemblyFormat = "$a `,` $b `axis` $axis (`reverse` $reverse^)? attr-dict `:` type($a) `,` type($b)";
}

#endif
