// CSV: RFC 4180, types by majority, errors with file:line:column.
#include "Testing.h"
#include "tcc/Data/Csv.h"

#include <cmath>

using namespace tcc;
using namespace tcc::data;
using namespace tcc::testing;

using Numbers = std::vector<double>;
using Codes = std::vector<int32_t>;
using Names = std::vector<std::string>;

static Table parse(std::string_view text, const CsvOptions &options = {}) {
  return parseCsv(text, "d/x.csv", options);
}

TEST(Csv, NumbersAndCategories) {
  Table table = parse("age,job\n39,clerk\n+5.5e1,\"baker\"\n -1 , clerk \n");
  EXPECT_EQ(table.rows(), 3);
  EXPECT_EQ(table.column("age").numbers, (Numbers{39, 55, -1}));
  EXPECT_EQ(table.column("job").categories, (Names{"baker", "clerk"}));
  EXPECT_EQ(table.column("job").codes, (Codes{1, 0, 1}));
  EXPECT_EQ(table.lines, (std::vector<int64_t>{2, 3, 4}));
}

TEST(Csv, QuotesHoldAnything) {
  Table table = parse("a,b\r\n\"x,\"\"y\"\"\r\nz\",1\r\n\"\",2\r\n\"  p \" ,3");
  EXPECT_EQ(table.column("a").categories, (Names{"  p ", "x,\"y\"\r\nz"}));
  EXPECT_EQ(table.column("a").codes, (Codes{1, -1, 0}));
  EXPECT_EQ(table.column("b").numbers, (Numbers{1, 2, 3}));
  EXPECT_EQ(table.lines, (std::vector<int64_t>{2, 4, 5}));
}

TEST(Csv, HeaderOrNone) {
  EXPECT_EQ(parse("1,x\n2,y\n").columns[1].name, "column2");
  EXPECT_EQ(parse("1,x\n2,y\n").rows(), 2);
  EXPECT_EQ(parse("a,b\nx,y\n").rows(), 1);
  EXPECT_EQ(parse("a,b\nx,y\n", {.header = Header::Absent}).rows(), 2);
  EXPECT_EQ(parse("1990,1991\n1,2\n", {.header = Header::Present}).column("1991").numbers,
            Numbers{2});
  EXPECT_EQ(parse(",b\nx,y\n").columns[0].name, "column1");
  EXPECT_EQ(parse("\xef\xbb\xbf"
                  "a\n1\n")
                .columns[0]
                .name,
            "a");
  EXPECT_EQ(parse("a;b\n1;2\n", {.separator = ';'}).column("b").numbers, Numbers{2});
  EXPECT_EQ(parse("\n\na\n\n1\n \n").lines, std::vector<int64_t>{5});
}

TEST(Csv, MissingCellsKnowTheirPlace) {
  Table table = parse("a,b\n?,x\n1,\n2,?\nnan,y\n");
  const Column &a = table.column("a"), &b = table.column("b");
  ASSERT_EQ(a.missing.size(), 2u);
  EXPECT_TRUE(std::isnan(a.numbers[0]) && std::isnan(a.numbers[3]));
  EXPECT_EQ(b.codes, (Codes{0, -1, -1, 1}));
  ASSERT_EQ(b.missing.size(), 2u);
  EXPECT_EQ(b.missing[0].row, 1);
  EXPECT_EQ(b.missing[0].line, 3);
  EXPECT_EQ(b.missing[0].column, 3);
  EXPECT_TRUE(b.isMissing(2));
  EXPECT_FALSE(b.isMissing(3));
  EXPECT_EQ(parse("a,b\n-,1\n2,1\n", {.missing = {"-"}}).column("a").missing.size(), 1u);
  EXPECT_EQ(parse("a,b\n,1\n,1\n").column("a").type, ColumnType::Number); // nothing says otherwise
}

TEST(Csv, AWordAmongNumbersIsAnError) {
  expectError(
      [] { parse("name,age\nx,1\ny,2\nz,abc\n"); },
      {"d/x.csv:4:3: expected a number in column 'age', got 'abc'", "hint: ", "categories"});
  expectError([] { parse("age\n1\n2\n\"a\nb\"\n"); },
              {"d/x.csv:4:1: expected a number", "got 'a\\x0ab'"});
  expectError([] { parse("a,b\n1,1e999\n"); },
              {"d/x.csv:2:3: expected a finite number in column 'b', got '1e999'"});
  expectError([] { parse("a\n1\ninf\n"); }, {"d/x.csv:3:1: expected a finite number"});
  expectError([] { parse("a\n1\n2\n", {.header = Header::Absent}); },
              {"d/x.csv:1:1", "got 'a'", "has a header"});
  EXPECT_EQ(parse("a\n1e-999\n").column("a").numbers, Numbers{0});
  EXPECT_EQ(parse("a\n1\nx\ny\n").column("a").type, ColumnType::Category);
  EXPECT_EQ(parse("a\n1\n2\nx\n", {.types = {{"a", ColumnType::Category}}}).column("a").categories,
            (Names{"1", "2", "x"}));
  expectError([] { parse("a\nx\n", {.types = {{"a", ColumnType::Number}}}); },
              {"d/x.csv:2:1: expected a number"});
  expectError([] { parse("a\n1\n", {.types = {{"b", ColumnType::Number}}}); },
              {"expected a column 'b'", "'a'"});
}

TEST(Csv, MalformedTables) {
  expectError([] { parse(""); }, {"d/x.csv: expected a table, the file has no rows"});
  expectError([] { parse("\n\n"); }, {"no rows"});
  expectError([] { parse("\na,b\n"); }, {"d/x.csv:2:1: expected rows after the header"});
  expectError([] { parse("a,b\n1,2\n1,2,3\n"); },
              {"d/x.csv:3:1: expected 2 cells as in line 1, got 3", "hint"});
  expectError([] { parse("a,b\n\"x\ny\",2\n1\n"); },
              {"d/x.csv:4:1: expected 2 cells as in line 1, got 1"});
  expectError([] { parse("a,a\n1,2\n"); }, {"d/x.csv:1:3: the column name 'a' stands twice"});
  expectError([] { parse("a,b\n1,\"x\n"); }, {"d/x.csv:2:3: this quote is never closed"});
  expectError([] { parse("a,b\n\"x\"y,1\n"); },
              {"d/x.csv:2:4: expected ',' or the end of the line", "got 'y'"});
  expectError([] { parse(bytes("a\n\0\n")); }, {"zero byte at byte 2"});
  expectError([] { parse("a,b\n123456,1\n", {.maxCellBytes = 5}); },
              {"d/x.csv:2:1: the cell has more than 5 bytes"});
  expectError([] { parse("a,b,c\n", {.maxColumns = 2}); },
              {"d/x.csv:1:1: the row has more than 2 cells"});
  expectError([] { parse("a\n1\n").column("b"); },
              {"expected a column 'b', there is none", "the columns are 'a'"});
}

TEST(Csv, ReadsPackedFiles) {
  TemporaryFolder folder;
  writeFile(folder / "x.csv.gz", gzip("a\n1\n"));
  EXPECT_EQ(readCsv(folder / "x.csv.gz").column("a").numbers, Numbers{1});
  writeFile(folder / "y.csv.gz", gzip("a\n1\n").substr(0, 15));
  expectError([&] { readCsv(folder / "y.csv.gz"); }, {"y.csv.gz: the gzip data is cut off"});
  expectError([&] { readCsv(folder / "none.csv"); }, {"none.csv: cannot open: No such file"});
}
