// Registration of the tcc dialect.
#include "tcc/Dialect/Tcc/TccDialect.h"

using namespace mlir;
using namespace tcc::ir;

#include "tcc/Dialect/Tcc/TccDialect.cpp.inc"
#include "tcc/Dialect/Tcc/TccEnums.cpp.inc"
#include "tcc/Dialect/Tcc/TccInterfaces.cpp.inc"

void TccDialect::initialize() {}
