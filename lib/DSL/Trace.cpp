// Frames: each graph under construction knows its outer one, so that a value from outside becomes
// an argument on its way in.
#include "Frame.h"

#include "CompilerLibrary.h"
#include "tcc/Support/Text.h"

#include <cmath>

using namespace tcc;
using namespace tcc::detail;

std::shared_ptr<Frame> &detail::currentFrame() {
  thread_local std::shared_ptr<Frame> current;
  return current;
}

bool detail::isTracing() { return currentFrame() != nullptr; }

static SourceLine sourceLine(const std::source_location &where) {
  return {where.file_name(), where.function_name(), where.line(), where.column()};
}

static Node makeNode(std::string_view name, Attributes attributes,
                     const std::source_location &where) {
  Node node;
  node.name = name;
  node.attributes = std::move(attributes);
  node.where = sourceLine(where);
  return node;
}

static Frame &rootOf(Frame &frame) {
  Frame *root = &frame;
  while (root->parent)
    root = root->parent.get();
  return *root;
}

int64_t detail::nextRandomId() { return isTracing() ? rootOf(*currentFrame()).randomOps++ : 0; }

Frame::Frame(std::string name, std::shared_ptr<Frame> parent) : parent(std::move(parent)) {
  graph->name = std::move(name);
}

int32_t Frame::newArgument(std::string name, DType dtype) {
  graph->argumentNames.push_back(std::move(name));
  argumentTypes.push_back(dtype);
  return graph->numArguments++;
}

Tensor Frame::tracer(ValueId value, DType dtype) {
  auto state = std::make_shared<TensorState>();
  state->dtype = dtype;
  state->frame = shared_from_this();
  state->value = value;
  return Tensor(std::move(state));
}

Tensor Frame::addArgument(const Tensor &given, std::string name, const std::source_location &where,
                          bool row) {
  const auto &state = usable(given, where);
  isRow.push_back(row);
  if (parent)
    operands.push_back(parent->resolve(given, where));
  else
    graph->arguments.push_back({state->dtype, given.shape()});
  return tracer({-1, newArgument(std::move(name), state->dtype)}, state->dtype);
}

static bool isNumberOf(DType dtype, double number) {
  if (isFloat(dtype) || isComplex(dtype))
    return true;
  bool isSigned = dtype != DType::I1 && !isUnsigned(dtype);
  double limit = dtype == DType::I1 ? 2 : std::ldexp(1, int(8 * sizeOf(dtype)) - isSigned);
  double least = isSigned ? -limit : 0;
  return number == std::trunc(number) && number >= least && number < limit;
}

// The number as an element of `dtype`.
static Array elementOf(const TensorState &literal, DType dtype, const std::source_location &where) {
  if (!isNumberOf(dtype, literal.number))
    throwError(toString(where), concat("the number ", literal.number, " is no ", nameOf(dtype)),
               "convert the tensor to f32 first, or write a whole number in range");
  Array value(dtype, {});
  storeElements(&literal.number, value);
  return value;
}

ValueId Frame::constant(const TensorState &literal, DType dtype,
                        const std::source_location &where) {
  Node node = makeNode("tcc.constant", {{"value", elementOf(literal, dtype, where)}}, where);
  return append(std::move(node), {&dtype, 1})[0].internal()->value;
}

ValueId Frame::capture(ValueId outer, DType dtype) {
  auto [found, isNew] = captures.try_emplace({outer.node, outer.result}, graph->numArguments);
  if (isNew) {
    newArgument("", dtype);
    operands.push_back(outer);
  }
  return {-1, found->second};
}

ValueId Frame::hiddenInput(const std::shared_ptr<TensorState> &state) {
  if (parent)
    return capture(parent->hiddenInput(state), state->dtype);
  auto [found, isNew] = hidden.try_emplace(state.get(), graph->numArguments);
  if (isNew) {
    newArgument(concat("captured", captured.size()), state->dtype);
    captured.push_back(Tensor(state));
    graph->arguments.push_back({state->dtype, state->array.shape()});
  }
  return {-1, found->second};
}

ValueId Frame::resolve(const Tensor &tensor, const std::source_location &where,
                       std::optional<DType> literalType) {
  const auto &state = usable(tensor, where);
  if (!state->frame) {
    if (state->isLiteral)
      return constant(*state, literalType.value_or(state->dtype), where);
    return hiddenInput(state);
  }
  if (state->frame.get() == this)
    return state->value;
  if (!state->frame->alive)
    throwError(toString(where), "the tensor was computed by a traced function that has ended",
               "return it from that function instead of keeping it in a variable outside");
  if (!parent)
    throwError(toString(where), "the tensor belongs to a function that another thread traces");
  return capture(parent->resolve(tensor, where), state->dtype);
}

std::vector<Tensor> Frame::append(Node node, std::span<const DType> resultTypes) {
  int32_t index = int32_t(graph->nodes.size());
  node.numResults = int32_t(resultTypes.size());
  graph->nodes.push_back(std::move(node));
  std::vector<Tensor> results;
  for (size_t i = 0; i < resultTypes.size(); ++i)
    results.push_back(tracer({index, int32_t(i)}, resultTypes[i]));
  return results;
}

TensorType Frame::typeOfArgument(size_t i) {
  TensorType type = parent->typeOf(operands[i]);
  if (i < isRow.size() && isRow[i] && !type.shape.empty())
    type.shape.erase(type.shape.begin());
  return type;
}

TensorType Frame::typeOf(ValueId value) {
  if (value.node < 0)
    return parent ? typeOfArgument(size_t(value.result)) : graph->arguments[value.result];
  inferred.resize(graph->nodes.size());
  auto &types = inferred[value.node];
  if (types.empty()) {
    if (parent) {
      graph->arguments.clear();
      for (size_t i = 0; i < operands.size(); ++i)
        graph->arguments.push_back(typeOfArgument(i));
    }
    types = inferTypesCached(*graph, value.node);
  }
  return types[value.result];
}

TraceScope::TraceScope(std::string name, std::source_location where) : where(where) {
  std::shared_ptr<Frame> parent = currentFrame();
  if (parent)
    name = concat(rootOf(*parent).graph->name, "_", name, rootOf(*parent).callees++);
  frame = std::make_shared<Frame>(std::move(name), std::move(parent));
  currentFrame() = frame;
}

TraceScope::~TraceScope() {
  if (!open)
    return;
  frame->alive = false;
  currentFrame() = frame->parent;
}

Tensor TraceScope::argument(const Tensor &given, std::string name, bool isRow) {
  return frame->addArgument(given, std::move(name), where, isRow);
}

std::vector<TensorType> TraceScope::typesOf(std::span<const Tensor> results) {
  std::vector<TensorType> types;
  for (const Tensor &result : results)
    types.push_back(frame->typeOf(frame->resolve(result, where)));
  return types;
}

std::shared_ptr<Graph> TraceScope::close(std::span<const Tensor> results) {
  for (const Tensor &result : results)
    frame->graph->results.push_back(frame->resolve(result, where));
  frame->graph->donated.assign(size_t(frame->graph->numArguments), -1);
  frame->alive = false;
  currentFrame() = frame->parent;
  open = false;
  return frame->graph;
}

Recorded TraceScope::finish(std::span<const Tensor> results) {
  auto graph = close(results);
  return {std::move(graph), std::move(frame->captured)};
}

// The parameters of a gradient are given by an outer frame's arguments, so their names are known
// there too.
std::vector<Tensor> TraceScope::valueAndGrad(std::span<const Tensor> results,
                                             std::vector<int64_t> wrt) {
  std::vector<DType> types;
  for (const Tensor &result : results)
    types.push_back(usable(result, where)->dtype);
  for (int64_t argument : wrt) {
    types.push_back(frame->argumentTypes[argument]);
    if (!isFloat(types.back()) && !isComplex(types.back()))
      throwError(toString(where),
                 concat("no gradient by '", frame->graph->argumentNames[argument],
                        "': expected a float tensor, got ", nameOf(types.back())),
                 "pass it as another argument than the one to differentiate by");
  }
  std::shared_ptr<Graph> callee = close(results);
  callee->arguments.clear(); // those of the call
  Node node = makeNode("tcc.value_and_grad", {{"wrt", std::move(wrt)}}, where);
  node.operands = frame->operands;
  node.callee = std::move(callee);
  return frame->parent->append(std::move(node), types);
}

// A number takes the type that is wanted; anything else must have it.
Body TraceScope::body(std::span<const Tensor> results, std::span<const DType> wanted) {
  if (!wanted.empty() && results.size() < wanted.size())
    throwError(toString(where),
               concat("expected ", wanted.size(), " tensors, got ", results.size()));
  Body made;
  for (size_t i = 0; i < results.size(); ++i) {
    const auto &state = usable(results[i], where);
    DType type = i < wanted.size() ? wanted[i] : state->dtype;
    if (!state->isLiteral && state->dtype != type)
      throwError(toString(where),
                 concat("tensor ", i, " goes in as ", nameOf(type), " and comes out as ",
                        nameOf(state->dtype)),
                 "convert it: what is carried on and what branches give keeps its type");
    frame->graph->results.push_back(frame->resolve(results[i], where, type));
    made.types.push_back(type);
  }
  auto own = ptrdiff_t(frame->isRow.size());
  made.graph = close({});
  made.captured.assign(frame->operands.begin() + own, frame->operands.end());
  made.own.assign(frame->operands.begin(), frame->operands.begin() + own);
  made.graph->arguments.clear(); // those that the op gives
  return made;
}

std::vector<Tensor> detail::emitControl(std::string_view name, std::span<const ValueId> own,
                                        Attributes attributes, std::span<const Body> bodies,
                                        std::span<const DType> types, std::source_location where) {
  Node node = makeNode(name, std::move(attributes), where);
  node.operands.assign(own.begin(), own.end());
  node.ownOperands = int32_t(own.size());
  for (const Body &body : bodies) {
    node.operands.insert(node.operands.end(), body.captured.begin(), body.captured.end());
    node.bodies.push_back(body.graph);
  }
  return currentFrame()->append(std::move(node), types);
}

ValueId detail::resolve(const Tensor &tensor, std::source_location where) {
  return currentFrame()->resolve(tensor, where);
}

std::optional<DType> detail::partTypeOf(const Arg &x) {
  const auto &state = x.tensor.internal();
  if (!state || !isComplex(state->dtype))
    return std::nullopt;
  return state->dtype == DType::C128 ? DType::F64 : DType::F32;
}

DType detail::complexTypeOf(const Arg &part) {
  const auto &state = part.tensor.internal();
  return state && state->dtype == DType::F64 ? DType::C128 : DType::C64;
}

// Numbers follow the first tensor that is not a condition; among themselves, floats and then larger
// integers.
static std::optional<DType> literalTypeOf(std::span<const Arg> operands) {
  std::optional<DType> widest;
  for (const Arg &operand : operands) {
    const auto &state = operand.tensor.internal();
    if (!state || state->dtype == DType::I1)
      continue;
    if (!state->isLiteral)
      return state->dtype;
    widest = std::max(widest.value_or(state->dtype), state->dtype);
  }
  return widest;
}

/// The type of operand `i` in an op whose numbers are `literals`.
static DType typeInOp(const TensorState &state, size_t i, std::optional<DType> literals,
                      const EmitOptions &options) {
  bool isCondition = options.condition && i == 0;
  return state.isLiteral && !isCondition ? literals.value_or(state.dtype) : state.dtype;
}

static std::vector<Tensor> record(Frame &frame, std::string_view name,
                                  std::span<const Arg> operands, Attributes attributes,
                                  std::source_location where, const EmitOptions &options) {
  Node node = makeNode(name, std::move(attributes), where);
  std::optional<DType> literals = literalTypeOf(operands);
  DType type = options.type.value_or(DType::F32);
  for (size_t i = 0; i < operands.size(); ++i) {
    DType own = typeInOp(*usable(operands[i].tensor, where), i, literals, options);
    node.operands.push_back(frame.resolve(operands[i].tensor, where, own));
    if (!options.type && i == options.like)
      type = own;
  }
  std::vector<DType> types{type};
  types.insert(types.end(), options.more.begin(), options.more.end());
  return frame.append(std::move(node), types);
}

Tensor detail::emit(std::string_view name, std::span<const Arg> operands, Attributes attributes,
                    std::source_location where, const EmitOptions &options) {
  return emitMany(name, operands, std::move(attributes), where, options)[0];
}

std::vector<Tensor> detail::emitMany(std::string_view name, std::span<const Arg> operands,
                                     Attributes attributes, std::source_location where,
                                     const EmitOptions &options) {
  if (isTracing())
    return record(*currentFrame(), name, operands, std::move(attributes), where, options);
  // By itself: a program of one op, compiled once per type of operands, hence numbers are operands
  // too.
  TraceScope scope("op", where);
  std::optional<DType> literals = literalTypeOf(operands);
  std::vector<Arg> arguments;
  std::vector<Tensor> given;
  for (size_t i = 0; i < operands.size(); ++i) {
    const Arg &operand = operands[i];
    const auto &state = usable(operand.tensor, where);
    if (state->frame)
      throwError(toString(where), "the tensor was computed by a traced function that has ended",
                 "return it from that function instead of keeping it in a variable outside");
    DType type = typeInOp(*state, i, literals, options);
    given.push_back(state->isLiteral ? Tensor(elementOf(*state, type, where)) : operand.tensor);
    arguments.emplace_back(scope.argument(given.back(), ""), operand.where);
  }
  auto results = record(*currentFrame(), name, arguments, std::move(attributes), where, options);
  return runOnce(*scope.finish(results).graph, given);
}

std::vector<Tensor> detail::call(std::shared_ptr<const Graph> callee, std::span<const Arg> operands,
                                 std::span<const DType> resultTypes) {
  std::source_location where = operands.empty() ? std::source_location() : operands[0].where;
  if (!isTracing())
    throwError(toString(where),
               concat("'", callee->name, "' can only be called in a traced function"),
               "wrap the call in jit");
  Node node = makeNode("func.call", {}, where);
  for (const Arg &operand : operands)
    node.operands.push_back(currentFrame()->resolve(operand.tensor, where));
  node.callee = std::move(callee);
  return currentFrame()->append(std::move(node), resultTypes);
}
