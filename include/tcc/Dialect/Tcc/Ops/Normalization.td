// Composites that normalise along axes, and attention, which does so with its scores.
#ifndef TCC_DIALECT_TCC_OPS_NORMALIZATION
#define TCC_DIALECT_TCC_OPS_NORMALIZATION

include "tcc/Dialect/Tcc/Ops/Structured.td"

def LogSumExpOp : Tcc_DifferentiableComposite<"log_sum_exp"> {
  let summary = "logarithm of the sum of exponentials along an axis";
  let description = [{
    Computed from x less its maximum, so that nothing overflows; -infinity where all elements are, or there is none.

    ```mlir
    %0 = tcc.log_sum_exp %logits axis 1 : tensor<32x10xf32>   // tensor<32xf32>
    ```
  }];
  let arguments = (ins Tcc_FloatTensor:$x, I64Attr:$axis);
  let results = (outs Tcc_FloatTensor:$result);
  let assemblyFormat = "$x `axis` $axis attr-dict `:` type($x)";
}

def LayerNormOp : Tcc_DifferentiableComposite<"layer_norm"> {
  let summary = "mean 0 and variance 1 over axes";
  let description = [{
    (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon), means over `axes`. Scale and bias are ops of their own, which
    fuse with it. Over the batch's axis it is batch normalisation's training form, over a group's axes group normalisation.

    ```mlir
    %0 = tcc.layer_norm %x axes [1] epsilon 1.0e-5 : tensor<32x768xf32>
    ```
  }];
  let arguments = (ins Tcc_FloatTensor:$x, DenseI64ArrayAttr:$axes, F64Attr:$epsilon);
  let results = (outs Tcc_FloatTensor:$result);
  let assemblyFormat = "$x `axes` $axes `epsilon` $epsilon attr-dict `:` type($x)";
}

def AttentionOp : Tcc_StructuredComposite<"attention"> {
  let summary = "scaled dot-product attention";
  let description = [{
    softmax(scale * q k^T + bias) v, where the last two axes are matrices and leading ones, batches and heads, are the same
    for q, k and v. `bias` broadcasts to the scores. With `causal` a query sees no key after its own place.

    ```mlir
    %0 = tcc.attention %q, %k, %v scale 0.125 causal
        : tensor<8x4x128x64xf32>, tensor<8x4x128x64xf32>, tensor<8x4x128x64xf32>
    ```
  }];
  let arguments = (ins Tcc_FloatTensor:$q, Tcc_FloatTensor:$k, Tcc_FloatTensor:$v, Optional<Tcc_FloatTensor>:$bias,
                   F64Attr:$scale, UnitAttr:$causal);
  let results = (outs Tcc_FloatTensor:$result);
  let assemblyFormat = [{
    $q `,` $k `,` $v (`bias` $bias^)? `scale` $scale (`causal` $causal^)? attr-dict
    `:` type($q) `,` type($k) `,` type($v) (`,` type($bias)^)?
  }];
}

#endif
