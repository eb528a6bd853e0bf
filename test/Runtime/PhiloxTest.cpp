// Philox against the known answers that its authors publish with Random123 (philox4x32, 10 rounds).
#include "tccrt.h"

#include <array>
#include <gtest/gtest.h>

using Words = std::array<uint32_t, 4>;

static Words philox(Words counter, std::array<uint32_t, 2> key) {
  Words out;
  tccrt_philox4x32(counter.data(), key.data(), out.data());
  return out;
}

TEST(Philox, GivesTheKnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  // The digits of pi.
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, MayWriteOverItsCounter) {
  Words words = {0, 0, 0, 0};
  const uint32_t key[2] = {0, 0};
  tccrt_philox4x32(words.data(), key, words.data());
  EXPECT_EQ(words, philox({0, 0, 0, 0}, {0, 0}));
}
