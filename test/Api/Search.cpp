// The tuner's search, on ways whose times are known: no clock, no compiler.
#include "tcc/Schedules/Search.h"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <map>

using namespace tcc;

namespace {

struct FakeClock : Clock {
  double now = 0;
  double seconds() override { return now; }
};

/// Ways are the numbers 0..99; a neighbour is one to three steps away. Trying a way takes a second.
class Line : public Choice {
public:
  Line(FakeClock &clock, std::function<double(int)> cost) : clock(clock), cost(std::move(cost)) {}

  std::vector<std::string> neighbours(const std::string &way) override {
    std::vector<std::string> ways;
    for (int step : {-1, 1, -2, 2, -3, 3})
      if (int other = std::stoi(way) + step; other >= 0 && other < 100)
        ways.push_back(std::to_string(other));
    return ways;
  }
  bool prepare(const std::string &way) override {
    clock.now += 1;
    ++prepared;
    return ready[way] = !refuses(std::stoi(way));
  }
  double time(const std::string &way) override {
    EXPECT_TRUE(ready[way]) << way << " is timed and not ready";
    double seconds = cost(std::stoi(way)) * noise();
    clock.now += seconds;
    return seconds;
  }
  void drop(const std::string &way) override { ready[way] = false; }
  void finish() override { ready.clear(); }

  std::function<bool(int)> refuses = [](int) { return false; };
  std::function<double()> noise = [] { return 1.0; };
  int prepared = 0;

private:
  FakeClock &clock;
  std::function<double(int)> cost;
  std::map<std::string, bool> ready;
};

/// A valley with its ground at `best`.
std::function<double(int)> valley(int best, double scale = 1e-3) {
  return [=](int way) { return scale * (1 + 0.1 * std::abs(way - best)); };
}

TEST(Search, FindsThePlantedBest) {
  FakeClock clock;
  Line line(clock, valley(71));
  auto found = search({{line, "40"}}, clock, 1e6);
  EXPECT_EQ(found[0].best, "71");
  EXPECT_DOUBLE_EQ(found[0].bestSeconds, 1e-3);
  EXPECT_DOUBLE_EQ(found[0].startSeconds, 4.1e-3);
}

TEST(Search, WhatIsRefusedIsNeverTheBest) {
  FakeClock clock;
  Line line(clock, valley(42));
  line.refuses = [](int way) { return way == 42 || way == 41; };
  auto found = search({{line, "40"}}, clock, 1e6);
  EXPECT_EQ(found[0].best, "43");
  EXPECT_EQ(found[0].refused, 2);
}

TEST(Search, ALittleFasterIsNotClearlyFaster) {
  FakeClock clock;
  Line line(clock, [](int way) { return way == 40 ? 1e-3 : 0.96e-3; });
  auto found = search({{line, "40"}}, clock, 1e6);
  EXPECT_EQ(found[0].best, "40");
  EXPECT_DOUBLE_EQ(found[0].bestSeconds, found[0].startSeconds);
}

/// A machine that slows down and speeds up slows the ways alike; a quiet moment is no win.
TEST(Search, DriftDecidesNothing) {
  FakeClock clock;
  Line line(clock, [](int) { return 1e-3; });
  int sample = 0;
  line.noise = [&] { return 1.5 + std::sin(double(++sample) / 200); };
  EXPECT_EQ(search({{line, "40"}}, clock, 1e6)[0].best, "40");
}

TEST(Search, EndsWithTheBudget) {
  FakeClock clock;
  Line line(clock, valley(71));
  auto found = search({{line, "40"}}, clock, 10);
  EXPECT_LT(clock.now, 12); // the try at hand is finished
  EXPECT_GT(found[0].tried, 3);
  EXPECT_LT(found[0].bestSeconds, found[0].startSeconds);
}

TEST(Search, NoBudgetTouchesNothing) {
  FakeClock clock;
  Line line(clock, valley(71));
  auto found = search({{line, "40"}}, clock, 0);
  EXPECT_EQ(found[0].best, "40");
  EXPECT_EQ(line.prepared, 0);
}

TEST(Search, SpendsWhereTheTimeIs) {
  FakeClock clock;
  Line rare(clock, valley(99, 1e-5)), often(clock, valley(99, 1e-5)), slow(clock, valley(99, 1e-3));
  auto found = search({{rare, "40", 1}, {often, "40", 50}, {slow, "40", 1}}, clock, 40);
  EXPECT_EQ(found[0].tried, 0); // a percent of the whole is not worth it
  EXPECT_GT(found[1].tried, 3);
  EXPECT_GT(found[2].tried, found[1].tried);
}

TEST(Search, WhatCannotRunStays) {
  FakeClock clock;
  Line line(clock, valley(71));
  line.refuses = [](int way) { return way == 40; };
  auto found = search({{line, "40"}}, clock, 1e6);
  EXPECT_EQ(found[0].best, "40");
  EXPECT_EQ(found[0].tried, 0);
}

} // namespace
