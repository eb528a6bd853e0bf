// How rules of elementwise ops are written: a formula of numbers, for floats, for integers or both.
#ifndef TCC_LIB_INTERPRETER_ELEMENTWISERULES_H
#define TCC_LIB_INTERPRETER_ELEMENTWISERULES_H

#include "Rules.h"

#include <complex>

namespace tcc::interpreter {

using ComplexNumber = std::complex<double>;

/// In the place of a formula: the op takes no such numbers.
struct None {};

template <class Function, class T, size_t... I>
auto apply(const Function &function, const T *numbers, std::index_sequence<I...>)
    -> decltype(function(numbers[I]...)) {
  return function(numbers[I]...);
}

inline Element number(double value) { return {value, 0}; }
inline Element number(const ComplexNumber &value) { return {value.real(), 0, value.imag()}; }
inline Element number(WideInt value) { return {0, value}; }
inline Element number(bool value) { return {0, WideInt(value)}; }

/// N operands, the last of which decides whether floats or integers are computed with. A formula of
/// floats that takes complex numbers is theirs, too.
template <class OpTy, size_t N, class Floats, class Integers>
void addElementwise(Rules &rules, Floats floats, Integers integers) {
  rules.add<OpTy>([=](OpTy op, const Literals &in) {
    return generate(resultType(op), [&](const Position &position) -> Element {
      double reals[N] = {};
      WideInt wide[N] = {};
      ComplexNumber complex[N] = {};
      for (size_t i = 0; i < N; ++i) {
        const Element &element = broadcastAt(in[i], position);
        reals[i] = element.real, wide[i] = element.integer;
        complex[i] = {element.real, element.imaginary};
      }
      if constexpr (requires { apply(floats, complex, std::make_index_sequence<N>()); })
        if (in.back().isComplex())
          return number(apply(floats, complex, std::make_index_sequence<N>()));
      if constexpr (!std::is_same_v<Floats, None>)
        if (in.back().isFloat())
          return number(apply(floats, reals, std::make_index_sequence<N>()));
      if constexpr (!std::is_same_v<Integers, None>)
        return number(apply(integers, wide, std::make_index_sequence<N>()));
      llvm_unreachable("the op's operand types leave nothing else");
    });
  });
}
template <class OpTy, class Floats, class Integers = None>
void addUnary(Rules &rules, Floats floats, Integers integers = {}) {
  addElementwise<OpTy, 1>(rules, floats, integers);
}
template <class OpTy, class Floats, class Integers = None>
void addBinary(Rules &rules, Floats floats, Integers integers = {}) {
  addElementwise<OpTy, 2>(rules, floats, integers);
}

} // namespace tcc::interpreter

#endif
