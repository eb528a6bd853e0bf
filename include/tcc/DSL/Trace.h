// Recording: what ops and transforms call. Each thread has a stack of graphs under construction; an
// op goes into the innermost one, or is run at once where there is none.
#ifndef TCC_DSL_TRACE_H
#define TCC_DSL_TRACE_H

#include "tcc/DSL/Graph.h"
#include "tcc/Tensor.h"

#include <optional>

namespace tcc::detail {

class Frame;
using Attributes = std::map<std::string, Attribute>;

/// Is this thread tracing a function?
bool isTracing();

/// How an op's result and operands relate.
struct EmitOptions {
  std::optional<DType> type = {}; // of the result; else that of
  size_t like = 0;                // this operand
  bool condition = false;         // operand 0 is a truth value: true stays one beside numbers
  std::vector<DType> more = {};   // of the results behind the first one
};

/// The type of the parts of a complex tensor's elements; none for others.
std::optional<DType> partTypeOf(const Arg &x);
/// Complex numbers of such parts.
DType complexTypeOf(const Arg &part);

/// One op on tensors: recorded while tracing, else compiled and run. Numbers among the operands
/// take the element type of the first tensor that is not i1.
Tensor emit(std::string_view name, std::span<const Arg> operands, Attributes attributes,
            std::source_location where, const EmitOptions &options = {});
inline Tensor emit(std::string_view name, std::initializer_list<Arg> operands,
                   Attributes attributes = {}, const EmitOptions &options = {}) {
  return emit(name, std::span(operands.begin(), operands.size()), std::move(attributes),
              operands.begin()->where, options);
}

/// The same for an op of several results.
std::vector<Tensor> emitMany(std::string_view name, std::span<const Arg> operands,
                             Attributes attributes, std::source_location where,
                             const EmitOptions &options = {});

/// Records a call of a function that was not traced here, such as a model read from text; only
/// inside a traced function. An operand or a result of its own function is checked by the compiler.
std::vector<Tensor> call(std::shared_ptr<const Graph> callee, std::span<const Arg> operands,
                         std::span<const DType> resultTypes);

/// A number that tells the random ops of one program apart.
int64_t nextRandomId();

/// What a root trace gives.
struct Recorded {
  std::shared_ptr<Graph> graph;
  std::vector<Tensor>
      captured; // concrete tensors the function used without being given them: its last arguments
};

/// A traced region: what it captures from the function around it, and what its own arguments stand
/// for there.
struct Body {
  std::shared_ptr<Graph> graph;
  std::vector<ValueId> own, captured;
  std::vector<DType> types; // of its results
};

/// Records an op with regions, on values of the function being traced.
std::vector<Tensor> emitControl(std::string_view name, std::span<const ValueId> own,
                                Attributes attributes, std::span<const Body> bodies,
                                std::span<const DType> types, std::source_location where);
/// The value of the function being traced that a tensor is.
ValueId resolve(const Tensor &tensor, std::source_location where);

/// A function being traced, from construction to finish() or valueAndGrad(); on the top of this
/// thread's stack meanwhile.
class TraceScope {
public:
  TraceScope(std::string name, std::source_location where);
  ~TraceScope();
  TraceScope(const TraceScope &) = delete;
  TraceScope &operator=(const TraceScope &) = delete;

  /// The tensor that stands for an argument inside the function. All of them come before the first
  /// op.
  Tensor argument(const Tensor &given, std::string name, bool isRow = false);
  /// Types of what the function is about to return; asks the compiler.
  std::vector<TensorType> typesOf(std::span<const Tensor> results);
  /// Ends the outermost trace.
  Recorded finish(std::span<const Tensor> results);
  /// Ends a trace that is a region of an op. Results must have the types wanted, as far as these
  /// go.
  Body body(std::span<const Tensor> results, std::span<const DType> wanted);
  /// Ends a trace inside another and records there its value and gradients: the results, then d
  /// results[0] / d argument for each argument of `wrt`.
  std::vector<Tensor> valueAndGrad(std::span<const Tensor> results, std::vector<int64_t> wrt);

private:
  std::shared_ptr<Graph> close(std::span<const Tensor> results);

  std::shared_ptr<Frame> frame;
  std::source_location where;
  bool open = true;
};

} // namespace tcc::detail

#endif
