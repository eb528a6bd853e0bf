// Runs a folder of conformance cases and counts how they end. With --known, the cases of a list are
// expected to fail, each for the reason that stands there; with --strict one that passes has to
// leave the list. With --checks, the cases are modules that check their own results; with
// --refusals, modules that are to be refused, or not.
#include "Cases.h"

#include "tcc/Error.h"

#include "llvm/Support/CommandLine.h"

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

using namespace tcc;
using namespace tcc::conformance;
namespace cl = llvm::cl;

static cl::OptionCategory category("tcc-conformance");
static cl::list<std::string> paths(cl::Positional, cl::OneOrMore, cl::desc("DIR..."),
                                   cl::cat(category));
static cl::opt<bool> checks("checks", cl::cat(category),
                            cl::desc("files and folders of modules with check.expect_eq and the "
                                     "like, in place of folders with a manifest"));
static cl::opt<bool> refusals("refusals", cl::cat(category),
                              cl::desc("files and folders of modules, of which those that say "
                                       "expected-error are to be refused, the others accepted"));
static cl::list<std::string> families("families", cl::CommaSeparated, cl::cat(category),
                                      cl::desc("only these families"));
static cl::list<std::string> names("names", cl::CommaSeparated, cl::cat(category),
                                   cl::desc("only these cases"));
static cl::opt<int> tier("tier", cl::init(9), cl::cat(category), cl::desc("up to this tier"));
static cl::opt<std::string> target("target", cl::init("cpu"), cl::cat(category),
                                   cl::desc("as tcc's --target"));
static cl::opt<bool> generic("generic", cl::cat(category),
                             cl::desc("the generic form of programs"));
static cl::opt<bool>
    throughExport("through-export", cl::cat(category),
                  cl::desc("compile what is exported to StableHLO and read again"));
static cl::opt<unsigned> jobs("jobs", cl::init(2), cl::cat(category), cl::desc("at a time"));
static cl::opt<double> timeout("timeout", cl::init(60), cl::cat(category),
                               cl::desc("seconds for a case"));
static cl::list<std::string> known("known", cl::CommaSeparated, cl::cat(category),
                                   cl::desc("files of cases that fail: NAME REASON, a line each"));
static cl::opt<bool> strict("strict", cl::cat(category),
                            cl::desc("a case of the list that passes is a failure"));
static cl::opt<bool> interpret("interpret", cl::cat(category),
                               cl::desc("run each case by the reference interpreter, too"));
static cl::opt<bool> verbose("v", cl::cat(category), cl::desc("name what did not pass"));
static cl::opt<bool> timing("timing", cl::cat(category), cl::desc("compile times"));

static void readKnown(const std::string &path, std::map<std::string, std::string> &reasons) {
  std::ifstream file(path);
  if (!file)
    throw Error("cannot read " + path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name, reason;
    if (!(words >> name) || name[0] == '#')
      continue;
    std::getline(words >> std::ws, reason);
    reasons[name] = reason;
  }
}

static std::string firstLine(const std::string &text) { return text.substr(0, text.find('\n')); }

/// How many cases did not end as they should.
static size_t countSurprises(const std::vector<Case> &cases, const std::vector<Outcome> &outcomes) {
  std::map<std::string, std::string> reasons;
  for (const std::string &path : known)
    readKnown(path, reasons);
  size_t surprises = 0;
  for (size_t i = 0; i < cases.size(); ++i) {
    bool isKnown = reasons.count(cases[i].name), passed = outcomes[i].status == Status::Passed;
    if (verbose && !passed)
      std::printf("%-12s%s %s/%s: %s\n", nameOf(outcomes[i].status), isKnown ? " (known)" : "",
                  cases[i].family.c_str(), cases[i].name.c_str(),
                  firstLine(outcomes[i].note).c_str());
    if (passed && isKnown)
      std::printf("%s passes now: take it off the list\n", cases[i].name.c_str());
    surprises += passed ? isKnown && strict : !isKnown;
  }
  return surprises;
}

static std::vector<Case> readCases(const Selection &selection) {
  std::vector<std::string> places(paths.begin(), paths.end());
  if (checks)
    return readChecks(places, selection);
  if (refusals)
    return readRefusals(places, selection);
  std::vector<Case> cases;
  for (const std::string &place : places)
    for (Case &c : readManifest(place, selection))
      cases.push_back(std::move(c));
  return cases;
}

int main(int argc, char **argv) {
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv, "conformance cases, compiled, run and compared\n");
  try {
    Selection selection{{families.begin(), families.end()},
                        {names.begin(), names.end()},
                        int64_t(tier),
                        bool(generic)};
    std::vector<Case> cases = readCases(selection);
    for (Case &c : cases)
      c.interpret = interpret;
    if (cases.empty())
      throw Error("no such case");
    std::vector<Outcome> outcomes =
        runAll(cases, {target, throughExport, std::max(1u, unsigned(jobs)), timeout});
    size_t surprises = countSurprises(cases, outcomes);
    if (timing)
      printTimes(cases, outcomes);
    printTable(cases, outcomes);
    return surprises ? 1 : 0;
  } catch (const Error &error) {
    std::fprintf(stderr, "tcc-conformance: error: %s\n", error.what());
    return int(error.blame);
  }
}
