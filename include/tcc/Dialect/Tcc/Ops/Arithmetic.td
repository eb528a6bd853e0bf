// The elementwise arithmetic of floats and integers.
#ifndef TCC_DIALECT_TCC_OPS_ARITHMETIC
#define TCC_DIALECT_TCC_OPS_ARITHMETIC

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"

def AddOp : Tcc_Binary<"add", Tcc_FieldTensor, ["t", "t"], [Commutative]> {
  let summary = "sum, element by element";
  let description = [{
    Integers wrap around.

    ```mlir
    %0 = tcc.add %x, %bias : tensor<4x8xf32>, tensor<8xf32>
    ```
  }];
  let scalar = "s.number<::mlir::arith::AddFOp, ::mlir::arith::AddIOp>(a, b)";
  let complex = "c.add(a, b)";
  let value = "a + b";
  let neutral = "0";
}

def SubOp : Tcc_Binary<"sub", Tcc_FieldTensor, ["t", "g.neg(t)"]> {
  let summary = "difference, element by element";
  let description = [{
    Integers wrap around.

    ```mlir
    %0 = tcc.sub %x, %mean : tensor<4x8xf32>, tensor<4x1xf32>
    ```
  }];
  let scalar = "s.number<::mlir::arith::SubFOp, ::mlir::arith::SubIOp>(a, b)";
  let complex = "c.sub(a, b)";
  let value = "a - b";
  let neutral = "0";
}

def MulOp : Tcc_Binary<"mul", Tcc_FieldTensor, ["g.mul(t, b)", "g.mul(t, a)"], [Commutative]> {
  let summary = "product, element by element";
  let description = [{
    Integers wrap around.

    ```mlir
    %0 = tcc.mul %x, %scale : tensor<4x8xf32>, tensor<f32>
    ```
  }];
  let scalar = "s.number<::mlir::arith::MulFOp, ::mlir::arith::MulIOp>(a, b)";
  let complex = "c.mul(a, b)";
  let value = "product(a, b)";
  let neutral = "1";
}

def DivOp : Tcc_Binary<"div", Tcc_FieldTensor, ["g.div(t, b)", "g.neg(g.div(g.mul(t, y), b))"]> {
  let summary = "quotient, element by element";
  let description = [{
    Integers are divided towards nought. Divided by nought they give a number of ones only (-1 if
    it has a sign), and the least number divided by -1 is itself: nothing traps.

    ```mlir
    %0 = tcc.div %x, %y : tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let scalar = "s.quotient(a, b)";
  let complex = "c.div(a, b)";
  let value = "quotient(a, b)";
  let neutral = "1";
}

def RemainderOp : Tcc_Binary<"remainder", Tcc_NumberTensor,
    ["t", "g.neg(g.mul(t, g.div(g.sub(a, y), b)))"]> {
  let summary = "what division leaves, with the sign of the dividend";
  let description = [{
    `a - b * n`, with n the quotient rounded towards nought. Divided by nought a float leaves NaN, an
    integer itself; the least number divided by -1 leaves 0.

    ```mlir
    %0 = tcc.remainder %x, %y : tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let scalar = "s.remainder(a, b)";
  let value = "remainderOf(a, b)";
}

def MaxOp : Tcc_Binary<"max", Tcc_NumberTensor,
    ["shareOfExtremum(g, t, ComparePredicate::Gt, a, b)",
     "shareOfExtremum(g, t, ComparePredicate::Gt, b, a)"],
    [Commutative]> {
  let summary = "the greater, element by element";
  let description = [{
    A NaN in either operand gives NaN; -0 is less than +0. Equal elements share the derivative.

    ```mlir
    %0 = tcc.max %x, %y : tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let scalar = "s.maximum(a, b)";
  let isExact = 1;
  let value = "maximum(a, b)";
}

def MinOp : Tcc_Binary<"min", Tcc_NumberTensor,
    ["shareOfExtremum(g, t, ComparePredicate::Lt, a, b)",
     "shareOfExtremum(g, t, ComparePredicate::Lt, b, a)"],
    [Commutative]> {
  let summary = "the lesser, element by element";
  let description = [{
    A NaN in either operand gives NaN. Equal elements share the derivative.

    ```mlir
    %0 = tcc.min %x, %y : tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let scalar = "s.minimum(a, b)";
  let isExact = 1;
  let value = "minimum(a, b)";
}

def PowOp : Tcc_Binary<"pow", Tcc_FieldTensor,
    ["derivativeByBase(g, t, a, b)", "derivativeByExponent(g, t, a, y)"]> {
  let summary = "power, element by element";
  let description = [{
    A negative base to a power that is no whole number gives NaN. At a base of nought the derivative
    by the exponent is nought. Integers wrap around; to a negative power they are 0, but for 1 and
    -1, whose inverses are integers.

    ```mlir
    %0 = tcc.pow %x, %two : tensor<4xf32>, tensor<f32>
    ```
  }];
  let scalar = "s.power(a, b)";
  let complex = "c.pow(a, b)";
  let neutral = "1";
}

def SquareOp : Tcc_Unary<"square", Tcc_FieldTensor, ["g.mul(t, g.mul(x, 2))"]> {
  let summary = "x times x";
  let description = [{
    Integers wrap around.

    ```mlir
    %0 = tcc.square %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.number<::mlir::arith::MulFOp, ::mlir::arith::MulIOp>(x, x)";
  let complex = "c.mul(x, x)";
  let value = "product(x, x)";
}

def NegOp : Tcc_Unary<"neg", Tcc_FieldTensor, ["g.neg(t)"]> {
  let summary = "negation";
  let description = [{
    ```mlir
    %0 = tcc.neg %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.negated(x)";
  let complex = "c.neg(x)";
  let isExact = 1;
  let value = "-x";
  let shortcut = "operandOf<NegOp>(x)";
}

def AbsOp : Tcc_Unary<"abs", Tcc_FieldTensor, ["g.mul(t, g.sign(x))"]> {
  let summary = "magnitude";
  let description = [{
    That of a complex number is a float.

    ```mlir
    %0 = tcc.abs %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.magnitude(x)";
  let resultElement = "partType(operands)";
  let complex = "c.abs(x)";
  let isExact = 1;
  let value = "x < 0 ? -x : x + 0";
}

def SignOp : Tcc_Unary<"sign", Tcc_FieldTensor> {
  let summary = "-1, 0 or 1";
  let description = [{
    The sign of nought is nought, that of NaN is NaN; that of a complex number has its angle and the magnitude 1.

    ```mlir
    %0 = tcc.sign %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.sign(x)";
  let complex = "c.sign(x)";
  let isExact = 1;
  let value = "x > 0 ? decltype(x)(1) : x < 0 ? decltype(x)(-1) : x";
}

//===- rounding ---------------------------------------------------------------------------===//

class Tcc_Rounding<string mnemonic, string mathOp, string function>
    : Tcc_MathUnary<mnemonic, mathOp, []> {
  let value = function # "(x)";
  let valueType = "double";
}

def FloorOp : Tcc_Rounding<"floor", "FloorOp", "std::floor"> {
  let summary = "the whole number at or below";
  let description = [{
    ```mlir
    %0 = tcc.floor %x : tensor<4xf32>
    ```
  }];
}

def CeilOp : Tcc_Rounding<"ceil", "CeilOp", "std::ceil"> {
  let summary = "the whole number at or above";
  let description = [{
    ```mlir
    %0 = tcc.ceil %x : tensor<4xf32>
    ```
  }];
}

def RoundOp : Tcc_Rounding<"round", "RoundEvenOp", "std::nearbyint"> {
  let summary = "the nearest whole number, halves to the even one";
  let description = [{
    ```mlir
    %0 = tcc.round %x : tensor<4xf32>
    ```
  }];
}

def RoundNearestAfzOp : Tcc_Rounding<"round_nearest_afz", "RoundOp", "std::round"> {
  let summary = "the nearest whole number, halves away from nought";
  let description = [{
    ```mlir
    %0 = tcc.round_nearest_afz %x : tensor<4xf32>
    ```
  }];
}

#endif
