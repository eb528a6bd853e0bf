// Enumerations of ops as bare words.
#ifndef TCC_LIB_DIALECT_TCC_KEYWORDS_H
#define TCC_LIB_DIALECT_TCC_KEYWORDS_H

#include "mlir/IR/OpImplementation.h"

namespace tcc::ir {

enum class Combiner : uint32_t; // generated from ODS
enum class FftKind : uint32_t;
enum class SortOrder : uint32_t;

mlir::ParseResult parseCombiner(mlir::OpAsmParser &parser, Combiner &combiner);
void printCombiner(mlir::OpAsmPrinter &printer, mlir::Operation *op, Combiner combiner);
mlir::ParseResult parseFftKind(mlir::OpAsmParser &parser, FftKind &kind);
void printFftKind(mlir::OpAsmPrinter &printer, mlir::Operation *op, FftKind kind);
mlir::ParseResult parseSortOrder(mlir::OpAsmParser &parser, SortOrder &order);
void printSortOrder(mlir::OpAsmPrinter &printer, mlir::Operation *op, SortOrder order);

} // namespace tcc::ir

#endif
