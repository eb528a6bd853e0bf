// sdy: annotations as text.
#include "tcc/Dialect/StableHLO/ShardyDialect.h"

#include "Assembly.h"

#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::stablehlo;

Attribute ShardyDialect::parseAttribute(DialectAsmParser &p, Type) const {
  return StringAttr::get(getContext(), p.getFullSymbolSpec());
}

std::optional<Dialect::ParseOpHook> ShardyDialect::getParseOperationHook(StringRef) const {
  return ParseOpHook(refuseUnknownOp);
}
