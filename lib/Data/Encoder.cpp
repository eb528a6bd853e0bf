// Learns an encoding from one table, applies it to others. A category or class that training did
// not have cannot be encoded: as a feature it counts as missing, as a label it is an error.
#include "tcc/Data/Encoder.h"
#include "tcc/Support/Text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

using namespace tcc;
using namespace tcc::data;

using Feature = TableEncoder::Feature;

static constexpr int64_t missingCode = -1;

static std::string textOf(double number) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, std::end(buffer), number).ptr};
}

[[noreturn]] static void failMissing(const Table &table, const Column &column,
                                     const MissingCell &cell, bool isLabel) {
  throwError(concat(table.source, ":", cell.line, ":", cell.column),
             concat("expected a value in ", isLabel ? "label column " : "column ",
                    quote(column.name), ", the cell is missing"),
             isLabel ? "drop rows with missing values"
                     : "drop rows with missing values, fill them with the mean or the most "
                       "frequent category, or ignore the column");
}

static void checkCategories(const Table &table, const Column &column, size_t count, int64_t limit,
                            const char *hint) {
  if (int64_t(count) > limit)
    throwError(
        table.source,
        concat("column ", quote(column.name), " has ", count, " categories, the limit is ", limit),
        hint);
}

// The mean of the numbers, or the most frequent code; the first of several.
static double fillOf(const Column &column) {
  if (column.type == ColumnType::Number) {
    double sum = 0;
    for (double number : column.numbers)
      sum += std::isnan(number) ? 0 : number;
    size_t present = column.numbers.size() - column.missing.size();
    return present ? sum / double(present) : 0;
  }
  std::vector<int64_t> counts(column.categories.size() + 1, 0);
  for (int32_t code : column.codes)
    counts[size_t(code + 1)] += code >= 0;
  return double(std::max_element(counts.begin() + 1, counts.end()) - counts.begin() - 1);
}

// The classes of a label column.
static std::vector<std::string> classesOf(const Table &table, const Column &label, int64_t limit) {
  std::vector<std::string> classes = label.categories;
  if (label.type == ColumnType::Number) {
    std::vector<double> values;
    std::ranges::copy_if(label.numbers, std::back_inserter(values),
                         [](double v) { return !std::isnan(v); });
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    checkCategories(table, label, values.size(), limit,
                    "are these values of a regression, not classes?");
    for (double value : values)
      classes.push_back(textOf(value));
  }
  checkCategories(table, label, classes.size(), limit, "is this the right label column?");
  return classes;
}

TableEncoder TableEncoder::fit(const Table &table, const std::string &label,
                               const EncodeOptions &options) {
  const Column &labels = table.column(label);
  TableEncoder encoder;
  encoder.label = label;
  encoder.regression = options.regression;
  encoder.missing = options.missing;
  for (const std::string &name : options.ignore)
    table.column(name); // a wrong name throws
  for (const Column &column : table.columns) {
    bool ignored = std::ranges::find(options.ignore, column.name) != options.ignore.end();
    if (ignored || &column == &labels)
      continue;
    checkCategories(table, column, column.categories.size(), options.maxCategories,
                    "ignore the column: it may be a name or an identifier");
    encoder.features.push_back({column.name, column.type, column.categories, fillOf(column)});
  }
  if (encoder.features.empty())
    throwError(table.source,
               concat("expected columns beside the label ", quote(label), ", there are none"));
  if (!options.regression)
    encoder.classNames = classesOf(table, labels, options.maxCategories);
  else if (labels.type != ColumnType::Number)
    throwError(table.source, concat("expected numbers in the label column ", quote(label),
                                    " for regression, got categories"));
  return encoder;
}

int64_t TableEncoder::width() const {
  int64_t width = 0;
  for (const Feature &feature : features)
    width += feature.type == ColumnType::Number ? 1 : int64_t(feature.categories.size());
  return width;
}

// The code of training for each category of this table's column.
static std::vector<int64_t> translate(const std::vector<std::string> &categories,
                                      const std::vector<std::string> &known) {
  std::vector<int64_t> codes;
  for (const std::string &category : categories) {
    auto found = std::ranges::lower_bound(known, category); // in byte order, as Column has them
    codes.push_back(found != known.end() && *found == category ? found - known.begin()
                                                               : missingCode);
  }
  return codes;
}

namespace {
/// One table under one encoder.
class Application {
public:
  Application(const TableEncoder &encoder, const Table &table) : encoder(encoder), table(table) {
    for (const Feature &feature : encoder.features)
      columns.push_back(match(feature));
    for (size_t i = 0; i < columns.size(); ++i)
      codes.push_back(translate(columns[i]->categories, encoder.features[i].categories));
    labels = table.find(encoder.label);
    if (labels && !encoder.regression)
      classify();
    for (int64_t row = 0; row < table.rows(); ++row)
      if (encoder.missing != Missing::Drop || complete(row))
        rows.push_back(row);
  }

  Dataset run() {
    Dataset dataset;
    dataset.classNames = encoder.classNames;
    nameFeatures(dataset.featureNames);
    int64_t width = encoder.width();
    dataset.features = Array(DType::F32, {int64_t(rows.size()), width});
    float *to = dataset.features.as<float>().data();
    for (int64_t row : rows)
      for (size_t i = 0; i < columns.size(); ++i)
        to = encode(i, row, to);
    if (labels)
      dataset.labels = encodeLabels();
    return dataset;
  }

private:
  const Column *match(const Feature &feature) {
    const Column &column = table.column(feature.name);
    bool empty = int64_t(column.missing.size()) == table.rows();
    if (column.type != feature.type && !empty)
      throwError(table.source,
                 concat("expected ", feature.type == ColumnType::Number ? "numbers" : "categories",
                        " in column ", quote(feature.name), " as in the training data, got ",
                        column.type == ColumnType::Number ? "numbers" : "categories"),
                 "give the column's type when reading the file");
    return &column;
  }

  void classify() {
    for (size_t i = 0; i < encoder.classNames.size(); ++i)
      classOf.emplace(encoder.classNames[i], int64_t(i));
  }

  // The training code of a category, or missingCode.
  int64_t codeAt(size_t i, int64_t row) const {
    if (columns[i]->codes.empty()) // a column of Number without any value
      return missingCode;
    int32_t code = columns[i]->codes[size_t(row)];
    return code < 0 ? missingCode : codes[i][size_t(code)];
  }

  // NaN where missing; a column of Category without any value has no numbers.
  double numberAt(size_t i, int64_t row) const {
    return columns[i]->numbers.empty() ? std::nan("") : columns[i]->numbers[size_t(row)];
  }

  bool present(size_t i, int64_t row) const {
    return encoder.features[i].type == ColumnType::Number ? !std::isnan(numberAt(i, row))
                                                          : codeAt(i, row) != missingCode;
  }

  bool complete(int64_t row) const {
    for (size_t i = 0; i < columns.size(); ++i)
      if (!present(i, row))
        return false;
    return !labels || !labels->isMissing(row);
  }

  void nameFeatures(std::vector<std::string> &names) const {
    for (const Feature &feature : encoder.features)
      if (feature.type == ColumnType::Number)
        names.push_back(feature.name);
      else
        for (const std::string &category : feature.categories)
          names.push_back(feature.name + "=" + category);
  }

  // Writes the feature columns of one cell; gives where the next begin.
  float *encode(size_t i, int64_t row, float *to) const {
    const Feature &feature = encoder.features[i];
    if (encoder.missing == Missing::Error && !present(i, row))
      failValue(i, row);
    if (feature.type == ColumnType::Number) {
      double number = numberAt(i, row);
      *to = toFloat(std::isnan(number) ? feature.fill : number, feature.name, row);
      return to + 1;
    }
    int64_t code = codeAt(i, row);
    std::fill_n(to, feature.categories.size(), 0.0f);
    if (!feature.categories.empty())
      to[code == missingCode ? size_t(feature.fill) : size_t(code)] = 1.0f;
    return to + feature.categories.size();
  }

  float toFloat(double number, const std::string &column, int64_t row) const {
    auto value = float(number);
    if (!std::isfinite(value))
      throwError(
          concat(table.source, ":", table.lines[size_t(row)]),
          concat("the number ", number, " in column ", quote(column), " is too large for f32"),
          "scale the column down");
    return value;
  }

  [[noreturn]] void failValue(size_t i, int64_t row) const {
    const Column &column = *columns[i];
    auto cell = std::ranges::lower_bound(column.missing, row, {}, &MissingCell::row);
    if (cell != column.missing.end() && cell->row == row)
      failMissing(table, column, *cell, false);
    const std::string &category = column.categories[size_t(column.codes[size_t(row)])];
    throwError(concat(table.source, ":", table.lines[size_t(row)]),
               concat("the category ", quote(category), " in column ", quote(column.name),
                      " does not occur in the training data"),
               "drop or fill missing values: an unknown category counts as one");
  }

  Array encodeLabels() const {
    int64_t count = int64_t(rows.size());
    Array result(encoder.regression ? DType::F32 : DType::I32, {count});
    for (size_t i = 0; i < rows.size(); ++i) {
      int64_t row = rows[i];
      if (labels->isMissing(row))
        failMissing(table, *labels,
                    *std::ranges::lower_bound(labels->missing, row, {}, &MissingCell::row), true);
      if (encoder.regression)
        result.as<float>()[i] = valueAt(row);
      else
        result.as<int32_t>()[i] = classAt(row);
    }
    return result;
  }

  float valueAt(int64_t row) const {
    if (labels->type != ColumnType::Number)
      throwError(table.source, concat("expected numbers in the label column ", quote(labels->name),
                                      ", got categories"));
    return toFloat(labels->numbers[size_t(row)], labels->name, row);
  }

  int32_t classAt(int64_t row) const {
    std::string name = labels->type == ColumnType::Number
                           ? textOf(labels->numbers[size_t(row)])
                           : labels->categories[size_t(labels->codes[size_t(row)])];
    auto found = classOf.find(name);
    if (found == classOf.end())
      throwError(concat(table.source, ":", table.lines[size_t(row)]),
                 concat("the class ", quote(name), " in column ", quote(labels->name),
                        " does not occur in the training data"),
                 concat("the training data has ", classOf.size(), " classes"));
    return int32_t(found->second);
  }

  const TableEncoder &encoder;
  const Table &table;
  std::vector<const Column *> columns;     // of each feature
  std::vector<std::vector<int64_t>> codes; // of each feature: this table's code to that of training
  const Column *labels = nullptr;
  std::map<std::string, int64_t, std::less<>> classOf;
  std::vector<int64_t> rows; // those that stay
};
} // namespace

Dataset TableEncoder::apply(const Table &table) const { return Application(*this, table).run(); }

Dataset data::toDataset(const Table &table, const std::string &label,
                        const EncodeOptions &options) {
  return TableEncoder::fit(table, label, options).apply(table);
}
