// Tables to data sets: one-hot, classes, missing values, and the same encoding for a second table.
#include "Testing.h"
#include "tcc/Data/Csv.h"
#include "tcc/Data/Encoder.h"

using namespace tcc;
using namespace tcc::data;
using namespace tcc::testing;

using Names = std::vector<std::string>;

static Table parse(std::string_view text, const CsvOptions &options = {}) {
  return parseCsv(text, "x.csv", options);
}

static const char *people = "age,job,pay\n30,clerk,low\n40,baker,high\n50,clerk,low\n";
static const char *holes = "age,job,pay\n30,clerk,low\n?,baker,high\n50,?,low\n40,clerk,high\n";

TEST(Encoder, OneHotAndClasses) {
  Dataset dataset = toDataset(parse(people), "pay");
  expectSame(dataset.features, arrayOf<float>({30, 0, 1, 40, 1, 0, 50, 0, 1}, {3, 3}));
  expectSame(dataset.labels, arrayOf<int32_t>({1, 0, 1}, {3}));
  EXPECT_EQ(dataset.featureNames, (Names{"age", "job=baker", "job=clerk"}));
  EXPECT_EQ(dataset.classNames, (Names{"high", "low"}));
}

TEST(Encoder, NumericClassesAreInNumericOrder) {
  Dataset dataset = toDataset(parse("x,y\n1,10\n2,2\n3,10\n"), "y");
  expectSame(dataset.labels, arrayOf<int32_t>({1, 0, 1}, {3}));
  EXPECT_EQ(dataset.classNames, (Names{"2", "10"}));
}

TEST(Encoder, Regression) {
  Dataset dataset = toDataset(parse("x,y\n1,0.5\n2,1.5\n"), "y", {.regression = true});
  expectSame(dataset.labels, arrayOf<float>({0.5f, 1.5f}, {2}));
  expectError([] { toDataset(parse(people), "pay", {.regression = true}); },
              {"expected numbers in the label column 'pay' for regression"});
}

TEST(Encoder, MissingValues) {
  expectError(
      [] { toDataset(parse(holes), "pay"); },
      {"x.csv:3:1: expected a value in column 'age', the cell is missing", "hint: drop rows"});
  Dataset dropped = toDataset(parse(holes), "pay", {.missing = Missing::Drop});
  expectSame(dropped.features, arrayOf<float>({30, 0, 1, 40, 0, 1}, {2, 3}));
  expectSame(dropped.labels, arrayOf<int32_t>({1, 0}, {2}));
  Dataset filled = toDataset(parse(holes), "pay", {.missing = Missing::Fill});
  expectSame(filled.features, arrayOf<float>({30, 0, 1, 40, 1, 0, 50, 0, 1, 40, 0, 1}, {4, 3}));
  const char *label = "x,y\n1,a\n2,?\n3,a\n";
  expectError([&] { toDataset(parse(label), "y", {.missing = Missing::Fill}); },
              {"x.csv:3:3: expected a value in label column 'y'"});
  EXPECT_EQ(toDataset(parse(label), "y", {.missing = Missing::Drop}).size(), 2);
}

TEST(Encoder, ASecondTableIsEncodedTheSame) {
  TableEncoder encoder = TableEncoder::fit(parse(people), "pay");
  EXPECT_EQ(encoder.width(), 3);
  Dataset dataset = encoder.apply(parse("pay,extra,job,age\nlow,?,clerk,1\n"));
  expectSame(dataset.features, arrayOf<float>({1, 0, 1}, {1, 3}));
  expectSame(dataset.labels, arrayOf<int32_t>({1}, {1}));
  EXPECT_FALSE(encoder.apply(parse("age,job\n1,clerk\n")).labels.valid());

  expectError([&] { encoder.apply(parse("age,pay\n1,low\n")); }, {"expected a column 'job'"});
  expectError([&] { encoder.apply(parse("age,job\nold,clerk\n")); },
              {"expected numbers in column 'age' as in the training data"});
  expectError([&] { encoder.apply(parse("age,job,pay\n1,clerk,none\n")); },
              {"x.csv:2: the class 'none' in column 'pay' does not occur in the training data"});
  expectError([&] { encoder.apply(parse("age,job\n1,clerk\n1,tailor\n")); },
              {"x.csv:3: the category 'tailor' in column 'job' does not occur", "hint"});
  expectError([&] { encoder.apply(parse("age,job\n1,?\n")); },
              {"x.csv:2:3: expected a value in column 'job'"});
}

TEST(Encoder, UnknownCategoriesCountAsMissing) {
  Table training = parse(people), table = parse("age,job\n?,tailor\n3,baker\n");
  Dataset dropped = TableEncoder::fit(training, "pay", {.missing = Missing::Drop}).apply(table);
  expectSame(dropped.features, arrayOf<float>({3, 1, 0}, {1, 3}));
  Dataset filled = TableEncoder::fit(training, "pay", {.missing = Missing::Fill}).apply(table);
  expectSame(filled.features, arrayOf<float>({40, 0, 1, 3, 1, 0}, {2, 3}));
  Dataset empty =
      TableEncoder::fit(training, "pay", {.missing = Missing::Fill}).apply(parse("age,job\n?,?\n"));
  expectSame(empty.features, arrayOf<float>({40, 0, 1}, {1, 3}));
}

TEST(Encoder, WhatCannotBeEncoded) {
  expectError([] { toDataset(parse(people), "wage"); },
              {"x.csv: expected a column 'wage'", "'age', 'job', 'pay'"});
  expectError([] { toDataset(parse("y\n1\n"), "y"); }, {"expected columns beside the label 'y'"});
  expectError([] { toDataset(parse(people), "pay", {.ignore = {"no"}}); },
              {"expected a column 'no'"});
  expectError([] { toDataset(parse(people), "pay", {.maxCategories = 1}); },
              {"column 'job' has 2 categories, the limit is 1", "hint: ignore"});
  expectError([] { toDataset(parse(people), "age", {.ignore = {"job", "pay"}}); },
              {"expected columns beside"});
  expectError([] { toDataset(parse("x,y\n1,1.5\n1,2.5\n1,3.5\n"), "y", {.maxCategories = 2}); },
              {"column 'y' has 3 categories", "regression"});
  expectError([] { toDataset(parse("x,y\n1,0\n1e200,0\n"), "y"); },
              {"x.csv:3: the number 1e+200 in column 'x' is too large for f32"});
  EXPECT_EQ(toDataset(parse(people), "pay", {.ignore = {"job"}}).featureNames, Names{"age"});
}
