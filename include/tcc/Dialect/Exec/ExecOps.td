// The exec dialect: kernels (fused groups) and the plan that launches them.
#ifndef TCC_DIALECT_EXEC_EXECOPS
#define TCC_DIALECT_EXEC_EXECOPS

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/ViewLikeInterface.td"
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

//===- schedules: how a kernel is computed; no number changes a bit of its result ---------------===//

def ContractionScheduleAttr : AttrDef<Exec_Dialect, "ContractionSchedule"> {
  let mnemonic = "contraction";
  let summary = "a contraction in register tiles, blocks and tasks";
  let description = [{
    ```mlir
    #exec.contraction<lanes = 16, tile_rows = 8, tile_vectors = 2, k_block = 256, row_block = 192, column_block = 1024, grid_columns = 4>
    ```
  }];
  let parameters = (ins
    AttrParameter<"int64_t", "elements of a vector">:$lanes,
    AttrParameter<"int64_t", "rows of the register tile">:$tile_rows,
    AttrParameter<"int64_t", "vectors in a row of it">:$tile_vectors,
    AttrParameter<"int64_t", "terms of the sum between two visits of a tile">:$k_block,
    AttrParameter<"int64_t", "rows that are computed before the next columns">:$row_block,
    AttrParameter<"int64_t", "columns of a packed block">:$column_block,
    DefaultValuedParameter<"bool", "false", "copy the operand that is read as vectors into panels">:$pack_vector,
    DefaultValuedParameter<"bool", "false", "copy the other operand too">:$pack_scalar,
    DefaultValuedParameter<"bool", "false", "a panel is copied by the first tile that reads it">:$pack_in_tile,
    DefaultValuedParameter<"bool", "false", "vectors run along the rows; a tile is transposed in registers">:$turned,
    DefaultValuedParameter<"bool", "false", "the epilogue is a loop over the tile's rows, in scratch">:$spill_tile,
    DefaultValuedParameter<"bool", "false", "depthwise: the innermost sum is unrolled, what rows share is loaded once">:$sliding,
    DefaultValuedParameter<"bool", "false", "the outermost further row axis (image rows) gives tasks">:$split_rows,
    DefaultValuedParameter<"int64_t", "1", "tasks along the rows of one product">:$grid_rows,
    DefaultValuedParameter<"int64_t", "1", "tasks along its columns">:$grid_columns,
    DefaultValuedParameter<"int64_t", "1", "tasks that are worth a fork">:$grain);
  let assemblyFormat = "`<` struct(params) `>`";
}

def LoopsScheduleAttr : AttrDef<Exec_Dialect, "LoopsSchedule"> {
  let mnemonic = "loops";
  let summary = "loops for LLVM to vectorize; where rows are independent, a few at a time go through all ops";
  let description = [{
    ```mlir
    #exec.loops<rows = 46, tasks = 23, grain = 3>
    ```
  }];
  let parameters = (ins
    AttrParameter<"int64_t", "iterations of the outermost loops in a task; 0: all loops as a whole">:$rows,
    DefaultValuedParameter<"int64_t", "1", "follows from rows">:$tasks,
    DefaultValuedParameter<"int64_t", "1", "tasks that are worth a fork">:$grain);
  let assemblyFormat = "`<` struct(params) `>`";
}

def GridScheduleAttr : AttrDef<Exec_Dialect, "GridSchedule"> {
  let mnemonic = "grid";
  let summary = "threads of a GPU over loops; where rows are independent, a block takes a few through all ops";
  let description = [{
    ```mlir
    #exec.grid<rows = 1, threads = 256>
    ```
  }];
  let parameters = (ins
    AttrParameter<"int64_t", "iterations of the outermost loops in a block; 0: each op is a launch of its own">:$rows,
    AttrParameter<"int64_t", "threads of a block">:$threads,
    DefaultValuedParameter<"int64_t", "0", "most blocks of a launch; 0: as many as there is work for">:$blocks);
  let assemblyFormat = "`<` struct(params) `>`";
}

def Exec_Schedule : AnyAttrOf<[ContractionScheduleAttr, LoopsScheduleAttr, GridScheduleAttr],
  "a schedule: #exec.contraction, #exec.loops or #exec.grid">;

//===- decisions: what the compiler chose, for a person to read ---------------------------------===//

def DecisionAttr : AttrDef<Exec_Dialect, "Decision"> {
  let mnemonic = "decision";
  let summary = "two neighbours of a program, brought together or left apart, and why";
  let description = [{
    The function's attribute `exec.decisions` lists them.

    ```mlir
    #exec.decision<together = true, producer = "matmul", consumer = "addf", why = "on registers", bytes = 4096, at = "model.mlir:4:8">
    ```
  }];
  let parameters = (ins
    AttrParameter<"bool", "one kernel or op now">:$together,
    StringRefParameter<"ops that make a value">:$producer,
    StringRefParameter<"ops that read it">:$consumer,
    StringRefParameter<"the reason">:$why,
    AttrParameter<"int64_t", "bytes that are not moved, or would not be">:$bytes,
    DefaultValuedParameter<"int64_t", "0", "elements that are computed once more">:$again,
    StringRefParameter<"file:line:column of the reader", "\"\"">:$at);
  let assemblyFormat = "`<` struct(params) `>`";
}

def KernelOp : Op<Exec_Dialect, "kernel", [IsolatedFromAbove, Symbol]> {
  let summary = "one fused group: what is scheduled, cached, explained and profiled";
  let description = [{
    Block arguments are memrefs from birth: `inputs` of them are read, then `outputs` are written, then scratch. Every
    element of an output is written before it is read, unless all launches of the kernel list the output under `updates`:
    such a one comes in with the old value, is read and written in any order, and what is not written stays. Before bufferization the body is tensors between `bufferization.to_tensor` and
    `bufferization.materialize_in_destination`; afterwards linalg on memrefs. No two arguments alias: an input whose buffer is
    also an output is one argument (its output twin has no uses). `schedule` says how it is
    computed on the target; one that is there already (a person's, a tuner's) is kept and made legal.

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
                       DefaultValuedAttr<StrArrayAttr, "{}">:$fused, OptionalAttr<Exec_Schedule>:$schedule);
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

def NestOp : Op<Exec_Dialect, "nest", [IsolatedFromAbove, AttrSizedOperandSegments, Pure, DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<BufferizableOpInterface, ["bufferizesToMemoryRead", "bufferizesToMemoryWrite",
      "bufferizesToElementwiseAccess", "getAliasingValues", "bufferize"]>]> {
  let summary = "loops over buffers, as one op on tensors";
  let description = [{
    What no linalg op can say: writes at computed positions, sorting. A value on tensors like any other; its body (scf,
    memref, arith, math) sees a buffer per operand, those of the inputs first. It reads inputs. An output's buffer starts
    with what the operand holds and ends as the result: it may be read and written in any order, and what is not written stays.
    `memref.alloc` at the top of the body is scratch. A body that is one `scf.parallel` of one dimension is split into tasks.

    A nest is a kernel of its own, its label the kernel's name in reports. The result takes the place of the operand where
    nobody needs the old value (then the work is what the body does); otherwise the kernel copies it first.

    ```mlir
    %1 = exec.nest "write" ins(%i, %u : tensor<i32>, tensor<f32>) outs(%x : tensor<8xf32>) {
    ^bb0(%index: memref<i32>, %update: memref<f32>, %buffer: memref<8xf32>):
      ...
      memref.store %value, %buffer[%position] : memref<8xf32>
      exec.return
    } -> tensor<8xf32>
    ```
  }];
  let arguments = (ins StrAttr:$label, Variadic<AnyRankedTensor>:$inputs, Variadic<AnyRankedTensor>:$outputs);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $label `ins` `(` ($inputs^ `:` type($inputs))? `)` `outs` `(` ($outputs^ `:` type($outputs))? `)` attr-dict-with-keyword
    $body (`->` type($results)^)?
  }];
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::llvm::StringRef":$label, "::mlir::ValueRange":$inputs, "::mlir::ValueRange":$outputs,
    "::llvm::function_ref<void(::mlir::ImplicitLocOpBuilder &, ::mlir::ValueRange)>":$body)>];
  let extraClassDeclaration = "::mlir::MutableOperandRange getDpsInitsMutable() { return getOutputsMutable(); }";
}

def ReturnOp : Op<Exec_Dialect, "return", [Terminator, Pure, ParentOneOf<["KernelOp", "NestOp"]>]> {
  let summary = "ends a kernel or a nest";
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
    output of the same type may take: the kernel reads element i of them before it writes element i of an output. `updates`
    lists the outputs whose old value the kernel reads; nothing else may share the buffer of such a one.

    ```mlir
    %y = exec.launch @dense pointwise [2] ins(%x, %w, %b : ...) outs(%d : tensor<32x128xf32>) -> tensor<32x128xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<AnyShaped>:$inputs, Variadic<AnyShaped>:$outputs,
                       Variadic<AnyMemRef>:$scratch, OptionalAttr<DenseI64ArrayAttr>:$pointwise,
                       OptionalAttr<DenseI64ArrayAttr>:$updates);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $kernel (`pointwise` $pointwise^)? (`updates` $updates^)? `ins` `(` ($inputs^ `:` type($inputs))? `)` `outs` `(` ($outputs^ `:` type($outputs))? `)`
    (`scratch` `(` $scratch^ `:` type($scratch) `)`)? attr-dict (`->` type($results)^)?
  }];
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getOutputsMutable(); }
    /// True if the kernel reads what this output holds before.
    bool updatesOutput(int64_t output) {
      auto updates = getUpdates();
      return updates && ::llvm::is_contained(*updates, output);
    }
  }];
}

def RowOp : Op<Exec_Dialect, "row", [Pure, ViewLikeOpInterface]> {
  let summary = "a row of a buffer, not copied";
  let description = [{
    Part `index` of the buffer's first axis, contiguous; unit dimensions may be missing.

    ```mlir
    %x = exec.row %xs[%i] : memref<6x4xf32> -> memref<4xf32>
    ```
  }];
  let arguments = (ins AnyMemRef:$source, Index:$index);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "$source `[` $index `]` attr-dict `:` type($source) `->` type($result)";
  let extraClassDeclaration = "::mlir::Value getViewSource() { return getSource(); }";
}

#endif
