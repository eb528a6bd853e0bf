// Registration of the tcc dialect.
#include "tcc/Dialect/Tcc/TccDialect.h"

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
