// Elementwise functions that few CPUs and no two libraries agree on: errors, gammas, Bessel's.
#ifndef TCC_DIALECT_TCC_OPS_SPECIAL
#define TCC_DIALECT_TCC_OPS_SPECIAL

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"

/// A function of a float by scalar code of our own (lib/Dialect/Tcc/SpecialFunctions.cpp).
class Tcc_Special<string mnemonic, string function, list<string> partials>
    : Tcc_Unary<mnemonic, Tcc_FloatTensor, partials> {
  let scalar = function # "(s, x)";
}

//===- errors -------------------------------------------------------------------------------===//

def ErfOp : Tcc_MathUnary<"erf", "ErfOp",
    ["g.mul(g.mul(t, M_2_SQRTPI), g.exp(g.neg(g.mul(x, x))))"]> {
  let summary = "the error function";
  let description = [{
    ```mlir
    %0 = tcc.erf %x : tensor<4xf32>
    ```
  }];
}

def ErfcOp : Tcc_MathUnary<"erfc", "ErfcOp",
    ["g.mul(g.mul(t, -M_2_SQRTPI), g.exp(g.neg(g.mul(x, x))))"]> {
  let summary = "1 - erf(x), exact where that is small";
  let description = [{
    ```mlir
    %0 = tcc.erfc %x : tensor<4xf32>
    ```
  }];
}

def ErfInvOp : Tcc_Special<"erf_inv", "erfInverse",
    ["g.mul(g.mul(t, 1 / M_2_SQRTPI), g.exp(g.mul(y, y)))"]> {
  let summary = "the inverse of erf";
  let description = [{
    Infinite at 1 and -1, NaN beyond.

    ```mlir
    %0 = tcc.erf_inv %x : tensor<4xf32>
    ```
  }];
}

//===- gammas -------------------------------------------------------------------------------===//

def LgammaOp : Tcc_Special<"lgamma", "logGamma", ["g.mul(t, g.create<DigammaOp>(x))"]> {
  let summary = "logarithm of the magnitude of the gamma function";
  let description = [{
    Infinite at 0 and the negative whole numbers.

    ```mlir
    %0 = tcc.lgamma %x : tensor<4xf32>
    ```
  }];
}

def DigammaOp : Tcc_Special<"digamma", "digamma",
    ["g.mul(t, g.create<PolygammaOp>(g.scalar(x, 1), x))"]> {
  let summary = "derivative of lgamma";
  let description = [{
    NaN at 0 and the negative whole numbers.

    ```mlir
    %0 = tcc.digamma %x : tensor<4xf32>
    ```
  }];
}

def PolygammaOp : Tcc_Elementwise<"polygamma", ["n", "x"], [Tcc_FloatTensor, Tcc_FloatTensor], Tcc_FloatTensor,
    ["{}", "g.mul(t, g.create<PolygammaOp>(g.add(n, 1), x))"]> {
  let summary = "n-th derivative of digamma";
  let description = [{
    NaN where n is negative or no whole number; no derivative passes through n.

    ```mlir
    %0 = tcc.polygamma %n, %x : tensor<f32>, tensor<4xf32>
    ```
  }];
  let scalar = "polygamma(s, n, x)";
}

def ZetaOp : Tcc_Elementwise<"zeta", ["x", "q"], [Tcc_FloatTensor, Tcc_FloatTensor], Tcc_FloatTensor,
    ["g.mul(t, derivativeOfZeta(g, x, q))", "g.neg(g.mul(t, g.mul(x, g.create<ZetaOp>(g.add(x, 1), q))))"]> {
  let summary = "Hurwitz' zeta function";
  let description = [{
    The sum of (q + k)^-x over k from 0. Infinite at x = 1, NaN below. The derivative by x is NaN where q
    is not positive.

    ```mlir
    %0 = tcc.zeta %x, %q : tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let scalar = "zeta(s, x, q)";
}

//===- Bessel's -----------------------------------------------------------------------------===//

def BesselI0eOp : Tcc_Special<"bessel_i0e", "besselI0e",
    ["g.mul(t, g.sub(g.create<BesselI1eOp>(x), g.mul(g.sign(x), y)))"]> {
  let summary = "modified Bessel function of order 0, times exp(-|x|)";
  let description = [{
    ```mlir
    %0 = tcc.bessel_i0e %x : tensor<4xf32>
    ```
  }];
}

def BesselI1eOp : Tcc_Special<"bessel_i1e", "besselI1e", ["derivativeOfBesselI1e(g, t, x, y)"]> {
  let summary = "modified Bessel function of order 1, times exp(-|x|)";
  let description = [{
    ```mlir
    %0 = tcc.bessel_i1e %x : tensor<4xf32>
    ```
  }];
}

//===- neighbours ---------------------------------------------------------------------------===//

def NextAfterOp : Tcc_Binary<"next_after", Tcc_FloatTensor> {
  let summary = "the float next to a on the way to b";
  let description = [{
    b itself where both are equal.

    ```mlir
    %0 = tcc.next_after %x, %y : tensor<4xf32>, tensor<4xf32>
    ```
  }];
  let scalar = "nextAfter(s, a, b)";
  let isExact = 1;
}

#endif
