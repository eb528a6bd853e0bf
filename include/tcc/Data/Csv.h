// CSV files after RFC 4180.
#ifndef TCC_DATA_CSV_H
#define TCC_DATA_CSV_H

#include "tcc/Data/Table.h"
#include "tcc/Support/File.h"

#include <map>

namespace tcc::data {

/// Does the first line hold names? Auto: it does unless one of its cells is a number.
enum class Header { Auto, Present, Absent };

struct CsvOptions {
  Header header = Header::Auto;
  char separator = ',';
  /// Cells that stand for "no value".
  std::vector<std::string> missing = {"", "?"};
  /// Types of columns by name, where the rule below guesses wrong.
  std::map<std::string, ColumnType> types = {};
  /// A longer cell is an error: most often its closing quote is missing.
  uint64_t maxCellBytes = 1 << 20;
  /// More columns are an error.
  int64_t maxColumns = 1 << 16;
};

/// Reads a table (gzip too). A column of which more than half of the cells are numbers is a Number
/// column; a word in it is an error with file:line:column. Blanks around unquoted cells do not
/// count. Without a header the columns are column1, column2...
Table readCsv(const std::filesystem::path &path, const CsvOptions &options = {});
/// The same from memory; `name` stands in errors.
Table parseCsv(std::string_view text, std::string_view name, const CsvOptions &options = {});

} // namespace tcc::data

#endif
