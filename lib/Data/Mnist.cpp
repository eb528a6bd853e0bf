// Four IDX files make one data set; they come under several names.
#include "tcc/Data/Mnist.h"
#include "tcc/Data/Idx.h"
#include "tcc/Support/Text.h"

using namespace tcc;
using namespace tcc::data;
namespace fs = std::filesystem;

static fs::path findFile(const fs::path &folder, std::string_view part, std::string_view format) {
  for (std::string_view separator : {"-", "."})
    for (std::string_view packed : {".gz", ""}) {
      fs::path path = folder / concat(part, separator, format, packed);
      std::error_code failed;
      if (fs::exists(path, failed))
        return path;
    }
  throwError(
      folder.string(),
      concat("expected the file ", part, "-", format, " or the same with .gz in this folder"),
      "an MNIST folder holds train-images, train-labels, t10k-images and t10k-labels");
}

static Dataset readPart(const fs::path &folder, const std::string &part) {
  fs::path imagesPath = findFile(folder, part + "-images", "idx3-ubyte");
  fs::path labelsPath = findFile(folder, part + "-labels", "idx1-ubyte");
  Dataset dataset;
  dataset.features = readIdxImages(imagesPath);
  dataset.labels = readIdxLabels(labelsPath);
  if (dataset.labels.size() != dataset.size())
    throwError(labelsPath.string(),
               concat("expected a label for each of the ", dataset.size(), " images of ",
                      imagesPath.filename().string(), ", got ", dataset.labels.size()));
  try {
    checkClassLabels(dataset.labels, 10);
  } catch (const Error &error) {
    throwError(labelsPath.string(), error.what());
  }
  for (int digit = 0; digit < 10; ++digit)
    dataset.classNames.push_back(std::to_string(digit));
  return dataset;
}

Split data::mnist(const fs::path &folder) {
  Split parts = {readPart(folder, "train"), readPart(folder, "t10k")};
  Shape train = parts.train.features.shape(), test = parts.test.features.shape();
  if (!std::equal(train.begin() + 1, train.end(), test.begin() + 1, test.end()))
    throwError(folder.string(),
               concat("expected test images of the size of the training images, got ",
                      toString(train, DType::F32), " and ", toString(test, DType::F32)));
  return parts;
}
