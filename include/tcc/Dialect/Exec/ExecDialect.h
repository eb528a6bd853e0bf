// C++ side of the exec dialect (see ExecOps.td).
#ifndef TCC_DIALECT_EXEC_EXECDIALECT_H
#define TCC_DIALECT_EXEC_EXECDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

#include "tcc/Dialect/Exec/ExecDialect.h.inc"
#include "tcc/Dialect/Exec/ExecEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "tcc/Dialect/Exec/ExecAttributes.h.inc"
#define GET_OP_CLASSES
#include "tcc/Dialect/Exec/ExecOps.h.inc"

namespace tcc::exec {
/// Of a function: an array of #exec.decision.
inline constexpr llvm::StringLiteral decisionsAttribute = "exec.decisions";
} // namespace tcc::exec

#endif
