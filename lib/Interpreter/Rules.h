// How the interpreter's rules are written and found: a rule a class of op, a file a family.
#ifndef TCC_LIB_INTERPRETER_RULES_H
#define TCC_LIB_INTERPRETER_RULES_H

#include "tcc/Dialect/Tcc/TccDialect.h"
#include "tcc/Interpreter/Interpreter.h"

#include "llvm/ADT/StringMap.h"

#include <functional>

namespace tcc::interpreter {

using Literals = std::vector<Literal>;

/// Runs blocks; rules of ops with regions call back.
class Evaluator {
public:
  /// What the block's terminator passes on; the block sees all values evaluated before.
  mlir::FailureOr<Literals> run(mlir::Block &block, llvm::ArrayRef<Literal> arguments);

private:
  mlir::FailureOr<Literals> evaluate(mlir::Operation *op);
  mlir::FailureOr<Literals> call(mlir::func::CallOp op, llvm::ArrayRef<Literal> arguments);

  llvm::DenseMap<mlir::Value, Literal> values;
};

using Rule =
    std::function<mlir::FailureOr<Literals>(mlir::Operation *, const Literals &, Evaluator &)>;

class Rules {
public:
  /// A rule of one result: Literal(OpTy op, const Literals &operands).
  template <class OpTy, class Function> void add(Function function) {
    table[OpTy::getOperationName()] = [function](mlir::Operation *op, const Literals &in,
                                                 Evaluator &) -> mlir::FailureOr<Literals> {
      return Literals{function(llvm::cast<OpTy>(op), in)};
    };
  }
  /// A rule with regions or several results, which may fail.
  template <class OpTy, class Function> void addGeneral(Function function) {
    table[OpTy::getOperationName()] =
        [function](mlir::Operation *op, const Literals &in,
                   Evaluator &evaluator) -> mlir::FailureOr<Literals> {
      return function(llvm::cast<OpTy>(op), in, evaluator);
    };
  }
  const Rule *find(llvm::StringRef name) const {
    auto entry = table.find(name);
    return entry == table.end() ? nullptr : &entry->second;
  }

private:
  llvm::StringMap<Rule> table;
};

void addElementwiseRules(Rules &rules);
void addComplexRules(Rules &rules);
void addSpecialRules(Rules &rules);
void addShapeRules(Rules &rules);
void addReduceRules(Rules &rules);
void addPoolingRules(Rules &rules);
void addContractionRules(Rules &rules);
void addControlRules(Rules &rules);
void addIndexRules(Rules &rules);
void addWindowRules(Rules &rules);
void addSortRules(Rules &rules);
void addLinearAlgebraRules(Rules &rules);
void addOrthogonalRules(Rules &rules); // of linear algebra
void addRandomRules(Rules &rules);
void addCompositeRules(Rules &rules);

//===- positions ----------------------------------------------------------------------------===//

using Position = llvm::SmallVector<int64_t>;

/// The row-major place of a position.
int64_t linearIndex(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> position);
/// Calls `visit(position, index)` for every element of a shape, in row-major order.
void forEach(llvm::ArrayRef<int64_t> shape,
             llvm::function_ref<void(const Position &, int64_t)> visit);
/// The type of an op's only result.
mlir::RankedTensorType resultType(mlir::Operation *op);
/// Each element of the result from its position.
Literal generate(mlir::RankedTensorType type,
                 llvm::function_ref<Element(const Position &)> element);
/// One element of x, as a tensor of rank 0: what a region that computes on elements takes.
Literal elementOf(const Literal &x, int64_t index);
/// Of numbers of any type: integers wrap at 64 bits, so that no product overflows.
Element product(const Element &a, const Element &b);
/// x at the position that NumPy's broadcasting reads for `position` of the result.
const Element &broadcastAt(const Literal &x, const Position &position);

} // namespace tcc::interpreter

#endif
