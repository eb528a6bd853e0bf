// The parts of the pretty form that ODS cannot say: custom directives, a parser and a printer each.
// Both dialects' generated code uses them.
#ifndef TCC_LIB_DIALECT_STABLEHLO_ASSEMBLY_H
#define TCC_LIB_DIALECT_STABLEHLO_ASSEMBLY_H

#include "tcc/Dialect/StableHLO/StableHLODialect.h"

namespace tcc::stablehlo {

using mlir::OpAsmParser;
using mlir::OpAsmPrinter;
using mlir::Operation;
using mlir::ParseResult;
using mlir::Type;

/// `[1, 2]`
mlir::FailureOr<llvm::SmallVector<int64_t>> parseAxes(mlir::AsmParser &p);
void printAxes(mlir::AsmPrinter &p, llvm::ArrayRef<int64_t> axes);
mlir::FailureOr<llvm::APFloat> parseTolerance(mlir::AsmParser &p);

/// Says that an op of these dialects is not known.
ParseResult refuseUnknownOp(OpAsmParser &p, mlir::OperationState &state);

/// `dense<0> : tensor<f32>`, the type of the result with it.
ParseResult parseElements(OpAsmParser &p, mlir::OperationState &state);

/// Any number of operands, a comma behind each.
ParseResult parseOperandsThen(OpAsmParser &p,
                              llvm::SmallVectorImpl<OpAsmParser::UnresolvedOperand> &operands);
void printOperandsThen(OpAsmPrinter &p, Operation *, mlir::OperandRange operands);

/// One type for all, or `(operand types) -> result type`; the result comes last.
ParseResult parseSame(OpAsmParser &p, llvm::ArrayRef<Type *> types);
void printSame(OpAsmPrinter &p, llvm::ArrayRef<Type> types);
template <class... T> ParseResult parseSameTypes(OpAsmParser &p, T &...types) {
  return parseSame(p, {&types...});
}
template <class... T> void printSameTypes(OpAsmPrinter &p, Operation *, T... types) {
  printSame(p, {Type(types)...});
}

/// The complex type alone says what its parts are.
ParseResult parseComplexTypes(OpAsmParser &p, Type &lhs, Type &rhs, Type &result);
void printComplexTypes(OpAsmPrinter &p, Operation *, Type lhs, Type rhs, Type result);
/// `condition type, operand type`, or functional.
ParseResult parseSelectTypes(OpAsmParser &p, Type &pred, Type &onTrue, Type &onFalse, Type &result);
void printSelectTypes(OpAsmPrinter &p, Operation *, Type pred, Type onTrue, Type onFalse,
                      Type result);
/// `: type, type`, an operand's type being its result's; nothing for no operands.
ParseResult parseEachType(OpAsmParser &p, llvm::SmallVectorImpl<Type> &operands,
                          llvm::SmallVectorImpl<Type> &results);
void printEachType(OpAsmPrinter &p, Operation *, mlir::TypeRange operands, mlir::TypeRange results);
/// Operands of the result's type, which is written once; functional where they differ.
ParseResult
parseVariadicSameType(OpAsmParser &p,
                      const llvm::SmallVectorImpl<OpAsmParser::UnresolvedOperand> &given,
                      llvm::SmallVectorImpl<Type> &operands, Type &result);
void printVariadicSameType(OpAsmPrinter &p, Operation *, mlir::OperandRange given,
                           mlir::TypeRange operands, Type result);
/// The tuple's type alone.
ParseResult parseTupleTypes(OpAsmParser &p, llvm::SmallVectorImpl<Type> &operands, Type &result);
void printTupleTypes(OpAsmPrinter &p, Operation *, mlir::TypeRange operands, Type result);

/// `e8m7`
ParseResult parseFloatFormat(OpAsmParser &p, mlir::IntegerAttr &exponent,
                             mlir::IntegerAttr &mantissa);
void printFloatFormat(OpAsmPrinter &p, Operation *, mlir::IntegerAttr exponent,
                      mlir::IntegerAttr mantissa);
/// `[start:limit:stride, ...]`, a stride of 1 left out.
ParseResult parseSliceRanges(OpAsmParser &p, mlir::DenseI64ArrayAttr &starts,
                             mlir::DenseI64ArrayAttr &limits, mlir::DenseI64ArrayAttr &strides);
void printSliceRanges(OpAsmPrinter &p, Operation *, mlir::DenseI64ArrayAttr starts,
                      mlir::DenseI64ArrayAttr limits, mlir::DenseI64ArrayAttr strides);
/// `, precision = [DEFAULT, HIGH]`, or nothing.
ParseResult parsePrecision(OpAsmParser &p, mlir::ArrayAttr &precision);
void printPrecision(OpAsmPrinter &p, Operation *, mlir::ArrayAttr precision);
/// The same, and `, algorithm = <...>`.
ParseResult parsePrecisionAndAlgorithm(OpAsmParser &p, mlir::ArrayAttr &precision,
                                       DotAlgorithmAttr &algorithm);
void printPrecisionAndAlgorithm(OpAsmPrinter &p, Operation *, mlir::ArrayAttr precision,
                                DotAlgorithmAttr algorithm);
/// `batching_dims = [0] x [0], contracting_dims = [2] x [1]`
ParseResult parseDotAxes(OpAsmParser &p, DotDimensionNumbersAttr &axes);
void printDotAxes(OpAsmPrinter &p, Operation *, DotDimensionNumbersAttr axes);
/// `[b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1]`
ParseResult parseConvolutionAxes(mlir::AsmParser &p, ConvDimensionNumbersAttr &axes);
void printConvolutionAxes(mlir::AsmPrinter &p, ConvDimensionNumbersAttr axes);
inline void printConvolutionAxes(OpAsmPrinter &p, Operation *, ConvDimensionNumbersAttr axes) {
  printConvolutionAxes(p, axes);
}
/// `stride = [1], pad = [[4, 0]], lhs_dilate = [1], rhs_dilate = [2], reverse = [false]`, each
/// optional.
ParseResult parseWindow(OpAsmParser &p, mlir::DenseI64ArrayAttr &strides,
                        mlir::DenseIntElementsAttr &padding, mlir::DenseI64ArrayAttr &lhsDilation,
                        mlir::DenseI64ArrayAttr &rhsDilation, mlir::DenseBoolArrayAttr &reversal);
void printWindow(OpAsmPrinter &p, Operation *, mlir::DenseI64ArrayAttr strides,
                 mlir::DenseIntElementsAttr padding, mlir::DenseI64ArrayAttr lhsDilation,
                 mlir::DenseI64ArrayAttr rhsDilation, mlir::DenseBoolArrayAttr reversal);
/// `@target`
ParseResult parseCallTarget(OpAsmParser &p, mlir::StringAttr &target);
void printCallTarget(OpAsmPrinter &p, Operation *, mlir::StringAttr target);

} // namespace tcc::stablehlo

namespace tcc::chlo {
/// The verifier of all binary ops that broadcast. `dimensions` say where the axes of the operand of
/// smaller rank go; the usual place is the last ones.
llvm::LogicalResult checkBinary(mlir::Operation *op,
                                std::optional<llvm::ArrayRef<int64_t>> dimensions);
} // namespace tcc::chlo

#endif
