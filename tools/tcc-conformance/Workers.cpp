// A process for each case: a crash, or a case that does not end, is a line of the table.
#include "Cases.h"

#include "tcc/Error.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <map>
#include <optional>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tcc;
using namespace tcc::conformance;
using Clock = std::chrono::steady_clock;

namespace {
struct Worker {
  size_t index;
  pid_t process;
  int pipe;
  Clock::time_point start;
  std::string heard; // status, compile time, note
};
} // namespace

static std::string encode(const Outcome &outcome) {
  std::string text(1, char(outcome.status));
  text.append(reinterpret_cast<const char *>(&outcome.compileMilliseconds), sizeof(double));
  return text + outcome.note;
}

static std::optional<Outcome> decode(const std::string &text) {
  Outcome outcome;
  if (text.size() < 1 + sizeof(double) || size_t(text[0]) >= numStatuses)
    return std::nullopt;
  outcome.status = Status(text[0]);
  std::memcpy(&outcome.compileMilliseconds, text.data() + 1, sizeof(double));
  outcome.note = text.substr(1 + sizeof(double));
  return outcome;
}

/// Never returns.
[[noreturn]] static void work(const Case &c, const RunOptions &options, int pipe) {
  std::string text = encode(runCase(c, options));
  for (size_t sent = 0; sent < text.size();) {
    ssize_t count = write(pipe, text.data() + sent, text.size() - sent);
    if (count <= 0)
      break;
    sent += size_t(count);
  }
  close(pipe);
  _exit(0);
}

static Worker launch(const std::vector<Case> &cases, size_t index, const RunOptions &options) {
  int ends[2];
  if (pipe(ends) != 0)
    throw Error("cannot make a pipe");
  pid_t process = fork();
  if (process < 0)
    throw Error("cannot start a process");
  if (process == 0) {
    close(ends[0]);
    work(cases[index], options, ends[1]);
  }
  close(ends[1]);
  return {index, process, ends[0], Clock::now(), ""};
}

/// After the worker has closed its end, or has been killed.
static Outcome finish(const Worker &worker, bool timedOut) {
  int status = 0;
  close(worker.pipe);
  waitpid(worker.process, &status, 0);
  if (timedOut)
    return {Status::Timeout, 0, "still running"};
  if (WIFSIGNALED(status))
    return {Status::Crash, 0, strsignal(WTERMSIG(status))};
  if (auto outcome = decode(worker.heard); outcome && WEXITSTATUS(status) == 0)
    return *outcome;
  return {Status::Crash, 0,
          "exit status " + std::to_string(WEXITSTATUS(status)) + " without a word"};
}

/// Whether the worker has more to say.
static bool listen(Worker &worker) {
  char buffer[4096];
  ssize_t count = read(worker.pipe, buffer, sizeof buffer);
  if (count > 0)
    worker.heard.append(buffer, size_t(count));
  return count > 0;
}

std::vector<Outcome> conformance::runAll(const std::vector<Case> &cases,
                                         const RunOptions &options) {
  std::vector<Outcome> outcomes(cases.size());
  std::vector<Worker> running;
  for (size_t next = 0; next < cases.size() || !running.empty();) {
    while (running.size() < options.jobs && next < cases.size())
      running.push_back(launch(cases, next++, options));
    std::vector<pollfd> waiting;
    for (const Worker &worker : running)
      waiting.push_back({worker.pipe, POLLIN, 0});
    poll(waiting.data(), waiting.size(), 100);
    for (size_t i = running.size(); i-- > 0;) {
      bool ended = waiting[i].revents != 0 && !listen(running[i]);
      bool late =
          std::chrono::duration<double>(Clock::now() - running[i].start).count() > options.timeout;
      if (!ended && !late)
        continue;
      if (!ended)
        kill(running[i].process, SIGKILL);
      outcomes[running[i].index] = finish(running[i], !ended);
      running.erase(running.begin() + ptrdiff_t(i));
    }
  }
  return outcomes;
}
