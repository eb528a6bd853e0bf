// MLIR's parser and verifiers accept far more than tensor programs: other dialects, types without
// elements, several blocks, attributes that mean nothing. Passes never meet any of it, as it ends
// here with the user's line.
#include "CheckProgram.h"
#include "GraphToModule.h"

#include "tcc/Dialect/Tcc/TccDialect.h"
#include "tcc/Import/Passes.h"
#include "tcc/Support/Diagnostics.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tcc;

static constexpr int64_t mostBytes = int64_t(1) << 46; // what a 64-bit machine can address, halved

//===- types ---------------------------------------------------------------------------------===//

static bool isElementType(Type type) {
  if (auto complex = dyn_cast<ComplexType>(type))
    return complex.getElementType().isF32() || complex.getElementType().isF64();
  return type.isF16() || type.isBF16() || type.isF32() || type.isF64() || ir::isSmallFloat(type) ||
         (type.isSignlessInteger() &&
          llvm::is_contained({1u, 8u, 16u, 32u, 64u}, type.getIntOrFloatBitWidth())) ||
         (type.isUnsignedInteger() &&
          llvm::is_contained({8u, 16u, 32u, 64u}, type.getIntOrFloatBitWidth()));
}

static bool fitsMemory(RankedTensorType type) {
  auto bytes = int64_t(sizeOf(dtypeOf(type.getElementType())));
  for (int64_t extent : type.getShape()) {
    if (ShapedType::isDynamic(extent))
      continue; // its size comes with the data, and is checked then
    if (extent == 0)
      return true;
    if (extent > mostBytes / bytes)
      return false;
    bytes *= extent;
  }
  return true;
}

/// `what` is "argument 0" or the like.
static LogicalResult checkType(Location loc, const Twine &what, Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor) {
    auto diagnostic = emitError(loc) << what << " is of type " << type << "; expected a tensor";
    if (isElementType(type))
      diagnostic.attachNote() << "a scalar is a tensor of rank 0: "
                              << RankedTensorType::get({}, type);
    else if (isa<UnrankedTensorType>(type))
      diagnostic.attachNote()
          << "the rank must be known; extents may be left open: tensor<?x?xf32>";
    return diagnostic;
  }
  if (!isElementType(tensor.getElementType())) {
    auto diagnostic = emitUnsupported(loc)
                      << what << " has elements of type " << tensor.getElementType();
    diagnostic.attachNote()
        << "element types are f16, bf16, f32, f64, complex<f32>, complex<f64>, i1, i8, i16, i32, "
           "i64, ui8, ui16, ui32, ui64 and floats of 8 bits";
    return diagnostic;
  }
  if (tensor.getEncoding())
    return emitUnsupported(loc) << what << " has an encoding: " << type;
  if (!fitsMemory(tensor))
    return emitError(loc) << what << " is larger than any memory: " << type;
  return success();
}

//===- functions -----------------------------------------------------------------------------===//

/// A misspelt attribute would be a wish that nobody hears.
static LogicalResult checkArgumentAttributes(func::FuncOp function, unsigned argument) {
  Location loc =
      function.isExternal() ? function.getLoc() : function.getArgument(argument).getLoc();
  auto complain = [&] { return emitError(loc) << "argument " << argument << ": "; };
  for (NamedAttribute attribute : mlir::function_interface_impl::getArgAttrs(function, argument)) {
    StringRef name = attribute.getName();
    if (llvm::is_contained({"tcc.name", "tcc.param", "tcc.init"}, name)) {
      if (!isa<StringAttr>(attribute.getValue()))
        return complain() << name << " expects a string, got " << attribute.getValue();
    } else if (name == "tcc.donate") {
      auto result = dyn_cast<IntegerAttr>(attribute.getValue());
      if (!result || !result.getType().isSignlessInteger() || result.getValue().isNegative() ||
          result.getValue().getActiveBits() > 63)
        return complain() << name << " expects the number of a result, got "
                          << attribute.getValue();
    } else if (name.starts_with("tcc.")) {
      return complain() << "no attribute " << name
                        << "; there are tcc.name, tcc.param, tcc.init and tcc.donate";
    }
  }
  return success();
}

static LogicalResult checkFunction(func::FuncOp function) {
  bool isDeclared = function.isExternal();
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    Location loc = isDeclared ? function.getLoc() : function.getArgument(i).getLoc();
    if (failed(checkType(loc, "argument " + Twine(i), type)) ||
        failed(checkArgumentAttributes(function, i)))
      return failure();
  }
  for (auto [i, type] : llvm::enumerate(function.getResultTypes()))
    if (failed(checkType(function.getLoc(), "result " + Twine(i), type)))
      return failure();
  if (!isDeclared && !function.getBody().hasOneBlock())
    return emitUnsupported(function.getLoc())
           << "@" << function.getName() << " has several blocks; a tensor program has no branches";
  return success();
}

//===- ops -----------------------------------------------------------------------------------===//

static LogicalResult checkCall(func::CallOp call) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
  if (callee && !callee.isExternal())
    return success();
  auto diagnostic = emitError(call.getLoc())
                    << "calls @" << call.getCallee() << ", which has no body";
  if (callee)
    diagnostic.attachNote(callee.getLoc()) << "it is declared here";
  return diagnostic;
}

/// Scalars are what bodies of linalg ops and loops compute with.
static LogicalResult checkLinalgLevelOp(Operation *op) {
  for (auto [i, type] : llvm::enumerate(op->getResultTypes())) {
    if (type.isIntOrIndexOrFloat())
      continue;
    std::string what = ("result " + Twine(i) + " of " + op->getName().getStringRef()).str();
    if (failed(checkType(op->getLoc(), what, type)))
      return failure();
    if (!cast<RankedTensorType>(type).hasStaticShape())
      return emitUnsupported(op->getLoc()) << what << " is of type " << type
                                           << "; at the level of linalg every shape must be known";
  }
  return success();
}

static LogicalResult checkOp(Operation *op) {
  if (auto function = dyn_cast<func::FuncOp>(op))
    return checkFunction(function);
  if (auto call = dyn_cast<func::CallOp>(op))
    return checkCall(call);
  if (isa<func::ReturnOp>(op))
    return success();
  if (isLinalgLevel(op))
    return checkLinalgLevelOp(op);
  if (!isa<ir::TccDialect>(op->getDialect())) {
    auto diagnostic = emitUnsupported(op->getLoc()) << "op '" << op->getName() << "'";
    diagnostic.attachNote() << "a program is made of func.func and of tcc, stablehlo, chlo, tosa "
                               "or linalg ops";
    return diagnostic;
  }
  for (auto [i, type] : llvm::enumerate(op->getResultTypes()))
    if (failed(checkType(op->getLoc(), "result " + Twine(i) + " of " + op->getName().getStringRef(),
                         type)))
      return failure();
  return success();
}

LogicalResult tcc::checkProgram(ModuleOp module) {
  WalkResult result = module.walk<WalkOrder::PreOrder>([&](Operation *op) {
    return op == module.getOperation() || succeeded(checkOp(op)) ? WalkResult::advance()
                                                                 : WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

//===- the entry -----------------------------------------------------------------------------===//

LogicalResult tcc::checkEntry(func::FuncOp entry) {
  if (entry.getNumResults() == 0)
    return emitError(entry.getLoc())
           << "@" << entry.getName() << " returns nothing: there is nothing to compute";
  for (auto [i, type] : llvm::enumerate(entry.getArgumentTypes())) {
    auto donation = entry.getArgAttrOfType<IntegerAttr>(i, "tcc.donate");
    if (!donation)
      continue;
    int64_t result = donation.getInt(), count = entry.getNumResults();
    if (result < count)
      continue;
    return emitError(entry.getArgument(i).getLoc())
           << "argument " << i << " is donated to result " << result << " (tcc.donate), but @"
           << entry.getName() << " has " << count << (count == 1 ? " result" : " results");
  }
  return success();
}
