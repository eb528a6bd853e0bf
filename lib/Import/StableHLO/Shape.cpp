// Ops that make, move and repeat elements.
#include "Site.h"

#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::importer;

//===- constant, iota ------------------------------------------------------------------------===//

/// Large constants may come as a blob of bytes.
static DenseElementsAttr denseOf(ElementsAttr value) {
  if (auto dense = dyn_cast<DenseElementsAttr>(value))
    return dense;
  auto resource = dyn_cast<DenseResourceElementsAttr>(value);
  AsmResourceBlob *blob = resource ? resource.getRawHandle().getBlob() : nullptr;
  bool isSplat = false;
  if (!blob || !DenseElementsAttr::isValidRawBuffer(resource.getType(), blob->getData(), isSplat))
    return {};
  return DenseElementsAttr::getFromRawBuffer(resource.getType(), blob->getData());
}

template <class OpTy> static Values importConstant(Site &s, OpTy op) {
  DenseElementsAttr value = denseOf(op.getValue());
  if (!value)
    return s.unsupported("a constant that is neither dense nor a resource of the right size");
  return s.build("tcc.constant", value.getType(), {}, s.named("value", value));
}

static Values importIota(Site &s, stablehlo::IotaOp op) {
  auto type = Site::type(op.getResult());
  auto complex = dyn_cast<ComplexType>(type.getElementType());
  Type counted = complex ? complex.getElementType() : type.getElementType();
  Values indices =
      s.build("tcc.iota", type.clone(counted), {},
              {s.named("element_type", TypeAttr::get(counted)), s.named("shape", type.getShape()),
               s.named("axis", int64_t(op.getIotaDimension()))});
  if (failed(indices))
    return failure();
  return one(s.convert(indices->front(), type.getElementType()));
}

//===- broadcasts ----------------------------------------------------------------------------===//

/// x with axis i at place dimensions[i] of `rank` axes, and extent 1 elsewhere: what tcc broadcasts
/// from.
static FailureOr<Value> placeAxes(Site &s, Value x, ArrayRef<int64_t> dimensions, int64_t rank) {
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, int64_t(dimensions.size())));
  llvm::sort(order, [&](int64_t a, int64_t b) { return dimensions[a] < dimensions[b]; });
  if (!llvm::is_sorted(order))
    x = s.transpose(x, order);
  SmallVector<int64_t> shape(rank, 1);
  int64_t symbolic = 0;
  for (auto [i, axis] : llvm::enumerate(order)) {
    int64_t extent = Site::type(x).getDimSize(unsigned(i));
    symbolic += ShapedType::isDynamic(extent);
    shape[dimensions[axis]] = ShapedType::isDynamic(extent) ? -1 : extent;
  }
  // Leading axes are added by tcc.broadcast itself.
  int64_t leading = dimensions.empty() ? rank : dimensions[order.front()];
  auto wanted = ArrayRef<int64_t>(shape).drop_front(leading);
  if (wanted.size() == dimensions.size())
    return x;
  if (symbolic > 1)
    return s.unsupported("several symbolic dimensions");
  return s.reshape(x, wanted);
}

static Values importBroadcastInDim(Site &s, stablehlo::BroadcastInDimOp op) {
  auto type = Site::type(op.getResult());
  FailureOr<Value> placed =
      placeAxes(s, op.getOperand(), op.getBroadcastDimensions(), type.getRank());
  if (failed(placed))
    return failure();
  if (placed->getType() == type)
    return one(*placed);
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t &extent : shape)
    if (ShapedType::isDynamic(extent))
      extent = -1; // the operand's
  return s.replaceBy("tcc.broadcast", *placed, s.named("shape", shape));
}

static Values importBroadcast(Site &s, stablehlo::BroadcastOp op) {
  return s.replaceBy("tcc.broadcast", op.getOperand(),
                     s.named("shape", Site::type(op.getResult()).getShape()));
}

//===- the same elements in another order ----------------------------------------------------===//

static Values importReshape(Site &s, stablehlo::ReshapeOp op) {
  auto type = Site::type(op.getResult());
  SmallVector<int64_t> shape(type.getShape());
  if (type.getNumDynamicDims() > 1)
    return s.unsupported("several symbolic dimensions");
  for (int64_t &extent : shape)
    if (ShapedType::isDynamic(extent))
      extent = -1; // what the others leave
  return s.replaceBy("tcc.reshape", op.getOperand(), s.named("shape", shape));
}

static Values importTranspose(Site &s, stablehlo::TransposeOp op) {
  return s.replaceBy("tcc.transpose", op.getOperand(), s.named("permutation", op.getPermutation()));
}

static Values importReverse(Site &s, stablehlo::ReverseOp op) {
  if (op.getDimensions().empty())
    return one(op.getOperand());
  return s.replaceBy("tcc.reverse", op.getOperand(), s.named("axes", op.getDimensions()));
}

static Values importConcatenate(Site &s, stablehlo::ConcatenateOp op) {
  return s.replaceBy("tcc.concatenate", op.getInputs(),
                     s.named("axis", int64_t(op.getDimension())));
}

static Values importSlice(Site &s, stablehlo::SliceOp op) {
  return s.replaceBy("tcc.slice", op.getOperand(),
                     {s.named("starts", op.getStartIndices()),
                      s.named("limits", op.getLimitIndices()),
                      s.named("strides", op.getStrides())});
}

static Values importPad(Site &s, stablehlo::PadOp op) {
  return s.replaceBy("tcc.pad", {op.getOperand(), op.getPaddingValue()},
                     {s.named("low", op.getEdgePaddingLow()),
                      s.named("high", op.getEdgePaddingHigh()),
                      s.named("interior", op.getInteriorPadding())});
}

static Values importGetDimensionSize(Site &s, stablehlo::GetDimensionSizeOp op) {
  auto operand = Site::type(op.getOperand());
  auto axis = unsigned(op.getDimension());
  if (operand.isDynamicDim(axis))
    return s.unsupported("the size of a symbolic dimension");
  auto type = Site::type(op.getResult());
  unsigned width = type.getElementTypeBitWidth();
  APInt size(64, uint64_t(operand.getDimSize(axis)));
  return s.replaceBy("tcc.constant", {},
                     s.named("value", DenseElementsAttr::get(type, size.zextOrTrunc(width))));
}

void importer::addShapeRules(Rules &rules) {
  rules.add<stablehlo::ConstantOp>(importConstant<stablehlo::ConstantOp>);
  rules.add<chlo::ConstantOp>(importConstant<chlo::ConstantOp>);
  rules.add<stablehlo::IotaOp>(importIota);
  rules.add<stablehlo::BroadcastInDimOp>(importBroadcastInDim);
  rules.add<stablehlo::BroadcastOp>(importBroadcast);
  rules.add<stablehlo::ReshapeOp>(importReshape);
  rules.add<stablehlo::TransposeOp>(importTranspose);
  rules.add<stablehlo::ReverseOp>(importReverse);
  rules.add<stablehlo::ConcatenateOp>(importConcatenate);
  rules.add<stablehlo::SliceOp>(importSlice);
  rules.add<stablehlo::PadOp>(importPad);
  rules.add<stablehlo::GetDimensionSizeOp>(importGetDimensionSize);
}
