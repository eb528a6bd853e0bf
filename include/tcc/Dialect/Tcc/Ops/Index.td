// Ops that take integers as positions.
#ifndef TCC_DIALECT_TCC_OPS_INDEX
#define TCC_DIALECT_TCC_OPS_INDEX

include "tcc/Dialect/Tcc/Ops/Structured.td"

def OneHotOp : Tcc_StructuredWithoutDerivative<"one_hot"> {
  let summary = "integers as unit vectors";
  let description = [{
    Adds a last axis of extent `depth` that holds one where it equals the index and zero elsewhere: all zero where the
    index is out of range.

    ```mlir
    %0 = tcc.one_hot %labels depth 10 as f32 : tensor<32xi32>   // tensor<32x10xf32>
    ```
  }];
  let arguments = (ins Tcc_IntTensor:$indices, I64Attr:$depth, TypeAttr:$element_type);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$indices `depth` $depth `as` $element_type attr-dict `:` type($indices)";
}

def DynamicSliceOp : Tcc_Structured<"dynamic_slice"> {
  let summary = "a slice that begins at computed positions";
  let description = [{
    `slice_sizes` elements along each axis from the start of that axis on, an integer of rank 0. A start is clamped so that
    the whole slice lies inside the operand.

    ```mlir
    %0 = tcc.dynamic_slice %x, %i, %j sizes [1, 3] : tensor<4x8xf32>, tensor<i32>, tensor<i32>   // tensor<1x3xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, Variadic<Tcc_IntTensor>:$start_indices, DenseI64ArrayAttr:$slice_sizes);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "operands `sizes` $slice_sizes attr-dict `:` type(operands)";
  let hasFolder = 1;
}

def DynamicUpdateSliceOp : Tcc_Structured<"dynamic_update_slice"> {
  let summary = "a slice at computed positions replaced";
  let description = [{
    The operand with `update` in the place of the slice that `tcc.dynamic_slice` would take: starts are clamped as there.
    Where nobody needs the operand any more this costs what the update has elements.

    ```mlir
    %0 = tcc.dynamic_update_slice %x, %row, %i, %j : tensor<4x8xf32>, tensor<1x8xf32>, tensor<i32>, tensor<i32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, Tcc_Tensor:$update, Variadic<Tcc_IntTensor>:$start_indices);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` type(operands)";
  let hasFolder = 1;
}

def GatherOp : Tcc_Structured<"gather"> {
  let summary = "rows by their indices";
  let description = [{
    Row `indices[i]` of the table (its axis 0) for each `i`. Indices out of range are clamped to the first or last row.

    ```mlir
    %0 = tcc.gather %table, %tokens : tensor<1000x64xf32>, tensor<8x16xi32>   // tensor<8x16x64xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$table, Tcc_IntTensor:$indices);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$table `,` $indices attr-dict `:` type($table) `,` type($indices)";
}

def ScatterAddOp : Tcc_Structured<"scatter_add"> {
  let summary = "sum of rows by their indices";
  let description = [{
    The transpose of `tcc.gather`: a table of `rows` rows, each the sum of the updates whose index it is. Indices out of
    range are clamped, as there.

    ```mlir
    %0 = tcc.scatter_add %updates, %tokens rows 1000 : tensor<8x16x64xf32>, tensor<8x16xi32>   // tensor<1000x64xf32>
    ```
  }];
  let arguments = (ins Tcc_NumberTensor:$updates, Tcc_IntTensor:$indices, I64Attr:$rows);
  let results = (outs Tcc_NumberTensor:$result);
  let assemblyFormat = "$updates `,` $indices `rows` $rows attr-dict `:` type($updates) `,` type($indices)";
}

#endif
