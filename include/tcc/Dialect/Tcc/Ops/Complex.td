// Complex numbers, and the transform that needs them. --tcc-split-complex puts ops on real tensors in the place of every op on
// complex ones before anything is differentiated or lowered, so the ops here have no derivative of their own.
#ifndef TCC_DIALECT_TCC_OPS_COMPLEX
#define TCC_DIALECT_TCC_OPS_COMPLEX

include "tcc/Dialect/Tcc/Ops/ElementwiseBase.td"
include "tcc/Dialect/Tcc/Ops/Structured.td"

def ComplexOp : Tcc_Elementwise<"complex", ["re", "im"], [Tcc_PartTensor, Tcc_PartTensor], Tcc_ComplexTensor, []> {
  let summary = "complex numbers from their parts";
  let description = [{
    ```mlir
    %0 = tcc.complex %re, %im : tensor<4xf32>, tensor<4xf32>   // tensor<4xcomplex<f32>>
    ```
  }];
  let resultElement = "complexType(operands)";
  let scalar = "re"; // nobody asks: there are no complex numbers by then
  let complex = "c.join(re, im)";
}

class Tcc_ComplexPart<string mnemonic> : Tcc_Elementwise<mnemonic, ["x"], [Tcc_ComplexTensor], Tcc_PartTensor, []> {
  let resultElement = "partType(operands)";
  let scalar = "x";
}

def RealOp : Tcc_ComplexPart<"real"> {
  let summary = "the real part";
  let description = [{
    ```mlir
    %0 = tcc.real %z : tensor<4xcomplex<f32>>   // tensor<4xf32>
    ```
  }];
  let complex = "{x.re}";
}

def ImagOp : Tcc_ComplexPart<"imag"> {
  let summary = "the imaginary part";
  let description = [{
    ```mlir
    %0 = tcc.imag %z : tensor<4xcomplex<f32>>   // tensor<4xf32>
    ```
  }];
  let complex = "{x.im}";
}

def Tcc_FftKind : I32Enum<"FftKind", "which discrete Fourier transform", [
  I32EnumCase<"Fft", 0, "fft">, I32EnumCase<"Ifft", 1, "ifft">, I32EnumCase<"Rfft", 2, "rfft">, I32EnumCase<"Irfft", 3, "irfft">
]> {
  let cppNamespace = "::tcc::ir";
}
/// Written as its name everywhere, so that whatever makes ops can give a string.
def Tcc_FftKindProp : EnumProp<Tcc_FftKind> {
  let convertFromAttribute = [{
    auto name = ::mlir::dyn_cast_if_present<::mlir::StringAttr>($_attr);
    auto known = ::tcc::ir::symbolizeFftKind(name ? name.getValue() : "");
    if (!known)
      return $_diag() << "unknown kind " << $_attr << ": expected fft, ifft, rfft or irfft";
    $_storage = *known;
    return ::mlir::success();
  }];
  let convertToAttribute = [{ return ::mlir::StringAttr::get($_ctxt, ::tcc::ir::stringifyFftKind($_storage)); }];
}

def FftOp : Tcc_Op<"fft", [Tcc_ZeroDerivative, DeclareOpInterfaceMethods<SplitsComplex>]>, Tcc_InferFromAdaptor {
  let summary = "discrete Fourier transform along the last axes";
  let description = [{
    As many axes as there are lengths, which are the extents in the domain of time. `fft` takes complex numbers to their
    transform, and `ifft` back, divided by the number of elements. `rfft` takes real numbers to the first n/2 + 1 of the last
    axis of theirs; the others are their conjugates. `irfft` takes those back to n real numbers: what would make them complex is
    dropped.

    ```mlir
    %0 = tcc.fft fft %z lengths [16] : tensor<3x16xcomplex<f32>>      // tensor<3x16xcomplex<f32>>
    %1 = tcc.fft rfft %x lengths [8, 12] : tensor<3x8x12xf32>         // tensor<3x8x7xcomplex<f32>>
    ```
  }];
  let arguments = (ins Tcc_FloatOrComplexTensor:$x, Tcc_FftKindProp:$kind, DenseI64ArrayAttr:$lengths);
  let results = (outs Tcc_FloatOrComplexTensor:$result);
  let assemblyFormat = "custom<FftKind>($kind) $x `lengths` $lengths attr-dict `:` type($x)";
}

#endif
