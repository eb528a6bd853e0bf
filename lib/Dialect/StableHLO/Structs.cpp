// Attributes that are structs of axes: `#stablehlo.gather<offset_dims = [1], index_vector_dim =
// 1>`.
#include "Assembly.h"

using namespace mlir;
using namespace tcc::stablehlo;

namespace {
/// A field of a struct: a list, or one number.
struct Field {
  StringRef name;
  bool isNumber = false;
  SmallVector<int64_t> values = {};

  int64_t number() const { return values.empty() ? 0 : values[0]; }
  bool isDefault() const { return isNumber ? number() == 0 : values.empty(); }
};
} // namespace

static ParseResult parseField(AsmParser &p, MutableArrayRef<Field> fields,
                              SmallVectorImpl<StringRef> &seen) {
  SMLoc at = p.getCurrentLocation();
  StringRef name;
  if (p.parseKeyword(&name))
    return failure();
  auto field = llvm::find_if(fields, [&](const Field &f) { return f.name == name; });
  if (field == fields.end())
    return p.emitError(at) << "there is no field '" << name << "' here";
  if (llvm::is_contained(seen, name))
    return p.emitError(at) << "field '" << name << "' comes twice";
  seen.push_back(field->name);
  if (p.parseEqual())
    return failure();
  if (field->isNumber)
    return p.parseInteger(field->values.emplace_back());
  auto axes = parseAxes(p);
  if (failed(axes))
    return failure();
  field->values = std::move(*axes);
  return success();
}

/// `<name = value, ...>` in any order, a comma behind the last one or not.
static ParseResult parseFields(AsmParser &p, MutableArrayRef<Field> fields) {
  SmallVector<StringRef> seen;
  if (p.parseLess())
    return failure();
  while (failed(p.parseOptionalGreater())) {
    if (parseField(p, fields, seen))
      return failure();
    if (failed(p.parseOptionalComma()))
      return p.parseGreater();
  }
  return success();
}

/// Those that are not empty or 0.
static void printFields(AsmPrinter &p, ArrayRef<Field> fields) {
  auto given = llvm::make_filter_range(fields, [](const Field &f) { return !f.isDefault(); });
  p << '<';
  llvm::interleaveComma(given, p, [&](const Field &field) {
    p << field.name << " = ";
    if (field.isNumber)
      p << field.number();
    else
      printAxes(p, field.values);
  });
  p << '>';
}

static SmallVector<int64_t> listOf(ArrayRef<int64_t> values) {
  return SmallVector<int64_t>(values);
}

mlir::Attribute DotDimensionNumbersAttr::parse(AsmParser &p, Type) {
  Field fields[] = {{"lhs_batching_dimensions"},
                    {"rhs_batching_dimensions"},
                    {"lhs_contracting_dimensions"},
                    {"rhs_contracting_dimensions"}};
  if (parseFields(p, fields))
    return {};
  return get(p.getContext(), fields[0].values, fields[1].values, fields[2].values,
             fields[3].values);
}
void DotDimensionNumbersAttr::print(AsmPrinter &p) const {
  printFields(p, {{"lhs_batching_dimensions", false, listOf(getLhsBatchingDimensions())},
                  {"rhs_batching_dimensions", false, listOf(getRhsBatchingDimensions())},
                  {"lhs_contracting_dimensions", false, listOf(getLhsContractingDimensions())},
                  {"rhs_contracting_dimensions", false, listOf(getRhsContractingDimensions())}});
}

mlir::Attribute GatherDimensionNumbersAttr::parse(AsmParser &p, Type) {
  Field fields[] = {{"offset_dims"},           {"collapsed_slice_dims"},
                    {"operand_batching_dims"}, {"start_indices_batching_dims"},
                    {"start_index_map"},       {"index_vector_dim", true}};
  if (parseFields(p, fields))
    return {};
  return get(p.getContext(), fields[0].values, fields[1].values, fields[2].values, fields[3].values,
             fields[4].values, fields[5].number());
}
void GatherDimensionNumbersAttr::print(AsmPrinter &p) const {
  printFields(p, {{"offset_dims", false, listOf(getOffsetDims())},
                  {"collapsed_slice_dims", false, listOf(getCollapsedSliceDims())},
                  {"operand_batching_dims", false, listOf(getOperandBatchingDims())},
                  {"start_indices_batching_dims", false, listOf(getStartIndicesBatchingDims())},
                  {"start_index_map", false, listOf(getStartIndexMap())},
                  {"index_vector_dim", true, {getIndexVectorDim()}}});
}

mlir::Attribute ScatterDimensionNumbersAttr::parse(AsmParser &p, Type) {
  Field fields[] = {{"update_window_dims"},           {"inserted_window_dims"},
                    {"input_batching_dims"},          {"scatter_indices_batching_dims"},
                    {"scatter_dims_to_operand_dims"}, {"index_vector_dim", true}};
  if (parseFields(p, fields))
    return {};
  return get(p.getContext(), fields[0].values, fields[1].values, fields[2].values, fields[3].values,
             fields[4].values, fields[5].number());
}
void ScatterDimensionNumbersAttr::print(AsmPrinter &p) const {
  printFields(p, {{"update_window_dims", false, listOf(getUpdateWindowDims())},
                  {"inserted_window_dims", false, listOf(getInsertedWindowDims())},
                  {"input_batching_dims", false, listOf(getInputBatchingDims())},
                  {"scatter_indices_batching_dims", false, listOf(getScatterIndicesBatchingDims())},
                  {"scatter_dims_to_operand_dims", false, listOf(getScatterDimsToOperandDims())},
                  {"index_vector_dim", true, {getIndexVectorDim()}}});
}

mlir::Attribute OutputOperandAliasAttr::parse(AsmParser &p, Type) {
  Field fields[] = {{"output_tuple_indices"}, {"operand_index", true}, {"operand_tuple_indices"}};
  if (parseFields(p, fields))
    return {};
  return get(p.getContext(), fields[0].values, fields[1].number(), fields[2].values);
}
void OutputOperandAliasAttr::print(AsmPrinter &p) const {
  printFields(p, {{"output_tuple_indices", false, listOf(getOutputTupleIndices())},
                  {"operand_index", true, {getOperandIndex()}},
                  {"operand_tuple_indices", false, listOf(getOperandTupleIndices())}});
}
