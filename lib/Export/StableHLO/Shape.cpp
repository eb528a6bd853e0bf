// Ops that make, move and repeat elements.
#include "Site.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::exporter;

Value exporter::splat(Site &s, RankedTensorType type, Attribute element) {
  return s.create<ir::ConstantOp>(ElementsAttr(DenseElementsAttr::get(type, element)));
}

static Values exportConstant(Site &s, ir::ConstantOp op) {
  return one(s.create<stablehlo::ConstantOp>(op.getType(), op.getValue()));
}

static Values exportIota(Site &s, ir::IotaOp op) {
  return one(s.create<stablehlo::IotaOp>(op.getType(), uint64_t(op.getAxis())));
}

static Values exportBroadcast(Site &s, ir::BroadcastOp op) {
  return one(s.expand(op.getX(), op.getType().getShape()));
}

static Values exportReshape(Site &s, ir::ReshapeOp op) {
  return one(s.create<stablehlo::ReshapeOp>(op.getType(), op.getX()));
}

static Values exportTranspose(Site &s, ir::TransposeOp op) {
  return one(s.create<stablehlo::TransposeOp>(op.getType(), op.getX(), op.getPermutation()));
}

static Values exportReverse(Site &s, ir::ReverseOp op) {
  return one(s.create<stablehlo::ReverseOp>(op.getType(), op.getX(), op.getAxes()));
}

/// A limit of -1 is the end of the axis; strides may be left out.
static Values exportSlice(Site &s, ir::SliceOp op) {
  SmallVector<int64_t> limits(op.getLimits()), strides(op.getStrides());
  for (auto [limit, extent] : llvm::zip_equal(limits, Site::type(op.getX()).getShape()))
    limit = limit < 0 ? extent : limit;
  strides.resize(limits.size(), 1);
  return one(
      s.create<stablehlo::SliceOp>(op.getType(), op.getX(), op.getStarts(), limits, strides));
}

static Values exportPad(Site &s, ir::PadOp op) {
  SmallVector<int64_t> interior(op.getInterior());
  interior.resize(op.getLow().size(), 0);
  return one(s.create<stablehlo::PadOp>(op.getType(), op.getX(), op.getValue(), op.getLow(),
                                        op.getHigh(), interior));
}

static Values exportConcatenate(Site &s, ir::ConcatenateOp op) {
  return one(
      s.create<stablehlo::ConcatenateOp>(op.getType(), op.getInputs(), uint64_t(op.getAxis())));
}

void exporter::addShapeRules(Rules &rules) {
  rules.add<ir::ConstantOp>(exportConstant);
  rules.add<ir::IotaOp>(exportIota);
  rules.add<ir::BroadcastOp>(exportBroadcast);
  rules.add<ir::ReshapeOp>(exportReshape);
  rules.add<ir::TransposeOp>(exportTranspose);
  rules.add<ir::ReverseOp>(exportReverse);
  rules.add<ir::SliceOp>(exportSlice);
  rules.add<ir::PadOp>(exportPad);
  rules.add<ir::ConcatenateOp>(exportConcatenate);
}
