// Arrays: memory, views, and errors that show shapes.
#include "Testing.h"
#include "tcc/SmallFloat.h"

#include <cmath>

using namespace tcc;
using namespace tcc::testing;

TEST(Array, IsAlignedAndShared) {
  for (int64_t size : {0, 1, 100, 10'000'000}) {
    Array array(DType::I8, {size});
    EXPECT_TRUE(array.valid());
    EXPECT_EQ(reinterpret_cast<uintptr_t>(array.data()) % 64, 0u);
  }
  Array array = arrayOf<float>({1, 2, 3}, {3}), copy = array, clone = array.clone();
  array.as<float>()[0] = 7;
  EXPECT_EQ(copy.as<float>()[0], 7);
  EXPECT_EQ(clone.as<float>()[0], 1);
  EXPECT_FALSE(Array().clone().valid());
}

TEST(Array, ViewsShareMemory) {
  Array array = arrayOf<int32_t>({1, 2, 3, 4, 5, 6}, {3, 2});
  EXPECT_EQ(array.rows(1, 3).reshape({4}).as<int32_t>()[0], 3);
  EXPECT_EQ(array.rows(3, 3).size(), 0);
  EXPECT_EQ(Array::scalar(2.5).item<double>(), 2.5);
  EXPECT_EQ(toString(array.shape(), array.dtype()), "3x2xi32");
  EXPECT_EQ(toString({}, DType::BF16), "bf16");
}

TEST(Array, BorrowKeepsTheOwner) {
  auto owner = std::make_shared<std::vector<float>>(3, 1.5f);
  Array array = Array::borrow(owner->data(), DType::F32, {3}, owner);
  owner.reset();
  EXPECT_EQ(array.as<float>()[2], 1.5f);
}

TEST(Array, ErrorsShowWhatWasExpected) {
  Array array = arrayOf<float>({1, 2, 3, 4}, {2, 2});
  expectError([&] { array.as<int32_t>(); }, {"expected elements of i32, got 2x2xf32"});
  expectError([&] { array.item<float>(); }, {"expected one element, got 2x2xf32"});
  expectError([&] { (void)array.reshape({3}); }, {"4 elements as 2x2xf32 has, got 3xf32"});
  expectError([&] { (void)array.rows(1, 3); }, {"begin 1, end 3 of 2x2xf32"});
  expectError([&] { (void)array.rows(-1, 1); }, {"begin -1"});
  expectError([&] { (void)Array().rows(0, 0); }, {"an empty array"});
  expectError([&] { (void)Array().reshape({1}); }, {"reshape"});
  expectError([] { arrayOf<float>({1, 2}, {3}); }, {"expected 3 values for 3xf32, got 2"});
  expectError([] { Array(DType::F32, {-1}); }, {"no negative extent, got -1xf32"});
  expectError([] { Array(DType::F32, {1l << 40, 1l << 40}); }, {"larger than the address space"});
  expectError([] { Array(DType::F32, {0, 1l << 62}); }, {"larger than the address space"});
  expectError([] { Array(DType(42), {1}); }, {"number 42"});
}

TEST(Array, NoMemoryIsAnError) {
  expectError([] { Array(DType::I8, {1l << 62}); },
              {"not enough memory for 4611686018427387904xi8"});
}

TEST(SmallFloat, RoundsToTheNearest) {
  auto half = [](double x) { return double(Half(x)); };
  EXPECT_EQ(Half(1.0).bits, 0x3c00);
  EXPECT_EQ(half(1 + 0x1p-11), 1);              // a tie, to the even one
  EXPECT_EQ(half(1 + 3 * 0x1p-11), 1 + 0x1p-9); // and upwards
  EXPECT_EQ(half(65519.999), 65504);
  EXPECT_EQ(half(65520), INFINITY);
  EXPECT_EQ(half(0x1p-25), 0);
  EXPECT_EQ(half(0x1.8p-25), 0x1p-24);
  EXPECT_EQ(half(-0x1.ffcp-15), -0x1p-14); // the greatest denormal rounds up to the least normal
  EXPECT_TRUE(std::signbit(half(-0.0)));
  EXPECT_TRUE(std::isnan(half(NAN)));
  EXPECT_EQ(BFloat16(-INFINITY).bits, 0xff80);
  EXPECT_EQ(double(BFloat16(3.4e38)), INFINITY);
  for (int bits = 0; bits < 65536; ++bits) {
    Half x;
    x.bits = uint16_t(bits);
    BFloat16 y;
    y.bits = uint16_t(bits);
    EXPECT_TRUE(std::isnan(double(x)) || Half(double(x)).bits == bits);
    EXPECT_TRUE(std::isnan(double(y)) || BFloat16(double(y)).bits == bits);
  }
}
