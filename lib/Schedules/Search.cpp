// Hill climbing from the way that is used now: neighbours of the best are tried until none wins or
// the time is up. Times are minima of runs that alternate with the best one's: a machine that slows
// down slows both.
#include "tcc/Schedules/Search.h"

#include <algorithm>
#include <numeric>
#include <set>

using namespace tcc;

/// A way is a step forward if it takes at most this share of the best one's time, in two rounds;
/// the end of the steps is kept if it takes at most that share of the start's.
static constexpr double step = 0.97, gain = 0.95;
/// After one run each, a way that takes so much longer has lost.
static constexpr double hopeless = 1.2;
static constexpr int runsInRound = 7;
/// Tasks below this share of the whole time are left as they are.
static constexpr double worthwhile = 0.01;

namespace {

class Climb {
public:
  Climb(SearchTask &task, SearchResult &result, Clock &clock, double deadline)
      : choice(task.choice), start(task.start), result(result), clock(clock), deadline(deadline) {}

  void run() {
    std::set<std::string> seen{start};
    bool improved = true;
    while (improved) {
      improved = false;
      for (const std::string &way : choice.neighbours(result.best)) {
        if (clock.seconds() >= deadline)
          return;
        if (seen.insert(way).second && attempt(way)) {
          improved = true;
          break;
        }
      }
    }
  }

  /// The start against the best one: what is gained, or the start again.
  void confirm() {
    if (result.best != start && wins(result.best, start, gain))
      return;
    result.best = start;
    result.bestSeconds = result.startSeconds;
  }

private:
  /// Tries one way; whether it is the best now.
  bool attempt(const std::string &way) {
    ++result.tried;
    if (!choice.prepare(way)) {
      ++result.refused;
      return false;
    }
    if (!wins(way, result.best, step)) {
      choice.drop(way);
      return false;
    }
    if (result.best != start)
      choice.drop(result.best);
    result.best = way;
    return true;
  }

  bool wins(const std::string &way, const std::string &other, double share) {
    if (choice.time(way) > hopeless * choice.time(other))
      return false;
    return winsRound(way, other, share) && winsRound(way, other, share);
  }

  bool winsRound(const std::string &way, const std::string &other, double share) {
    double mine = choice.time(way), its = choice.time(other);
    for (int i = 1; i < runsInRound; ++i) {
      mine = std::min(mine, choice.time(way));
      its = std::min(its, choice.time(other));
    }
    if (other == start) {
      result.startSeconds = its;
      result.bestSeconds = mine;
    }
    return mine <= share * its;
  }

  Choice &choice;
  const std::string &start;
  SearchResult &result;
  Clock &clock;
  double deadline;
};

} // namespace

/// Seconds of the start, all runs of the task together; 0 where it cannot be run.
static double weigh(SearchTask &task, SearchResult &result) {
  result.best = task.start;
  if (!task.choice.prepare(task.start))
    return 0;
  double seconds = task.choice.time(task.start);
  for (int i = 1; i < runsInRound; ++i)
    seconds = std::min(seconds, task.choice.time(task.start));
  result.startSeconds = result.bestSeconds = seconds;
  return seconds * double(task.runs);
}

std::vector<SearchResult> tcc::search(std::vector<SearchTask> tasks, Clock &clock, double budget) {
  double end = clock.seconds() + budget;
  std::vector<SearchResult> results(tasks.size());
  std::vector<double> weights(tasks.size());
  for (size_t i = 0; i < tasks.size(); ++i) {
    results[i].best = tasks[i].start;
    if (clock.seconds() < end)
      weights[i] = weigh(tasks[i], results[i]);
  }
  std::vector<size_t> order(tasks.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::pair(-weights[a], a) < std::pair(-weights[b], b);
  });
  double whole = std::accumulate(weights.begin(), weights.end(), 0.0), left = whole;
  for (size_t i : order) {
    double now = clock.seconds();
    if (weights[i] > worthwhile * whole && now < end) {
      Climb climb(tasks[i], results[i], clock, now + (end - now) * weights[i] / left);
      climb.run();
      climb.confirm();
    }
    left -= weights[i];
    tasks[i].choice.finish();
  }
  return results;
}
