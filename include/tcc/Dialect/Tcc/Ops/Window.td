// SlidingWindows that slide over a tensor.
#ifndef TCC_DIALECT_TCC_OPS_WINDOW
#define TCC_DIALECT_TCC_OPS_WINDOW

include "tcc/Dialect/Tcc/Ops/Reducer.td"

/// How windows lie over a tensor: a number per axis each; strides and dilations are 1, padding is 0 where none is given.
class Tcc_Window {
  dag windowAttributes = (ins
    DenseI64ArrayAttr:$window, DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$strides,
    DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$low, DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$high,
    DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$window_dilation);
  dag baseAttributes = (ins DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">:$base_dilation);
  string windowFormat = "`window` $window (`strides` $strides^)? (`low` $low^)? (`high` $high^)? "
                        "(`window_dilation` $window_dilation^)? ";
  string baseFormat = "(`base_dilation` $base_dilation^)? ";
}

def PoolOp : Tcc_Primitive<"pool", [DeclareOpInterfaceMethods<Differentiable, ["unfold"]>,
    DeclareOpInterfaceMethods<SplitsComplex>]>, Tcc_InferFromAdaptor, Tcc_Window {
  let summary = "sum, product, maximum or minimum of each window";
  let description = [{
    Along each axis, windows of `window` elements, `strides` apart, over the operand with `low` and `high` elements of
    padding (fewer than none cut it off). With `base_dilation` d there are d - 1 elements of padding between any two;
    with `window_dilation` d, the elements of a window are d apart. Padding changes no result: it is 0 to a sum, 1 to a
    product, the least number to a maximum. The derivative of a maximum or minimum goes to the first such element of
    the window.

    ```mlir
    %0 = tcc.pool max %x window [1, 2, 2, 1] strides [1, 2, 2, 1] : tensor<8x28x28x16xf32>   // tensor<8x14x14x16xf32>
    ```
  }];
  let arguments = !con((ins Tcc_FieldTensor:$x, Tcc_ReducerProp:$reducer), windowAttributes,
                       baseAttributes);
  let results = (outs Tcc_FieldTensor:$result);
  let assemblyFormat = "custom<Reducer>($reducer) $x " # windowFormat # baseFormat
                       # "attr-dict `:` type($x)";
}

def ReduceWindowOp : Tcc_Primitive<"reduce_window", !listconcat(Tcc_ScalarRegions, [
    DeclareOpInterfaceMethods<Differentiable, ["unfold"]>, SameVariadicOperandSize,
    RangedTypesMatchWith<"an initial value is one element of its input", "inputs", "inits", "scalarsOf($_self)">])>,
    Tcc_InferManyFromAdaptor, Tcc_Window {
  let summary = "any reduction of each window, of several tensors at once";
  let description = [{
    SlidingWindows as of `tcc.pool`; the region combines elements as that of `tcc.reduce` does. Padding is the initial value,
    with which every result starts, too. SlidingWindows that reach from each element to an end of the axis take time in
    proportion to its length where the initial value changes nothing. A region of one sum, maximum or minimum, whose initial value changes nothing, is
    differentiated as `tcc.pool`; any other one is not.

    ```mlir
    %0 = tcc.reduce_window %x from %one window [3] : tensor<9xf32> {
    ^bb0(%product: tensor<f32>, %a: tensor<f32>):
      %p = tcc.mul %product, %a : tensor<f32>, tensor<f32>
      tcc.yield %p : tensor<f32>
    }   // tensor<7xf32>
    ```
  }];
  let arguments = !con((ins Variadic<Tcc_Tensor>:$inputs, Variadic<Tcc_Tensor>:$inits), windowAttributes, baseAttributes);
  let results = (outs Variadic<Tcc_Tensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$inputs `from` $inits " # windowFormat # baseFormat
                       # "attr-dict `:` type($inputs) $body";
  let hasRegionVerifier = 1;
}

def SelectAndScatterOp : Tcc_DifferentiablePrimitive<"select_and_scatter", Tcc_ScalarRegions>,
    Tcc_InferFromAdaptor, Tcc_Window {
  let summary = "each window's value, put where the window's chosen element stands";
  let description = [{
    SlidingWindows over `x`, whose padding is no part of them. The first region chooses an element of each: it tells, in
    row-major order, whether the one chosen so far is kept against the next. Where it stands, the window's element of
    `source` is combined with what is there by the second region; all places begin with `init`. With `ge` and a sum it is
    the transpose of the derivative of a maximum. The derivative, where the second region is a sum, goes to `source` and
    `init`.

    ```mlir
    %0 = tcc.select_and_scatter %x, %dy, %zero window [2, 2] strides [2, 2] : tensor<4x6xf32>, tensor<2x3xf32>, tensor<f32>
      select {
      ^bb0(%a: tensor<f32>, %b: tensor<f32>):
        %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
        tcc.yield %keep : tensor<i1>
      } scatter {
      ^bb0(%a: tensor<f32>, %b: tensor<f32>):
        %sum = tcc.add %a, %b : tensor<f32>, tensor<f32>
        tcc.yield %sum : tensor<f32>
      }   // tensor<4x6xf32>
    ```
  }];
  let arguments = !con((ins Tcc_NumberTensor:$x, Tcc_NumberTensor:$source, Tcc_NumberTensor:$init), windowAttributes);
  let results = (outs Tcc_NumberTensor:$result);
  let regions = (region SizedRegion<1>:$select, SizedRegion<1>:$scatter);
  let assemblyFormat = "$x `,` $source `,` $init " # windowFormat
                       # "attr-dict `:` type($x) `,` type($source) `,` type($init) `select` $select `scatter` $scatter";
  let hasRegionVerifier = 1;
}

def SelectAndGatherOp : Tcc_DifferentiablePrimitive<"select_and_gather", Tcc_ScalarRegions>,
    Tcc_InferFromAdaptor, Tcc_Window {
  let summary = "of each window, the element where another tensor's chosen element stands";
  let description = [{
    Chooses an element of each window over `x`, as `tcc.select_and_scatter` does, and gives the element of `t` at its
    place; 0 for a window of padding only. It is linear in `t`: the derivative of a maximum of windows.

    ```mlir
    %0 = tcc.select_and_gather %x, %t window [2, 2] strides [2, 2] : tensor<4x6xf32>, tensor<4x6xf32> {
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %keep = tcc.compare ge %a, %b : tensor<f32>, tensor<f32>
      tcc.yield %keep : tensor<i1>
    }   // tensor<2x3xf32>
    ```
  }];
  let arguments = !con((ins Tcc_NumberTensor:$x, Tcc_NumberTensor:$t), windowAttributes);
  let results = (outs Tcc_NumberTensor:$result);
  let regions = (region SizedRegion<1>:$select);
  let assemblyFormat = "$x `,` $t " # windowFormat # "attr-dict `:` type($x) `,` type($t) $select";
  let hasRegionVerifier = 1;
}

#endif
