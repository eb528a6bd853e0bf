// Runs a recorded graph, op by op, in double.
#ifndef TCC_TEST_API_INTERPRETER_H
#define TCC_TEST_API_INTERPRETER_H

#include "tcc/DSL/Graph.h"

namespace tcc::test {

/// A tensor of a computation; element type and shape as declared, elements in double.
struct Value {
  DType dtype = DType::F32;
  Shape shape;
  std::vector<double> data;

  int64_t rank() const { return int64_t(shape.size()); }
};

Value readValue(const detail::TensorType &type, const void *memory);
void writeValue(const Value &value, void *memory);

std::vector<Value> interpret(const detail::Graph &graph, const std::vector<Value> &arguments);
std::vector<detail::TensorType> resultTypes(const detail::Graph &graph);
std::vector<detail::TensorType> typesAt(const detail::Graph &graph, int32_t node);

} // namespace tcc::test

#endif
