// Custom directives: attributes.
#include "Assembly.h"

using namespace mlir;
using namespace tcc;

//===- numbers -------------------------------------------------------------------------------===//

ParseResult stablehlo::parseFloatFormat(OpAsmParser &p, IntegerAttr &exponent,
                                        IntegerAttr &mantissa) {
  SMLoc at = p.getCurrentLocation();
  StringRef word, original;
  if (p.parseKeyword(&word))
    return failure();
  original = word;
  int32_t e = 0, m = 0;
  if (!word.consume_front("e") || word.consumeInteger(10, e) || !word.consume_front("m") ||
      word.getAsInteger(10, m))
    return p.emitError(at) << "expected a float format such as e5m10, got " << original;
  exponent = p.getBuilder().getI32IntegerAttr(e);
  mantissa = p.getBuilder().getI32IntegerAttr(m);
  return success();
}

void stablehlo::printFloatFormat(OpAsmPrinter &p, Operation *, IntegerAttr exponent,
                                 IntegerAttr mantissa) {
  p << 'e' << exponent.getInt() << 'm' << mantissa.getInt();
}

ParseResult stablehlo::parseSliceRanges(OpAsmParser &p, DenseI64ArrayAttr &starts,
                                        DenseI64ArrayAttr &limits, DenseI64ArrayAttr &strides) {
  SmallVector<int64_t> begin, end, step;
  auto parseRange = [&]() -> ParseResult {
    if (p.parseInteger(begin.emplace_back()) || p.parseColon() ||
        p.parseInteger(end.emplace_back()))
      return failure();
    step.push_back(1);
    return failed(p.parseOptionalColon()) ? success() : p.parseInteger(step.back());
  };
  if (p.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseRange))
    return failure();
  starts = p.getBuilder().getDenseI64ArrayAttr(begin);
  limits = p.getBuilder().getDenseI64ArrayAttr(end);
  strides = p.getBuilder().getDenseI64ArrayAttr(step);
  return success();
}

void stablehlo::printSliceRanges(OpAsmPrinter &p, Operation *, DenseI64ArrayAttr starts,
                                 DenseI64ArrayAttr limits, DenseI64ArrayAttr strides) {
  p << '[';
  llvm::interleaveComma(llvm::zip(starts.asArrayRef(), limits.asArrayRef(), strides.asArrayRef()),
                        p, [&](auto r) {
                          p << std::get<0>(r) << ':' << std::get<1>(r);
                          if (std::get<2>(r) != 1)
                            p << ':' << std::get<2>(r);
                        });
  p << ']';
}

//===- products ------------------------------------------------------------------------------===//

static ParseResult parsePrecisionList(OpAsmParser &p, ArrayAttr &precision) {
  SmallVector<Attribute> words;
  auto parseWord = [&]() -> ParseResult {
    SMLoc at = p.getCurrentLocation();
    StringRef word;
    if (p.parseKeyword(&word))
      return failure();
    auto value = stablehlo::symbolizePrecision(word);
    if (!value)
      return p.emitError(at) << "expected DEFAULT, HIGH or HIGHEST, got " << word;
    words.push_back(stablehlo::PrecisionAttr::get(p.getContext(), *value));
    return success();
  };
  if (p.parseEqual() || p.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseWord))
    return failure();
  precision = p.getBuilder().getArrayAttr(words);
  return success();
}

ParseResult stablehlo::parsePrecision(OpAsmParser &p, ArrayAttr &precision) {
  if (failed(p.parseOptionalComma()))
    return success();
  return failure(p.parseKeyword("precision") || parsePrecisionList(p, precision));
}

void stablehlo::printPrecision(OpAsmPrinter &p, Operation *, ArrayAttr precision) {
  if (!precision)
    return;
  p << ", precision = [";
  llvm::interleaveComma(precision.getAsRange<PrecisionAttr>(), p,
                        [&](PrecisionAttr each) { p << stringifyPrecision(each.getValue()); });
  p << ']';
}

ParseResult stablehlo::parsePrecisionAndAlgorithm(OpAsmParser &p, ArrayAttr &precision,
                                                  DotAlgorithmAttr &algorithm) {
  while (succeeded(p.parseOptionalComma())) {
    if (succeeded(p.parseOptionalKeyword("precision"))) {
      if (parsePrecisionList(p, precision))
        return failure();
    } else if (p.parseKeyword("algorithm") || p.parseEqual() ||
               p.parseCustomAttributeWithFallback(algorithm)) {
      return failure();
    }
  }
  return success();
}

void stablehlo::printPrecisionAndAlgorithm(OpAsmPrinter &p, Operation *op, ArrayAttr precision,
                                           DotAlgorithmAttr algorithm) {
  printPrecision(p, op, precision);
  if (!algorithm)
    return;
  p << ", algorithm = ";
  p.printStrippedAttrOrType(algorithm);
}

static ParseResult parseAxisPair(OpAsmParser &p, SmallVector<int64_t> &lhs,
                                 SmallVector<int64_t> &rhs) {
  if (p.parseEqual())
    return failure();
  auto left = stablehlo::parseAxes(p);
  if (failed(left) || p.parseKeyword("x"))
    return failure();
  auto right = stablehlo::parseAxes(p);
  if (failed(right))
    return failure();
  lhs = std::move(*left);
  rhs = std::move(*right);
  return success();
}

ParseResult stablehlo::parseDotAxes(OpAsmParser &p, DotDimensionNumbersAttr &axes) {
  SmallVector<int64_t> lhsBatch, rhsBatch, lhsContracting, rhsContracting;
  if (succeeded(p.parseOptionalKeyword("batching_dims")) &&
      (parseAxisPair(p, lhsBatch, rhsBatch) || p.parseComma()))
    return failure();
  if (p.parseKeyword("contracting_dims") || parseAxisPair(p, lhsContracting, rhsContracting))
    return failure();
  axes = DotDimensionNumbersAttr::get(p.getContext(), lhsBatch, rhsBatch, lhsContracting,
                                      rhsContracting);
  return success();
}

static void printAxisPair(OpAsmPrinter &p, ArrayRef<int64_t> lhs, ArrayRef<int64_t> rhs) {
  stablehlo::printAxes(p, lhs);
  p << " x ";
  stablehlo::printAxes(p, rhs);
}

void stablehlo::printDotAxes(OpAsmPrinter &p, Operation *, DotDimensionNumbersAttr axes) {
  if (!axes.getLhsBatchingDimensions().empty() || !axes.getRhsBatchingDimensions().empty()) {
    p << "batching_dims = ";
    printAxisPair(p, axes.getLhsBatchingDimensions(), axes.getRhsBatchingDimensions());
    p << ", ";
  }
  p << "contracting_dims = ";
  printAxisPair(p, axes.getLhsContractingDimensions(), axes.getRhsContractingDimensions());
}

//===- convolution ---------------------------------------------------------------------------===//

namespace {
/// One bracket of a convolution's axes: two letters, and the spatial axes by their number.
struct AxisList {
  std::pair<StringRef, int64_t> first, second;
  SmallVector<int64_t> spatial;

  ParseResult parse(AsmParser &p);
  void print(AsmPrinter &p) const;

private:
  ParseResult parseAxis(AsmParser &p, int64_t position,
                        SmallVector<std::pair<int64_t, int64_t>> &numbered);
};
} // namespace

ParseResult AxisList::parseAxis(AsmParser &p, int64_t position,
                                SmallVector<std::pair<int64_t, int64_t>> &numbered) {
  for (auto *axis : {&first, &second})
    if (succeeded(p.parseOptionalKeyword(axis->first))) {
      if (axis->second >= 0)
        return p.emitError(p.getCurrentLocation()) << "axis " << axis->first << " comes twice";
      axis->second = position;
      return success();
    }
  int64_t number = 0;
  if (p.parseInteger(number))
    return failure();
  numbered.push_back({number, position});
  return success();
}

ParseResult AxisList::parse(AsmParser &p) {
  SMLoc at = p.getCurrentLocation();
  SmallVector<std::pair<int64_t, int64_t>> numbered;
  int64_t position = 0;
  if (p.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                [&] { return parseAxis(p, position++, numbered); }))
    return failure();
  if (first.second < 0 || second.second < 0)
    return p.emitError(at) << "expected the axes " << first.first << " and " << second.first;
  llvm::sort(numbered);
  for (auto [i, axis] : llvm::enumerate(numbered)) {
    if (axis.first != int64_t(i))
      return p.emitError(at) << "expected spatial axes 0 to " << numbered.size() - 1;
    spatial.push_back(axis.second);
  }
  return success();
}

void AxisList::print(AsmPrinter &p) const {
  p << '[';
  llvm::interleaveComma(llvm::seq<int64_t>(0, int64_t(spatial.size()) + 2), p, [&](int64_t i) {
    if (i == first.second)
      p << first.first;
    else if (i == second.second)
      p << second.first;
    else
      p << llvm::find(spatial, i) - spatial.begin();
  });
  p << ']';
}

/// `raw input_batch_dimension = 0, ...`: each axis by its name, in any order.
static ParseResult parseRawAxes(AsmParser &p, stablehlo::ConvDimensionNumbersAttr &axes) {
  llvm::StringMap<int64_t> numbers;
  llvm::StringMap<SmallVector<int64_t>> lists;
  do {
    StringRef name;
    SMLoc at = p.getCurrentLocation();
    if (p.parseKeyword(&name) || p.parseEqual())
      return failure();
    if (numbers.contains(name) || lists.contains(name))
      return p.emitError(at) << name << " comes twice";
    if (!name.ends_with("dimensions")) {
      if (p.parseInteger(numbers[name]))
        return failure();
      continue;
    }
    auto list = stablehlo::parseAxes(p);
    if (failed(list))
      return failure();
    lists[name] = std::move(*list);
  } while (succeeded(p.parseOptionalComma()));
  if (numbers.size() != 6 || lists.size() != 3)
    return p.emitError(p.getCurrentLocation()) << "expected nine names of axes";
  auto number = [&](StringRef name) { return numbers.lookup((name + "_dimension").str()); };
  auto list = [&](StringRef name) { return lists.lookup((name + "_spatial_dimensions").str()); };
  axes = stablehlo::ConvDimensionNumbersAttr::get(
      p.getContext(), number("input_batch"), number("input_feature"), list("input"),
      number("kernel_input_feature"), number("kernel_output_feature"), list("kernel"),
      number("output_batch"), number("output_feature"), list("output"));
  return success();
}

ParseResult stablehlo::parseConvolutionAxes(AsmParser &p, ConvDimensionNumbersAttr &axes) {
  AxisList input{{"b", -1}, {"f", -1}, {}}, kernel{{"i", -1}, {"o", -1}, {}},
      output{{"b", -1}, {"f", -1}, {}};
  if (succeeded(p.parseOptionalKeyword("raw")))
    return parseRawAxes(p, axes);
  if (input.parse(p) || p.parseKeyword("x") || kernel.parse(p) || p.parseArrow() || output.parse(p))
    return failure();
  axes = ConvDimensionNumbersAttr::get(p.getContext(), input.first.second, input.second.second,
                                       input.spatial, kernel.first.second, kernel.second.second,
                                       kernel.spatial, output.first.second, output.second.second,
                                       output.spatial);
  return success();
}

void stablehlo::printConvolutionAxes(AsmPrinter &p, ConvDimensionNumbersAttr axes) {
  auto print = [&](std::pair<StringRef, int64_t> first, std::pair<StringRef, int64_t> second,
                   ArrayRef<int64_t> spatial) {
    AxisList{first, second, SmallVector<int64_t>(spatial)}.print(p);
  };
  print({"b", axes.getInputBatch()}, {"f", axes.getInputFeature()}, axes.getInputSpatial());
  p << 'x';
  print({"i", axes.getKernelInputFeature()}, {"o", axes.getKernelOutputFeature()},
        axes.getKernelSpatial());
  p << "->";
  print({"b", axes.getOutputBatch()}, {"f", axes.getOutputFeature()}, axes.getOutputSpatial());
}

static ParseResult parsePadding(OpAsmParser &p, DenseIntElementsAttr &padding) {
  SmallVector<int64_t> edges;
  int64_t rows = 0;
  auto parseRow = [&]() -> ParseResult {
    ++rows;
    return failure(p.parseLSquare() || p.parseInteger(edges.emplace_back()) || p.parseComma() ||
                   p.parseInteger(edges.emplace_back()) || p.parseRSquare());
  };
  if (p.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseRow))
    return failure();
  auto type = RankedTensorType::get({rows, 2}, p.getBuilder().getI64Type());
  padding = cast<DenseIntElementsAttr>(DenseElementsAttr::get(type, ArrayRef<int64_t>(edges)));
  return success();
}

static ParseResult parseReversal(OpAsmParser &p, DenseBoolArrayAttr &reversal) {
  SmallVector<bool> flags;
  auto parseFlag = [&]() -> ParseResult {
    bool yes = succeeded(p.parseOptionalKeyword("true"));
    flags.push_back(yes);
    return yes ? success() : p.parseKeyword("false");
  };
  if (p.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseFlag))
    return failure();
  reversal = p.getBuilder().getDenseBoolArrayAttr(flags);
  return success();
}

ParseResult stablehlo::parseWindow(OpAsmParser &p, DenseI64ArrayAttr &strides,
                                   DenseIntElementsAttr &padding, DenseI64ArrayAttr &lhsDilation,
                                   DenseI64ArrayAttr &rhsDilation, DenseBoolArrayAttr &reversal) {
  auto parseNumbers = [&](DenseI64ArrayAttr &numbers) -> ParseResult {
    auto axes = parseAxes(p);
    if (succeeded(axes))
      numbers = p.getBuilder().getDenseI64ArrayAttr(*axes);
    return failure(failed(axes));
  };
  auto parsePart = [&]() -> ParseResult {
    SMLoc at = p.getCurrentLocation();
    StringRef word;
    if (failed(p.parseOptionalKeyword(&word)))
      return success(); // `{}`: all as by default
    if (p.parseEqual())
      return failure();
    if (word == "stride")
      return parseNumbers(strides);
    if (word == "pad")
      return parsePadding(p, padding);
    if (word == "lhs_dilate")
      return parseNumbers(lhsDilation);
    if (word == "rhs_dilate")
      return parseNumbers(rhsDilation);
    if (word == "reverse")
      return parseReversal(p, reversal);
    return p.emitError(at) << "expected stride, pad, lhs_dilate, rhs_dilate or reverse, got "
                           << word;
  };
  return p.parseCommaSeparatedList(parsePart);
}

void stablehlo::printWindow(OpAsmPrinter &p, Operation *, DenseI64ArrayAttr strides,
                            DenseIntElementsAttr padding, DenseI64ArrayAttr lhsDilation,
                            DenseI64ArrayAttr rhsDilation, DenseBoolArrayAttr reversal) {
  llvm::ListSeparator separator;
  auto printNumbers = [&](StringRef name, DenseI64ArrayAttr numbers) {
    if (!numbers)
      return;
    p << StringRef(separator) << name << " = ";
    printAxes(p, numbers.asArrayRef());
  };
  printNumbers("stride", strides);
  if (padding) {
    auto edges = llvm::to_vector(padding.getValues<int64_t>());
    p << StringRef(separator) << "pad = [";
    llvm::interleaveComma(llvm::seq<size_t>(0, edges.size() / 2), p, [&](size_t i) {
      printAxes(p, ArrayRef<int64_t>(edges).slice(2 * i, 2));
    });
    p << ']';
  }
  printNumbers("lhs_dilate", lhsDilation);
  printNumbers("rhs_dilate", rhsDilation);
  if (reversal) {
    p << StringRef(separator) << "reverse = [";
    llvm::interleaveComma(reversal.asArrayRef(), p, [&](bool b) { p << (b ? "true" : "false"); });
    p << ']';
  }
}

//===- calls ---------------------------------------------------------------------------------===//

ParseResult stablehlo::parseCallTarget(OpAsmParser &p, StringAttr &target) {
  return p.parseSymbolName(target);
}

void stablehlo::printCallTarget(OpAsmPrinter &p, Operation *, StringAttr target) {
  p.printSymbolName(target.getValue());
}
