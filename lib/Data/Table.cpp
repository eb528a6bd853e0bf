// Looking up columns and cells.
#include "tcc/Data/Table.h"
#include "tcc/Support/Text.h"

#include <algorithm>

using namespace tcc;
using namespace tcc::data;

bool Column::isMissing(int64_t row) const {
  return std::ranges::binary_search(missing, row, {}, &MissingCell::row);
}

const Column *Table::find(std::string_view name) const {
  auto found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

const Column &Table::column(std::string_view name) const {
  if (const Column *found = find(name))
    return *found;
  std::string names;
  for (size_t i = 0; i < columns.size() && i < 20; ++i)
    names += concat(i ? ", " : "", quote(columns[i].name));
  throwError(source, concat("expected a column ", quote(name), ", there is none"),
             concat("the columns are ", names, columns.size() > 20 ? ", ..." : ""));
}
