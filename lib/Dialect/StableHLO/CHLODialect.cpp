// Registration of the dialect chlo, and the code that ODS makes of its ops.
#include "Assembly.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::chlo;

#include "tcc/Dialect/StableHLO/CHLODialect.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "tcc/Dialect/StableHLO/CHLOAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "tcc/Dialect/StableHLO/CHLOOps.cpp.inc"

void CHLODialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "tcc/Dialect/StableHLO/CHLOOps.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tcc/Dialect/StableHLO/CHLOAttributes.cpp.inc"
      >();
  allowUnknownOperations(); // in generic form; the import names them
}

std::optional<Dialect::ParseOpHook> CHLODialect::getParseOperationHook(StringRef name) const {
  if (auto known = Dialect::getParseOperationHook(name))
    return known;
  return ParseOpHook(stablehlo::refuseUnknownOp);
}
