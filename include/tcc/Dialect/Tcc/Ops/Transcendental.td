// Elementwise functions of floats: exponentials, roots, waves.
#ifndef TCC_DIALECT_TCC_OPS_TRANSCENDENTAL
#define TCC_DIALECT_TCC_OPS_TRANSCENDENTAL

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"

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

//===- waves ------------------------------------------------------------------------------===//

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

#endif
