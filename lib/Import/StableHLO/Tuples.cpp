// Tuples and tokens, before anything is imported: each tuple becomes the values in it wherever it
// goes, and a token, which orders effects that programs do not have here, a truth value.
#include "Site.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace tcc;

//===- tokens -------------------------------------------------------------------------------===//

static Type withoutTokens(Type type) {
  if (isa<stablehlo::TokenType>(type))
    return RankedTensorType::get({}, IntegerType::get(type.getContext(), 1));
  if (auto tuple = dyn_cast<TupleType>(type))
    return TupleType::get(type.getContext(), llvm::map_to_vector(tuple.getTypes(), withoutTokens));
  return type;
}

static void removeTokens(Operation *module) {
  module->walk([](Operation *op) {
    for (Value result : op->getResults())
      result.setType(withoutTokens(result.getType()));
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (BlockArgument argument : block.getArguments())
          argument.setType(withoutTokens(argument.getType()));
    if (auto function = dyn_cast<func::FuncOp>(op))
      function.setFunctionType(FunctionType::get(
          op->getContext(), llvm::map_to_vector(function.getArgumentTypes(), withoutTokens),
          llvm::map_to_vector(function.getResultTypes(), withoutTokens)));
  });
}

//===- tuples -------------------------------------------------------------------------------===//

static bool isTuple(Type type) { return isa<TupleType>(type); }

/// The types of the values in a tuple, those of tuples in it included.
static void addLeaves(Type type, SmallVectorImpl<Type> &leaves) {
  auto tuple = dyn_cast<TupleType>(type);
  if (!tuple)
    return leaves.push_back(type);
  for (Type part : tuple.getTypes())
    addLeaves(part, leaves);
}

static void addLeaves(OpBuilder &b, Value value, SmallVectorImpl<Value> &leaves) {
  auto tuple = dyn_cast<TupleType>(value.getType());
  if (!tuple)
    return leaves.push_back(value);
  for (auto [i, type] : llvm::enumerate(tuple.getTypes())) {
    auto made = value.getDefiningOp<stablehlo::TupleOp>();
    Value part =
        made ? made.getVal()[i]
             : stablehlo::GetTupleElementOp::create(b, value.getLoc(), type, value, uint32_t(i))
                   .getResult();
    addLeaves(b, part, leaves);
  }
}

/// A value of this type from the first of the leaves, which are taken away.
static Value pack(OpBuilder &b, Location loc, Type type, ArrayRef<Value> &leaves) {
  auto tuple = dyn_cast<TupleType>(type);
  if (!tuple) {
    Value leaf = leaves.front();
    leaves = leaves.drop_front();
    return leaf;
  }
  auto parts =
      llvm::map_to_vector(tuple.getTypes(), [&](Type part) { return pack(b, loc, part, leaves); });
  return stablehlo::TupleOp::create(b, loc, type, parts);
}

/// Arguments that are tuples become several.
static void flattenArguments(Block &block, llvm::function_ref<BlockArgument(unsigned, Type)> insert,
                             llvm::function_ref<void(unsigned)> erase) {
  OpBuilder b = OpBuilder::atBlockBegin(&block);
  for (unsigned i = 0; i < block.getNumArguments(); ++i) {
    Type type = block.getArgument(i).getType();
    if (!isTuple(type))
      continue;
    SmallVector<Type> types;
    addLeaves(type, types);
    SmallVector<Value> leaves;
    for (auto [n, leaf] : llvm::enumerate(types))
      leaves.push_back(insert(i + 1 + unsigned(n), leaf));
    ArrayRef<Value> rest(leaves);
    BlockArgument old = block.getArgument(i);
    old.replaceAllUsesWith(pack(b, old.getLoc(), type, rest));
    erase(i);
    i += unsigned(types.size()) - 1;
  }
}

static void flattenFunction(func::FuncOp function) {
  SmallVector<Type> results;
  for (Type type : function.getResultTypes())
    addLeaves(type, results);
  while (function.getNumResults() > 0)
    (void)function.eraseResult(function.getNumResults() - 1);
  for (auto [i, type] : llvm::enumerate(results))
    (void)function.insertResult(unsigned(i), type, {});
  if (function.isExternal())
    return;
  flattenArguments(
      function.front(),
      [&](unsigned i, Type type) {
        (void)function.insertArgument(i, type, {}, function.getLoc());
        return function.getArgument(i);
      },
      [&](unsigned i) { (void)function.eraseArgument(i); });
}

static void flattenOp(Operation *op) {
  OpBuilder b(op);
  SmallVector<Value> operands;
  SmallVector<Type> types;
  for (Value operand : op->getOperands())
    addLeaves(b, operand, operands);
  for (Type type : op->getResultTypes())
    addLeaves(type, types);
  OperationState state(op->getLoc(), op->getName().getStringRef(), operands, types, op->getAttrs());
  for (Region &region : op->getRegions())
    state.addRegion()->takeBody(region);
  Operation *flat = b.create(state);
  SmallVector<Value> leaves(flat->getResults());
  ArrayRef<Value> rest(leaves);
  for (Value result : op->getResults())
    result.replaceAllUsesWith(pack(b, op->getLoc(), result.getType(), rest));
  op->erase();
}

static void flattenRegions(Operation *op) {
  for (Region &region : op->getRegions())
    for (Block &block : region)
      flattenArguments(
          block, [&](unsigned i, Type type) { return block.insertArgument(i, type, op->getLoc()); },
          [&](unsigned i) { block.eraseArgument(i); });
}

/// Elements of tuples that are made here, and tuples that nobody needs, go.
static void foldTuples(Operation *module) {
  module->walk([](stablehlo::GetTupleElementOp op) {
    auto made = op.getOperand().getDefiningOp<stablehlo::TupleOp>();
    if (!made)
      return;
    op.getResult().replaceAllUsesWith(made.getVal()[op.getIndex()]);
    op.erase();
  });
  bool isChanged = true;
  while (isChanged) {
    isChanged = false;
    module->walk([&](stablehlo::TupleOp op) {
      if (!op->use_empty())
        return;
      op.erase();
      isChanged = true;
    });
  }
}

void importer::removeTuples(Operation *module) {
  SmallVector<Operation *> ops;
  bool hasTokens = false;
  module->walk<WalkOrder::PreOrder>([&](Operation *op) {
    bool hasTuple =
        llvm::any_of(op->getOperandTypes(), isTuple) || llvm::any_of(op->getResultTypes(), isTuple);
    hasTokens |= isa<stablehlo::CreateTokenOp, stablehlo::AfterAllOp>(op);
    for (Region &region : op->getRegions())
      for (Block &block : region) {
        hasTuple |= llvm::any_of(block.getArgumentTypes(), isTuple);
        hasTokens |= llvm::any_of(block.getArgumentTypes(),
                                  [](Type type) { return isa<stablehlo::TokenType>(type); });
      }
    if (auto function = dyn_cast<func::FuncOp>(op))
      hasTuple |= llvm::any_of(function.getResultTypes(), isTuple);
    if (hasTuple && !isa<stablehlo::TupleOp, stablehlo::GetTupleElementOp>(op))
      ops.push_back(op);
  });
  if (hasTokens)
    removeTokens(module);
  for (Operation *op : ops) {
    if (auto function = dyn_cast<func::FuncOp>(op)) {
      flattenFunction(function);
      continue;
    }
    flattenRegions(op);
    flattenOp(op);
  }
  foldTuples(module);
}
