// What tracing records: plain data, no MLIR. The compiler turns it into a module; its hash is the
// key of the compile cache.
#ifndef TCC_DSL_GRAPH_H
#define TCC_DSL_GRAPH_H

#include "tcc/Array.h"

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tcc::detail {

/// Where in the user's program an op was written.
struct SourceLine {
  std::string file;
  std::string function;
  uint32_t line = 0, column = 0;
};

struct TensorType {
  DType dtype = DType::F32;
  Shape shape;
  bool operator==(const TensorType &) const = default;
};

struct Graph;

/// bool is a unit attribute (present if true); DType becomes a type attribute; Array a dense
/// constant.
using Attribute =
    std::variant<bool, int64_t, double, std::string, std::vector<int64_t>, DType, Array>;

/// A result of a node of the same graph. Argument i of the graph is {-1, i}.
struct ValueId {
  int32_t node = -1;
  int32_t result = 0;
  bool operator==(const ValueId &) const = default;
};

/// One op: `name` is its mnemonic with dialect ("tcc.add"). Result types are inferred by the
/// compiler, which alone knows ranks: `axis` and each of `axes` may be negative (counted from the
/// end of operand 0), and a reduction without `axes` is over all of them. Enumerations are strings
/// as the dialect prints them; a unit attribute that is not set is left out. tcc.value_and_grad has
/// the callee's results, then the gradients of the first one by the arguments in `wrt`.
struct Node {
  std::string name;
  std::vector<ValueId> operands;
  std::map<std::string, Attribute>
      attributes;                      // ordered: hashed and printed the same way every time
  std::shared_ptr<const Graph> callee; // of tcc.value_and_grad and func.call
  /// The regions of tcc.while, tcc.case and tcc.scan. Operands behind the op's own are what the
  /// bodies capture, one body after the other: their last arguments.
  std::vector<std::shared_ptr<const Graph>> bodies;
  int32_t ownOperands = 0; // where there are bodies
  int32_t numResults = 1;
  SourceLine where;
};

/// A function. Captures of an outer graph's values are extra arguments at the end, passed by the
/// calling node.
struct Graph {
  std::string name;
  std::vector<TensorType> arguments; // of a callee: filled in by the compiler from its caller
  std::vector<std::string> argumentNames;
  int32_t numArguments = 0;
  std::vector<Node> nodes;
  std::vector<ValueId> results;
  std::vector<int32_t>
      donated; // per argument: the index of the result that takes its buffer, or -1
};

} // namespace tcc::detail

#endif
