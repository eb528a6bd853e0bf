// Gives the entry function's arguments their shapes and infers all other types again, in program
// order. A callee is specialised for each signature that it is called with: a copy, unless it has
// that signature already.
#include "tcc/Transforms/Passes.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace tcc {
#define GEN_PASS_DEF_SPECIALIZESHAPES
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

static constexpr unsigned maxDepth = 1000; // of calls

namespace {
class Specializer {
public:
  explicit Specializer(ModuleOp module) : module(module), symbols(module) {}
  /// Sets the types of the arguments and infers those of all other values.
  LogicalResult retype(func::FuncOp function, TypeRange argumentTypes);
  void eraseUnused();

private:
  LogicalResult inferBlock(Block &block);
  LogicalResult infer(Operation *op);
  LogicalResult inferUse(Operation *op);
  FailureOr<func::FuncOp> specialized(func::FuncOp callee, TypeRange argumentTypes, Operation *use);

  ModuleOp module;
  SymbolTable symbols;
  DenseMap<std::pair<Operation *, Type>, func::FuncOp> copies; // by callee and the arguments' types
  llvm::SmallSetVector<Operation *, 4> originals;              // of the copies
  unsigned depth = 0;
};
} // namespace

static void setTypes(Operation *op, TypeRange types) {
  for (auto [result, type] : llvm::zip_equal(op->getResults(), types))
    result.setType(type);
}

FailureOr<func::FuncOp> Specializer::specialized(func::FuncOp callee, TypeRange argumentTypes,
                                                 Operation *use) {
  if (callee.isDeclaration() || TypeRange(callee.getArgumentTypes()) == argumentTypes)
    return callee;
  auto key = FunctionType::get(callee.getContext(), argumentTypes, {});
  if (func::FuncOp known = copies.lookup({callee, key}))
    return known;
  if (depth >= maxDepth)
    return use->emitOpError() << "is recursive, or nested more than " << maxDepth
                              << " calls deep, which is not supported";
  func::FuncOp copy = callee.clone();
  symbols.insert(copy, std::next(callee->getIterator()));
  copy.setPrivate();
  originals.insert(callee);
  copies[{callee, key}] = copy;
  ++depth;
  LogicalResult retyped = retype(copy, argumentTypes);
  --depth;
  if (failed(retyped))
    return failure();
  return copy;
}

LogicalResult Specializer::inferUse(Operation *op) {
  auto callee =
      symbols.lookup<func::FuncOp>(op->getAttrOfType<FlatSymbolRefAttr>("callee").getAttr());
  if (!callee)
    return op->emitOpError("refers to no function of this module");
  FailureOr<func::FuncOp> fitting = specialized(callee, op->getOperandTypes(), op);
  if (failed(fitting))
    return failure();
  op->setAttr("callee", FlatSymbolRefAttr::get(*fitting));
  FailureOr<SmallVector<Type>> types(SmallVector<Type>(fitting->getResultTypes()));
  if (auto transform = dyn_cast<tcc::ir::FunctionTransform>(op))
    types = transform.resultTypes(fitting->getFunctionType());
  if (failed(types))
    return failure();
  setTypes(op, *types);
  return success();
}

LogicalResult Specializer::infer(Operation *op) {
  if (isa<func::CallOp, tcc::ir::FunctionTransform>(op))
    return inferUse(op);
  if (!isa<InferTypeOpInterface>(op))
    return success();
  auto types = tcc::ir::inferResultTypes(op, op->getLoc());
  if (failed(types))
    return failure();
  setTypes(op, *types);
  return success();
}

// What regions yield is known before the op that holds them is asked.
LogicalResult Specializer::inferBlock(Block &block) {
  for (Operation &op : block) {
    for (Region &region : op.getRegions()) {
      if (auto holder = dyn_cast<tcc::ir::HoldsCode>(op))
        for (auto [argument, type] : llvm::zip_equal(
                 region.getArguments(), holder.getRegionArgumentTypes(region.getRegionNumber())))
          argument.setType(type);
      for (Block &inner : region)
        if (failed(inferBlock(inner)))
          return failure();
    }
    if (failed(infer(&op)))
      return failure();
  }
  return success();
}

LogicalResult Specializer::retype(func::FuncOp function, TypeRange argumentTypes) {
  for (auto [argument, type] : llvm::zip_equal(function.getArguments(), argumentTypes))
    argument.setType(type);
  if (failed(inferBlock(function.front())))
    return failure();
  auto results = function.back().getTerminator()->getOperandTypes();
  function.setType(FunctionType::get(function.getContext(), argumentTypes, results));
  return success();
}

// Until none is left: an original may be used by others alone.
void Specializer::eraseUnused() {
  auto isUnused = [&](Operation *original) {
    return cast<func::FuncOp>(original).isPrivate() &&
           SymbolTable::symbolKnownUseEmpty(original, module);
  };
  for (auto *unused = llvm::find_if(originals, isUnused); unused != originals.end();
       unused = llvm::find_if(originals, isUnused)) {
    symbols.erase(*unused);
    originals.erase(unused);
  }
}

//===- the shapes that are given ------------------------------------------------------------===//

// "32x784"; a '?' keeps a dimension symbolic.
static std::optional<SmallVector<int64_t>> parseShape(StringRef text) {
  SmallVector<int64_t> shape;
  SmallVector<StringRef> parts;
  text.split(parts, 'x');
  for (StringRef part : parts) {
    int64_t size = ShapedType::kDynamic;
    if (part != "?" && (part.getAsInteger(10, size) || size < 0))
      return std::nullopt;
    shape.push_back(size);
  }
  return shape;
}

// "argument #1 ('labels')"
static std::string nameOf(func::FuncOp function, unsigned index) {
  std::string name = "argument #" + std::to_string(index);
  for (StringRef key : {"tcc.name", "tcc.param"})
    if (auto given = function.getArgAttrOfType<StringAttr>(index, key))
      return name + " ('" + given.str() + "')";
  return name;
}

static FailureOr<Type> withShape(func::FuncOp function, unsigned index, StringRef text) {
  auto type = dyn_cast<RankedTensorType>(function.getArgument(index).getType());
  Location loc = function.getArgument(index).getLoc();
  std::string name = nameOf(function, index);
  auto shape = parseShape(text);
  if (!type || !shape)
    return emitError(loc) << name << " of @" << function.getName() << " cannot take the shape '"
                          << text << "': sizes joined by 'x' were expected, for a tensor";
  bool fits = type.getRank() == int64_t(shape->size());
  int64_t clash = 0;
  for (; fits && clash < type.getRank(); ++clash)
    fits = type.isDynamicDim(clash) || type.getDimSize(clash) == (*shape)[clash];
  if (fits)
    return Type(type.clone(*shape));
  auto error = emitError(loc) << name << " of @" << function.getName() << " is " << type
                              << ", but the shape given for it is " << text;
  if (type.getRank() != int64_t(shape->size()))
    error.attachNote() << "the rank is " << type.getRank() << " in the function, and "
                       << shape->size() << " as given";
  else
    error.attachNote() << "dimension " << clash - 1 << " is " << type.getDimSize(clash - 1)
                       << " in the function; only those written as '?' can be chosen";
  return error;
}

static FailureOr<SmallVector<Type>> argumentTypes(func::FuncOp function,
                                                  ArrayRef<std::string> shapes) {
  if (shapes.size() > function.getNumArguments())
    return function.emitError() << "@" << function.getName() << " takes "
                                << function.getNumArguments() << " arguments, but " << shapes.size()
                                << " shapes are given";
  SmallVector<Type> types(function.getArgumentTypes());
  for (auto [i, text] : llvm::enumerate(shapes)) {
    if (text.empty())
      continue;
    FailureOr<Type> type = withShape(function, i, text);
    if (failed(type))
      return failure();
    types[i] = *type;
  }
  return types;
}

namespace {
struct SpecializeShapes : tcc::impl::SpecializeShapesBase<SpecializeShapes> {
  using SpecializeShapesBase::SpecializeShapesBase;

  void runOnOperation() override {
    if (failed(specialize()))
      signalPassFailure();
  }

  LogicalResult specialize() {
    auto function = getOperation().lookupSymbol<func::FuncOp>(entry);
    if (!function || function.isDeclaration())
      return getOperation().emitError() << "there is no function @" << entry << " with a body";
    SmallVector<std::string> given(shapes.begin(), shapes.end());
    auto types = argumentTypes(function, given);
    if (failed(types))
      return failure();
    Specializer specializer(getOperation());
    if (failed(specializer.retype(function, *types)))
      return failure();
    specializer.eraseUnused();
    return success();
  }
};
} // namespace
