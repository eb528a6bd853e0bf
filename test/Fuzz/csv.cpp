// Any bytes as a CSV file, then as a data set with the last column as label: a data set or
// tcc::Error, nothing else.
#include "tcc/Data/Csv.h"
#include "tcc/Data/Encoder.h"
#include "tcc/Error.h"

using namespace tcc::data;

static void encode(const Table &table, Missing missing) {
  const std::string &label = table.columns.back().name;
  try {
    Dataset dataset = toDataset(table, label, {.missing = missing, .maxCategories = 100});
    dataset.check();
  } catch (const tcc::Error &) {
    return;
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  for (Header header : {Header::Auto, Header::Present, Header::Absent}) {
    try {
      Table table = parseCsv(text, "input", {.header = header});
      for (Missing missing : {Missing::Error, Missing::Drop, Missing::Fill})
        encode(table, missing);
    } catch (const tcc::Error &) {
      continue;
    }
  }
  return 0;
}
