// Ops whose shapes are operands. Where the result's shape is written in its type, that is what the
// operand must be; other numbers must follow from constants.
#include "Integers.h"
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

static bool areStatic(TypeRange types) {
  return llvm::all_of(types,
                      [](Type type) { return cast<RankedTensorType>(type).hasStaticShape(); });
}
/// Whether all shapes are known; says otherwise why not.
static bool isStatic(Operation *op) {
  return areStatic(op->getOperandTypes()) && areStatic(op->getResultTypes());
}

/// What the type of a result says, or the shape that it is given, where that follows from
/// constants.
static RankedTensorType refined(Value result, Value shape) {
  auto type = Site::type(result);
  auto sizes = integersOf(shape);
  if (type.hasStaticShape() || !sizes || int64_t(sizes->size()) != type.getRank())
    return type;
  for (auto [extent, size] : llvm::zip_equal(type.getShape(), *sizes))
    if (size < 0 || (!ShapedType::isDynamic(extent) && extent != size))
      return type;
  return type.clone(*sizes);
}
static Values dynamicShape(Site &s) { return s.unsupported("a shape that is not known here"); }
static Values notConstant(Site &s) {
  return s.unsupported("a number that does not follow from constants");
}

static Values importDynamicReshape(Site &s, stablehlo::DynamicReshapeOp op) {
  RankedTensorType type = refined(op.getResult(), op.getOutputShape());
  if (!areStatic(op->getOperandTypes()) || !type.hasStaticShape())
    return dynamicShape(s);
  return s.importAs<stablehlo::ReshapeOp>(type, op.getOperand());
}

static Values importDynamicBroadcast(Site &s, stablehlo::DynamicBroadcastInDimOp op) {
  RankedTensorType type = refined(op.getResult(), op.getOutputDimensions());
  if (!areStatic(op->getOperandTypes()) || !type.hasStaticShape())
    return dynamicShape(s);
  return s.importAs<stablehlo::BroadcastInDimOp>(type, op.getOperand(),
                                                 op.getBroadcastDimensionsAttr());
}

static Values importDynamicIota(Site &s, stablehlo::DynamicIotaOp op) {
  RankedTensorType type = refined(op.getResult(), op.getOutputShape());
  if (!areStatic(op->getOperandTypes()) || !type.hasStaticShape())
    return dynamicShape(s);
  return s.importAs<stablehlo::IotaOp>(type, op.getIotaDimensionAttr());
}

static Values importDynamicPad(Site &s, stablehlo::DynamicPadOp op) {
  if (!isStatic(op))
    return dynamicShape(s);
  auto low = integersOf(op.getEdgePaddingLow()), high = integersOf(op.getEdgePaddingHigh());
  auto interior = integersOf(op.getInteriorPadding());
  if (!low || !high || !interior)
    return notConstant(s);
  return s.importAs<stablehlo::PadOp>(op.getResult().getType(), op.getOperand(),
                                      op.getPaddingValue(), s.b.getDenseI64ArrayAttr(*low),
                                      s.b.getDenseI64ArrayAttr(*high),
                                      s.b.getDenseI64ArrayAttr(*interior));
}

/// Starts that are computed make a slice as long as its type says, where all strides are 1.
static Values importRealDynamicSlice(Site &s, stablehlo::RealDynamicSliceOp op) {
  if (!isStatic(op))
    return dynamicShape(s);
  auto starts = integersOf(op.getStartIndices()), limits = integersOf(op.getLimitIndices());
  auto strides = integersOf(op.getStrides());
  if (!strides)
    return notConstant(s);
  if (starts && limits)
    return s.importAs<stablehlo::SliceOp>(
        op.getResult().getType(), op.getOperand(), s.b.getDenseI64ArrayAttr(*starts),
        s.b.getDenseI64ArrayAttr(*limits), s.b.getDenseI64ArrayAttr(*strides));
  if (!llvm::all_of(*strides, [](int64_t stride) { return stride == 1; }))
    return notConstant(s);
  SmallVector<Value> positions;
  for (int64_t axis = 0; axis < int64_t(strides->size()); ++axis) {
    Value start = s.create<ir::SliceOp>(op.getStartIndices(), ArrayRef<int64_t>{axis},
                                        ArrayRef<int64_t>{axis + 1}, ArrayRef<int64_t>());
    positions.push_back(s.reshape(start, ArrayRef<int64_t>()));
  }
  auto type = Site::type(op.getResult());
  return s.importAs<stablehlo::DynamicSliceOp>(type, op.getOperand(), positions,
                                               s.b.getDenseI64ArrayAttr(type.getShape()));
}

static Values importDynamicGather(Site &s, stablehlo::DynamicGatherOp op) {
  if (!isStatic(op))
    return dynamicShape(s);
  auto sizes = integersOf(op.getSliceSizes());
  if (!sizes)
    return notConstant(s);
  return s.importAs<stablehlo::GatherOp>(
      op.getResult().getType(), op.getOperand(), op.getStartIndices(), op.getDimensionNumbersAttr(),
      s.b.getDenseI64ArrayAttr(*sizes), op.getIndicesAreSortedAttr());
}

static Values importDynamicConv(Site &s, stablehlo::DynamicConvOp op) {
  if (!isStatic(op))
    return dynamicShape(s);
  auto padding = integersOf(op.getDPadding());
  if (!padding)
    return notConstant(s);
  auto edges = RankedTensorType::get({int64_t(padding->size() / 2), 2}, s.b.getI64Type());
  return s.importAs<stablehlo::ConvolutionOp>(
      op.getResult().getType(), op.getLhs(), op.getRhs(), op.getWindowStridesAttr(),
      DenseIntElementsAttr::get(edges, ArrayRef<int64_t>(*padding)), op.getLhsDilationAttr(),
      op.getRhsDilationAttr(), op.getWindowReversalAttr(), op.getDimensionNumbersAttr(),
      op.getFeatureGroupCountAttr(), op.getBatchGroupCountAttr(), op.getPrecisionConfigAttr());
}

/// A size that is the whole extent says nothing new.
static Values importSetDimensionSize(Site &s, stablehlo::SetDimensionSizeOp op) {
  if (!isStatic(op))
    return dynamicShape(s);
  auto size = integersOf(op.getSize());
  if (!size)
    return notConstant(s);
  if (size->front() != Site::type(op.getOperand()).getDimSize(unsigned(op.getDimension())))
    return s.unsupported("a size that is less than the extent");
  return one(op.getOperand());
}

void importer::addDynamicRules(Rules &rules) {
  rules.add<stablehlo::DynamicReshapeOp>(importDynamicReshape);
  rules.add<stablehlo::DynamicBroadcastInDimOp>(importDynamicBroadcast);
  rules.add<stablehlo::DynamicIotaOp>(importDynamicIota);
  rules.add<stablehlo::DynamicPadOp>(importDynamicPad);
  rules.add<stablehlo::RealDynamicSliceOp>(importRealDynamicSlice);
  rules.add<stablehlo::DynamicGatherOp>(importDynamicGather);
  rules.add<stablehlo::DynamicConvOp>(importDynamicConv);
  rules.add<stablehlo::SetDimensionSizeOp>(importSetDimensionSize);
}
