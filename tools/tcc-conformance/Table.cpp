// What is printed at the end.
#include "Cases.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

using namespace tcc;
using namespace tcc::conformance;

static constexpr const char *statusNames[numStatuses] = {"passed", "wrong", "unsupported",
                                                         "error",  "crash", "timeout"};

const char *conformance::nameOf(Status status) { return statusNames[size_t(status)]; }

using Counts = std::array<size_t, numStatuses>;

static void printRow(const char *name, const Counts &counts) {
  size_t sum = 0;
  for (size_t count : counts)
    sum += count;
  std::printf("%-16s %6zu", name, sum);
  for (size_t count : counts)
    std::printf(" %11s", count ? std::to_string(count).c_str() : ".");
  std::printf("\n");
}

void conformance::printTable(const std::vector<Case> &cases, const std::vector<Outcome> &outcomes) {
  std::map<std::string, Counts> families;
  Counts all{};
  for (size_t i = 0; i < cases.size(); ++i) {
    ++families[cases[i].family][size_t(outcomes[i].status)];
    ++all[size_t(outcomes[i].status)];
  }
  std::printf("%-16s %6s", "family", "cases");
  for (const char *name : statusNames)
    std::printf(" %11s", name);
  std::printf("\n");
  for (const auto &[family, counts] : families)
    printRow(family.c_str(), counts);
  printRow("all", all);
  size_t passed = all[size_t(Status::Passed)];
  std::printf("%zu passed, %zu failed\n", passed, cases.size() - passed);
}

void conformance::printTimes(const std::vector<Case> &cases, const std::vector<Outcome> &outcomes) {
  std::vector<std::pair<double, const char *>> times;
  for (size_t i = 0; i < cases.size(); ++i)
    if (outcomes[i].compileMilliseconds > 0)
      times.push_back({outcomes[i].compileMilliseconds, cases[i].name.c_str()});
  if (times.empty())
    return;
  std::sort(times.rbegin(), times.rend());
  std::printf("compile: median %.1f ms; slowest:", times[times.size() / 2].first);
  for (size_t i = 0; i < std::min<size_t>(times.size(), 5); ++i)
    std::printf(" %s %.1f ms%s", times[i].second, times[i].first, i < 4 ? "," : "");
  std::printf("\n");
}
