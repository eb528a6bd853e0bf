// The elementwise family: every element of the result is computed from the elements at the same
// place. Operands of different shapes broadcast as in NumPy; their element types must agree.
#ifndef TCC_DIALECT_TCC_OPS_ELEMENTWISE
#define TCC_DIALECT_TCC_OPS_ELEMENTWISE

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"

//===- constant -----------------------------------------------------------------------------===//

def ConstantOp : Tcc_Primitive<"constant", [ConstantLike, Tcc_ZeroDerivative]> {
  let summary = "a tensor known at compile time";
  let description = [{
    ```mlir
    %0 = tcc.constant dense<[1.0, 2.0]> : tensor<2xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}

//===- arithmetic ---------------------------------------------------------------------------===//

def AddOp : Tcc_Binary<"add", Tcc_NumberTensor, ["t", "t"], [Commutative]> {
  let summary = "sum, element by element";
  let description = [{
    Integers wrap around.

    ```mlir
    %0 = tcc.add %x, %bias : tensor<4x8xf32>, tensor<8xf32>
    ```
  }];
  let scalar = "s.number<::mlir::arith::AddFOp, ::mlir::arith::AddIOp>(a, b)";
  let value = "a + b";
  let neutral = "0";
}

def SubOp : Tcc_Binary<"sub", Tcc_NumberTensor, ["t", "g.neg(t)"]> {
  let summary = "difference, element by element";
  let description = [{
    Integers wrap around.

    ```mlir
    %0 = tcc.sub %x, %mean : tensor<4x8xf32>, tensor<4x1xf32>
    ```
  }];
  let scalar = "s.number<::mlir::arith::SubFOp, ::mlir::arith::SubIOp>(a, b)";
  let value = "a - b";
  let neutral = "0";
}

def MulOp : Tcc_Binary<"mul", Tcc_NumberTensor, ["g.mul(t, b)", "g.mul(t, a)"], [Commutative]> {
  let summary = "product, element by element";
  let description = [{
    Integers wrap around.

    ```mlir
    %0 = tcc.mul %x, %scale : tensor<4x8xf32>, tensor<f32>
    ```
  }];
  let scalar = "s.number<::mlir::arith::MulFOp, ::mlir::arith::MulIOp>(a, b)";
  let value = "a * b";
  let neutral = "1";
}

def DivOp : Tcc_Binary<"div", Tcc_NumberTensor, ["g.div(t, b)", "g.neg(g.div(g.mul(t, y), b))"]> {
  let summary = "quotient, element by element";
  let description = [{
    Integers are divided as signed numbers, towards nought. Divided by nought they give -1, and the
    least number divided by -1 is itself: nothing traps.

    ```mlir
    %0 = tcc.div %x, %y : tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let scalar = "s.quotient(a, b)";
  let value = "quotient(a, b)";
  let neutral = "1";
}

def MaxOp : Tcc_Binary<"max", Tcc_NumberTensor,
    ["shareOfExtremum(g, t, ComparePredicate::Gt, a, b)",
     "shareOfExtremum(g, t, ComparePredicate::Gt, b, a)"],
    [Commutative]> {
  let summary = "the greater, element by element";
  let description = [{
    A NaN in either operand gives NaN. Equal elements share the derivative.

    ```mlir
    %0 = tcc.max %x, %y : tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let scalar = "s.number<::mlir::arith::MaximumFOp, ::mlir::arith::MaxSIOp>(a, b)";
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
  let scalar = "s.number<::mlir::arith::MinimumFOp, ::mlir::arith::MinSIOp>(a, b)";
  let value = "minimum(a, b)";
}

def PowOp : Tcc_Binary<"pow", Tcc_FloatTensor,
    ["derivativeByBase(g, t, a, b)", "derivativeByExponent(g, t, a, y)"]> {
  let summary = "power, element by element";
  let description = [{
    A negative base to a power that is no whole number gives NaN. At a base of nought the derivative
    by the exponent is nought.

    ```mlir
    %0 = tcc.pow %x, %two : tensor<4xf32>, tensor<f32>
    ```
  }];
  let scalar = "s.power(a, b)";
  let neutral = "1";
}

def NegOp : Tcc_Unary<"neg", Tcc_NumberTensor, ["g.neg(t)"]> {
  let summary = "negation";
  let description = [{
    ```mlir
    %0 = tcc.neg %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.negated(x)";
  let value = "-x";
  let shortcut = "operandOf<NegOp>(x)";
}

def AbsOp : Tcc_Unary<"abs", Tcc_NumberTensor, ["g.mul(t, g.sign(x))"]> {
  let summary = "magnitude";
  let description = [{
    ```mlir
    %0 = tcc.abs %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.number<::mlir::math::AbsFOp, ::mlir::math::AbsIOp>(x)";
  let value = "x < 0 ? -x : x + 0";
}

def SignOp : Tcc_Unary<"sign", Tcc_NumberTensor> {
  let summary = "-1, 0 or 1";
  let description = [{
    The sign of nought is nought, that of NaN is NaN.

    ```mlir
    %0 = tcc.sign %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.sign(x)";
  let value = "x > 0 ? decltype(x)(1) : x < 0 ? decltype(x)(-1) : x";
}

//===- exponentials and roots ---------------------------------------------------------------===//

def ExpOp : Tcc_MathUnary<"exp", "ExpOp", ["g.mul(t, y)"]> {
  let summary = "e to the power of x";
  let description = [{
    ```mlir
    %0 = tcc.exp %x : tensor<4xf32>
    ```
  }];
}

def Expm1Op : Tcc_MathUnary<"expm1", "ExpM1Op", ["g.mul(t, g.add(y, 1))"]> {
  let summary = "exp(x) - 1, exact near nought";
  let description = [{
    ```mlir
    %0 = tcc.expm1 %x : tensor<4xf32>
    ```
  }];
}

def LogOp : Tcc_MathUnary<"log", "LogOp", ["g.div(t, x)"]> {
  let summary = "natural logarithm";
  let description = [{
    ```mlir
    %0 = tcc.log %x : tensor<4xf32>
    ```
  }];
}

def Log1pOp : Tcc_MathUnary<"log1p", "Log1pOp", ["g.div(t, g.add(x, 1))"]> {
  let summary = "log(1 + x), exact near nought";
  let description = [{
    ```mlir
    %0 = tcc.log1p %x : tensor<4xf32>
    ```
  }];
}

def SqrtOp : Tcc_MathUnary<"sqrt", "SqrtOp", ["g.div(g.mul(t, 0.5), y)"]> {
  let summary = "square root";
  let description = [{
    ```mlir
    %0 = tcc.sqrt %x : tensor<4xf32>
    ```
  }];
  let value = "std::sqrt(x)";
  let valueType = "double";
}

def RsqrtOp : Tcc_MathUnary<"rsqrt", "RsqrtOp", ["g.mul(g.mul(t, -0.5), g.div(y, x))"]> {
  let summary = "one over the square root";
  let description = [{
    ```mlir
    %0 = tcc.rsqrt %variance : tensor<4xf32>
    ```
  }];
}

//===- waves and activations ----------------------------------------------------------------===//

def SinOp : Tcc_MathUnary<"sin", "SinOp", ["g.mul(t, g.create<CosOp>(x))"]> {
  let summary = "sine of an angle in radians";
  let description = [{
    ```mlir
    %0 = tcc.sin %x : tensor<4xf32>
    ```
  }];
}

def CosOp : Tcc_MathUnary<"cos", "CosOp", ["g.neg(g.mul(t, g.create<SinOp>(x)))"]> {
  let summary = "cosine of an angle in radians";
  let description = [{
    ```mlir
    %0 = tcc.cos %x : tensor<4xf32>
    ```
  }];
}

def TanhOp : Tcc_MathUnary<"tanh", "TanhOp", ["g.mul(g.mul(t, g.add(y, 1)), g.sub(1, y))"]> {
  let summary = "hyperbolic tangent";
  let description = [{
    ```mlir
    %0 = tcc.tanh %x : tensor<4xf32>
    ```
  }];
}

def ErfOp : Tcc_MathUnary<"erf", "ErfOp",
    ["g.mul(g.mul(t, M_2_SQRTPI), g.exp(g.neg(g.mul(x, x))))"]> {
  let summary = "the error function";
  let description = [{
    ```mlir
    %0 = tcc.erf %x : tensor<4xf32>
    ```
  }];
}

def SigmoidOp : Tcc_Unary<"sigmoid", Tcc_FloatTensor, ["g.mul(t, g.mul(y, g.sub(1, y)))"]> {
  let summary = "1 / (1 + exp(-x))";
  let description = [{
    ```mlir
    %0 = tcc.sigmoid %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.logistic(x)";
}

def ReluOp : Tcc_Unary<"relu", Tcc_NumberTensor,
    ["g.select(g.compare(ComparePredicate::Gt, x, 0.0), t, g.scalar(t, 0))"]> {
  let summary = "the greater of x and 0";
  let description = [{
    The derivative at 0 is 0.

    ```mlir
    %0 = tcc.relu %x : tensor<4xf32>
    ```
  }];
  let scalar = "s.number<::mlir::arith::MaximumFOp, ::mlir::arith::MaxSIOp>(x, s.like(x, 0))";
  let value = "maximum(x, decltype(x)(0))";
}

def GeluOp : Tcc_Composite<"gelu"> {
  let summary = "x times the probability that a normal variable is below x";
  let description = [{
    By the error function, or by the usual tanh formula if `approximate` is given.

    ```mlir
    %0 = tcc.gelu %x : tensor<4xf32>
    %1 = tcc.gelu %x {approximate} : tensor<4xf32>
    ```
  }];
  let arguments = (ins Tcc_FloatTensor:$x, UnitAttr:$approximate);
  let results = (outs Tcc_FloatTensor:$result);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

//===- rounding -----------------------------------------------------------------------------===//

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

//===- truth and bits -----------------------------------------------------------------------===//

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

//===- choosing -----------------------------------------------------------------------------===//

def Tcc_ComparePredicate : I32Enum<"ComparePredicate", "how two numbers are compared", [
  I32EnumCase<"Eq", 0, "eq">, I32EnumCase<"Ne", 1, "ne">, I32EnumCase<"Lt", 2, "lt">,
  I32EnumCase<"Le", 3, "le">, I32EnumCase<"Gt", 4, "gt">, I32EnumCase<"Ge", 5, "ge">
]> {
  let cppNamespace = "::tcc::ir";
}
/// Written as its name everywhere, so that whatever makes ops can give a string.
def Tcc_ComparePredicateProp : EnumProp<Tcc_ComparePredicate> {
  let convertFromAttribute = [{
    auto name = ::mlir::dyn_cast_if_present<::mlir::StringAttr>($_attr);
    auto known = ::tcc::ir::symbolizeComparePredicate(name ? name.getValue() : "");
    if (!known)
      return $_diag() << "unknown predicate " << $_attr << ": expected eq, ne, lt, le, gt or ge";
    $_storage = *known;
    return ::mlir::success();
  }];
  let convertToAttribute = [{
    return ::mlir::StringAttr::get($_ctxt, ::tcc::ir::stringifyComparePredicate($_storage));
  }];
}

def CompareOp : Tcc_Elementwise<"compare", ["a", "b"], [Tcc_Tensor, Tcc_Tensor], Tcc_BoolTensor, []> {
  let summary = "whether a relation holds, element by element";
  let description = [{
    The predicate is one of eq, ne, lt, le, gt, ge. Integers are signed, false is below true, and a NaN is unequal to
    everything.

    ```mlir
    %0 = tcc.compare lt %x, %y : tensor<4xf32>, tensor<4xf32>   // tensor<4xi1>
    ```
  }];
  let attributes = (ins Tcc_ComparePredicateProp:$predicate);
  let assemblyFormat = "custom<Predicate>($predicate) operands attr-dict `:` type(operands)";
  let resultElement = "boolType(operands)";
  let scalar = "s.compare(getPredicate(), a, b)";
  let value = "holds(getPredicate(), a, b)";
}

def SelectOp : Tcc_Elementwise<"select", ["condition", "a", "b"], [Tcc_BoolTensor, Tcc_Tensor, Tcc_Tensor], Tcc_Tensor,
    ["{}", "g.select(condition, t, g.scalar(t, 0))", "g.select(condition, g.scalar(t, 0), t)"]> {
  let summary = "a where the condition holds, else b";
  let description = [{
    The derivative does not pass through the condition, nor to the operand that was not chosen.

    ```mlir
    %0 = tcc.select %mask, %x, %zero : tensor<4x8xi1>, tensor<4x8xf32>, tensor<f32>
    ```
  }];
  let firstTyped = 1;
  let scalar = "s.create<::mlir::arith::SelectOp>(condition, a, b)";
  let shortcut = "foldSelect(*this, adaptor.getCondition())";
}

def ClampOp : Tcc_Elementwise<"clamp", ["x", "low", "high"], [Tcc_NumberTensor, Tcc_NumberTensor, Tcc_NumberTensor],
    Tcc_NumberTensor,
    ["shareOfMiddle(g, t, x, low, high)", "shareOfMiddle(g, t, low, x, high)",
     "g.select(g.compare(ComparePredicate::Lt, high, g.max(x, low)), t, g.scalar(t, 0))"]> {
  let summary = "x, but no less than low and no more than high";
  let description = [{
    Where the bounds cross, the upper one counts. The derivative goes to the operand that is strictly the result.

    ```mlir
    %0 = tcc.clamp %x, %low, %high : tensor<4xf32>, tensor<f32>, tensor<f32>
    ```
  }];
  let scalar = "s.clamp(x, low, high)";
  let value = "minimum(maximum(x, low), high)";
}

def ConvertOp : Tcc_Primitive<"convert", [DeclareOpInterfaceMethods<Differentiable>]> {
  let summary = "the same numbers in another element type";
  let description = [{
    Floats become integers by rounding towards nought; what does not fit becomes the nearest number that does, and NaN
    becomes 0. Integers become narrower by dropping upper bits. Only 0 is false.

    ```mlir
    %0 = tcc.convert %x to f64 : tensor<4xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, TypeAttr:$to);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$x `to` $to attr-dict `:` type($x)";
  let hasFolder = 1;
}

#endif
