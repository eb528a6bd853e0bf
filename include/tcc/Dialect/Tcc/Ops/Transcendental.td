// Elementwise functions of floats: exponentials, roots, waves.
#ifndef TCC_DIALECT_TCC_OPS_TRANSCENDENTAL
#define TCC_DIALECT_TCC_OPS_TRANSCENDENTAL

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"

def ExpOp : Tcc_ComplexMathUnary<"exp", "ExpOp", ["g.mul(t, y)"]> {
  let summary = "e to the power of x";
  let description = [{
    ```mlir
    %0 = tcc.exp %x : tensor<4xf32>
    ```
  }];
}

def Expm1Op : Tcc_ComplexMathUnary<"expm1", "ExpM1Op", ["g.mul(t, g.add(y, 1))"]> {
  let summary = "exp(x) - 1, exact near nought";
  let description = [{
    ```mlir
    %0 = tcc.expm1 %x : tensor<4xf32>
    ```
  }];
}

def LogOp : Tcc_ComplexMathUnary<"log", "LogOp", ["g.div(t, x)"]> {
  let summary = "natural logarithm";
  let description = [{
    ```mlir
    %0 = tcc.log %x : tensor<4xf32>
    ```
  }];
}

def Log1pOp : Tcc_ComplexMathUnary<"log1p", "Log1pOp", ["g.div(t, g.add(x, 1))"]> {
  let summary = "log(1 + x), exact near nought";
  let description = [{
    ```mlir
    %0 = tcc.log1p %x : tensor<4xf32>
    ```
  }];
}

def SqrtOp : Tcc_ComplexMathUnary<"sqrt", "SqrtOp", ["g.div(g.mul(t, 0.5), y)"]> {
  let summary = "square root";
  let description = [{
    ```mlir
    %0 = tcc.sqrt %x : tensor<4xf32>
    ```
  }];
  let value = "std::sqrt(x)";
  let valueType = "double";
}

def RsqrtOp : Tcc_ComplexMathUnary<"rsqrt", "RsqrtOp", ["g.mul(g.mul(t, -0.5), g.div(y, x))"]> {
  let summary = "one over the square root";
  let description = [{
    ```mlir
    %0 = tcc.rsqrt %variance : tensor<4xf32>
    ```
  }];
}

def CbrtOp : Tcc_ComplexMathUnary<"cbrt", "CbrtOp", ["g.div(g.mul(t, y), g.mul(x, 3))"]> {
  let summary = "cube root";
  let description = [{
    ```mlir
    %0 = tcc.cbrt %x : tensor<4xf32>
    ```
  }];
}

//===- waves ------------------------------------------------------------------------------===//

def SinOp : Tcc_ComplexMathUnary<"sin", "SinOp", ["g.mul(t, g.create<CosOp>(x))"]> {
  let summary = "sine of an angle in radians";
  let description = [{
    ```mlir
    %0 = tcc.sin %x : tensor<4xf32>
    ```
  }];
}

def CosOp : Tcc_ComplexMathUnary<"cos", "CosOp", ["g.neg(g.mul(t, g.create<SinOp>(x)))"]> {
  let summary = "cosine of an angle in radians";
  let description = [{
    ```mlir
    %0 = tcc.cos %x : tensor<4xf32>
    ```
  }];
}

def TanhOp : Tcc_ComplexMathUnary<"tanh", "TanhOp", ["g.mul(g.mul(t, g.add(y, 1)), g.sub(1, y))"]> {
  let summary = "hyperbolic tangent";
  let description = [{
    ```mlir
    %0 = tcc.tanh %x : tensor<4xf32>
    ```
  }];
}

def TanOp : Tcc_ComplexMathUnary<"tan", "TanOp", ["g.mul(t, g.add(g.mul(y, y), 1))"]> {
  let summary = "tangent of an angle in radians";
  let description = [{
    ```mlir
    %0 = tcc.tan %x : tensor<4xf32>
    ```
  }];
}

def AsinOp : Tcc_ComplexMathUnary<"asin", "AsinOp", ["g.div(t, g.sqrt(g.mul(g.sub(1, x), g.add(x, 1))))"]> {
  let summary = "the angle whose sine is x";
  let description = [{
    ```mlir
    %0 = tcc.asin %x : tensor<4xf32>
    ```
  }];
}

def AcosOp : Tcc_ComplexMathUnary<"acos", "AcosOp", ["g.neg(g.div(t, g.sqrt(g.mul(g.sub(1, x), g.add(x, 1)))))"]> {
  let summary = "the angle whose cosine is x";
  let description = [{
    ```mlir
    %0 = tcc.acos %x : tensor<4xf32>
    ```
  }];
}

def AtanOp : Tcc_ComplexMathUnary<"atan", "AtanOp", ["g.div(t, g.add(g.mul(x, x), 1))"]> {
  let summary = "the angle whose tangent is x";
  let description = [{
    ```mlir
    %0 = tcc.atan %x : tensor<4xf32>
    ```
  }];
}

def Atan2Op : Tcc_Binary<"atan2", Tcc_FloatOrComplexTensor,
    ["g.div(g.mul(t, b), g.add(g.mul(a, a), g.mul(b, b)))",
     "g.neg(g.div(g.mul(t, a), g.add(g.mul(a, a), g.mul(b, b))))"]> {
  let summary = "the angle of the point (b, a)";
  let description = [{
    From -pi to pi, by the quadrant that the signs of both say, those of noughts too.

    ```mlir
    %0 = tcc.atan2 %y, %x : tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let scalar = "s.create<::mlir::math::Atan2Op>(a, b)";
  let complex = "c.atan2(a, b)";
}

def SinhOp : Tcc_ComplexMathUnary<"sinh", "SinhOp", ["g.mul(t, g.create<CoshOp>(x))"]> {
  let summary = "hyperbolic sine";
  let description = [{
    ```mlir
    %0 = tcc.sinh %x : tensor<4xf32>
    ```
  }];
}

def CoshOp : Tcc_ComplexMathUnary<"cosh", "CoshOp", ["g.mul(t, g.create<SinhOp>(x))"]> {
  let summary = "hyperbolic cosine";
  let description = [{
    ```mlir
    %0 = tcc.cosh %x : tensor<4xf32>
    ```
  }];
}

def AsinhOp : Tcc_ComplexMathUnary<"asinh", "AsinhOp", ["g.div(t, g.sqrt(g.add(g.mul(x, x), 1)))"]> {
  let summary = "the inverse of sinh";
  let description = [{
    ```mlir
    %0 = tcc.asinh %x : tensor<4xf32>
    ```
  }];
}

def AcoshOp : Tcc_ComplexMathUnary<"acosh", "AcoshOp", ["g.div(t, g.sqrt(g.mul(g.add(x, -1), g.add(x, 1))))"]> {
  let summary = "the inverse of cosh";
  let description = [{
    ```mlir
    %0 = tcc.acosh %x : tensor<4xf32>
    ```
  }];
}

def AtanhOp : Tcc_ComplexMathUnary<"atanh", "AtanhOp", ["g.div(t, g.mul(g.sub(1, x), g.add(x, 1)))"]> {
  let summary = "the inverse of tanh";
  let description = [{
    ```mlir
    %0 = tcc.atanh %x : tensor<4xf32>
    ```
  }];
}

#endif
