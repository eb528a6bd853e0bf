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
