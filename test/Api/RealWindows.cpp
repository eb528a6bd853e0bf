// The functions of WindowOps.h, and those of Ops.h that reduce bits, find places or widen a
// product.
#include "Real.h"

#include "tcc/WindowOps.h"

using namespace tcc;
using namespace tcc::testing;

// [3, 1, 2, 5]
static OpGroup runGroup() {
  std::vector<OpCase> cases{
      {"cumSum", [](const Tensors &t) { return cumSum(t[0]); }, {{4}, {3, 4, 6, 11}}},
      {"cumProd", [](const Tensors &t) { return cumProd(t[0], 0); }, {{4}, {3, 3, 6, 30}}},
      {"cumMax", [](const Tensors &t) { return cumMax(t[0]); }, {{4}, {3, 3, 3, 5}}},
      {"cumMin", [](const Tensors &t) { return cumMin(t[0]); }, {{4}, {3, 1, 1, 1}}},
      {"cumLogSumExp",
       [](const Tensors &t) { return cumLogSumExp(t[0] * 0); },
       {{4}, {0, 0.69314718, 1.09861229, 1.38629436}}},
      {"cumulate, reverse",
       [](const Tensors &t) { return cumulate(Reducer::Sum, t[0], -1, true); },
       {{4}, {11, 8, 7, 5}}},
      {"recurrence",
       [](const Tensors &t) { return recurrence(t[0] * 0 + 2, t[0]); },
       {{4}, {3, 7, 16, 37}}},
      {"reduceAnd",
       [](const Tensors &t) { return reduceAnd(greater(t[0], 1.5)); },
       {{}, {0}, DType::I1}},
      {"reduceOr",
       [](const Tensors &t) { return reduceOr(greater(t[0], 1.5), {{0}}); },
       {{}, {1}, DType::I1}},
      {"reduceXor",
       [](const Tensors &t) { return reduceXor(greater(t[0], 1.5), {{-1}}, true); },
       {{1}, {1}, DType::I1}},
      {"argmin", [](const Tensors &t) { return argmin(t[0]); }, {{}, {1}, DType::I32}},
      {"argmax as i64",
       [](const Tensors &t) { return argmax(t[0], 0, DType::I64); },
       {{}, {3}, DType::I64}},
      {"dot of bytes",
       [](const Tensors &t) {
         Tensor bytes = convert(t[0], DType::I8);
         return dot(bytes, bytes, {{}, {}, {0}, {0}}, DType::I32);
       },
       {{}, {39}, DType::I32}}};
  return {"Runs", {Tensor(std::vector<float>{3, 1, 2, 5}, {4})}, std::move(cases)};
}

// [3, 1, 2, 5]; 1 to 9 as an image; a kernel of ones; [1, 10] as a filter
static OpGroup slidingGroup() {
  Tensors inputs{Tensor(std::vector<float>{3, 1, 2, 5}, {4}),
                 Tensor(std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 3, 3, 1}),
                 Tensor(std::vector<float>{1, 1, 1, 1}, {2, 2, 1, 1}),
                 Tensor(std::vector<float>{1, 10}, {2, 1, 1})};
  std::vector<OpCase> cases{
      {"pool",
       [](const Tensors &t) { return pool(Reducer::Max, t[0], {.size = {2}}); },
       {{3}, {3, 2, 5}}},
      {"pool, padded",
       [](const Tensors &t) {
         return pool(Reducer::Sum, t[0], {.size = {2}, .strides = {2}, .low = {1}, .high = {1}});
       },
       {{3}, {3, 3, 5}}},
      {"convolution",
       [](const Tensors &t) {
         return convolution(
             reshape(t[0], {1, 4, 1}), t[3],
             {.xLayout = "b0f", .wLayout = "0io", .resultLayout = "b0f", .strides = {2}});
       },
       {{1, 2, 1}, {13, 52}}},
      {"conv2d",
       [](const Tensors &t) { return conv2d(t[1], t[2]); },
       {{1, 2, 2, 1}, {12, 16, 24, 28}}},
      {"conv2d, same",
       [](const Tensors &t) { return conv2d(t[1], t[2], Padding::Same); },
       {{1, 3, 3, 1}, {12, 16, 9, 24, 28, 15, 15, 17, 9}}},
      {"maxPool2d", [](const Tensors &t) { return maxPool2d(t[1], {2, 2}); }, {{1, 1, 1, 1}, {5}}},
      {"maxPool2d, same",
       [](const Tensors &t) { return maxPool2d(t[1], {2, 2}, {}, Padding::Same); },
       {{1, 2, 2, 1}, {5, 6, 8, 9}}},
      {"avgPool2d",
       [](const Tensors &t) { return avgPool2d(t[1], {2, 2}, {1, 1}); },
       {{1, 2, 2, 1}, {3, 4, 6, 7}}},
      {"avgPool2d, same",
       [](const Tensors &t) { return avgPool2d(t[1], {2, 2}, {2, 2}, Padding::Same); },
       {{1, 2, 2, 1}, {3, 4.5, 7.5, 9}}}};
  return {"Sliding", std::move(inputs), std::move(cases)};
}

std::vector<OpGroup> tcc::testing::windowGroups() { return {runGroup(), slidingGroup()}; }
