// Cases out of files of modules, valid ones and others.
#include "Cases.h"
#include "CheckText.h"

#include "tcc/Error.h"

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace tcc;
using namespace tcc::conformance;
using Path = std::filesystem::path;

std::string conformance::readText(const Path &path) {
  std::ifstream file(path);
  if (!file)
    throw Error("cannot read " + path.string());
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

std::vector<Path> conformance::findModules(const std::vector<std::string> &paths) {
  std::vector<Path> files;
  for (const std::string &path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    size_t first = files.size();
    for (const auto &entry : std::filesystem::recursive_directory_iterator(path))
      if (entry.path().extension() == ".mlir")
        files.push_back(entry.path());
    std::sort(files.begin() + ptrdiff_t(first), files.end());
  }
  return files;
}

static Case toCase(const Path &file, const std::string &part, size_t line) {
  Case c;
  c.family = file.stem().string();
  c.name = c.family + ":" + std::to_string(line);
  c.mode = part.find("expected-error") == std::string::npos ? "accept" : "refuse";
  c.model = file;
  c.text = part;
  return c;
}

std::vector<Case> conformance::readRefusals(const std::vector<std::string> &paths,
                                            const Selection &selection) {
  std::vector<Case> cases;
  for (const Path &file : findModules(paths)) {
    size_t line = 1;
    for (const std::string &part : split(readText(file))) {
      if (Case c = toCase(file, part, line);
          isChosen(selection.families, c.family) && isChosen(selection.names, c.name))
        cases.push_back(std::move(c));
      line += size_t(std::count(part.begin(), part.end(), '\n'));
    }
  }
  return cases;
}
