// One graph under construction and its links to the outer ones.
#ifndef TCC_LIB_DSL_FRAME_H
#define TCC_LIB_DSL_FRAME_H

#include "tcc/DSL/Trace.h"

#include <atomic>

namespace tcc::detail {

/// What a Tensor handle points to: an array, or a value of a frame.
struct TensorState {
  DType dtype = DType::F32;
  Array array;            // concrete
  bool isLiteral = false; // a C++ number: a constant of whatever type is wanted
  double number = 0;      // of a literal
  std::atomic<bool> donated = false;
  std::shared_ptr<Frame> frame; // traced
  ValueId value;
};

/// The state of a tensor that can be used; throws tcc::Error for an empty or donated one.
const std::shared_ptr<TensorState> &usable(const Tensor &tensor, const std::source_location &where);

/// "file:line:column".
std::string toString(const std::source_location &where);

class Frame : public std::enable_shared_from_this<Frame> {
public:
  Frame(std::string name, std::shared_ptr<Frame> parent);

  /// The value in this graph that a tensor is: captured from outer graphs, or made a constant or a
  /// hidden input, if need be. A number becomes an element of `literalType`, if given.
  ValueId resolve(const Tensor &tensor, const std::source_location &where,
                  std::optional<DType> literalType = {});
  /// A new argument; returns the tensor that stands for it: the given one, or a row of it.
  Tensor addArgument(const Tensor &given, std::string name, const std::source_location &where,
                     bool isRow = false);
  /// Appends an op, returns its results.
  std::vector<Tensor> append(Node node, std::span<const DType> resultTypes);
  TensorType typeOf(ValueId value);
  TensorType typeOfArgument(size_t i);

  std::shared_ptr<Graph> graph = std::make_shared<Graph>();
  std::shared_ptr<Frame> parent;
  std::vector<ValueId> operands;    // of each argument: the parent's value
  std::vector<DType> argumentTypes; // of each argument
  std::vector<bool> isRow;          // of the first arguments: whether they are rows of the operands
  std::vector<Tensor> captured;     // of the root: concrete tensors that became arguments
  int64_t randomOps = 0;            // of the root
  int32_t callees = 0;              // of the root
  bool alive = true;

private:
  ValueId constant(const TensorState &literal, DType dtype, const std::source_location &where);
  ValueId hiddenInput(const std::shared_ptr<TensorState> &state);
  ValueId capture(ValueId outer, DType dtype);
  int32_t newArgument(std::string name, DType dtype);
  Tensor tracer(ValueId value, DType dtype);

  std::map<std::pair<int32_t, int32_t>, int32_t> captures; // the parent's value -> argument
  std::map<const TensorState *, int32_t> hidden;           // look-up only, never iterated
  std::vector<std::vector<TensorType>> inferred;           // of each node, once asked for
};

/// The innermost frame of this thread, or null.
std::shared_ptr<Frame> &currentFrame();

} // namespace tcc::detail

#endif
