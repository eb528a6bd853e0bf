// Finding the best of many ways to do one thing by trying them. Knows no target, no kernel and no
// compiler: what a way is, and how it is tried, is somebody else's.
#ifndef TCC_SCHEDULES_SEARCH_H
#define TCC_SCHEDULES_SEARCH_H

#include <cstdint>
#include <string>
#include <vector>

namespace tcc {

/// One thing that can be done in several ways, each written as text.
class Choice {
public:
  virtual ~Choice() = default;
  /// Ways near this one, the most promising first.
  virtual std::vector<std::string> neighbours(const std::string &way) = 0;
  /// Makes a way ready to be timed. False where that cannot be, or its result is another one.
  virtual bool prepare(const std::string &way) = 0;
  /// Seconds of one run of a way that is ready.
  virtual double time(const std::string &way) = 0;
  /// The way is not timed again.
  virtual void drop(const std::string &way) = 0;
  /// None is.
  virtual void finish() = 0;
};

/// What a search asks the time of, so that a test can be its own clock.
class Clock {
public:
  virtual ~Clock() = default;
  virtual double seconds() = 0;
};

/// A choice, the way it is done now, and how often.
struct SearchTask {
  Choice &choice;
  std::string start;
  int64_t runs = 1;
};

struct SearchResult {
  std::string best;
  double startSeconds = 0, bestSeconds = 0; // of one run, taken side by side
  int64_t tried = 0, refused = 0;
};

/// Measures all tasks, then spends the budget (seconds) where the time is; one result a task. The
/// start stays the best of a task unless another way was clearly faster, twice, and once more
/// beside the start itself.
std::vector<SearchResult> search(std::vector<SearchTask> tasks, Clock &clock, double budget);

} // namespace tcc

#endif
