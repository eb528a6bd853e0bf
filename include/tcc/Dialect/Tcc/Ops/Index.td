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

def DynamicSliceOp : Tcc_Structured<"dynamic_slice", [Tcc_MovesElements]> {
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

def DynamicUpdateSliceOp : Tcc_Structured<"dynamic_update_slice", [Tcc_MovesElements]> {
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

def TakeOp : Tcc_StructuredComposite<"take", [Tcc_MovesElements]> {
  let summary = "rows by their indices";
  let description = [{
    For each index that row of the table (that slice across `axis`). Indices out of range are clamped to the first or
    last row. A `tcc.gather` written shortly.

    ```mlir
    %0 = tcc.take %table, %tokens axis 0 : tensor<1000x64xf32>, tensor<8x16xi32>   // tensor<8x16x64xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$table, Tcc_IntTensor:$indices, I64Attr:$axis);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$table `,` $indices `axis` $axis attr-dict `:` type($table) `,` type($indices)";
}

def ScatterAddOp : Tcc_StructuredComposite<"scatter_add", [DeclareOpInterfaceMethods<SplitsComplex>]> {
  let summary = "sum of rows by their indices";
  let description = [{
    The transpose of `tcc.take` along axis 0: a table of `rows` rows, each the sum of the updates whose index it is. Indices
    out of range are clamped, as there. A `tcc.scatter` written shortly.

    ```mlir
    %0 = tcc.scatter_add %updates, %tokens rows 1000 : tensor<8x16x64xf32>, tensor<8x16xi32>   // tensor<1000x64xf32>
    ```
  }];
  let arguments = (ins Tcc_FieldTensor:$updates, Tcc_IntTensor:$indices, I64Attr:$rows);
  let results = (outs Tcc_FieldTensor:$result);
  let assemblyFormat = "$updates `,` $indices `rows` $rows attr-dict `:` type($updates) `,` type($indices)";
}

/// A list of axes that need not be written where it is empty.
def Tcc_Axes : DefaultValuedOptionalAttr<DenseI64ArrayAttr, "{}">;

def GatherOp : Tcc_Structured<"gather", [Tcc_MovesElements]> {
  let summary = "windows of a tensor that begin where indices say";
  let description = [{
    StableHLO's gather, by the names that it gives to the axes. The vectors along `index_vector_dim` of the indices (behind
    the last axis: each index by itself) say where windows of `slice_sizes` begin, along the operand's axes
    `start_index_map`. In the result `offset_dims` run through a window, its `collapsed_slice_dims` left out; the others are
    those of the indices. Axes in `operand_batching_dims` and `start_indices_batching_dims` run along pairwise.

    A start is clamped so that the whole window lies inside. With `drop` a window that does not lie inside is all 0
    instead.

    ```mlir
    %0 = tcc.gather %x, %i sizes [1, 3] offset_dims [1] collapsed_slice_dims [0] start_index_map [0, 1] index_vector_dim 1
        : tensor<8x9xf32>, tensor<5x2xi32>   // tensor<5x3xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$operand, Tcc_IntTensor:$start_indices, DenseI64ArrayAttr:$slice_sizes,
                   Tcc_Axes:$offset_dims, Tcc_Axes:$collapsed_slice_dims, Tcc_Axes:$operand_batching_dims,
                   Tcc_Axes:$start_indices_batching_dims, Tcc_Axes:$start_index_map, I64Attr:$index_vector_dim,
                   UnitAttr:$indices_are_sorted, UnitAttr:$drop);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = [{
    $operand `,` $start_indices (`drop` $drop^)? `sizes` $slice_sizes (`offset_dims` $offset_dims^)?
    (`collapsed_slice_dims` $collapsed_slice_dims^)? (`operand_batching_dims` $operand_batching_dims^)?
    (`start_indices_batching_dims` $start_indices_batching_dims^)? (`start_index_map` $start_index_map^)?
    `index_vector_dim` $index_vector_dim attr-dict `:` type($operand) `,` type($start_indices)
  }];
  let builders = [OpBuilder<(ins "::mlir::Value":$operand, "::mlir::Value":$start_indices, "::llvm::ArrayRef<int64_t>":$slice_sizes,
    "const ::tcc::ir::IndexDims &":$dims, "bool":$drop)>];
}

def Tcc_Combiner : I32Enum<"Combiner", "what becomes of an element and its update", [
  I32EnumCase<"Set", 0, "set">, I32EnumCase<"Add", 1, "add">, I32EnumCase<"Mul", 2, "mul">, I32EnumCase<"Min", 3, "min">,
  I32EnumCase<"Max", 4, "max">, I32EnumCase<"Custom", 5, "custom">
]> {
  let cppNamespace = "::tcc::ir";
}
/// Written as its name everywhere, so that whatever makes ops can give a string.
def Tcc_CombinerProp : EnumProp<Tcc_Combiner> {
  let convertFromAttribute = [{
    auto name = ::mlir::dyn_cast_if_present<::mlir::StringAttr>($_attr);
    auto known = ::tcc::ir::symbolizeCombiner(name ? name.getValue() : "");
    if (!known)
      return $_diag() << "unknown combiner " << $_attr << ": expected set, add, mul, min, max or custom";
    $_storage = *known;
    return ::mlir::success();
  }];
  let convertToAttribute = [{ return ::mlir::StringAttr::get($_ctxt, ::tcc::ir::stringifyCombiner($_storage)); }];
}

def ScatterOp : Tcc_Primitive<"scatter", !listconcat(Tcc_ScalarRegions, [SameVariadicOperandSize,
    DeclareOpInterfaceMethods<Differentiable, ["unfold"]>,
    DeclareOpInterfaceMethods<SplitsComplex>])>,
    Tcc_InferManyFromAdaptor {
  let summary = "windows of a tensor combined with updates, where indices say";
  let description = [{
    StableHLO's scatter, by the names that it gives to the axes: the operands with each element of the updates combined
    into the place that `tcc.gather` would read it from (`update_window_dims` are its offset_dims, `inserted_window_dims` its
    collapsed_slice_dims, and so on). The combiner is one of set, add, mul, min, max, or `custom`: a region of an element
    of each operand, then of each update. Updates are applied in their order, window by window: the result is always
    the same. A window that does not lie inside the operand is left out as a whole; with `clip` its start is clamped
    instead, as that of a gather.

    Differentiable for one operand and a combiner with a name (or a region that amounts to one); ties of min and max share
    equally. `unique_indices` promises that no place is written twice; any region is differentiable then.

    ```mlir
    %0 = tcc.scatter add %x at %i from %u update_window_dims [1] inserted_window_dims [0] scatter_dims_to_operand_dims [0]
        index_vector_dim 1 : tensor<8x3xf32> at tensor<5xi32> from tensor<5x3xf32>
    ```
  }];
  let arguments = (ins Variadic<Tcc_Tensor>:$inputs, Tcc_IntTensor:$scatter_indices, Variadic<Tcc_Tensor>:$updates,
                   Tcc_CombinerProp:$combiner, Tcc_Axes:$update_window_dims, Tcc_Axes:$inserted_window_dims,
                   Tcc_Axes:$input_batching_dims, Tcc_Axes:$scatter_indices_batching_dims,
                   Tcc_Axes:$scatter_dims_to_operand_dims, I64Attr:$index_vector_dim, UnitAttr:$indices_are_sorted,
                   UnitAttr:$unique_indices, UnitAttr:$clip);
  let results = (outs Variadic<Tcc_Tensor>:$outputs);
  let regions = (region AnyRegion:$body);
  let assemblyFormat = [{
    custom<Combiner>($combiner) $inputs `at` $scatter_indices `from` $updates (`clip` $clip^)?
    (`update_window_dims` $update_window_dims^)? (`inserted_window_dims` $inserted_window_dims^)?
    (`input_batching_dims` $input_batching_dims^)? (`scatter_indices_batching_dims` $scatter_indices_batching_dims^)?
    (`scatter_dims_to_operand_dims` $scatter_dims_to_operand_dims^)? `index_vector_dim` $index_vector_dim attr-dict
    `:` type($inputs) `at` type($scatter_indices) `from` type($updates) (`by` $body^)?
  }];
  let builders = [OpBuilder<(ins "::tcc::ir::Combiner":$combiner, "::mlir::Value":$input, "::mlir::Value":$scatter_indices,
    "::mlir::Value":$updates, "const ::tcc::ir::IndexDims &":$dims, "bool":$clip, "bool":$unique)>];
  let hasRegionVerifier = 1;
}

#endif
