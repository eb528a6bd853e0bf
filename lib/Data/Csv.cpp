// CSV in three steps: cells as places in the text, the type of each column by majority, the
// columns. The places stay until the end, so every error knows its line and column.
#include "tcc/Data/Csv.h"
#include "tcc/Support/Text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

using namespace tcc;
using namespace tcc::data;

static constexpr std::string_view blanks = " \t\r";

namespace {
/// The content of a cell in the text, without the quotes around it.
struct Cell {
  uint64_t offset;
  uint32_t length;
  bool quoted = false, escaped = false; // escaped: holds doubled quotes
};

enum class Kind { Missing, Number, NaN, Infinite, Word };
struct Value {
  Kind kind;
  double number = 0;
};

/// Splits text into rows of cells, all of one length.
class Scanner {
public:
  Scanner(std::string_view input, std::string_view name, const CsvOptions &options)
      : text(input), name(name), options(options) {
    if (text.starts_with("\xef\xbb\xbf"))
      text.remove_prefix(3); // a byte order mark
    if (size_t zero = text.find('\0'); zero != text.npos)
      throwError(name, concat("expected text, got a zero byte at byte ", zero),
                 "is this a CSV file?");
    while (at < text.size())
      row();
    if (lines.empty())
      throwError(name, "expected a table, the file has no rows");
  }

  size_t width() const { return columns; }
  size_t rows() const { return lines.size(); }
  const Cell &cell(size_t row, size_t column) const { return cells[row * columns + column]; }

  /// The text of a cell; `scratch` holds it where quotes had to be undoubled.
  std::string_view content(const Cell &cell, std::string &scratch) const {
    std::string_view raw = text.substr(cell.offset, cell.length);
    if (!cell.escaped)
      return raw;
    scratch.clear();
    for (size_t i = 0; i < raw.size(); i += raw[i] == '"' ? 2 : 1)
      scratch += raw[i];
    return scratch;
  }

  /// Line and column of a cell, counted from 1.
  MissingCell place(size_t row, const Cell &cell) const {
    uint64_t start = starts[row], offset = cell.offset - cell.quoted;
    int64_t line = lines[row] + newlines(start, offset);
    uint64_t before = offset ? text.rfind('\n', offset - 1) : text.npos;
    return {int64_t(row), line, int64_t(before == text.npos ? offset + 1 : offset - before)};
  }

  std::vector<int64_t> lines; // of each row

private:
  int64_t newlines(uint64_t from, uint64_t to) const {
    return std::count(text.begin() + ptrdiff_t(from), text.begin() + ptrdiff_t(to), '\n');
  }

  void row() {
    uint64_t start = at;
    size_t first = cells.size();
    line += newlines(counted, start);
    counted = start;
    do {
      cells.push_back(scanCell());
      if (int64_t(cells.size() - first) > options.maxColumns)
        fail(start, concat("the row has more than ", options.maxColumns, " cells"));
    } while (at < text.size() && text[at++] == options.separator);
    size_t count = cells.size() - first;
    if (count == 1 && cells.back().length == 0 && !cells.back().quoted) {
      cells.pop_back(); // a blank line
      return;
    }
    if (lines.empty())
      columns = count;
    if (count != columns)
      fail(start, concat("expected ", columns, " cells as in line ", lines[0], ", got ", count),
           "a separator or a quote may be missing, or a cell that holds a separator has no quotes");
    lines.push_back(line);
    starts.push_back(start);
  }

  // Stops before a separator or line end.
  Cell scanCell() {
    Cell cell = at < text.size() && text[at] == '"' ? quotedCell() : plainCell();
    if (cell.length > options.maxCellBytes)
      fail(cell.offset, concat("the cell has more than ", options.maxCellBytes, " bytes"),
           "a closing quote may be missing");
    return cell;
  }

  Cell plainCell() {
    uint64_t begin = at;
    while (at < text.size() && text[at] != options.separator && text[at] != '\n')
      ++at;
    uint64_t end = at;
    while (begin < end && blanks.find(text[begin]) != blanks.npos)
      ++begin;
    while (begin < end && blanks.find(text[end - 1]) != blanks.npos)
      --end;
    return {begin, shortened(end - begin)};
  }

  Cell quotedCell() {
    uint64_t begin = at + 1;
    bool escaped = false;
    for (at = text.find('"', begin); at != text.npos && text.substr(at + 1).starts_with('"');
         escaped = true)
      at = text.find('"', at + 2);
    if (at == text.npos)
      fail(begin - 1, "this quote is never closed", "a quote inside quotes is written twice");
    Cell cell = {begin, shortened(at - begin), true, escaped};
    for (++at; at < text.size() && text[at] != options.separator && text[at] != '\n'; ++at)
      if (blanks.find(text[at]) == blanks.npos)
        fail(at,
             concat("expected '", options.separator,
                    "' or the end of the line after the closing quote, got ",
                    quote(text.substr(at, 1))),
             "a quote inside quotes is written twice");
    return cell;
  }

  // A length that does not fit is over the limit anyhow.
  static uint32_t shortened(uint64_t length) {
    return uint32_t(std::min<uint64_t>(length, std::numeric_limits<uint32_t>::max()));
  }

  [[noreturn]] void fail(uint64_t offset, std::string_view what, std::string_view hint = {}) const {
    uint64_t before = offset ? text.rfind('\n', offset - 1) : text.npos;
    uint64_t column = before == text.npos ? offset + 1 : offset - before;
    throwError(concat(name, ":", 1 + newlines(0, offset), ":", column), what, hint);
  }

  std::string_view text, name;
  const CsvOptions &options;
  uint64_t at = 0, counted = 0;
  int64_t line = 1; // of byte `counted`
  size_t columns = 0;
  std::vector<Cell> cells;
  std::vector<uint64_t> starts;
};

/// Makes typed columns of the cells.
class TableBuilder {
public:
  TableBuilder(const Scanner &scanner, std::string_view name, const CsvOptions &options)
      : scanner(scanner), name(name), options(options) {}

  Table build() {
    firstRow = hasHeader() ? 1 : 0;
    if (firstRow == scanner.rows())
      throwError(concat(name, ":", scanner.lines[0], ":1"),
                 "expected rows after the header, there are none");
    Table table;
    table.source = std::string(name);
    table.columns.resize(scanner.width());
    table.lines.assign(scanner.lines.begin() + ptrdiff_t(firstRow), scanner.lines.end());
    nameColumns(table);
    for (size_t i = 0; i < table.columns.size(); ++i)
      fill(table.columns[i], i);
    return table;
  }

private:
  bool hasHeader() {
    if (options.header != Header::Auto)
      return options.header == Header::Present;
    for (size_t i = 0; i < scanner.width(); ++i)
      if (valueOf(scanner.cell(0, i)).kind == Kind::Number)
        return false;
    return true;
  }

  void nameColumns(Table &table) {
    std::map<std::string_view, size_t> seen;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      std::string &column = table.columns[i].name;
      if (firstRow)
        column = scanner.content(scanner.cell(0, i), scratch);
      if (column.empty())
        column = concat("column", i + 1);
      if (!seen.emplace(column, i).second)
        fail(0, scanner.cell(0, i), concat("the column name ", quote(column), " stands twice"),
             "rename one of the two");
    }
    for (const auto &[column, type] : options.types)
      table.column(column); // a wrong name throws
  }

  Value valueOf(const Cell &cell) {
    std::string_view text = scanner.content(cell, scratch);
    if (std::ranges::find(options.missing, text) != options.missing.end())
      return {Kind::Missing};
    if (text.starts_with('+'))
      text.remove_prefix(1);
    double number = 0;
    auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (status == std::errc::invalid_argument || end != text.data() + text.size())
      return {Kind::Word};
    if (status == std::errc::result_out_of_range) {
      bool tiny = text.find("e-") != text.npos || text.find("E-") != text.npos;
      return {tiny ? Kind::Number : Kind::Infinite, 0};
    }
    return {std::isnan(number)   ? Kind::NaN
            : std::isinf(number) ? Kind::Infinite
                                 : Kind::Number,
            number};
  }

  ColumnType typeOf(const Column &column, size_t index) {
    if (auto given = options.types.find(column.name); given != options.types.end())
      return given->second;
    size_t numbers = 0, words = 0;
    for (size_t row = firstRow; row < scanner.rows(); ++row) {
      Kind kind = valueOf(scanner.cell(row, index)).kind;
      numbers += kind == Kind::Number || kind == Kind::Infinite;
      words += kind == Kind::Word;
    }
    return numbers >= words && (numbers > words || words == 0) ? ColumnType::Number
                                                               : ColumnType::Category;
  }

  void fill(Column &column, size_t index) {
    column.type = typeOf(column, index);
    if (column.type == ColumnType::Number)
      fillNumbers(column, index);
    else
      fillCategories(column, index);
  }

  void fillNumbers(Column &column, size_t index) {
    column.numbers.reserve(scanner.rows() - firstRow);
    for (size_t row = firstRow; row < scanner.rows(); ++row) {
      const Cell &cell = scanner.cell(row, index);
      Value value = valueOf(cell);
      if (value.kind == Kind::Infinite || value.kind == Kind::Word)
        failNumber(column, row, cell, value.kind);
      if (value.kind != Kind::Number) {
        value.number = std::numeric_limits<double>::quiet_NaN();
        addMissing(column, row, cell);
      }
      column.numbers.push_back(value.number);
    }
  }

  void fillCategories(Column &column, size_t index) {
    std::map<std::string, int32_t, std::less<>> codes;
    auto eachCell = [&](auto action) {
      for (size_t row = firstRow; row < scanner.rows(); ++row) {
        const Cell &cell = scanner.cell(row, index);
        bool missing = valueOf(cell).kind == Kind::Missing;
        action(row, cell, missing ? std::nullopt : std::optional(scanner.content(cell, scratch)));
      }
    };
    eachCell([&](size_t, const Cell &, std::optional<std::string_view> text) {
      if (text && !codes.contains(*text))
        codes.emplace(*text, 0);
    });
    for (auto &[category, code] : codes) {
      code = int32_t(column.categories.size());
      column.categories.push_back(category);
    }
    eachCell([&](size_t row, const Cell &cell, std::optional<std::string_view> text) {
      column.codes.push_back(text ? codes.find(*text)->second : -1);
      if (!text)
        addMissing(column, row, cell);
    });
  }

  void addMissing(Column &column, size_t row, const Cell &cell) {
    MissingCell place = scanner.place(row, cell);
    place.row -= int64_t(firstRow);
    column.missing.push_back(place);
  }

  [[noreturn]] void failNumber(const Column &column, size_t row, const Cell &cell, Kind kind) {
    std::string text(scanner.content(cell, scratch));
    std::string what = concat("expected a ", kind == Kind::Word ? "" : "finite ",
                              "number in column ", quote(column.name), ", got ", quote(text));
    fail(row, cell, what,
         row == 0 ? "if the first line holds names, say that the file has a header"
                  : concat("correct it, leave the cell empty or write ? if the value is unknown, "
                           "or declare the "
                           "column to hold categories"));
  }

  [[noreturn]] void fail(size_t row, const Cell &cell, std::string_view what,
                         std::string_view hint) {
    MissingCell place = scanner.place(row, cell);
    throwError(concat(name, ":", place.line, ":", place.column), what, hint);
  }

  const Scanner &scanner;
  std::string_view name;
  const CsvOptions &options;
  size_t firstRow = 0;
  std::string scratch;
};
} // namespace

Table data::parseCsv(std::string_view text, std::string_view name, const CsvOptions &options) {
  Scanner scanner(text, name, options);
  return TableBuilder(scanner, name, options).build();
}

Table data::readCsv(const std::filesystem::path &path, const CsvOptions &options) {
  Array content = readFile(path);
  return parseCsv(textOf(bytesOf(content)), path.string(), options);
}
