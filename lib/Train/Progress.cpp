// Rate and time left are those of the epoch so far; the time left is of the whole fit.
#include "Progress.h"

#include <cstdlib>
#include <unistd.h>

using namespace tcc;
using namespace tcc::detail;
using Clock = std::chrono::steady_clock;

template <class... Args> static std::string format(const char *pattern, Args... args) {
  char text[160];
  std::snprintf(text, sizeof(text), pattern, args...);
  return text;
}

static bool isSet(const char *variable) {
  const char *value = std::getenv(variable);
  return value && *value;
}

Progress::Progress(std::FILE *stream, std::vector<std::string> metricNames, int64_t epochs,
                   int64_t steps)
    : stream(stream), metricNames(std::move(metricNames)), epochs(epochs), steps(steps) {
  const char *terminal = std::getenv("TERM");
  isTerminal = stream && isatty(fileno(stream)) && terminal && std::string_view(terminal) != "dumb";
  hasColor = isTerminal && !isSet("NO_COLOR");
}

std::string Progress::emphasized(const std::string &text) const {
  return hasColor ? "\x1b[1m" + text + "\x1b[0m" : text;
}

std::string Progress::figures(const Evaluation &evaluation, const char *prefix) const {
  std::string text = format("  %sloss %.4f", prefix, evaluation.loss);
  for (size_t i = 0; i < evaluation.metrics.size(); ++i)
    text += format("  %s%s %.4f", prefix, metricNames[i].c_str(), evaluation.metrics[i]);
  return text;
}

void Progress::startEpoch(int64_t number) {
  epoch = number;
  start = Clock::now();
  nextDraw = start + std::chrono::milliseconds(100);
}

void Progress::draw(int64_t step, const Evaluation &soFar) {
  constexpr int64_t width = 20;
  auto now = Clock::now();
  double elapsed = std::chrono::duration<double>(now - start).count(),
         rate = double(step) / elapsed;
  double left = double((epochs - epoch) * steps + steps - step) / rate;
  int64_t done = steps ? step * width / steps : width;
  std::string bar = std::string(size_t(done), '=') + std::string(size_t(width - done), ' ');
  std::string line = emphasized(format("epoch %ld/%ld", long(epoch), long(epochs))) +
                     format(" [%s] %ld/%ld  %.0f steps/s  %.0f s left", bar.c_str(), long(step),
                            long(steps), rate, left) +
                     figures(soFar, "");
  std::fprintf(stream, "\r\x1b[K%s", line.c_str());
  std::fflush(stream);
  nextDraw = now + std::chrono::milliseconds(100);
}

void Progress::endEpoch(const EpochResult &result) {
  if (!stream)
    return;
  std::string line = emphasized(format("epoch %ld/%ld", long(epoch), long(epochs))) +
                     format("  %.2f s  %.0f steps/s", result.seconds,
                            double(steps) / std::max(result.seconds, 1e-9)) +
                     figures(result.training, "");
  if (result.validation)
    line += figures(*result.validation, "val_");
  std::fprintf(stream, "%s%s\n", isTerminal ? "\r\x1b[K" : "", line.c_str());
  std::fflush(stream);
}
