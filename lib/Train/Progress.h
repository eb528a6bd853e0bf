// What fit() shows: on a terminal one line that is rewritten, elsewhere a line for each epoch.
#ifndef TCC_LIB_TRAIN_PROGRESS_H
#define TCC_LIB_TRAIN_PROGRESS_H

#include "tcc/Train/Trainer.h"

#include <chrono>
#include <cstdio>

namespace tcc::detail {

class Progress {
public:
  /// `steps` are those of an epoch. A null stream shows nothing.
  Progress(std::FILE *stream, std::vector<std::string> metricNames, int64_t epochs, int64_t steps);

  void startEpoch(int64_t epoch);
  /// After each step; draws ten times a second at most.
  void step(int64_t step, const Evaluation &soFar) {
    if (isTerminal && std::chrono::steady_clock::now() >= nextDraw)
      draw(step, soFar);
  }
  void endEpoch(const EpochResult &result);

private:
  void draw(int64_t step, const Evaluation &soFar);
  std::string figures(const Evaluation &evaluation, const char *prefix) const;
  std::string emphasized(const std::string &text) const;

  std::FILE *stream;
  std::vector<std::string> metricNames;
  int64_t epochs, steps, epoch = 0;
  bool isTerminal = false, hasColor = false;
  std::chrono::steady_clock::time_point start, nextDraw;
};

} // namespace tcc::detail

#endif
