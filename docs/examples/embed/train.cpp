// A training step in an application: loss, gradient and update are one compiled program; the
// parameters are updated in place.
#include "tcc/nn.h"
#include "tcc/tcc.h"

#include <cstdio>

struct Mlp {
  tcc::Tensor w1, b1, w2, b2;
};

tcc::Tensor loss(const Mlp &m, tcc::Tensor x, tcc::Tensor labels) {
  auto h = relu(matmul(x, m.w1) + m.b1);
  return mean(softmaxCrossEntropy(matmul(h, m.w2) + m.b2, labels));
}

int main() {
  auto step = tcc::jit(
      [](Mlp m, tcc::Tensor x, tcc::Tensor y) {
        auto [l, g] = tcc::valueAndGrad(loss)(m, x, y);
        return std::pair(l, tcc::map([](auto p, auto d) { return p - 0.5f * d; }, m, g));
      },
      {.donate = {0}});

  // Exclusive or: two inputs, two classes.
  tcc::Tensor x({{0.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}, {1.0, 1.0}});
  tcc::Tensor y{0, 1, 1, 0};
  Mlp model{tcc::Tensor({{1.0f, -0.8f, 0.6f, -0.4f}, {-0.9f, 0.7f, 0.5f, -0.3f}}),
            tcc::Tensor({0.1f, 0.1f, 0.1f, 0.1f}),
            tcc::Tensor({{0.5f, -0.5f}, {-0.6f, 0.6f}, {0.7f, -0.7f}, {-0.8f, 0.8f}}),
            tcc::Tensor({0.0f, 0.0f})};
  float last = 0;
  for (int i = 0; i < 500; ++i) {
    auto [l, updated] = step(model, x, y);
    model = updated;
    last = l.item<float>();
  }
  std::printf("loss after 500 steps: %.4f\n", last);
  return last < 0.05f ? 0 : 1;
}
