// Order: sorting, and the largest ones.
#ifndef TCC_DIALECT_TCC_OPS_SORT
#define TCC_DIALECT_TCC_OPS_SORT

include "tcc/Dialect/Tcc/Ops/Structured.td"

def Tcc_SortOrder : I32Enum<"SortOrder", "which of two elements comes first", [
  I32EnumCase<"Ascending", 0, "ascending">, I32EnumCase<"Descending", 1, "descending">,
  I32EnumCase<"Custom", 2, "custom">
]> {
  let cppNamespace = "::tcc::ir";
}
/// Written as its name everywhere, so that whatever makes ops can give a string.
def Tcc_SortOrderProp : EnumProp<Tcc_SortOrder> {
  let convertFromAttribute = [{
    auto name = ::mlir::dyn_cast_if_present<::mlir::StringAttr>($_attr);
    auto known = ::tcc::ir::symbolizeSortOrder(name ? name.getValue() : "");
    if (!known)
      return $_diag() << "unknown order " << $_attr << ": expected ascending, descending or custom";
    $_storage = *known;
    return ::mlir::success();
  }];
  let convertToAttribute = [{ return ::mlir::StringAttr::get($_ctxt, ::tcc::ir::stringifySortOrder($_storage)); }];
}

def SortOp : Tcc_DifferentiablePrimitive<"sort", Tcc_ScalarRegions>, Tcc_InferManyFromAdaptor {
  let summary = "elements in order along an axis, of several tensors at once";
  let description = [{
    The order is that of the first operand; the elements of the others go where those of the first one go. NaN counts as
    the largest number and -0 as 0. What is equal keeps its order. `custom` takes the order from a region: whether the
    first element of each pair comes before the second, the pairs one for each operand. A region that contradicts itself
    leaves the elements in some order. The derivative goes through the places that elements came from.

    ```mlir
    %0:2 = tcc.sort ascending %keys, %values axis 1 : tensor<4x8xf32>, tensor<4x8xi32>
    %1 = tcc.sort custom %x axis 0 : tensor<8xf32> by {
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %c = tcc.compare gt %a, %b : tensor<f32>, tensor<f32>
      tcc.yield %c : tensor<i1>
    }
    ```
  }];
  let arguments = (ins Variadic<Tcc_Tensor>:$inputs, I64Attr:$axis, Tcc_SortOrderProp:$order);
  let results = (outs Variadic<Tcc_Tensor>:$sorted);
  let regions = (region AnyRegion:$comparator);
  let assemblyFormat = [{
    custom<SortOrder>($order) $inputs `axis` $axis attr-dict `:` type($inputs) (`by` $comparator^)?
  }];
  let builders = [OpBuilder<(ins "::tcc::ir::SortOrder":$order, "::mlir::ValueRange":$inputs, "int64_t":$axis)>];
  let hasRegionVerifier = 1;
}

def TopKOp : Tcc_Composite<"top_k">, Tcc_InferManyFromAdaptor {
  let summary = "the k largest along the last axis";
  let description = [{
    The largest first, and where they were (i32). Of equal ones that with the lower place comes first; NaN is the largest.

    ```mlir
    %values, %places = tcc.top_k %x k 3 : tensor<4x8xf32>   // tensor<4x3xf32>, tensor<4x3xi32>
    ```
  }];
  let arguments = (ins Tcc_NumberTensor:$x, I64Attr:$k);
  let results = (outs Tcc_NumberTensor:$values, Tcc_IntTensor:$places);
  let assemblyFormat = "$x `k` $k attr-dict `:` type($x)";
}

#endif
