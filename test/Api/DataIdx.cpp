// IDX files and the four of MNIST, from made bytes.
#include "Testing.h"
#include "tcc/Data/Idx.h"
#include "tcc/Data/Mnist.h"

using namespace tcc;
using namespace tcc::data;
using namespace tcc::testing;

static Array parse(const std::string &text) { return parseIdx(bytesOf(text), "x-idx"); }

static const std::string images = bytes("\0\0\10\3\0\0\0\2\0\0\0\1\0\0\0\2\0\377\0\63");
static const std::string labels = bytes("\0\0\10\1\0\0\0\2\7\11");

TEST(Idx, EveryType) {
  expectSame(parse(bytes("\0\0\10\1\0\0\0\2\0\377")), arrayOf<int16_t>({0, 255}, {2}));
  expectSame(parse(bytes("\0\0\11\1\0\0\0\1\377")), arrayOf<int8_t>({-1}, {1}));
  expectSame(parse(bytes("\0\0\13\2\0\0\0\1\0\0\0\1\1\2")), arrayOf<int16_t>({258}, {1, 1}));
  expectSame(parse(bytes("\0\0\14\0\0\0\1\0")), arrayOf<int32_t>({256}, {}));
  expectSame(parse(bytes("\0\0\15\1\0\0\0\1\77\200\0\0")), arrayOf<float>({1}, {1}));
  expectSame(parse(bytes("\0\0\16\1\0\0\0\1\77\360\0\0\0\0\0\0")), arrayOf<double>({1}, {1}));
}

TEST(Idx, Malformed) {
  expectError([] { parse("\0\0"); }, {"x-idx: expected an IDX file"});
  expectError([] { parse("text"); }, {"expected an IDX file"});
  expectError([] { parse(bytes("\0\0\7\1\0\0\0\0")); }, {"no element type 7"});
  expectError([] { parse(bytes("\0\0\10\2\0\0\0\1")); },
              {"cut off in its header: expected 12 bytes, got 8"});
  expectError([] { parse(bytes("\0\0\10\1\0\0\0\3ab")); },
              {"says 3xi8, 3 bytes, but 2 follow", "cut off"});
  expectError([] { parse(bytes("\0\0\10\1\0\0\0\1ab")); },
              {"says 1xi8, 1 bytes, but 2 follow", "after"});
  expectError([] { parse(bytes("\0\0\16\3\377\377\377\377\377\377\377\377\377\377\377\377")); },
              {"too many bytes"});
}

TEST(Idx, ImagesAndLabels) {
  TemporaryFolder folder;
  writeFile(folder / "i.gz", gzip(images));
  writeFile(folder / "l", labels);
  expectSame(readIdxImages(folder / "i.gz"), arrayOf<float>({0, 1, 0, 0.2f}, {2, 1, 2}));
  expectSame(readIdxLabels(folder / "l"), arrayOf<int32_t>({7, 9}, {2}));
  expectSame(readIdx(folder / "l"), arrayOf<int16_t>({7, 9}, {2}));
  expectError([&] { readIdxImages(folder / "l"); }, {"expected images", "rank 1", "may be labels"});
  expectError([&] { readIdxLabels(folder / "i.gz"); },
              {"expected labels", "rank 3", "may be images"});
}

TEST(Mnist, AcceptsTheNamesInUse) {
  TemporaryFolder folder;
  writeFile(folder / "train-images-idx3-ubyte.gz", gzip(images));
  writeFile(folder / "train-labels.idx1-ubyte", labels);
  writeFile(folder / "t10k-images.idx3-ubyte.gz", gzip(images));
  expectError([&] { mnist(folder.path); }, {"expected the file t10k-labels-idx1-ubyte", "hint"});
  writeFile(folder / "t10k-labels-idx1-ubyte", labels);
  Split parts = mnist(folder.path);
  EXPECT_EQ(parts.train.size(), 2);
  EXPECT_EQ(parts.test.labels.as<int32_t>()[1], 9);
  EXPECT_EQ(parts.train.classNames.size(), 10u);

  writeFile(folder / "t10k-labels-idx1-ubyte", bytes("\0\0\10\1\0\0\0\2\7\12"));
  expectError([&] { mnist(folder.path); },
              {"t10k-labels-idx1-ubyte: labels: expected a class from 0 to 9, got 10 in row 1"});
  writeFile(folder / "t10k-labels-idx1-ubyte", bytes("\0\0\10\1\0\0\0\1\7"));
  expectError([&] { mnist(folder.path); }, {"a label for each of the 2 images", "got 1"});
  writeFile(folder / "t10k-labels-idx1-ubyte", labels);
  writeFile(folder / "t10k-images.idx3-ubyte.gz",
            gzip(bytes("\0\0\10\3\0\0\0\2\0\0\0\1\0\0\0\1\0\1")));
  expectError([&] { mnist(folder.path); }, {"got 2x1x2xf32 and 2x1x1xf32"});
}
