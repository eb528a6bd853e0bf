// The place of an op that is being imported, and the rules by op name. A rule answers with the
// values that replace the op's results, or fails after having said why.
#ifndef TCC_LIB_IMPORT_STABLEHLO_SITE_H
#define TCC_LIB_IMPORT_STABLEHLO_SITE_H

#include "tcc/Dialect/StableHLO/StableHLODialect.h"
#include "tcc/Dialect/Tcc/TccDialect.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace tcc::importer {

using Values = mlir::FailureOr<llvm::SmallVector<mlir::Value>>;
class Site;

inline Values one(mlir::Value value) { return llvm::SmallVector<mlir::Value>{value}; }

/// What stands for an op, by its name.
class Rules {
public:
  using Rule = std::function<Values(Site &, mlir::Operation *)>;

  template <class OpTy> void add(Values (*rule)(Site &, OpTy)) {
    rules[OpTy::getOperationName()] = [rule](Site &s, mlir::Operation *op) {
      return rule(s, llvm::cast<OpTy>(op));
    };
  }
  void add(llvm::StringRef name, Rule rule) { rules[name] = std::move(rule); }
  /// The rule of custom calls of a target.
  void addCall(llvm::StringRef target, Values (*rule)(Site &, stablehlo::CustomCallOp)) {
    rules["@" + target.str()] = [rule](Site &s, mlir::Operation *op) {
      return rule(s, llvm::cast<stablehlo::CustomCallOp>(op));
    };
  }
  const Rule *find(llvm::StringRef name) const {
    auto it = rules.find(name);
    return it == rules.end() ? nullptr : &it->second;
  }

private:
  llvm::StringMap<Rule> rules;
};

// One a family, each in a file of its own.
void addBatchNormRules(Rules &rules);
void addCollectiveRules(Rules &rules);
void addControlRules(Rules &rules);
void addCustomCallRules(Rules &rules);
void addDynamicRules(Rules &rules);
void addEinsumRules(Rules &rules);
void addLinearAlgebraRules(Rules &rules);
void addContractionRules(Rules &rules);
void addElementwiseRules(Rules &rules);
void addIndexRules(Rules &rules);
void addMapRules(Rules &rules);
void addRandomRules(Rules &rules);
void addReduceRules(Rules &rules);
void addShapeRules(Rules &rules);
void addWindowRules(Rules &rules);

/// Builds tcc ops before the op that they replace; RuleBuilder's ops infer their types.
class Site : public ir::RuleBuilder {
public:
  Site(mlir::OpBuilder &b, mlir::Operation *op, const Rules &rules, llvm::StringSet<> &reported)
      : RuleBuilder(b, op->getLoc()), op(op), rules(rules), reported(reported) {}

  /// Says that this op is not supported, once for each name of an op or of what is called; `why`
  /// comes as a note.
  mlir::LogicalResult unsupported(const llvm::Twine &why = "");
  /// A tcc op by its name, of given result types. Not supported where tcc has no such op, or not
  /// for these operands.
  Values build(llvm::StringRef name, mlir::TypeRange types, mlir::ValueRange operands,
               llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
               llvm::ArrayRef<mlir::Region *> regions = {});
  /// The same, of this op's result types.
  Values replaceBy(llvm::StringRef name, mlir::ValueRange operands,
                   llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
                   llvm::ArrayRef<mlir::Region *> regions = {}) {
    return build(name, op->getResultTypes(), operands, attributes, regions);
  }
  /// What stands for an op that says the same as this one, built here: it is verified and imported.
  template <class OpTy, class... Args> Values importAs(mlir::Type type, Args &&...args) {
    return importInstead(OpTy::create(b, loc, type, std::forward<Args>(args)...));
  }
  /// Imports the ops of a region of this op, and ends it with tcc.yield.
  mlir::LogicalResult importRegion(mlir::Region &region);

  mlir::NamedAttribute named(llvm::StringRef name, mlir::Attribute value) {
    return b.getNamedAttr(name, value);
  }
  mlir::NamedAttribute named(llvm::StringRef name, llvm::ArrayRef<int64_t> values) {
    return b.getNamedAttr(name, b.getDenseI64ArrayAttr(values));
  }
  mlir::NamedAttribute named(llvm::StringRef name, int64_t value) {
    return b.getNamedAttr(name, b.getI64IntegerAttr(value));
  }

private:
  Values importInstead(mlir::Operation *other);

  mlir::Operation *op;
  const Rules &rules;
  llvm::StringSet<> &reported;
};

/// Tuples as the values in them, on the way through functions, loops and branches as well, and
/// tokens as truth values that nobody reads.
void removeTuples(mlir::Operation *module);

/// Imports all ops below; failure after diagnostics.
mlir::LogicalResult importOps(mlir::Region &region, const Rules &rules,
                              llvm::StringSet<> &reported);

/// The entry of a custom call's configuration, where frameworks put it; null if there is none.
mlir::Attribute configOf(stablehlo::CustomCallOp op, llvm::StringRef name);

mlir::Type elementOf(mlir::Value value);
/// The value of a constant, if it is one; else null.
mlir::DenseElementsAttr constantOf(mlir::Value value);

} // namespace tcc::importer

#endif
