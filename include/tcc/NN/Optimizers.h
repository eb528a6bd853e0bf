// Optimizers: a rule for one parameter, applied to trees of them. State is a tree like the
// parameters, so that a compiled step updates both in place.
#ifndef TCC_NN_OPTIMIZERS_H
#define TCC_NN_OPTIMIZERS_H

#include "tcc/Ops.h"
#include "tcc/Tree.h"

#include <functional>

namespace tcc::optim {

/// What an optimizer remembers about parameters of form P.
template <class P> struct State {
  Tensor step;          // updates so far, i32
  std::vector<P> slots; // adam: means of gradients, means of their squares
};

/// A parameter's new value, and what is remembered about it.
struct Update {
  Tensor parameter;
  std::vector<Tensor> slots;
};

/// An optimizer, as a value. Define one by its rule:
///   Optimizer halving{"halving", 0, [](Tensor p, Tensor g, std::vector<Tensor>, Tensor) { return
///   Update{p - 0.5 * g, {}}; }};
struct Optimizer {
  std::string name;
  int slots = 0;
  /// New values from parameter, gradient, slots, and the number of this update as a float (1, 2,
  /// ...).
  std::function<Update(Tensor, Tensor, std::vector<Tensor>, Tensor)> rule;

  /// The state before the first update.
  template <class P> State<P> init(const P &params) const {
    State<P> state{full({}, 0, DType::I32), {}};
    for (int i = 0; i < slots; ++i)
      state.slots.push_back(map([](const Tensor &p) { return zerosLike(p); }, params));
    return state;
  }

  /// (params, state) after one update.
  template <class P>
  std::pair<P, State<P>> update(const P &params, const P &gradients, const State<P> &state) const {
    Tensor step = state.step + 1;
    std::vector<Tensor> p = flatten(params), g = flatten(gradients);
    std::vector<std::vector<Tensor>> old, updated(state.slots.size());
    for (const P &slot : state.slots)
      old.push_back(flatten(slot));
    for (size_t i = 0; i < p.size(); ++i) {
      std::vector<Tensor> own;
      for (const auto &slot : old)
        own.push_back(slot[i]);
      Update made = rule(p[i], g[i], std::move(own), convert(step, p[i].dtype()));
      p[i] = made.parameter;
      for (size_t s = 0; s < updated.size(); ++s)
        updated[s].push_back(made.slots[s]);
    }
    State<P> next{step, {}};
    for (const auto &slot : updated)
      next.slots.push_back(unflatten(params, slot));
    return {unflatten(params, p), std::move(next)};
  }
};

/// Gradient descent: p - rate * g.
Optimizer sgd(double rate);
/// Gradient descent with velocity v = mu * v + g; `nesterov` looks ahead.
Optimizer momentum(double rate, double mu = 0.9, bool nesterov = false);
/// Adam (Kingma and Ba), with its bias correction.
Optimizer adam(double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8);
/// Adam with decoupled weight decay (Loshchilov and Hutter).
Optimizer adamW(double rate = 1e-3, double decay = 1e-2, double beta1 = 0.9, double beta2 = 0.999,
                double epsilon = 1e-8);

} // namespace tcc::optim

#endif
