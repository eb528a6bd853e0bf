// Random numbers as pure functions of a key: Philox4x32-10 (Salmon et al., SC'11).
#ifndef TCC_DIALECT_TCC_OPS_RANDOM
#define TCC_DIALECT_TCC_OPS_RANDOM

include "tcc/Dialect/Tcc/Ops/Structured.td"

/// The key is (seed, step); `id` tells the random ops of a program apart.
class Tcc_RandomArguments {
  dag arguments = (ins RankedTensorOf<[I64]>:$key, TypeAttr:$element_type, DenseI64ArrayAttr:$shape, I64Attr:$id);
  dag results = (outs Tcc_FloatTensor:$result);
  string assemblyFormat = "$key `,` $element_type `shape` $shape `id` $id attr-dict `:` type($key)";
}

def UniformOp : Tcc_StructuredWithoutDerivative<"uniform">, Tcc_RandomArguments {
  let summary = "random numbers in [0, 1)";
  let description = [{
    A pure function of key, `id` and position. With `e` an element's row-major index, it is word `e mod 4` of the block

    - key:     low and high half of the seed, `key[0]`
    - counter: `e / 4`, `id`, low and high half of the step, `key[1]`

    (as `tccrt_philox4x32` computes it), its upper p bits over 2^p: p is the element type's precision, at most 32.

    ```mlir
    %0 = tcc.uniform %key, f32 shape [32, 128] id 0 : tensor<2xi64>
    ```
  }];
}

def NormalOp : Tcc_StructuredWithoutDerivative<"normal">, Tcc_RandomArguments {
  let summary = "random numbers of the standard normal distribution";
  let description = [{
    Box and Muller's transform of two words of the Philox block `e / 2` (counter and key as in `tcc.uniform`): with `u`
    and `v` the uniform numbers of words `2 (e mod 2)` and `2 (e mod 2) + 1`, sqrt(-2 log(1 - u)) cos(2 pi v).

    ```mlir
    %0 = tcc.normal %key, f32 shape [784, 128] id 1 : tensor<2xi64>
    ```
  }];
}

#endif
