// Registration of the dialect stablehlo, its attributes, and the code that ODS makes of its ops.
#include "Assembly.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::stablehlo;

#include "tcc/Dialect/StableHLO/StableHLODialect.cpp.inc"
#include "tcc/Dialect/StableHLO/StableHLOEnums.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "tcc/Dialect/StableHLO/StableHLOTypes.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "tcc/Dialect/StableHLO/StableHLOAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "tcc/Dialect/StableHLO/StableHLOOps.cpp.inc"

void StableHLODialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "tcc/Dialect/StableHLO/StableHLOOps.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tcc/Dialect/StableHLO/StableHLOAttributes.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "tcc/Dialect/StableHLO/StableHLOTypes.cpp.inc"
      >();
  allowUnknownOperations(); // in generic form; the import names them
}

std::optional<Dialect::ParseOpHook> StableHLODialect::getParseOperationHook(StringRef name) const {
  if (auto known = Dialect::getParseOperationHook(name))
    return known;
  return ParseOpHook(refuseUnknownOp);
}

//===- attributes ----------------------------------------------------------------------------===//

mlir::Attribute ConvDimensionNumbersAttr::parse(AsmParser &p, Type) {
  ConvDimensionNumbersAttr axes;
  if (p.parseLess() || parseConvolutionAxes(p, axes) || p.parseGreater())
    return {};
  return axes;
}

void ConvDimensionNumbersAttr::print(AsmPrinter &p) const {
  p << '<';
  printConvolutionAxes(p, *this);
  p << '>';
}

LogicalResult ResultAccuracyAttr::verify(function_ref<InFlightDiagnostic()> emitError, APFloat atol,
                                         APFloat rtol, int64_t ulps, ResultAccuracyModeAttr mode) {
  bool tolerates = !atol.isZero() || !rtol.isZero() || ulps != 0;
  if (mode.getValue() != ResultAccuracyMode::HIGHEST || !tolerates)
    return success();
  return emitError() << "result accuracy HIGHEST takes no tolerances";
}

mlir::Attribute TypeExtensionsAttr::parse(AsmParser &p, Type) {
  SmallVector<int64_t> bounds;
  auto parseBound = [&]() -> ParseResult {
    bounds.push_back(ShapedType::kDynamic);
    return succeeded(p.parseOptionalQuestion()) ? success() : p.parseInteger(bounds.back());
  };
  if (p.parseCommaSeparatedList(AsmParser::Delimiter::LessGreater, parseBound))
    return {};
  return get(p.getContext(), bounds);
}

void TypeExtensionsAttr::print(AsmPrinter &p) const {
  p << '<';
  llvm::interleaveComma(getBounds(), p, [&](int64_t bound) {
    if (ShapedType::isDynamic(bound))
      p << '?';
    else
      p << bound;
  });
  p << '>';
}
