// Ops that make or move elements without computing with them.
#ifndef TCC_DIALECT_TCC_OPS_SHAPE
#define TCC_DIALECT_TCC_OPS_SHAPE

include "tcc/Dialect/Tcc/Ops/Structured.td"

def IotaOp : Tcc_StructuredWithoutDerivative<"iota"> {
  let summary = "the index along an axis";
  let description = [{
    Each element is its own index along `axis`, as a number of the element type.

    ```mlir
    %0 = tcc.iota f32 shape [2, 3] axis 1   // [[0, 1, 2], [0, 1, 2]]
    ```
  }];
  let arguments = (ins TypeAttr:$element_type, DenseI64ArrayAttr:$shape, I64Attr:$axis);
  let results = (outs Tcc_NumberTensor:$result);
  let assemblyFormat = "$element_type `shape` $shape `axis` $axis attr-dict";
}

def BroadcastOp : Tcc_Structured<"broadcast", [Tcc_MovesElements]> {
  let summary = "repeat a tensor to a larger shape";
  let description = [{
    NumPy's rule: dimensions are matched from the last one backwards, each equal to the target's or 1; missing leading
    ones are added. A -1 in the target keeps the operand's dimension.

    ```mlir
    %0 = tcc.broadcast %bias to [32, 10] : tensor<10xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, DenseI64ArrayAttr:$shape);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$x `to` $shape attr-dict `:` type($x)";
  let hasFolder = 1;
}

def ReshapeOp : Tcc_Structured<"reshape", [Tcc_MovesElements]> {
  let summary = "the same elements in another shape";
  let description = [{
    Elements keep their row-major order. One dimension may be -1: it is what the others leave.

    ```mlir
    %0 = tcc.reshape %images to [-1, 784] : tensor<32x28x28xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, DenseI64ArrayAttr:$shape);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$x `to` $shape attr-dict `:` type($x)";
  let hasFolder = 1;
}

def TransposeOp : Tcc_Structured<"transpose", [Tcc_MovesElements]> {
  let summary = "reorder the axes";
  let description = [{
    Axis `i` of the result is axis `permutation[i]` of the operand.

    ```mlir
    %0 = tcc.transpose %x permutation [0, 2, 1] : tensor<4x8x16xf32>   // tensor<4x16x8xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, DenseI64ArrayAttr:$permutation);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$x `permutation` $permutation attr-dict `:` type($x)";
  let hasFolder = 1;
}

def ReverseOp : Tcc_Structured<"reverse", [Tcc_MovesElements]> {
  let summary = "elements in the opposite order";
  let description = [{
    Along each of `axes` the last element comes first.

    ```mlir
    %0 = tcc.reverse %x axes [1] : tensor<4x8xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, DenseI64ArrayAttr:$axes);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$x `axes` $axes attr-dict `:` type($x)";
  let hasFolder = 1;
}

def SliceOp : Tcc_Structured<"slice", [Tcc_MovesElements]> {
  let summary = "every stride-th element between start and limit";
  let description = [{
    Along each axis the elements `start`, `start + stride`, ... below `limit`. A limit of -1 is the end of the axis;
    strides are 1 where none are given.

    ```mlir
    %0 = tcc.slice %x starts [0, 2] limits [-1, 8] strides [1, 3] : tensor<?x8xf32>   // tensor<?x2xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, DenseI64ArrayAttr:$starts, DenseI64ArrayAttr:$limits,
                   DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$strides);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$x `starts` $starts `limits` $limits (`strides` $strides^)? attr-dict `:` type($x)";
  let hasFolder = 1;
}

def PadOp : Tcc_Structured<"pad", [Tcc_MovesElements]> {
  let summary = "surround a tensor with a value";
  let description = [{
    Along each axis `low` elements before, `high` after and `interior` between every two elements (0 where none are
    given) are `value`. Negative `low` and `high` take elements away instead, `interior` ones included.

    ```mlir
    %0 = tcc.pad %x, %zero low [1, 0] high [0, 2] : tensor<4x4xf32>, tensor<f32>   // tensor<5x6xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, Tcc_Tensor:$value, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high,
                   DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$interior);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = [{
    $x `,` $value `low` $low `high` $high (`interior` $interior^)? attr-dict `:` type($x) `,` type($value)
  }];
  let hasFolder = 1;
}

def ConcatenateOp : Tcc_Structured<"concatenate", [Tcc_MovesElements]> {
  let summary = "tensors one after the other along an axis";
  let description = [{
    All operands have the same element type and, but for `axis`, the same shape.

    ```mlir
    %0 = tcc.concatenate %a, %b axis 1 : tensor<2x3xf32>, tensor<2x5xf32>   // tensor<2x8xf32>
    ```
  }];
  let arguments = (ins Variadic<Tcc_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$inputs `axis` $axis attr-dict `:` type($inputs)";
  let hasFolder = 1;
}

#endif
