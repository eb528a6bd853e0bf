// The exec dialect: kernels (fused groups) and the plan that launches them.
#ifndef TCC_DIALECT_EXEC_EXECOPS
#define TCC_DIALECT_EXEC_EXECOPS

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.td"

def Exec_Dialect : Dialect {
  let name = "exec";
  let cppNamespace = "::tcc::exec";
  let summary = "fused kernels and the plan that launches them";
  let useDefaultAttributePrinterParser = 1;
}

def Exec_Kind : I32EnumAttr<"Kind", "how a kernel is generated", [
    I32EnumAttrCase<"Elementwise", 0, "elementwise">,
    I32EnumAttrCase<"Rowwise", 1, "rowwise">,
    I32EnumAttrCase<"Contraction", 2, "contraction">,
    I32EnumAttrCase<"Loops", 3, "loops">]> {
  let cppNamespace = "::tcc::exec";
  let genSpecializedAttr = 0;
}
def Exec_KindAttr : EnumAttr<Exec_Dialect, Exec_Kind, "kind"> { let assemblyFormat = "`<` $value `>`"; }

def KernelOp : Op<Exec_Dialect, "kernel", [IsolatedFromAbove, Symbol]> {
  let summary = "one fused group: what is scheduled, cached, explained and profiled";
  let description = [{
    Block arguments are memrefs from birth: `inputs` of them are read, then `outputs` are written (every element), then
    scratch. Before bufferization the body is tensors between `bufferization.to_tensor` and
    `bufferization.materialize_in_destination`; afterwards linalg on memrefs. No two arguments alias: an input whose buffer is
    also an output is one argument (its output twin has no uses).

    ```mlir
    exec.kernel contraction @dense inputs 3 outputs 1 {
    ^bb0(%x: memref<32x784xf32>, %w: memref<784x128xf32>, %b: memref<128xf32>, %y: memref<32x128xf32>):
      ...
      exec.return
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, Exec_KindAttr:$kind, I64Attr:$inputs, I64Attr:$outputs,
                       DefaultValuedAttr<I64Attr, "0">:$flops, DefaultValuedAttr<I64Attr, "0">:$bytes,
                       DefaultValuedAttr<StrArrayAttr, "{}">:$fused);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::Block &getEntry() { return getBody().front(); }
    ::mlir::ArrayRef<::mlir::BlockArgument> getInputArguments() { return getEntry().getArguments().take_front(getInputs()); }
    ::mlir::ArrayRef<::mlir::BlockArgument> getOutputArguments() { return getEntry().getArguments().slice(getInputs(), getOutputs()); }
    ::mlir::ArrayRef<::mlir::BlockArgument> getScratchArguments() { return getEntry().getArguments().drop_front(getInputs() + getOutputs()); }
  }];
}

def ReturnOp : Op<Exec_Dialect, "return", [Terminator, Pure, HasParent<"KernelOp">]> {
  let summary = "ends a kernel";
  let assemblyFormat = "attr-dict";
}

def LaunchOp : Op<Exec_Dialect, "launch", [AttrSizedOperandSegments, DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
    DeclareOpInterfaceMethods<BufferizableOpInterface, ["bufferizesToMemoryRead", "bufferizesToMemoryWrite",
      "bufferizesToElementwiseAccess", "getAliasingValues", "bufferize"]>]> {
  let summary = "runs a kernel";
  let description = [{
    On tensors result i is tied to output i; on memrefs there are no results. `pointwise` lists the inputs whose buffer an
    output of the same type may take: the kernel reads element i of them before it writes element i of an output.

    ```mlir
    %y = exec.launch @dense pointwise [2] ins(%x, %w, %b : ...) outs(%d : tensor<32x128xf32>) -> tensor<32x128xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<AnyShaped>:$inputs, Variadic<AnyShaped>:$outputs,
                       Variadic<AnyMemRef>:$scratch, OptionalAttr<DenseI64ArrayAttr>:$pointwise);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $kernel (`pointwise` $pointwise^)? `ins` `(` ($inputs^ `:` type($inputs))? `)` `outs` `(` ($outputs^ `:` type($outputs))? `)`
    (`scratch` `(` $scratch^ `:` type($scratch) `)`)? attr-dict (`->` type($results)^)?
  }];
  let extraClassDeclaration = "::mlir::MutableOperandRange getDpsInitsMutable() { return getOutputsMutable(); }";
}

#endif
