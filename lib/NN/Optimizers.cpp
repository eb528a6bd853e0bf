// The rules of the optimizers.
#include "tcc/NN/Optimizers.h"

#include <cmath>

using namespace tcc;
using namespace tcc::optim;

Optimizer optim::sgd(double rate) {
  return {"sgd", 0, [=](Tensor p, Tensor g, std::vector<Tensor>, Tensor) {
            return Update{p - rate * g, {}};
          }};
}

Optimizer optim::momentum(double rate, double mu, bool nesterov) {
  return {"momentum", 1, [=](Tensor p, Tensor g, std::vector<Tensor> slots, Tensor) {
            Tensor v = mu * slots[0] + g;
            return Update{p - rate * (nesterov ? mu * v + g : v), {v}};
          }};
}

// 1 - beta^t, exact also for the first steps, where beta^t is near 1.
static Tensor biasCorrection(double beta, const Tensor &step) {
  return -expm1(std::log(beta) * step);
}

static Optimizer adamLike(std::string name, double rate, double decay, double beta1, double beta2,
                          double epsilon) {
  return {std::move(name), 2, [=](Tensor p, Tensor g, std::vector<Tensor> slots, Tensor step) {
            Tensor m = beta1 * slots[0] + (1 - beta1) * g;
            Tensor v = beta2 * slots[1] + (1 - beta2) * (g * g);
            // Corrections are scalars: computed once, not per element.
            Tensor stepSize = rate / biasCorrection(beta1, step);
            Tensor scale = rsqrt(biasCorrection(beta2, step));
            Tensor kept = decay != 0 ? (1 - rate * decay) * p : p;
            return Update{kept - stepSize * m / (sqrt(v) * scale + epsilon), {m, v}};
          }};
}

Optimizer optim::adam(double rate, double beta1, double beta2, double epsilon) {
  return adamLike("adam", rate, 0, beta1, beta2, epsilon);
}
Optimizer optim::adamW(double rate, double decay, double beta1, double beta2, double epsilon) {
  return adamLike("adamw", rate, decay, beta1, beta2, epsilon);
}
