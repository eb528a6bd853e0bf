// What the folders of elementwise ops are made of: their `value`s on numbers known at compile time.
#ifndef TCC_LIB_DIALECT_TCC_ELEMENTWISEFOLDING_H
#define TCC_LIB_DIALECT_TCC_ELEMENTWISEFOLDING_H

#include "tcc/Dialect/Tcc/TccDialect.h"

#include <cmath>

namespace tcc::ir {

/// Integers are folded in 128 bits, where no operation on 64 overflows, and then cut to their
/// width.
using WideInt = __int128;

/// Whether a is before b; of equal floats the one with a sign is, -0.
inline bool isBefore(double a, double b) { return a == b ? std::signbit(a) : a < b; }
inline bool isBefore(WideInt a, WideInt b) { return a < b; }
template <class T> T maximum(T a, T b) { return a != a ? a : b != b ? b : isBefore(a, b) ? b : a; }
template <class T> T minimum(T a, T b) { return a != a ? a : b != b ? b : isBefore(a, b) ? a : b; }
inline double product(double a, double b) { return a * b; }
inline WideInt product(WideInt a, WideInt b) { // 64 bits times 64 bits may need the 128th
  return WideInt(static_cast<unsigned __int128>(a) * static_cast<unsigned __int128>(b));
}
inline double remainderOf(double a, double b) { return std::fmod(a, b); }
inline WideInt remainderOf(WideInt a, WideInt b) { return b == 0 ? a : a % b; }
inline double quotient(double a, double b) { return a / b; }
inline WideInt quotient(WideInt a, WideInt b) { return b == 0 ? WideInt(-1) : a / b; }

template <class T> bool holds(ComparePredicate predicate, T a, T b) {
  switch (predicate) {
  case ComparePredicate::Eq:
    return a == b;
  case ComparePredicate::Ne:
    return a != b;
  case ComparePredicate::Lt:
    return a < b;
  case ComparePredicate::Le:
    return a <= b;
  case ComparePredicate::Gt:
    return a > b;
  case ComparePredicate::Ge:
    return a >= b;
  }
  llvm_unreachable("all predicates are named above");
}

/// The same by the order of the bits: -NaN, -infinity, ..., -0, 0, ..., infinity, NaN.
inline bool holdsInTotalOrder(ComparePredicate predicate, double a, double b) {
  auto key = [](double x) {
    auto bits = llvm::bit_cast<int64_t>(x);
    return bits ^ (bits >> 63 & INT64_MAX);
  };
  return holds(predicate, key(a), key(b));
}
inline bool holdsInTotalOrder(ComparePredicate predicate, WideInt a, WideInt b) {
  return holds(predicate, a, b);
}

/// The low `width` bits as a number without a sign, and with one.
inline WideInt withoutSign(WideInt x, unsigned width) { return x & ((WideInt(1) << width) - 1); }
inline WideInt withSign(WideInt x, unsigned width) {
  WideInt bits = withoutSign(x, width);
  return bits >> (width - 1) ? bits - (WideInt(1) << width) : bits;
}
inline WideInt shiftLeft(WideInt a, WideInt b, unsigned width) {
  return b < 0 || b >= width ? WideInt(0) : withoutSign(a, width) << unsigned(b);
}
inline WideInt shiftRightLogical(WideInt a, WideInt b, unsigned width) {
  return b < 0 || b >= width ? WideInt(0) : withoutSign(a, width) >> unsigned(b);
}
inline WideInt shiftRightArithmetic(WideInt a, WideInt b, unsigned width) {
  return withSign(a, width) >> (b < 0 || b >= width ? width - 1 : unsigned(b));
}
inline WideInt countOnes(WideInt x, unsigned width) {
  return llvm::popcount(uint64_t(withoutSign(x, width)));
}
inline WideInt countLeadingZeros(WideInt x, unsigned width) {
  return llvm::countl_zero(uint64_t(withoutSign(x, width))) - int(64 - width);
}

/// An element of the result from one of each operand, for operands of floats and of integers.
struct Evaluator {
  llvm::function_ref<double(llvm::ArrayRef<double>)> floats;
  llvm::function_ref<WideInt(llvm::ArrayRef<WideInt>)> integers;
  llvm::function_ref<bool(llvm::ArrayRef<double>)>
      truth; // instead of `floats` where the result is i1
};
/// The result as an attribute if all operands are constants of a size worth folding.
mlir::OpFoldResult evaluateConstants(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands,
                                     const Evaluator &evaluator);

template <class Function, class T, size_t... I>
auto applyTo(Function &function, llvm::ArrayRef<T> numbers, std::index_sequence<I...>) {
  return function(numbers[I]...);
}

/// The same from one function of as many numbers as the op has operands.
template <class OpTy, class Function>
mlir::OpFoldResult foldConstants(OpTy op, llvm::ArrayRef<mlir::Attribute> operands,
                                 Function function) {
  constexpr size_t count = []() -> size_t {
    if constexpr (OpTy::template hasTrait<mlir::OpTrait::OneOperand>())
      return 1;
    else if constexpr (OpTy::template hasTrait<mlir::OpTrait::NOperands<2>::Impl>())
      return 2;
    else
      return 3;
  }();
  using Indices = std::make_index_sequence<count>;
  auto floats = [&](llvm::ArrayRef<double> x) -> double { return applyTo(function, x, Indices()); };
  auto integers = [&](llvm::ArrayRef<WideInt> x) -> WideInt {
    return applyTo(function, x, Indices());
  };
  auto truth = [&](llvm::ArrayRef<double> x) -> bool { return applyTo(function, x, Indices()); };
  return evaluateConstants(op, operands, {floats, integers, truth});
}

/// The operand that is the result because the other one is `neutral` everywhere.
mlir::Value foldNeutral(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands,
                        double neutral);
/// The branch that a constant condition chooses.
mlir::OpFoldResult foldSelect(SelectOp op, mlir::Attribute condition);
/// The operand of the op that made x, if that is an OpTy: for ops that undo themselves.
template <class OpTy> mlir::Value operandOf(mlir::Value x) {
  auto op = x.getDefiningOp<OpTy>();
  return op ? op->getOperand(0) : mlir::Value();
}

} // namespace tcc::ir

#endif
