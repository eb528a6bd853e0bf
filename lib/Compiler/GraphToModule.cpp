// Ops are made by name, through the same inference that the parser uses: the tracer knows no op,
// and neither does this file, but for calls, whose callee's argument types are those of the call.
#include "GraphToModule.h"

#include "tcc/Dialect/Tcc/TccDialect.h"
#include "tcc/Support/Diagnostics.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tcc;
using tcc::detail::Graph;
using tcc::detail::Node;

DType tcc::dtypeOf(Type type) {
  return llvm::TypeSwitch<Type, DType>(type)
      .Case([](Float16Type) { return DType::F16; })
      .Case([](BFloat16Type) { return DType::BF16; })
      .Case([](Float32Type) { return DType::F32; })
      .Case([](Float64Type) { return DType::F64; })
      .Case([](Float8E5M2Type) { return DType::F8E5M2; })
      .Case([](Float8E4M3Type) { return DType::F8E4M3; })
      .Case([](Float8E4M3FNType) { return DType::F8E4M3FN; })
      .Case([](Float8E4M3FNUZType) { return DType::F8E4M3FNUZ; })
      .Case([](Float8E4M3B11FNUZType) { return DType::F8E4M3B11FNUZ; })
      .Case([](Float8E5M2FNUZType) { return DType::F8E5M2FNUZ; })
      .Case([](Float8E3M4Type) { return DType::F8E3M4; })
      .Case([](Float8E8M0FNUType) { return DType::F8E8M0FNU; })
      .Case([](ComplexType complex) {
        return complex.getElementType().isF64() ? DType::C128 : DType::C64;
      })
      .Default([](Type other) {
        bool isUnsigned = other.isUnsignedInteger();
        switch (other.getIntOrFloatBitWidth()) {
        case 1:
          return DType::I1;
        case 8:
          return isUnsigned ? DType::U8 : DType::I8;
        case 16:
          return isUnsigned ? DType::U16 : DType::I16;
        case 32:
          return isUnsigned ? DType::U32 : DType::I32;
        default:
          return isUnsigned ? DType::U64 : DType::I64;
        }
      });
}

Type tcc::elementTypeOf(DType dtype, MLIRContext *context) {
  switch (dtype) {
  case DType::U8:
  case DType::U16:
  case DType::U32:
  case DType::U64:
    return IntegerType::get(context, 8 * sizeOf(dtype), IntegerType::Unsigned);
  case DType::I1:
    return IntegerType::get(context, 1);
  case DType::I8:
    return IntegerType::get(context, 8);
  case DType::I16:
    return IntegerType::get(context, 16);
  case DType::I32:
    return IntegerType::get(context, 32);
  case DType::I64:
    return IntegerType::get(context, 64);
  case DType::F16:
    return Float16Type::get(context);
  case DType::BF16:
    return BFloat16Type::get(context);
  case DType::F32:
    return Float32Type::get(context);
  case DType::F64:
    return Float64Type::get(context);
  case DType::F8E5M2:
    return Float8E5M2Type::get(context);
  case DType::F8E4M3:
    return Float8E4M3Type::get(context);
  case DType::F8E4M3FN:
    return Float8E4M3FNType::get(context);
  case DType::F8E4M3FNUZ:
    return Float8E4M3FNUZType::get(context);
  case DType::F8E4M3B11FNUZ:
    return Float8E4M3B11FNUZType::get(context);
  case DType::F8E5M2FNUZ:
    return Float8E5M2FNUZType::get(context);
  case DType::F8E3M4:
    return Float8E3M4Type::get(context);
  case DType::F8E8M0FNU:
    return Float8E8M0FNUType::get(context);
  case DType::C64:
    return ComplexType::get(Float32Type::get(context));
  case DType::C128:
    return ComplexType::get(Float64Type::get(context));
  }
  llvm_unreachable("every DType has a type");
}

static RankedTensorType toTensor(const tcc::detail::TensorType &type, MLIRContext *context) {
  SmallVector<int64_t> shape;
  for (int64_t extent : type.shape)
    shape.push_back(extent < 0 ? ShapedType::kDynamic : extent);
  return RankedTensorType::get(shape, elementTypeOf(type.dtype, context));
}

static tcc::detail::TensorType fromTensor(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return {dtypeOf(tensor.getElementType()),
          Shape(tensor.getShape().begin(), tensor.getShape().end())};
}

/// i1 is a byte in an Array and a bit in MLIR's raw form, hence by element.
static DenseElementsAttr toElements(const Array &array, MLIRContext *context) {
  auto type = toTensor({array.dtype(), array.shape()}, context);
  if (array.dtype() == DType::I1) {
    auto values = array.as<bool>();
    return DenseElementsAttr::get(type, ArrayRef<bool>(values.data(), values.size()));
  }
  return DenseElementsAttr::getFromRawBuffer(
      type, ArrayRef<char>(static_cast<const char *>(array.data()), array.bytes()));
}

static mlir::Attribute toAttribute(const tcc::detail::Attribute &attribute, Builder &b) {
  return std::visit(
      [&](const auto &value) -> mlir::Attribute {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, bool>)
          return value ? b.getUnitAttr() : mlir::Attribute();
        else if constexpr (std::is_same_v<T, int64_t>)
          return b.getI64IntegerAttr(value);
        else if constexpr (std::is_same_v<T, double>)
          return b.getF64FloatAttr(value);
        else if constexpr (std::is_same_v<T, std::string>)
          return b.getStringAttr(value);
        else if constexpr (std::is_same_v<T, std::vector<int64_t>>)
          return b.getDenseI64ArrayAttr(value);
        else if constexpr (std::is_same_v<T, DType>)
          return TypeAttr::get(elementTypeOf(value, b.getContext()));
        else
          return toElements(value, b.getContext());
      },
      attribute);
}

namespace {

/// The properties of an op that does not exist yet: what inference reads attributes from.
class PendingProperties {
public:
  PendingProperties(RegisteredOperationName info, OperationState &state) : info(info) {
    if (info.getOpPropertyByteSize() == 0)
      return;
    storage = std::make_unique<char[]>(info.getOpPropertyByteSize());
    info.initOpProperties(raw(), OpaqueProperties(nullptr));
    status = info.setOpPropertiesFromAttribute(info, raw(),
                                               state.attributes.getDictionary(state.getContext()),
                                               [&] { return emitInternal(state.location); });
  }
  ~PendingProperties() {
    if (storage)
      info.destroyOpProperties(raw());
  }
  OpaqueProperties raw() { return OpaqueProperties(storage.get()); }
  LogicalResult status = success();

private:
  RegisteredOperationName info;
  std::unique_ptr<char[]> storage;
};

/// The values of one function or region under construction, by node.
struct Scope {
  OpBuilder b;
  SmallVector<Value> arguments;
  SmallVector<SmallVector<Value>> results;

  Value lookup(tcc::detail::ValueId id) const {
    return id.node < 0 ? arguments[id.result] : results[id.node][id.result];
  }
};

class Translator {
public:
  explicit Translator(MLIRContext *context)
      : context(context), module(ModuleOp::create(UnknownLoc::get(context))) {}

  /// A function with the first `count` nodes of the graph; `returned` are its results.
  FailureOr<func::FuncOp> addFunction(const Graph &graph, TypeRange arguments, size_t count,
                                      ArrayRef<tcc::detail::ValueId> returned);

  OwningOpRef<ModuleOp> takeModule() { return std::move(module); }

private:
  Location locationOf(const Node &node);
  FailureOr<SmallVector<Value>> addNode(Scope &scope, const Node &node);
  FailureOr<SmallVector<Value>> addCall(Scope &scope, const Node &node, ValueRange operands);
  FailureOr<SmallVector<Value>> addControl(Scope &scope, const Node &node,
                                           ArrayRef<Value> operands);
  LogicalResult addNodes(Scope &scope, ArrayRef<Node> nodes);
  LogicalResult addBody(Region &region, const Graph &graph, TypeRange types,
                        ArrayRef<Value> captured, Location loc);
  void nameArguments(func::FuncOp function, const Graph &graph);

  MLIRContext *context;
  OwningOpRef<ModuleOp> module;
};

} // namespace

Location Translator::locationOf(const Node &node) {
  if (node.where.file.empty())
    return NameLoc::get(StringAttr::get(context, node.name));
  return FileLineColLoc::get(context, node.where.file, node.where.line, node.where.column);
}

/// The rank that an axis attribute of an op counts from the end of: that of its operand, or of its
/// result for an op without operands, which says its shape.
static std::optional<int64_t> rankFor(const OperationState &state, StringRef attribute) {
  if (auto shape = dyn_cast_if_present<DenseI64ArrayAttr>(state.attributes.get("shape")))
    if (state.operands.empty())
      return shape.size();
  size_t operand = attribute.starts_with("rhs_") ? 1 : 0;
  if (operand >= state.operands.size())
    return std::nullopt;
  return cast<RankedTensorType>(state.operands[operand].getType()).getRank();
}

/// The tracer knows no ranks. So it may leave out `axes` (all of them) and `permutation` (the axes
/// reversed), and count axes from the end. What is out of range is left to the op's own check.
static void completeAxes(OperationState &state) {
  auto info = state.name.getRegisteredInfo();
  if (!info)
    return;
  Builder b(state.getContext());
  for (StringAttr name : info->getAttributeNames()) {
    mlir::Attribute given = state.attributes.get(name);
    std::optional<int64_t> rank = rankFor(state, name);
    if (!rank)
      continue;
    auto fromEnd = [&](int64_t axis) { return axis < 0 && axis >= -*rank ? axis + *rank : axis; };
    bool mayBeLeftOut = name == "axes" || name == "permutation";
    bool isList =
        given && (name.getValue().starts_with("lhs_") || name.getValue().starts_with("rhs_"));
    if (name == "axis" && given)
      state.attributes.set(name, b.getI64IntegerAttr(fromEnd(cast<IntegerAttr>(given).getInt())));
    if (!mayBeLeftOut && !isList)
      continue;
    SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(*rank));
    if (given)
      axes = llvm::map_to_vector(cast<DenseI64ArrayAttr>(given).asArrayRef(), fromEnd);
    else if (name == "permutation")
      std::reverse(axes.begin(), axes.end());
    state.attributes.set(name, b.getDenseI64ArrayAttr(axes));
  }
}

static LogicalResult inferTypes(OperationState &state) {
  auto info = state.name.getRegisteredInfo();
  auto *inference = info ? info->getInterface<InferTypeOpInterface>() : nullptr;
  if (!inference)
    return emitInternal(state.location)
           << "the tracer made '" << state.name << "', which is no op that infers its types";
  info->populateDefaultAttrs(state.attributes);
  PendingProperties properties(*info, state);
  if (failed(properties.status))
    return failure();
  return inference->inferReturnTypes(state.getContext(), state.location, state.operands,
                                     state.attributes.getDictionary(state.getContext()),
                                     properties.raw(), {}, state.types);
}

FailureOr<SmallVector<Value>> Translator::addNode(Scope &scope, const Node &node) {
  SmallVector<Value> operands;
  for (tcc::detail::ValueId id : node.operands)
    operands.push_back(scope.lookup(id));
  if (node.callee)
    return addCall(scope, node, operands);
  if (!node.bodies.empty())
    return addControl(scope, node, operands);
  OperationState state(locationOf(node), node.name);
  state.addOperands(operands);
  for (const auto &[name, attribute] : node.attributes)
    if (mlir::Attribute value = toAttribute(attribute, scope.b))
      state.addAttribute(name, value);
  completeAxes(state);
  if (state.name.hasTrait<ir::ScalarRegions>())
    state.addRegion(); // an empty one: a traced op combines by a name
  if (failed(inferTypes(state)))
    return failure();
  // All attributes of a traced op are the op's own: as properties, so that none ends as a
  // discardable one.
  if (state.name.getOpPropertyByteSize() > 0) {
    state.propertiesAttr = state.attributes.getDictionary(context);
    state.attributes.clear();
  }
  Operation *op = scope.b.create(state);
  // Now, while the user's line is at hand: later passes rely on it.
  if (failed(op->getName().verifyInvariants(op)))
    return failure();
  return SmallVector<Value>(op->getResults());
}

FailureOr<SmallVector<Value>> Translator::addCall(Scope &scope, const Node &node,
                                                  ValueRange operands) {
  const Graph &graph = *node.callee;
  auto callee = addFunction(graph, operands.getTypes(), graph.nodes.size(), graph.results);
  if (failed(callee))
    return failure();
  Location loc = locationOf(node);
  if (node.name == "func.call")
    return SmallVector<Value>(func::CallOp::create(scope.b, loc, *callee, operands).getResults());
  ArrayRef<int64_t> wrt = std::get<std::vector<int64_t>>(node.attributes.at("wrt"));
  SmallVector<Type> types(callee->getResultTypes());
  for (int64_t argument : wrt)
    types.push_back(operands[argument].getType());
  auto op = ir::ValueAndGradOp::create(scope.b, loc, types, callee->getName(), operands, wrt);
  return SmallVector<Value>(op.getResults());
}

LogicalResult Translator::addNodes(Scope &scope, ArrayRef<Node> nodes) {
  for (const Node &node : nodes) {
    auto results = addNode(scope, node);
    if (failed(results))
      return failure();
    scope.results.push_back(std::move(*results));
  }
  return success();
}

LogicalResult Translator::addBody(Region &region, const Graph &graph, TypeRange types,
                                  ArrayRef<Value> captured, Location loc) {
  Block &block = region.emplaceBlock();
  block.addArguments(types, SmallVector<Location>(types.size(), loc));
  Scope inner{OpBuilder(context), llvm::to_vector_of<Value>(block.getArguments()), {}};
  llvm::append_range(inner.arguments, captured);
  inner.b.setInsertionPointToStart(&block);
  if (failed(addNodes(inner, graph.nodes)))
    return failure();
  auto values = llvm::map_to_vector(graph.results, [&](auto id) { return inner.lookup(id); });
  ir::YieldOp::create(inner.b, loc, values);
  return success();
}

static void addAttributes(OperationState &state, const Node &node, Builder b) {
  NamedAttrList attributes;
  for (const auto &[name, attribute] : node.attributes) {
    mlir::Attribute value = toAttribute(attribute, b);
    if (auto sizes = dyn_cast_if_present<DenseI64ArrayAttr>(value);
        sizes && name == "operandSegmentSizes")
      value = b.getDenseI32ArrayAttr(llvm::to_vector_of<int32_t>(sizes.asArrayRef()));
    if (value)
      attributes.set(name, value);
  }
  if (state.name.getOpPropertyByteSize() > 0)
    state.propertiesAttr = attributes.getDictionary(b.getContext());
}

/// The op knows what its regions take, and they what it gives: first it is made without results, to
/// be asked, then as a whole.
FailureOr<SmallVector<Value>> Translator::addControl(Scope &scope, const Node &node,
                                                     ArrayRef<Value> operands) {
  Location loc = locationOf(node);
  ArrayRef<Value> own = operands.take_front(size_t(node.ownOperands));
  ArrayRef<Value> captured = operands.drop_front(size_t(node.ownOperands));
  OperationState asked(loc, node.name, own, TypeRange());
  addAttributes(asked, node, scope.b);
  for (size_t i = 0; i < node.bodies.size(); ++i)
    asked.addRegion();
  OwningOpRef<Operation *> owner(Operation::create(asked));
  Operation *open = *owner;
  auto holder = cast<ir::HoldsCode>(open);
  for (auto [i, graph] : llvm::enumerate(node.bodies)) {
    SmallVector<Type> types = holder.getRegionArgumentTypes(unsigned(i));
    size_t count = size_t(graph->numArguments) - types.size();
    if (failed(
            addBody(open->getRegion(unsigned(i)), *graph, types, captured.take_front(count), loc)))
      return failure();
    captured = captured.drop_front(count);
  }
  OperationState state(loc, node.name, own, TypeRange());
  addAttributes(state, node, scope.b);
  if (failed(cast<InferTypeOpInterface>(open).inferReturnTypes(
          context, loc, own, open->getDiscardableAttrDictionary(), open->getPropertiesStorage(),
          open->getRegions(), state.types)))
    return failure();
  for (Region &region : open->getRegions())
    state.addRegion()->takeBody(region);
  Operation *op = scope.b.create(state);
  if (failed(op->getName().verifyInvariants(op)) ||
      failed(op->getName().verifyRegionInvariants(op)))
    return failure();
  return SmallVector<Value>(op->getResults());
}

void Translator::nameArguments(func::FuncOp function, const Graph &graph) {
  Builder b(context);
  for (auto [i, name] : llvm::enumerate(graph.argumentNames))
    if (!name.empty())
      function.setArgAttr(i, "tcc.name", b.getStringAttr(name));
  for (auto [i, result] : llvm::enumerate(graph.donated))
    if (result >= 0)
      function.setArgAttr(i, "tcc.donate", b.getI64IntegerAttr(result));
}

FailureOr<func::FuncOp> Translator::addFunction(const Graph &graph, TypeRange arguments,
                                                size_t count,
                                                ArrayRef<tcc::detail::ValueId> returned) {
  OpBuilder b = OpBuilder::atBlockEnd(module->getBody());
  Location loc = graph.nodes.empty() ? Location(NameLoc::get(b.getStringAttr(graph.name)))
                                     : locationOf(graph.nodes.front());
  std::string base = graph.name.empty() ? "fn" : graph.name, name = base;
  for (int i = 1; module->lookupSymbol(name); ++i)
    name = base + "_" + std::to_string(i);
  auto function = func::FuncOp::create(b, loc, name, b.getFunctionType(arguments, {}));
  function.setPrivate();
  nameArguments(function, graph);
  Block *body = function.addEntryBlock();
  Scope scope{OpBuilder(context), llvm::to_vector_of<Value>(body->getArguments()), {}};
  scope.b.setInsertionPointToStart(body);
  if (failed(addNodes(scope, ArrayRef<Node>(graph.nodes).take_front(count))))
    return failure();
  SmallVector<Value> values;
  for (tcc::detail::ValueId id : returned)
    values.push_back(scope.lookup(id));
  func::ReturnOp::create(scope.b, loc, values);
  function.setFunctionType(b.getFunctionType(arguments, ValueRange(values).getTypes()));
  return function;
}

static SmallVector<Type> argumentTypes(const Graph &graph, MLIRContext *context) {
  SmallVector<Type> types;
  for (const tcc::detail::TensorType &type : graph.arguments)
    types.push_back(toTensor(type, context));
  return types;
}

FailureOr<OwningOpRef<ModuleOp>> tcc::graphToModule(const Graph &graph, MLIRContext *context) {
  Translator translator(context);
  if (failed(translator.addFunction(graph, argumentTypes(graph, context), graph.nodes.size(),
                                    graph.results)))
    return failure();
  return translator.takeModule();
}

FailureOr<std::vector<tcc::detail::TensorType>>
tcc::inferNodeTypes(const Graph &graph, int32_t node, MLIRContext *context) {
  SmallVector<tcc::detail::ValueId> returned;
  for (int32_t i = 0; i < graph.nodes[node].numResults; ++i)
    returned.push_back({node, i});
  Translator translator(context);
  auto function = translator.addFunction(graph, argumentTypes(graph, context), node + 1, returned);
  if (failed(function))
    return failure();
  std::vector<tcc::detail::TensorType> types;
  for (Type type : function->getResultTypes())
    types.push_back(fromTensor(type));
  return types;
}
