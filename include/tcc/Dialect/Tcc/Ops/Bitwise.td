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

//===- shifts and counts --------------------------------------------------------------------===//

def ShiftLeftOp : Tcc_Binary<"shift_left", Tcc_IntTensor> {
  let summary = "bits of a, b places up";
  let description = [{
    As many noughts follow; all are noughts where b is not less than the width, or negative.

    ```mlir
    %0 = tcc.shift_left %x, %count : tensor<4xi32>, tensor<i32>
    ```
  }];
  let scalar = "s.shiftedLeft(a, b)";
  let value = "shiftLeft(a, b, getType().getElementTypeBitWidth())";
  let valueType = "WideInt";
  let neutral = "0";
}

def ShiftRightLogicalOp : Tcc_Binary<"shift_right_logical", Tcc_IntTensor> {
  let summary = "bits of a, b places down, behind noughts";
  let description = [{
    All are noughts where b is not less than the width, or negative.

    ```mlir
    %0 = tcc.shift_right_logical %x, %count : tensor<4xi32>, tensor<i32>
    ```
  }];
  let scalar = "s.shiftedRight(a, b)";
  let value = "shiftRightLogical(a, b, getType().getElementTypeBitWidth())";
  let valueType = "WideInt";
  let neutral = "0";
}

def ShiftRightArithmeticOp : Tcc_Binary<"shift_right_arithmetic", Tcc_IntTensor> {
  let summary = "bits of a, b places down, behind copies of the first";
  let description = [{
    All are copies of the first where b is not less than the width, or negative.

    ```mlir
    %0 = tcc.shift_right_arithmetic %x, %count : tensor<4xi32>, tensor<i32>
    ```
  }];
  let scalar = "s.shiftedRightWithSign(a, b)";
  let value = "shiftRightArithmetic(a, b, getType().getElementTypeBitWidth())";
  let valueType = "WideInt";
  let neutral = "0";
}

class Tcc_BitCount<string mnemonic, string mathOp, string function> : Tcc_Unary<mnemonic, Tcc_IntTensor> {
  let scalar = "s.create<::mlir::math::" # mathOp # ">(x)";
  let value = function # "(x, getType().getElementTypeBitWidth())";
  let valueType = "WideInt";
}

def PopcntOp : Tcc_BitCount<"popcnt", "CtPopOp", "countOnes"> {
  let summary = "number of bits that are set";
  let description = [{
    ```mlir
    %0 = tcc.popcnt %x : tensor<4xi32>
    ```
  }];
}

def CountLeadingZerosOp : Tcc_BitCount<"count_leading_zeros", "CountLeadingZerosOp", "countLeadingZeros"> {
  let summary = "number of bits above the highest one that is set";
  let description = [{
    All of them where none is set.

    ```mlir
    %0 = tcc.count_leading_zeros %x : tensor<4xi32>
    ```
  }];
}

#endif
