// Compares tensors with numbers.
#include "Real.h"

#include <cmath>

using namespace tcc;
using namespace tcc::testing;

void tcc::testing::expectTensor(const Tensor &got, const Wanted &wanted, double tolerance) {
  ASSERT_EQ(toString(got.shape(), got.dtype()), toString(wanted.shape, wanted.dtype));
  bool isFloat = tcc::isFloat(wanted.dtype);
  if (wanted.dtype == DType::F64)
    tolerance = 1e-9;
  auto values = got.toVector<double>();
  ASSERT_EQ(values.size(), wanted.values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    double expected = wanted.values[i];
    if (!isFloat || std::isinf(expected))
      EXPECT_EQ(values[i], expected) << "element " << i;
    else if (std::isnan(expected))
      EXPECT_TRUE(std::isnan(values[i])) << "element " << i << " is " << values[i];
    else
      EXPECT_NEAR(values[i], expected, tolerance * std::max(1.0, std::abs(expected)))
          << "element " << i;
  }
}
