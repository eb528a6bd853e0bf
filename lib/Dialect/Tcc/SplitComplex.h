// What complex numbers are to structured ops: made of the op itself, on parts.
#ifndef TCC_LIB_DIALECT_TCC_SPLITCOMPLEX_H
#define TCC_LIB_DIALECT_TCC_SPLITCOMPLEX_H

#include "tcc/Dialect/Tcc/TccDialect.h"

namespace tcc::ir {

/// A copy of the op on real operands, for a part of its result.
template <class OpTy> OpTy onPart(ComplexBuilder &c, OpTy op, mlir::ValueRange operands) {
  auto type = llvm::cast<mlir::RankedTensorType>(op->getResult(0).getType());
  auto copy = llvm::cast<OpTy>(c.b.clone(*op));
  copy->setOperands(operands);
  copy->getResult(0).setType(type.clone(partType(op->getResult(0))));
  return copy;
}

/// Of an op that does the same to the real and to the imaginary parts.
template <class OpTy>
llvm::SmallVector<Complex> splitLinear(ComplexBuilder &c, OpTy op, llvm::ArrayRef<Complex> in) {
  llvm::SmallVector<mlir::Value> re, im;
  for (const Complex &x : in) {
    re.push_back(x.re);
    im.push_back(x.im ? x.im : x.re);
  }
  return {{onPart(c, op, re)->getResult(0), onPart(c, op, im)->getResult(0)}};
}

/// Of an op that sums products of its two operands.
template <class OpTy>
llvm::SmallVector<Complex> splitProduct(ComplexBuilder &c, OpTy op, llvm::ArrayRef<Complex> in) {
  auto product = [&](mlir::Value a, mlir::Value b) -> mlir::Value {
    OpTy part = onPart(c, op, {a, b});
    if constexpr (requires { part.getElementTypeAttr(); })
      if (part.getElementTypeAttr())
        part.setElementType(partType(op->getResult(0)));
    return part.getResult();
  };
  mlir::Value re = c.sub(product(in[0].re, in[1].re), product(in[0].im, in[1].im));
  return {{re, c.add(product(in[0].re, in[1].im), product(in[0].im, in[1].re))}};
}

} // namespace tcc::ir

#endif
