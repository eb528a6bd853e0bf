// Relations of two numbers, and choices by them.
#ifndef TCC_DIALECT_TCC_OPS_COMPARE
#define TCC_DIALECT_TCC_OPS_COMPARE

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"

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
    The predicate is one of eq, ne, lt, le, gt, ge. False is below true, and a NaN is unequal to everything; `total`
    orders floats by their bits instead: -NaN, -infinity, ..., -0, 0, ..., infinity, NaN. Complex numbers have no order: they
    are equal or not.

    ```mlir
    %0 = tcc.compare lt %x, %y : tensor<4xf32>, tensor<4xf32>   // tensor<4xi1>
    ```
  }];
  let attributes = (ins Tcc_ComparePredicateProp:$predicate, UnitAttr:$total);
  let assemblyFormat = "custom<Predicate>($predicate) (`total` $total^)? operands attr-dict `:` type(operands)";
  let resultElement = "boolType(operands)";
  let scalar = "s.compare(getPredicate(), a, b, getTotal())";
  let complex = "c.compare(getPredicate(), a, b)";
  let hasVerifier = 1;
  let isExact = 1;
  let value = "getTotal() ? holdsInTotalOrder(getPredicate(), a, b) : holds(getPredicate(), a, b)";
}

/// A question about a float, answered by a truth value.
class Tcc_FloatTest<string mnemonic>
    : Tcc_Elementwise<mnemonic, ["x"], [Tcc_FloatTensor], Tcc_BoolTensor, []> {
  let resultElement = "boolType(operands)";
  let isExact = 1;
  let valueType = "double";
}

def IsFiniteOp : Tcc_FloatTest<"is_finite"> {
  let summary = "whether x is neither infinite nor NaN";
  let description = [{
    ```mlir
    %0 = tcc.is_finite %x : tensor<4xf32>   // tensor<4xi1>
    ```
  }];
  let scalar = "s.compare(ComparePredicate::Lt, s.magnitude(x), s.like(x, INFINITY))";
  let value = "std::isfinite(x)";
}

def IsInfOp : Tcc_FloatTest<"is_inf"> {
  let summary = "whether x is infinite";
  let description = [{
    ```mlir
    %0 = tcc.is_inf %x : tensor<4xf32>   // tensor<4xi1>
    ```
  }];
  let scalar = "s.compare(ComparePredicate::Eq, s.magnitude(x), s.like(x, INFINITY))";
  let value = "std::isinf(x)";
}

def IsPosInfOp : Tcc_FloatTest<"is_pos_inf"> {
  let summary = "whether x is positive infinity";
  let description = [{
    ```mlir
    %0 = tcc.is_pos_inf %x : tensor<4xf32>   // tensor<4xi1>
    ```
  }];
  let scalar = "s.compare(ComparePredicate::Eq, x, s.like(x, INFINITY))";
  let value = "x == INFINITY";
}

def IsNegInfOp : Tcc_FloatTest<"is_neg_inf"> {
  let summary = "whether x is negative infinity";
  let description = [{
    ```mlir
    %0 = tcc.is_neg_inf %x : tensor<4xf32>   // tensor<4xi1>
    ```
  }];
  let scalar = "s.compare(ComparePredicate::Eq, x, s.like(x, -INFINITY))";
  let value = "x == -INFINITY";
}

def SelectOp : Tcc_Elementwise<"select", ["condition", "a", "b"], [Tcc_BoolTensor, Tcc_Tensor, Tcc_Tensor], Tcc_Tensor,
    ["{}", "g.select(condition, t, g.scalar(t, 0))", "g.select(condition, g.scalar(t, 0), t)"],
    [Tcc_MovesElements]> {
  let summary = "a where the condition holds, else b";
  let description = [{
    The derivative does not pass through the condition, nor to the operand that was not chosen.

    ```mlir
    %0 = tcc.select %mask, %x, %zero : tensor<4x8xi1>, tensor<4x8xf32>, tensor<f32>
    ```
  }];
  let firstTyped = 1;
  let scalar = "s.create<::mlir::arith::SelectOp>(condition, a, b)";
  let isExact = 1;
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
  let isExact = 1;
  let value = "minimum(maximum(x, low), high)";
}

#endif
