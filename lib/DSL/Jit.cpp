// A call of a compiled function in a microsecond or two: arguments are compared with the traces
// there are, pointers handed over, and donated memory moves from the argument's handle to the
// result's.
#include "tcc/DSL/Jit.h"

#include "CompilerLibrary.h"
#include "Frame.h"
#include "tcc/Support/Text.h"

#include <algorithm>
#include <mutex>

using namespace tcc;
using namespace tcc::detail;

bool JitCore::isDonated(size_t argument) const {
  return std::find(options.donate.begin(), options.donate.end(), int(argument)) !=
         options.donate.end();
}

CompileOptions JitCore::compileOptions() const {
  return {options.target, options.fastMath, options.threads, options.verifyEach,
          TuningFile::open(options.tuning)};
}

static bool fits(const Specialization &specialization, const CallArguments &call) {
  if (specialization.types.size() != call.leaves.size() ||
      specialization.structure != call.structure)
    return false;
  for (size_t i = 0; i < call.leaves.size(); ++i) {
    const TensorState *state = call.leaves[i]->internal().get();
    const TensorType &type = specialization.types[i];
    if (!state || state->dtype != type.dtype || state->array.shape() != type.shape)
      return false;
  }
  return true;
}

// The message names a leaf by its number: its path is known to the caller's types only, and a trace
// would have named it.
static void checkUsable(const CallArguments &call, const std::source_location &where) {
  for (const Tensor *leaf : call.leaves)
    if (usable(*leaf, where)->frame)
      throwError(toString(where),
                 "a tensor of a traced function was kept and is now given to a compiled one",
                 "return it from the function that computes it");
}

const Specialization *JitCore::find(const CallArguments &call) const {
  checkUsable(call, where);
  std::shared_lock lock(mutex);
  for (const auto &specialization : specializations)
    if (fits(*specialization, call))
      return specialization.get();
  return nullptr;
}

namespace {

// Which result takes the memory of which donated argument: the result of the argument's C++ type
// that is nearest to the root, so that of (parameters, optimizer state) the parameters are not
// mistaken for a moment in the state.
class DonationMatcher {
public:
  DonationMatcher(TraceScope &scope, const std::vector<Tensor> &results, std::vector<Subtree> trees)
      : scope(scope), results(results), trees(std::move(trees)), taken(results.size()) {
    std::sort(this->trees.begin(), this->trees.end(), [](const Subtree &a, const Subtree &b) {
      return std::pair(a.depth, a.begin) < std::pair(b.depth, b.begin);
    });
  }

  // The first of the result's leaves, or nothing.
  std::optional<size_t> match(const Subtree &argument, std::span<const TensorType> types) {
    std::vector<const Subtree *> candidates;
    for (const Subtree &tree : trees)
      if (tree.type == argument.type && tree.count == argument.count && isFree(tree))
        candidates.push_back(&tree);
    for (const Subtree *tree : candidates) {
      // The compiler is asked only where there is a choice; it checks the types in any case.
      std::span leaves = std::span(results).subspan(tree->begin, tree->count);
      if (candidates.size() > 1 && !std::ranges::equal(scope.typesOf(leaves), types))
        continue;
      std::fill_n(taken.begin() + long(tree->begin), tree->count, true);
      return tree->begin;
    }
    return {};
  }

private:
  bool isFree(const Subtree &tree) const {
    return std::none_of(taken.begin() + long(tree.begin),
                        taken.begin() + long(tree.begin + tree.count),
                        [](bool used) { return used; });
  }

  TraceScope &scope;
  const std::vector<Tensor> &results;
  std::vector<Subtree> trees;
  std::vector<bool> taken;
};

} // namespace

static std::vector<int32_t>
matchDonations(TraceScope &scope, const std::vector<DonatedArgument> &donated,
               const std::vector<Tensor> &results, const std::vector<Subtree> &trees,
               const std::vector<TensorType> &types, const std::source_location &where) {
  std::vector<int32_t> takers(types.size(), -1);
  DonationMatcher matcher(scope, results, trees);
  for (const DonatedArgument &argument : donated) {
    const Subtree &tree = argument.tree;
    auto taker = matcher.match(tree, std::span(types).subspan(tree.begin, tree.count));
    if (!taker)
      throwError(toString(where),
                 concat("no result can take the memory of the donated argument '",
                        argument.names.empty() ? "" : argument.names[0],
                        "': none has its type and shapes"),
                 "return the updated value, or do not donate the argument");
    for (size_t i = 0; i < tree.count; ++i)
      takers[tree.begin + i] = int32_t(*taker + i);
  }
  return takers;
}

const Specialization &JitCore::add(const CallArguments &call, TraceScope &scope,
                                   const std::vector<DonatedArgument> &donated,
                                   const std::vector<Tensor> &results,
                                   const std::vector<Subtree> &resultTrees,
                                   std::shared_ptr<const void> prototype) {
  auto made = std::make_unique<Specialization>();
  made->structure = call.structure;
  for (const Tensor *leaf : call.leaves)
    made->types.push_back({leaf->dtype(), leaf->internal()->array.shape()});
  std::vector<int32_t> takers =
      matchDonations(scope, donated, results, resultTrees, made->types, where);
  Recorded recorded = scope.finish(results);
  std::copy(takers.begin(), takers.end(), recorded.graph->donated.begin());
  made->program = compileCached(*recorded.graph, compileOptions());
  made->graph = std::move(recorded.graph);
  made->captured = std::move(recorded.captured);
  made->prototype = std::move(prototype);
  std::unique_lock lock(mutex);
  for (const auto &other : specializations) // another thread was quicker
    if (fits(*other, call))
      return *other;
  return *specializations.emplace_back(std::move(made));
}

static const Tensor &argumentAt(const Specialization &specialization, const CallArguments &call,
                                size_t i) {
  return i < call.leaves.size() ? *call.leaves[i] : specialization.captured[i - call.leaves.size()];
}

// Donated memory may be seen by no other argument; the handles are used up only when all is well.
static void takeDonated(const Specialization &specialization, const CallArguments &call,
                        const std::source_location &where) {
  const auto &infos = specialization.program->executable.arguments();
  for (size_t i = 0; i < infos.size(); ++i)
    for (size_t j = 0; infos[i].alias >= 0 && j < infos.size(); ++j)
      if (i != j && argumentAt(specialization, call, i).internal() ==
                        argumentAt(specialization, call, j).internal())
        throwError(toString(where),
                   concat("the donated argument '", infos[i].name, "' is also the argument '",
                          infos[j].name, "'"),
                   "pass a copy as one of them");
  for (size_t i = call.leaves.size(); i < infos.size(); ++i)
    usable(argumentAt(specialization, call, i), where);
  for (size_t i = 0; i < infos.size(); ++i)
    if (infos[i].alias >= 0)
      argumentAt(specialization, call, i).internal()->donated = true;
}

std::vector<Tensor> JitCore::run(const Specialization &specialization,
                                 const CallArguments &call) const {
  const Executable &executable = specialization.program->executable;
  const auto &arguments = executable.arguments();
  const auto &results = executable.results();
  takeDonated(specialization, call, where);
  std::vector<std::shared_ptr<TensorState>> states;
  states.reserve(results.size());
  for (size_t i = 0; i < results.size(); ++i) {
    states.push_back(std::make_shared<TensorState>());
    states[i]->dtype = results[i].dtype;
    if (results[i].alias < 0)
      states[i]->array = Array(results[i].dtype, results[i].shape);
  }
  std::vector<void *> pointers(arguments.size() + results.size());
  for (size_t i = 0; i < arguments.size(); ++i) {
    Array &array = argumentAt(specialization, call, i).internal()->array;
    if (arguments[i].alias >= 0) { // memory that others see is not written to
      Array &moved = states[size_t(arguments[i].alias)]->array;
      moved = array.exclusive() ? std::move(array) : array.clone();
      pointers[i] = moved.data();
      array = Array();
    } else {
      pointers[i] = array.data();
    }
  }
  for (size_t i = 0; i < results.size(); ++i)
    pointers[arguments.size() + i] = states[i]->array.data();
  executable.callUnchecked(pointers.data(), pointers.data() + arguments.size());
  std::vector<Tensor> tensors;
  tensors.reserve(results.size());
  for (auto &state : states)
    tensors.emplace_back(std::move(state));
  return tensors;
}

const Report &JitCore::reportOf(const Specialization &specialization) const {
  return specialization.program->report;
}

std::string JitCore::emitOf(const Specialization &specialization, const std::string &stage) const {
  return compiler().emit(*specialization.graph, compileOptions(), stage);
}
