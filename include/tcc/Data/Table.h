// A table of named columns, as a CSV file holds it: numbers or categories, some cells missing.
#ifndef TCC_DATA_TABLE_H
#define TCC_DATA_TABLE_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tcc::data {

enum class ColumnType { Number, Category };

/// A missing cell and its place in the file.
struct MissingCell {
  int64_t row;
  int64_t line, column;
};

struct Column {
  std::string name;
  ColumnType type = ColumnType::Number;
  std::vector<double> numbers; // of Number: NaN where missing
  std::vector<int32_t> codes;  // of Category: index into `categories`, -1 where missing
  std::vector<std::string>
      categories; // distinct, in byte order, so that the order of rows does not matter
  std::vector<MissingCell> missing; // by row

  bool isMissing(int64_t row) const;
};

struct Table {
  std::string source; // the file, for errors
  std::vector<Column> columns;
  std::vector<int64_t> lines; // of each row in the file

  int64_t rows() const { return int64_t(lines.size()); }
  /// The column of this name, or null.
  const Column *find(std::string_view name) const;
  /// The column of this name; the error for a wrong one lists those there are.
  const Column &column(std::string_view name) const;
};

} // namespace tcc::data

#endif
