// Concrete tensors: what they are made of, and what is read back.
#include "tcc/tcc.h"

#include <filesystem>
#include <gtest/gtest.h>

using namespace tcc;

TEST(Tensor, ScalarsHaveTheirNaturalTypes) {
  EXPECT_EQ(Tensor(1.5f).dtype(), DType::F32);
  EXPECT_EQ(Tensor(1.5).dtype(), DType::F32);
  EXPECT_EQ(Tensor(3).dtype(), DType::I32);
  EXPECT_EQ(Tensor(int64_t(3)).dtype(), DType::I64);
  EXPECT_EQ(Tensor(true).dtype(), DType::I1);
  EXPECT_EQ(Tensor(1.5).item<float>(), 1.5f);
  EXPECT_EQ(Tensor(1.5).shape(), Shape{});
  EXPECT_EQ(Tensor(int64_t(9007199254740993)).item<int64_t>(), 9007199254740993);
}

TEST(Tensor, ListsAreVectorsAndMatrices) {
  Tensor v{1.0, 2.0, 3.0};
  EXPECT_EQ(v.shape(), Shape{3});
  EXPECT_EQ(v.dtype(), DType::F32);
  Tensor m({{1, 2, 3}, {4, 5, 6}});
  EXPECT_EQ(m.shape(), (Shape{2, 3}));
  EXPECT_EQ(m.dtype(), DType::I32);
  EXPECT_EQ(m.toVector<double>(), (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_THROW(Tensor({{1, 2}, {3}}), Error);
}

TEST(Tensor, VectorsKeepTheirElementType) {
  Tensor t(std::vector<double>{1, 2, 3, 4}, {2, 2});
  EXPECT_EQ(t.dtype(), DType::F64);
  EXPECT_THROW(Tensor(std::vector<float>{1, 2, 3}, {2, 2}), Error);
  std::vector<int64_t> numbers = {7, 8};
  EXPECT_EQ(Tensor(std::span(numbers), {2}).dtype(), DType::I64);
}

TEST(Tensor, AnArrayIsShared) {
  Array a(DType::F32, {2});
  a.as<float>()[0] = 1;
  Tensor t(a);
  a.as<float>()[0] = 5;
  EXPECT_EQ(t.toVector<float>()[0], 5);
  EXPECT_EQ(t.array().data(), a.data());
}

TEST(Tensor, FilesRoundTrip) {
  auto path = std::filesystem::path(testing::TempDir()) / "tcc-tensor.npy";
  Tensor({{1.5, 2.5}}).save(path);
  Tensor back = Tensor::load(path);
  EXPECT_EQ(back.shape(), (Shape{1, 2}));
  EXPECT_EQ(back.toVector<float>(), (std::vector<float>{1.5, 2.5}));
}

TEST(Tensor, MisuseIsAnError) {
  EXPECT_FALSE(Tensor().valid());
  EXPECT_THROW(Tensor().array(), Error);
  EXPECT_THROW(Tensor().dtype(), Error);
  EXPECT_THROW((Tensor{1.0, 2.0}.item<float>()), Error);
  EXPECT_FALSE(Tensor(Array()).valid());
}
