// Registration of the tcc dialect, and the code that ODS makes of its ops.
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "Combination.h"
#include "Elementwise.h"
#include "Keywords.h"

using namespace mlir;
using namespace tcc::ir;

#include "tcc/Dialect/Tcc/TccDialect.cpp.inc"
#include "tcc/Dialect/Tcc/TccEnums.cpp.inc"
#include "tcc/Dialect/Tcc/TccInterfaces.cpp.inc"
#define GET_OP_CLASSES
#include "tcc/Dialect/Tcc/TccOps.cpp.inc"

void TccDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "tcc/Dialect/Tcc/TccOps.cpp.inc"
      >();
}

Operation *TccDialect::materializeConstant(OpBuilder &b, Attribute value, Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(b, loc, elements);
}
