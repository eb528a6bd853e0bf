// Truth values and integers, bit by bit.
#ifndef TCC_DIALECT_TCC_OPS_BITWISE
#define TCC_DIALECT_TCC_OPS_BITWISE

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"

class Tcc_Bitwise<string mnemonic, string arithOp, string expression>
    : Tcc_Binary<mnemonic, Tcc_BitTensor, [], [Commutative]> {
  let scalar = "s.create<::mlir::arith::" # arithOp # ">(a, b)";
  let value = expression;
  let valueType = "WideInt";
}

def AndOp : Tcc_Bitwise<"and", "AndIOp", "a & b"> {
  let summary = "and, bit by bit";
  let description = [{
    ```mlir
    %0 = tcc.and %p, %q : tensor<4xi1>, tensor<4xi1>
    ```
  }];
  let neutral = "-1";
}

def OrOp : Tcc_Bitwise<"or", "OrIOp", "a | b"> {
  let summary = "or, bit by bit";
  let description = [{
    ```mlir
    %0 = tcc.or %p, %q : tensor<4xi1>, tensor<4xi1>
    ```
  }];
  let neutral = "0";
}

def XorOp : Tcc_Bitwise<"xor", "XOrIOp", "a ^ b"> {
  let summary = "exclusive or, bit by bit";
  let description = [{
    ```mlir
    %0 = tcc.xor %p, %q : tensor<4xi1>, tensor<4xi1>
    ```
  }];
  let neutral = "0";
}

def NotOp : Tcc_Unary<"not", Tcc_BitTensor> {
  let summary = "the complement, bit by bit";
  let description = [{
    ```mlir
    %0 = tcc.not %p : tensor<4xi1>
    ```
  }];
  let scalar = "s.create<::mlir::arith::XOrIOp>(x, s.like(x, -1))";
  let value = "~x";
  let valueType = "WideInt";
  let shortcut = "operandOf<NotOp>(x)";
}

#endif
