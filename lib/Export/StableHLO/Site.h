// The place of an op that is being exported, and the rules by op name. A rule answers with the
// values that replace the op's results, or fails after having said why. It may build tcc ops as
// well, which are exported next: so a named form becomes the general one, and that StableHLO.
#ifndef TCC_LIB_EXPORT_STABLEHLO_SITE_H
#define TCC_LIB_EXPORT_STABLEHLO_SITE_H

#include "tcc/Dialect/StableHLO/StableHLODialect.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <functional>

namespace tcc::exporter {

using Values = mlir::FailureOr<llvm::SmallVector<mlir::Value>>;
class Site;

inline Values one(mlir::Value value) { return llvm::SmallVector<mlir::Value>{value}; }

/// What stands for a tcc op, by its name.
class Rules {
public:
  using Rule = std::function<Values(Site &, mlir::Operation *)>;

  template <class OpTy> void add(Values (*rule)(Site &, OpTy)) {
    rules[OpTy::getOperationName()] = [rule](Site &s, mlir::Operation *op) {
      return rule(s, llvm::cast<OpTy>(op));
    };
  }
  void add(llvm::StringRef name, Rule rule) { rules[name] = std::move(rule); }
  const Rule *find(llvm::StringRef name) const {
    auto it = rules.find(name);
    return it == rules.end() ? nullptr : &it->second;
  }

private:
  llvm::StringMap<Rule> rules;
};

// One a family, each in a file of its own.
void addContractionRules(Rules &rules);
void addControlRules(Rules &rules);
void addElementwiseRules(Rules &rules);
void addIndexRules(Rules &rules);
void addLinearAlgebraRules(Rules &rules);
void addRandomRules(Rules &rules);
void addReduceRules(Rules &rules);
void addShapeRules(Rules &rules);
void addSortRules(Rules &rules);
void addWindowRules(Rules &rules);

/// Builds ops before the op that they replace. What it inherits builds tcc ops.
class Site : public ir::RuleBuilder {
public:
  Site(mlir::OpBuilder &b, mlir::Operation *op, const Rules &rules, llvm::StringSet<> &reported)
      : RuleBuilder(b, op->getLoc()), op(op), rules(rules), reported(reported) {}

  /// Says that this op is not supported, once for each op name; `why` comes as a note.
  mlir::LogicalResult unsupported(const llvm::Twine &why = "");
  /// A foreign op without attributes, by its name.
  mlir::Value build(llvm::StringRef name, mlir::Type result, mlir::ValueRange operands);
  /// x repeated to a shape that it broadcasts to, as NumPy would.
  mlir::Value expand(mlir::Value x, llvm::ArrayRef<int64_t> shape);
  /// Gives the region of a foreign op the code of one of this op, exported.
  mlir::LogicalResult take(mlir::Region &from, mlir::Region &to);

  mlir::RankedTensorType resultType(unsigned i = 0) const {
    return llvm::cast<mlir::RankedTensorType>(op->getResult(i).getType());
  }

private:
  mlir::Operation *op;
  const Rules &rules;
  llvm::StringSet<> &reported;
};

/// Gives a function the complex arguments and results that it had before they were split.
void joinComplex(mlir::func::FuncOp function);

/// An elementwise op as the arithmetic that it is lowered to.
Values exportScalarCode(Site &s, ir::ScalarCode op);

mlir::Type elementOf(mlir::Value value);
/// A constant full of one element, and its type's largest or least number.
mlir::Value splat(Site &s, mlir::RankedTensorType type, mlir::Attribute element);
mlir::TypedAttr extremeOf(mlir::Type element, bool isLargest);

/// Attributes of windows: a number for each axis, and the padding before and behind as one matrix.
/// Null where nothing is given.
mlir::DenseI64ArrayAttr given(mlir::Builder &b, llvm::ArrayRef<int64_t> values);
mlir::DenseIntElementsAttr paddingOf(mlir::Builder &b, llvm::ArrayRef<int64_t> low,
                                     llvm::ArrayRef<int64_t> high);

} // namespace tcc::exporter

#endif
