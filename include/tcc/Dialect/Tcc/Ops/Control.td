// Control flow: ops whose regions are run once, several times or not at all. Regions read values from outside freely.
#ifndef TCC_DIALECT_TCC_OPS_CONTROL
#define TCC_DIALECT_TCC_OPS_CONTROL

include "tcc/Dialect/Tcc/TccBase.td"

def YieldOp : Op<Tcc_Dialect, "yield", [Pure, Terminator]> {
  let summary = "what a region gives to the op that holds it";
  let description = [{
    Ends a region of a tcc op. How many values there are, and of which types, is the holder's business.

    ```mlir
    tcc.yield %next, %sum : tensor<i32>, tensor<4xf32>
    ```
  }];
  let arguments = (ins Variadic<Tcc_Tensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
  let hasVerifier = 1;
}

/// An op that runs its regions. The rules see values that the regions read from outside as further operands.
class Tcc_Control<string mnemonic, list<Trait> traits = []>
    : Tcc_Primitive<mnemonic, !listconcat([SingleBlock, DeclareOpInterfaceMethods<Differentiable, ["getPrimals"]>,
                                           DeclareOpInterfaceMethods<HoldsCode, ["getRepeatedRegions"]>], traits)> {
  let skipDefaultBuilders = 1;
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

def WhileOp : Tcc_Control<"while"> {
  let summary = "repeats while a condition holds";
  let description = [{
    The condition sees the carried values and yields a truth value; while it is true the body makes the next ones. The
    results are those for which it was false, the initial ones perhaps. Reverse mode needs a bound: only loops that
    `--tcc-raise-loops` can turn into `tcc.scan` have a gradient.

    ```mlir
    %r:2 = tcc.while (%i = %zero : tensor<i32>, %x = %x0 : tensor<4xf32>) {
      %more = tcc.compare lt %i, %n : tensor<i32>, tensor<i32>
      tcc.yield %more : tensor<i1>
    } do {
      %next = tcc.add %i, %one : tensor<i32>, tensor<i32>
      %y = tcc.sin %x : tensor<4xf32>
      tcc.yield %next, %y : tensor<i32>, tensor<4xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<Tcc_Tensor>:$inits);
  let results = (outs Variadic<Tcc_Tensor>:$finals);
  let regions = (region SizedRegion<1>:$condition, SizedRegion<1>:$body);
  let builders = [OpBuilder<(ins "::mlir::ValueRange":$inits)>];
}

def CaseOp : Tcc_Control<"case"> {
  let summary = "runs one of its branches";
  let description = [{
    Branch number `index`; the last one where the index is out of range. With a truth value the first branch stands for
    false, the second for true. All branches yield the same types.

    ```mlir
    %0 = tcc.case %index : tensor<i32> {
      tcc.yield %x : tensor<4xf32>
    }, {
      %y = tcc.sin %x : tensor<4xf32>
      tcc.yield %y : tensor<4xf32>
    }
    ```
  }];
  let arguments = (ins Tcc_BitTensor:$index);
  let results = (outs Variadic<Tcc_Tensor>:$outs);
  let regions = (region VariadicRegion<SizedRegion<1>>:$branches);
  let builders = [OpBuilder<(ins "::mlir::TypeRange":$types, "::mlir::Value":$index, "unsigned":$branches)>];
}

def ScanOp : Tcc_Control<"scan", [AttrSizedOperandSegments]> {
  let summary = "a counted loop over rows, with carried values";
  let description = [{
    `length` rounds. In round i the body sees the carried values and row i (the slice along axis 0) of each of `xs`, and
    yields the next carried values, then rows. Results are the last carried values, then the rows stacked: what
    round i yields is row i. With `reverse` the rounds go from the last row to the first.

    ```mlir
    %h, %ys = tcc.scan 6 carry(%c = %h0 : tensor<4xf32>) over(%x = %xs : tensor<6x4xf32>) {
      %n = tcc.add %c, %x : tensor<4xf32>, tensor<4xf32>
      tcc.yield %n, %c : tensor<4xf32>, tensor<4xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<Tcc_Tensor>:$inits, Variadic<Tcc_Tensor>:$xs, I64Attr:$length, UnitAttr:$reverse);
  let results = (outs Variadic<Tcc_Tensor>:$outs);
  let regions = (region SizedRegion<1>:$body);
  let builders = [
    OpBuilder<(ins "::mlir::ValueRange":$inits, "::mlir::ValueRange":$xs, "::mlir::TypeRange":$rows, "int64_t":$length,
                   "bool":$reverse)>
  ];
  let extraClassDeclaration = [{
    ::mlir::Block &getBlock() { return getBody().front(); }
    ::mlir::OperandRange getYielded() { return getBlock().getTerminator()->getOperands(); }
    ::mlir::ResultRange getFinals() { return getOuts().take_front(getInits().size()); }
    ::mlir::ResultRange getYs() { return getOuts().drop_front(getInits().size()); }
    ::mlir::ArrayRef<::mlir::BlockArgument> getCarried() { return getBlock().getArguments().take_front(getInits().size()); }
    ::mlir::ArrayRef<::mlir::BlockArgument> getRows() { return getBlock().getArguments().drop_front(getInits().size()); }
  }];
}

#endif
