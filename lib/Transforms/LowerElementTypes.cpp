// Element types that only tcc knows -> those of arith and LLVM: an unsigned integer is a signless
// one from here on, as ops chose by its sign what they do. The program's edge remembers: an
// argument or result whose element type changed has it as the attribute tcc.element_type.
#include "tcc/Dialect/Tcc/LinalgBuilder.h"
#include "tcc/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_LOWERELEMENTTYPES
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

static constexpr llvm::StringLiteral elementTypeAttr = "tcc.element_type";

static bool isLowered(Type type) {
  Type element = getElementTypeOrSelf(type);
  return tcc::ir::computedType(element) == element;
}

static bool areLowered(TypeRange types) { return llvm::all_of(types, isLowered); }

static bool isLowered(Operation *op) {
  auto isLoweredBlock = [](Block &block) { return areLowered(block.getArgumentTypes()); };
  return areLowered(op->getResultTypes()) && areLowered(op->getOperandTypes()) &&
         llvm::all_of(op->getRegions(),
                      [&](Region &region) { return llvm::all_of(region, isLoweredBlock); });
}

static void rememberEdge(func::FuncOp function) {
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes()))
    if (!isLowered(type))
      function.setArgAttr(i, elementTypeAttr, TypeAttr::get(getElementTypeOrSelf(type)));
  for (auto [i, type] : llvm::enumerate(function.getResultTypes()))
    if (!isLowered(type))
      function.setResultAttr(i, elementTypeAttr, TypeAttr::get(getElementTypeOrSelf(type)));
}

static AttrTypeReplacer makeReplacer() {
  AttrTypeReplacer replacer;
  replacer.addReplacement([](Type type) -> std::optional<Type> {
    return isa<IntegerType, FloatType>(type) ? tcc::ir::computedType(type) : std::optional<Type>();
  });
  replacer.addReplacement([](DenseElementsAttr elements) -> std::optional<Attribute> {
    return elements.bitcast(tcc::ir::computedType(elements.getElementType()));
  });
  return replacer;
}

namespace {
struct LowerElementTypes : tcc::impl::LowerElementTypesBase<LowerElementTypes> {
  void runOnOperation() override {
    SmallVector<Operation *> changed;
    getOperation().walk([&](Operation *op) {
      if (!isLowered(op) || isa<func::FuncOp>(op))
        changed.push_back(op);
    });
    AttrTypeReplacer replacer = makeReplacer();
    for (Operation *op : changed) {
      auto function = dyn_cast<func::FuncOp>(op);
      if (function)
        rememberEdge(function);
      replacer.replaceElementsIn(op, /*replaceAttrs=*/!function, /*replaceLocs=*/false,
                                 /*replaceTypes=*/true);
      if (function)
        function.setFunctionType(cast<FunctionType>(replacer.replace(function.getFunctionType())));
    }
    getOperation().walk([](UnrealizedConversionCastOp cast) {
      if (cast.getNumOperands() != 1 || cast.getOperand(0).getType() != cast.getType(0))
        return;
      cast.replaceAllUsesWith(cast.getOperands());
      cast.erase();
    });
  }
};
} // namespace
