// Complex numbers -> pairs of real ones: before transforms, so that derivatives are those of real
// ops. Inside functions a complex value is its two parts, one after the other wherever there is a
// list of values. At the edge it stays one tensor, with the parts along a new last axis: the memory
// of an array of complex numbers. There the attribute tcc.element_type remembers what it is.
#include "tcc/Transforms/Passes.h"

#include "tcc/Dialect/Tcc/TccDialect.h"
#include "tcc/Support/Diagnostics.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace tcc::ir;

namespace tcc {
#define GEN_PASS_DEF_SPLITCOMPLEX
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }
static bool hasComplex(TypeRange types) { return llvm::any_of(types, isComplex); }

/// Of a tensor of complex numbers, that of either part.
static RankedTensorType partOf(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor.clone(cast<ComplexType>(tensor.getElementType()).getElementType());
}

static SmallVector<Type> flattened(TypeRange types) {
  SmallVector<Type> flat;
  for (Type type : types)
    flat.append(isComplex(type) ? 2 : 1, isComplex(type) ? Type(partOf(type)) : type);
  return flat;
}

//===- ops -----------------------------------------------------------------------------------===//

namespace {
class Splitter {
public:
  /// A function inside: its arguments and results are parts.
  LogicalResult split(func::FuncOp function);

private:
  LogicalResult split(Block &block);
  LogicalResult split(Operation *op);
  LogicalResult compute(Operation *op);
  LogicalResult flatten(Operation *op);
  void splitArguments(Block &block);
  void pairArguments(Block &block);
  void replace(Operation *op, ArrayRef<Complex> results);
  void eraseSplit();

  Complex partsOf(Value value) {
    return isComplex(value.getType()) ? parts.lookup(value) : Complex{value};
  }
  SmallVector<Value> flattened(ValueRange values);

  DenseMap<Value, Complex> parts;
  SmallVector<Operation *> replaced;
  SmallVector<Block *> blocks; // whose complex arguments are replaced
};
} // namespace

SmallVector<Value> Splitter::flattened(ValueRange values) {
  SmallVector<Value> flat;
  for (Value value : values) {
    Complex known = partsOf(value);
    flat.push_back(known.re);
    if (known.im)
      flat.push_back(known.im);
  }
  return flat;
}

void Splitter::replace(Operation *op, ArrayRef<Complex> results) {
  for (auto [result, value] : llvm::zip_equal(op->getResults(), results))
    if (isComplex(result.getType()))
      parts[result] = value;
    else
      result.replaceAllUsesWith(value.re);
  replaced.push_back(op);
}

/// The same op on either part, its other operands as they are.
static Complex onEachPart(ComplexBuilder &c, Operation *op, ArrayRef<Complex> in) {
  auto on = [&](bool isImaginary) -> Value {
    Operation *copy = c.b.clone(*op);
    for (auto [i, x] : llvm::enumerate(in))
      copy->setOperand(i, isImaginary && x.im ? x.im : x.re);
    copy->getResult(0).setType(partOf(op->getResult(0).getType()));
    return copy->getResult(0);
  };
  Value re = on(false);
  return {re, on(true)};
}

/// Parts of one shape each, where they broadcast to that of both: choosing between the two has it.
static Complex withOneShape(ComplexBuilder &c, const Complex &x) {
  if (!x.im || x.re.getType() == x.im.getType())
    return x;
  Value always = c.create<ConstantOp>(
      DenseElementsAttr::get(RankedTensorType::get({}, c.b.getI1Type()), true));
  return {c.select(always, x.re, x.im), c.select(always, x.im, x.re)};
}

LogicalResult Splitter::compute(Operation *op) {
  OpBuilder b(op);
  ComplexBuilder c(b, op->getLoc());
  auto in = llvm::map_to_vector(op->getOperands(), [&](Value v) { return partsOf(v); });
  SmallVector<Complex> results;
  if (op->hasTrait<MovesElements>())
    results.push_back(onEachPart(c, op, in));
  else if (auto rule = dyn_cast<SplitsComplex>(op))
    results = rule.splitComplex(c, in);
  if (results.size() != op->getNumResults())
    return tcc::emitUnsupported(op->getLoc()) << "op '" << op->getName() << "' on complex numbers";
  for (Complex &result : results)
    result = withOneShape(c, result);
  replace(op, results);
  return success();
}

/// How many values each group of operands has, now that complex ones are two.
static Attribute flattenedSegments(Operation *op, DenseI32ArrayAttr segments) {
  SmallVector<int32_t> sizes;
  auto types = llvm::to_vector(op->getOperandTypes());
  ArrayRef<Type> rest(types);
  for (int32_t size : segments.asArrayRef()) {
    sizes.push_back(int32_t(::flattened(rest.take_front(size)).size()));
    rest = rest.drop_front(size);
  }
  return DenseI32ArrayAttr::get(op->getContext(), sizes);
}

/// The arguments that a gradient is by, likewise.
static Attribute flattenedArguments(ValueAndGradOp op) {
  SmallVector<int64_t> wrt;
  for (int64_t argument : op.getWrt()) {
    auto before = llvm::to_vector(TypeRange(op.getArgs()).take_front(argument));
    wrt.push_back(int64_t(flattened(before).size()));
    if (isComplex(op.getArgs()[argument].getType()))
      wrt.push_back(wrt.back() + 1);
  }
  return DenseI64ArrayAttr::get(op->getContext(), wrt);
}

static Attribute flattenedProperties(Operation *op) {
  auto given = dyn_cast_or_null<DictionaryAttr>(op->getPropertiesAsAttribute());
  if (!given)
    return {};
  NamedAttrList properties(given);
  if (auto segments = given.getAs<DenseI32ArrayAttr>("operandSegmentSizes"))
    properties.set("operandSegmentSizes", flattenedSegments(op, segments));
  if (auto gradient = dyn_cast<ValueAndGradOp>(op))
    properties.set("wrt", flattenedArguments(gradient));
  return properties.getDictionary(op->getContext());
}

// The gradient by a + i b is the derivative by a less i times that by b: as frameworks have it.
static void conjugateGradients(ValueAndGradOp op, MutableArrayRef<Complex> results) {
  OpBuilder b(op->getContext());
  b.setInsertionPointAfter(results[0].re.getDefiningOp());
  ComplexBuilder c(b, op.getLoc());
  for (Complex &gradient : results.take_back(op.getWrt().size()))
    if (gradient.im)
      gradient = c.conj(gradient);
}

// The op with twice as many operands, results and arguments of regions, where they are complex.
LogicalResult Splitter::flatten(Operation *op) {
  OpBuilder b(op);
  OperationState state(op->getLoc(), op->getName(), flattened(op->getOperands()),
                       ::flattened(op->getResultTypes()));
  state.addAttributes(llvm::to_vector(op->getDiscardableAttrs()));
  state.propertiesAttr = flattenedProperties(op);
  for (Region &region : op->getRegions())
    state.addRegion()->takeBody(region);
  Operation *flat = b.create(state);
  SmallVector<Complex> results;
  for (auto [i, next] = std::pair(0u, 0u); i < op->getNumResults(); ++i) {
    results.push_back({flat->getResult(next++)});
    if (isComplex(op->getResult(i).getType()))
      results.back().im = flat->getResult(next++);
  }
  if (auto gradient = dyn_cast<ValueAndGradOp>(op))
    conjugateGradients(gradient, results);
  replace(op, results);
  for (Region &region : flat->getRegions())
    for (Block &block : region) {
      if (isa<SortOp>(flat))
        pairArguments(block);
      if (failed(split(block)))
        return failure();
    }
  return success();
}

LogicalResult Splitter::split(Operation *op) {
  auto isComplexBlock = [](Block &block) { return hasComplex(block.getArgumentTypes()); };
  bool isTouched = hasComplex(op->getOperandTypes()) || hasComplex(op->getResultTypes()) ||
                   llvm::any_of(op->getRegions(), [&](Region &region) {
                     return llvm::any_of(region, isComplexBlock);
                   });
  bool isList = isa<func::CallOp, func::ReturnOp, YieldOp, FunctionTransform, SortOp>(op);
  bool holdsBlocks = llvm::any_of(op->getRegions(), [](Region &r) { return !r.empty(); });
  if (auto sort = dyn_cast<SortOp>(op);
      sort && sort.getOrder() != SortOrder::Custom && isComplex(op->getOperandTypes()[0]))
    return tcc::emitUnsupported(op->getLoc()) << "complex numbers in order: they have none";
  if (isTouched)
    return isList || holdsBlocks ? flatten(op) : compute(op);
  for (Region &region : op->getRegions())
    for (Block &block : region)
      if (failed(split(block)))
        return failure();
  return success();
}

//===- blocks --------------------------------------------------------------------------------===//

void Splitter::splitArguments(Block &block) {
  for (unsigned i = 0; i < block.getNumArguments(); ++i) {
    BlockArgument whole = block.getArgument(i);
    if (!isComplex(whole.getType()) || parts.contains(whole))
      continue;
    RankedTensorType part = partOf(whole.getType());
    Value re = block.insertArgument(i + 1, part, whole.getLoc());
    parts[whole] = {re, block.insertArgument(i + 2, part, whole.getLoc())};
    i += 2;
  }
  blocks.push_back(&block);
}

// A comparator takes two elements of each tensor: those of one part, then those of the other.
void Splitter::pairArguments(Block &block) {
  for (unsigned i = 0; i < block.getNumArguments(); i += 2) {
    BlockArgument a = block.getArgument(i), b = block.getArgument(i + 1);
    if (!isComplex(a.getType()))
      continue;
    RankedTensorType part = partOf(a.getType());
    auto insert = [&](unsigned at) -> Value {
      return block.insertArgument(i + at, part, a.getLoc());
    };
    parts[a].re = insert(2), parts[b].re = insert(3);
    parts[a].im = insert(4), parts[b].im = insert(5);
    i += 4;
  }
}

LogicalResult Splitter::split(Block &block) {
  splitArguments(block);
  for (Operation &op : llvm::make_early_inc_range(block))
    if (failed(split(&op)))
      return failure();
  return success();
}

void Splitter::eraseSplit() {
  for (Operation *op : llvm::reverse(replaced))
    op->erase();
  for (Block *block : blocks)
    block->eraseArguments([](BlockArgument argument) { return isComplex(argument.getType()); });
}

LogicalResult Splitter::split(func::FuncOp function) {
  FunctionType before = function.getFunctionType();
  if (!function.isDeclaration() && failed(split(function.front())))
    return failure();
  eraseSplit();
  if (!hasComplex(before.getInputs()) && !hasComplex(before.getResults()))
    return success();
  // Nobody reads what is said of arguments of a function inside.
  function.removeArgAttrsAttr();
  function.removeResAttrsAttr();
  function.setFunctionType(FunctionType::get(function.getContext(), ::flattened(before.getInputs()),
                                             ::flattened(before.getResults())));
  return success();
}

//===- the edge ------------------------------------------------------------------------------===//

static RankedTensorType interleaved(Type type) {
  RankedTensorType part = partOf(type);
  SmallVector<int64_t> shape(part.getShape());
  shape.push_back(2);
  return part.clone(shape);
}

/// A part of an argument at the edge.
static FailureOr<Value> unpack(RuleBuilder &g, Value x, int64_t which) {
  ArrayRef<int64_t> shape = type(x).getShape();
  SmallVector<int64_t> starts(shape.size(), 0), limits(shape.size(), -1), rest(shape.drop_back());
  starts.back() = which;
  limits.back() = which + 1;
  if (llvm::count(rest, ShapedType::kDynamic) > 1)
    return tcc::emitUnsupported(g.loc) << "complex numbers with several symbolic dimensions";
  llvm::replace(rest, ShapedType::kDynamic, int64_t(-1)); // what the others leave
  return g.reshape(g.create<SliceOp>(x, starts, limits), rest);
}

static Value pack(RuleBuilder &g, Value re, Value im) {
  SmallVector<int64_t> shape(type(re).getShape());
  llvm::replace(shape, ShapedType::kDynamic, int64_t(-1));
  shape.push_back(1);
  int64_t axis = int64_t(shape.size()) - 1;
  return g.create<ConcatenateOp>(ValueRange{g.reshape(re, shape), g.reshape(im, shape)}, axis);
}

/// A function that others see: it unpacks its arguments for a private one, which has its body.
static LogicalResult wrap(func::FuncOp function) {
  constexpr llvm::StringLiteral attribute = "tcc.element_type";
  OpBuilder b(function);
  auto module = function->getParentOfType<ModuleOp>();
  auto inner = func::FuncOp::create(function.getLoc(), (function.getName() + ".parts").str(),
                                    function.getFunctionType());
  inner.setPrivate();
  inner.getBody().takeBody(function.getBody());
  SymbolTable(module).insert(inner); // under a name of its own
  if (failed(
          SymbolTable::replaceAllSymbolUses(function.getNameAttr(), inner.getNameAttr(), module)))
    return failure();
  auto atEdge = [](TypeRange types) {
    return llvm::map_to_vector(types, [](Type t) { return isComplex(t) ? interleaved(t) : t; });
  };
  for (auto [i, type] : llvm::enumerate(inner.getArgumentTypes()))
    if (isComplex(type))
      function.setArgAttr(i, attribute, TypeAttr::get(getElementTypeOrSelf(type)));
  for (auto [i, type] : llvm::enumerate(inner.getResultTypes()))
    if (isComplex(type))
      function.setResultAttr(i, attribute, TypeAttr::get(getElementTypeOrSelf(type)));
  function.setFunctionType(
      b.getFunctionType(atEdge(inner.getArgumentTypes()), atEdge(inner.getResultTypes())));
  Block *body = function.addEntryBlock();
  b.setInsertionPointToStart(body);
  SmallVector<Value> operands, results;
  for (auto [argument, from] : llvm::zip_equal(body->getArguments(), inner.getArguments())) {
    argument.setLoc(from.getLoc());
    RuleBuilder g(b, from.getLoc());
    if (!isComplex(from.getType())) {
      operands.push_back(argument);
      continue;
    }
    for (int64_t part : {0, 1}) {
      FailureOr<Value> unpacked = unpack(g, argument, part);
      if (failed(unpacked))
        return failure();
      operands.push_back(*unpacked);
    }
  }
  RuleBuilder g(b, function.getLoc());
  auto call =
      func::CallOp::create(b, g.loc, inner.getName(), flattened(inner.getResultTypes()), operands);
  ResultRange parts = call.getResults();
  for (Type type : inner.getResultTypes()) {
    results.push_back(isComplex(type) ? pack(g, parts[0], parts[1]) : parts[0]);
    parts = parts.drop_front(isComplex(type) ? 2 : 1);
  }
  func::ReturnOp::create(b, g.loc, results);
  return success();
}

namespace {
struct SplitComplex : tcc::impl::SplitComplexBase<SplitComplex> {
  void runOnOperation() override {
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      bool isEdge =
          function.isPublic() && !function.isDeclaration() &&
          (hasComplex(function.getArgumentTypes()) || hasComplex(function.getResultTypes()));
      if (isEdge && failed(wrap(function)))
        return signalPassFailure();
    }
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(Splitter().split(function)))
        return signalPassFailure();
  }
};
} // namespace
