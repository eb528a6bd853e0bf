// The inverse of GraphToModule, as generic: ops by name, attributes by kind.
#include "ModuleToGraph.h"

#include "GraphToModule.h"
#include "tcc/Dialect/Tcc/TccDialect.h"
#include "tcc/Support/Diagnostics.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>

using namespace mlir;
using namespace tcc;
using tcc::detail::Graph;
using tcc::detail::Node;

static Array toArray(DenseElementsAttr elements) {
  auto type = cast<RankedTensorType>(elements.getType());
  Array array(dtypeOf(type.getElementType()),
              Shape(type.getShape().begin(), type.getShape().end()));
  if (array.dtype() == DType::I1) {
    for (auto [i, value] : llvm::enumerate(elements.getValues<bool>()))
      array.as<bool>()[i] = value;
    return array;
  }
  ArrayRef<char> raw = elements.getRawData();
  if (!elements.isSplat()) {
    std::memcpy(array.data(), raw.data(), raw.size());
    return array;
  }
  for (size_t at = 0; at < array.bytes(); at += raw.size())
    std::memcpy(static_cast<char *>(array.data()) + at, raw.data(), raw.size());
  return array;
}

/// Attributes of other kinds (enumerations) travel as their text.
static tcc::detail::Attribute toAttribute(mlir::Attribute attribute) {
  return llvm::TypeSwitch<mlir::Attribute, tcc::detail::Attribute>(attribute)
      .Case([](UnitAttr) { return true; })
      .Case([](DenseI64ArrayAttr a) { return std::vector<int64_t>(a.asArrayRef()); })
      .Case([](DenseElementsAttr a) { return toArray(a); })
      .Case([](StringAttr a) { return a.str(); })
      .Case([](TypeAttr a) { return dtypeOf(a.getValue()); })
      .Case([](FloatAttr a) { return a.getValueAsDouble(); })
      .Case([](IntegerAttr a) -> tcc::detail::Attribute { return a.getInt(); })
      .Default([](mlir::Attribute other) {
        std::string text;
        llvm::raw_string_ostream(text) << other;
        return text;
      });
}

static tcc::detail::SourceLine sourceLine(Location loc, StringRef function) {
  if (auto file = loc->findInstanceOf<FileLineColLoc>())
    return {file.getFilename().str(), function.str(), file.getLine(), file.getColumn()};
  return {};
}

namespace {

class Importer {
public:
  FailureOr<std::shared_ptr<const Graph>> import(func::FuncOp function);

private:
  LogicalResult addNode(Graph &graph, Operation *op, DenseMap<Value, tcc::detail::ValueId> &ids,
                        StringRef function);
  FailureOr<std::shared_ptr<const Graph>> importCallee(Operation *op, FlatSymbolRefAttr name);

  llvm::MapVector<Operation *, std::shared_ptr<const Graph>> done;
  SmallVector<Operation *> open; // functions being imported: a call of one of them is recursion
};

} // namespace

FailureOr<std::shared_ptr<const Graph>> Importer::importCallee(Operation *op,
                                                               FlatSymbolRefAttr name) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, name);
  if (!callee || callee.isExternal())
    return op->emitError() << "calls " << name << ", which has no body";
  if (llvm::is_contained(open, callee.getOperation()))
    return op->emitError() << "calls " << name
                           << " from within itself; recursion is not a tensor program";
  return import(callee);
}

LogicalResult Importer::addNode(Graph &graph, Operation *op,
                                DenseMap<Value, tcc::detail::ValueId> &ids, StringRef function) {
  Node node;
  node.name = op->getName().getStringRef().str();
  node.numResults = int32_t(op->getNumResults());
  node.where = sourceLine(op->getLoc(), function);
  for (Value operand : op->getOperands())
    node.operands.push_back(ids.lookup(operand));
  for (NamedAttribute attribute : op->getAttrDictionary())
    if (auto callee = dyn_cast<FlatSymbolRefAttr>(attribute.getValue())) {
      auto imported = importCallee(op, callee);
      if (failed(imported))
        return failure();
      node.callee = *imported;
    } else {
      node.attributes[attribute.getName().str()] = toAttribute(attribute.getValue());
    }
  for (OpResult result : op->getResults())
    ids[result] = {int32_t(graph.nodes.size()), int32_t(result.getResultNumber())};
  graph.nodes.push_back(std::move(node));
  return success();
}

FailureOr<std::shared_ptr<const Graph>> Importer::import(func::FuncOp function) {
  if (auto it = done.find(function); it != done.end())
    return it->second;
  open.push_back(function);
  llvm::scope_exit close([&] { open.pop_back(); });
  auto graph = std::make_shared<Graph>();
  graph->name = function.getName().str();
  graph->numArguments = int32_t(function.getNumArguments());
  DenseMap<Value, tcc::detail::ValueId> ids;
  for (BlockArgument argument : function.getArguments()) {
    auto type = cast<RankedTensorType>(argument.getType());
    tcc::detail::TensorType tensor{dtypeOf(type.getElementType()), {}};
    for (int64_t extent : type.getShape())
      tensor.shape.push_back(ShapedType::isDynamic(extent) ? -1 : extent);
    graph->arguments.push_back(std::move(tensor));
    ids[argument] = {-1, int32_t(argument.getArgNumber())};
  }
  graph->argumentNames.resize(graph->numArguments);
  graph->donated.assign(graph->numArguments, -1);
  for (Operation &op : function.front().without_terminator())
    if (failed(addNode(*graph, &op, ids, function.getName())))
      return failure();
  for (Value result : function.front().getTerminator()->getOperands())
    graph->results.push_back(ids.lookup(result));
  done[function] = graph;
  return std::shared_ptr<const Graph>(graph);
}

FailureOr<std::shared_ptr<const Graph>> tcc::moduleToGraph(func::FuncOp function) {
  return Importer().import(function);
}
