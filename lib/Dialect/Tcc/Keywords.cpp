// Words of enumerations, read and written.
#include "Keywords.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

using namespace mlir;
using namespace tcc::ir;

template <class Enum>
static ParseResult parseWord(OpAsmParser &parser, Enum &value,
                             std::optional<Enum> (*symbolize)(StringRef), StringRef what,
                             StringRef known) {
  StringRef name;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseKeyword(&name))
    return failure();
  std::optional<Enum> found = symbolize(name);
  if (!found)
    return parser.emitError(loc) << "unknown " << what << " '" << name << "': expected " << known;
  value = *found;
  return success();
}

ParseResult tcc::ir::parseCombiner(OpAsmParser &parser, Combiner &combiner) {
  return parseWord<Combiner>(parser, combiner, symbolizeCombiner, "combiner",
                             "set, add, mul, min, max or custom");
}
void tcc::ir::printCombiner(OpAsmPrinter &printer, Operation *, Combiner combiner) {
  printer << stringifyCombiner(combiner);
}

ParseResult tcc::ir::parseFftKind(OpAsmParser &parser, FftKind &kind) {
  return parseWord<FftKind>(parser, kind, symbolizeFftKind, "kind", "fft, ifft, rfft or irfft");
}
void tcc::ir::printFftKind(OpAsmPrinter &printer, Operation *, FftKind kind) {
  printer << stringifyFftKind(kind);
}

ParseResult tcc::ir::parseSortOrder(OpAsmParser &parser, SortOrder &order) {
  return parseWord<SortOrder>(parser, order, symbolizeSortOrder, "order",
                              "ascending, descending or custom");
}
void tcc::ir::printSortOrder(OpAsmPrinter &printer, Operation *, SortOrder order) {
  printer << stringifySortOrder(order);
}
