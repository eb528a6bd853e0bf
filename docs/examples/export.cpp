// A training step that is written in C++, given out as StableHLO for other compilers (IREE, XLA);
// beside it its arguments, and the results that tcc computes.
//   export [FOLDER]
#include "tcc/data.h"
#include "tcc/tcc.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

struct Mlp {
  tcc::Tensor w1, b1, w2, b2;
};

static tcc::Tensor loss(const Mlp &m, tcc::Tensor x, tcc::Tensor labels) {
  auto h = gelu(matmul(x, m.w1) + m.b1);
  return mean(crossEntropy(matmul(h, m.w2) + m.b2, labels));
}

static void save(const std::vector<tcc::Tensor> &tensors, const std::filesystem::path &folder,
                 const std::string &stem) {
  for (size_t i = 0; i < tensors.size(); ++i)
    tcc::data::writeNpy(folder / (stem + std::to_string(i) + ".npy"), tensors[i].array());
}

int main(int argc, char **argv) {
  std::filesystem::path folder = argc > 1 ? argv[1] : "exported";
  try {
    auto step = tcc::jit([](Mlp m, tcc::Tensor x, tcc::Tensor labels) {
      auto [l, g] = tcc::valueAndGrad(loss)(m, x, labels);
      return std::pair(l, tcc::map([](auto p, auto d) { return p - 0.1f * d; }, m, g));
    });
    tcc::Tensor key = tcc::randomKey(1);
    Mlp m{0.3f * tcc::normal(key, {16, 32}), tcc::Tensor(std::vector<float>(32), {32}),
          0.3f * tcc::normal(key, {32, 4}), tcc::Tensor(std::vector<float>(4), {4})};
    tcc::Tensor x = tcc::normal(tcc::randomKey(2), {8, 16}), labels{0, 1, 2, 3, 3, 2, 1, 0};

    std::filesystem::create_directories(folder);
    std::ofstream(folder / "step.stablehlo.mlir") << step.emit("stablehlo", m, x, labels);
    save({m.w1, m.b1, m.w2, m.b2, x, labels}, folder, "in");
    auto [l, next] = step(m, x, labels);
    save({l, next.w1, next.b1, next.w2, next.b2}, folder, "out");
    std::printf("%s: a step of a network with 4 parameters\n",
                (folder / "step.stablehlo.mlir").c_str());
    return 0;
  } catch (const tcc::Error &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return int(error.blame);
  }
}
