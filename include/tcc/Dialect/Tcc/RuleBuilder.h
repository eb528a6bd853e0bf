// Builds tcc ops inside rules (derivatives, decompositions). Result types are inferred, binary ops
// broadcast, and the cheap identities (x * 1, x + 0, a cast to the same type) build nothing, so
// that rules read like the mathematics.
#ifndef TCC_DIALECT_TCC_RULEBUILDER_H
#define TCC_DIALECT_TCC_RULEBUILDER_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/DenseSet.h"

namespace tcc::ir {

enum class ComparePredicate : uint32_t; // generated from ODS

class RuleBuilder {
public:
  RuleBuilder(mlir::OpBuilder &builder, mlir::Location loc) : b(builder), loc(loc) {}

  mlir::OpBuilder &b;
  mlir::Location
      loc; // of the op whose rule is asked for: a derivative is blamed on what it derives from

  // Elementwise; operands broadcast.
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value sub(mlir::Value x, mlir::Value y);
  mlir::Value mul(mlir::Value x, mlir::Value y);
  mlir::Value div(mlir::Value x, mlir::Value y);
  mlir::Value max(mlir::Value x, mlir::Value y);
  mlir::Value pow(mlir::Value x, mlir::Value y);
  mlir::Value neg(mlir::Value x);
  mlir::Value exp(mlir::Value x);
  mlir::Value log(mlir::Value x);
  mlir::Value log1p(mlir::Value x);
  mlir::Value sqrt(mlir::Value x);
  mlir::Value tanh(mlir::Value x);
  mlir::Value sigmoid(mlir::Value x);
  mlir::Value abs(mlir::Value x);
  mlir::Value sign(mlir::Value x);
  mlir::Value compare(ComparePredicate predicate, mlir::Value x, mlir::Value y);
  mlir::Value select(mlir::Value condition, mlir::Value ifTrue, mlir::Value ifFalse);
  mlir::Value convert(mlir::Value x, mlir::Type elementType);

  // Arithmetic with a number: a rank-0 constant of x's element type.
  mlir::Value add(mlir::Value x, double c) { return add(x, scalar(x, c)); }
  mlir::Value sub(double c, mlir::Value x) { return sub(scalar(x, c), x); }
  mlir::Value mul(mlir::Value x, double c) { return mul(x, scalar(x, c)); }
  mlir::Value div(double c, mlir::Value x) { return div(scalar(x, c), x); }
  mlir::Value compare(ComparePredicate p, mlir::Value x, double c) {
    return compare(p, x, scalar(x, c));
  }
  /// tensor<element type of like> holding c.
  mlir::Value scalar(mlir::Value like, double c);
  /// A constant of exactly `like`'s type.
  mlir::Value full(mlir::Value like, double c);
  mlir::Value zero(mlir::Value like) { return full(like, 0); }

  // Shape and reduction.
  mlir::Value broadcast(mlir::Value x, llvm::ArrayRef<int64_t> shape);
  mlir::Value reshape(mlir::Value x, llvm::ArrayRef<int64_t> shape);
  mlir::Value transpose(mlir::Value x, llvm::ArrayRef<int64_t> permutation);
  mlir::Value sum(mlir::Value x, llvm::ArrayRef<int64_t> axes, bool keepdims = false);
  mlir::Value reduceMax(mlir::Value x, llvm::ArrayRef<int64_t> axes, bool keepdims = false);
  /// The elements begin, begin + stride and so on before `end` along an axis.
  mlir::Value slice(mlir::Value x, int64_t axis, int64_t begin, int64_t end, int64_t stride = 1);
  /// x moved by `by` places along an axis (backwards if negative), `filling` following up.
  mlir::Value shift(mlir::Value x, int64_t axis, int64_t by, double filling);
  /// The transpose of broadcasting: x summed to the shape of `like`.
  mlir::Value sumTo(mlir::Value x, mlir::Value like);

  /// Whose cotangents are wanted: those of other primals need not be computed.
  bool wants(mlir::Value primal) const { return !wanted || wanted->contains(primal); }
  const llvm::DenseSet<mlir::Value> *wanted = nullptr; // null: all

  /// Any op by its C++ class, types inferred: g.create<MatmulOp>(a, b, ...).
  template <class OpTy, class... Args> OpTy create(Args &&...args) {
    return OpTy::create(b, loc, std::forward<Args>(args)...);
  }

  static mlir::RankedTensorType type(mlir::Value v) {
    return mlir::cast<mlir::RankedTensorType>(v.getType());
  }
};

} // namespace tcc::ir

#endif
