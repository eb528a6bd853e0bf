// Constants, and the same elements in another type.
#ifndef TCC_DIALECT_TCC_OPS_CONVERT
#define TCC_DIALECT_TCC_OPS_CONVERT

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"
include "tcc/Dialect/Tcc/Ops/Structured.td"

def ConstantOp : Tcc_Primitive<"constant", [ConstantLike, Tcc_ZeroDerivative, DeclareOpInterfaceMethods<ScalarCode>,
                                            DeclareOpInterfaceMethods<SplitsComplex>]> {
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

def ConvertOp : Tcc_Primitive<"convert", [DeclareOpInterfaceMethods<Differentiable>,
                                          DeclareOpInterfaceMethods<ScalarCode>,
                                          DeclareOpInterfaceMethods<SplitsComplex>]> {
  let summary = "the same numbers in another element type";
  let description = [{
    Floats become integers by rounding towards nought; what does not fit becomes the nearest number that does, and NaN
    becomes 0. Integers become narrower by dropping upper bits. Only 0 is false. A complex number becomes its real part.

    ```mlir
    %0 = tcc.convert %x to f64 : tensor<4xf32>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, TypeAttr:$to);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$x `to` $to attr-dict `:` type($x)";
  let hasFolder = 1;
}

def ReducePrecisionOp : Tcc_Elementwise<"reduce_precision", ["x"], [Tcc_FloatTensor], Tcc_FloatTensor, ["t"]> {
  let summary = "x as a float of fewer bits holds it";
  let description = [{
    Rounded to so many bits of mantissa, ties to even; what is beyond the range of so many bits of
    exponent becomes infinite or nought, and so does a NaN without a mantissa: infinite. The
    derivative is that of x.

    ```mlir
    %0 = tcc.reduce_precision %x exponent 5 mantissa 10 : tensor<4xf32>
    ```
  }];
  let attributes = (ins ConfinedAttr<I64Attr, [IntPositive]>:$exponent_bits,
                        ConfinedAttr<I64Attr, [IntNonNegative]>:$mantissa_bits);
  let assemblyFormat = [{
    operands `exponent` $exponent_bits `mantissa` $mantissa_bits attr-dict `:` type(operands)
  }];
  let scalar = "reducePrecision(s, x, getExponentBits(), getMantissaBits())";
  let isExact = 1;
}

def BitcastConvertOp : Tcc_StructuredWithoutDerivative<"bitcast_convert"> {
  let summary = "the same bits as elements of another type";
  let description = [{
    Narrower elements are the parts of a wider one along a new last axis, the lowest bits first;
    wider ones take that axis away.

    ```mlir
    %0 = tcc.bitcast_convert %x to i32 : tensor<4xf32>   // tensor<4xi32>
    %1 = tcc.bitcast_convert %x to ui8 : tensor<4xf32>   // tensor<4x4xui8>
    ```
  }];
  let arguments = (ins Tcc_Tensor:$x, TypeAttr:$to);
  let results = (outs Tcc_Tensor:$result);
  let assemblyFormat = "$x `to` $to attr-dict `:` type($x)";
  let hasFolder = 1;
}

#endif
