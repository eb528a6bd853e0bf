// Composites: softmax and the losses.
#ifndef TCC_DIALECT_TCC_OPS_COMPOSITE
#define TCC_DIALECT_TCC_OPS_COMPOSITE

include "tcc/Dialect/Tcc/Ops/Structured.td"

class Tcc_SoftmaxArguments {
  dag arguments = (ins Tcc_FloatTensor:$x, I64Attr:$axis);
  dag results = (outs Tcc_FloatTensor:$result);
  string assemblyFormat = "$x `axis` $axis attr-dict `:` type($x)";
}

def SoftmaxOp : Tcc_DifferentiableComposite<"softmax">, Tcc_SoftmaxArguments {
  let summary = "exponentials over their sum";
  let description = [{
    exp(x) / sum(exp(x)) along `axis`, computed from x less its maximum, so that nothing overflows.

    ```mlir
    %0 = tcc.softmax %logits axis 1 : tensor<32x10xf32>
    ```
  }];
}

def LogSoftmaxOp : Tcc_DifferentiableComposite<"log_softmax">, Tcc_SoftmaxArguments {
  let summary = "logarithm of softmax";
  let description = [{
    x - log(sum(exp(x))) along `axis`, computed from x less its maximum: finite where softmax rounds to 0.

    ```mlir
    %0 = tcc.log_softmax %logits axis 1 : tensor<32x10xf32>
    ```
  }];
}

def CrossEntropyOp : Tcc_DifferentiableComposite<"cross_entropy"> {
  let summary = "cross entropy of logits with integer labels";
  let description = [{
    log(sum(exp(logits))) - logits[label] along the last axis: one loss per example. A label out of range picks 0.

    ```mlir
    %0 = tcc.cross_entropy %logits, %labels : tensor<32x10xf32>, tensor<32xi32>   // tensor<32xf32>
    ```
  }];
  let arguments = (ins Tcc_FloatTensor:$logits, Tcc_IntTensor:$labels);
  let results = (outs Tcc_FloatTensor:$result);
  let assemblyFormat = "$logits `,` $labels attr-dict `:` type($logits) `,` type($labels)";
}

class Tcc_LossArguments<string first> {
  dag arguments = !dag(ins, [Tcc_FloatTensor, Tcc_FloatTensor], [first, "targets"]);
  dag results = (outs Tcc_FloatTensor:$result);
  string assemblyFormat = "$" # first # " `,` $targets attr-dict `:` type($" # first # ") `,` type($targets)";
}

def BinaryCrossEntropyOp : Tcc_DifferentiableComposite<"binary_cross_entropy">, Tcc_LossArguments<"logits"> {
  let summary = "cross entropy of logits with probabilities";
  let description = [{
    -t log(sigmoid(x)) - (1 - t) log(1 - sigmoid(x)) per element, computed without overflow for any logit x.

    ```mlir
    %0 = tcc.binary_cross_entropy %logits, %targets : tensor<32xf32>, tensor<32xf32>   // tensor<32xf32>
    ```
  }];
}

def MseOp : Tcc_StructuredComposite<"mse">, Tcc_LossArguments<"predictions"> {
  let summary = "mean squared error";
  let description = [{
    The mean of (prediction - target)^2 over all elements: a scalar.

    ```mlir
    %0 = tcc.mse %predictions, %targets : tensor<32x1xf32>, tensor<32x1xf32>   // tensor<f32>
    ```
  }];
}

#endif
