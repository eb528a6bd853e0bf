// manifest.json: {"format": 1, "cases": [...]}.
#include "Cases.h"

#include "tcc/Error.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace tcc;
using namespace tcc::conformance;
using Json = nlohmann::json;

static std::vector<Tensor> readTensors(const Json &list, const std::filesystem::path &folder) {
  std::vector<Tensor> tensors;
  for (const Json &t : list)
    tensors.push_back({folder / t.at("file").get<std::string>(), t.at("dtype").get<std::string>(),
                       t.at("shape").get<Shape>(), t.value("rtol", 0.0), t.value("atol", 0.0)});
  return tensors;
}

static Case readCase(const Json &c, const std::filesystem::path &folder, bool generic) {
  std::filesystem::path here = folder / c.value("dir", "");
  std::string model = c.at("model").get<std::string>();
  return {.name = c.at("name").get<std::string>(),
          .family = c.at("family").get<std::string>(),
          .entry = c.value("entry", "main"),
          .mode = c.value("mode", "run"),
          .tier = c.value("tier", int64_t(1)),
          .model = here / (generic ? c.value("generic", model) : model),
          .inputs = readTensors(c.at("inputs"), here),
          .outputs = readTensors(c.at("outputs"), here),
          .wrt = c.value("wrt", std::vector<int64_t>())};
}

bool conformance::isChosen(const std::vector<std::string> &chosen, const std::string &word) {
  return chosen.empty() || std::find(chosen.begin(), chosen.end(), word) != chosen.end();
}

std::vector<Case> conformance::readManifest(const std::filesystem::path &folder,
                                            const Selection &selection) {
  std::filesystem::path path = folder / "manifest.json";
  std::ifstream file(path);
  if (!file)
    throw Error("cannot read " + path.string());
  std::vector<Case> cases;
  try {
    const Json manifest = Json::parse(file);
    for (const Json &element : manifest.at("cases")) {
      Case c = readCase(element, folder, selection.generic);
      if (c.tier <= selection.tier && isChosen(selection.families, c.family) &&
          isChosen(selection.names, c.name))
        cases.push_back(std::move(c));
    }
  } catch (const Json::exception &error) {
    throw Error(path.string() + ": " + error.what());
  }
  return cases;
}
