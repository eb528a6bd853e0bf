// tcc.scan: verify, infer, print, simplify, lower. Its derivative is in ScanDerivative.cpp.
#include "Control.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType rowType(Type stacked) {
  auto type = cast<RankedTensorType>(stacked);
  return RankedTensorType::get(type.getShape().drop_front(), type.getElementType());
}

static RankedTensorType stackedType(Type row, int64_t length) {
  auto type = cast<RankedTensorType>(row);
  SmallVector<int64_t> shape{length};
  llvm::append_range(shape, type.getShape());
  return RankedTensorType::get(shape, type.getElementType());
}

static SmallVector<Type> argumentTypes(TypeRange inits, TypeRange xs) {
  SmallVector<Type> types(inits);
  llvm::append_range(types, llvm::map_range(xs, rowType));
  return types;
}

static SmallVector<Type> resultTypes(TypeRange inits, TypeRange rows, int64_t length) {
  SmallVector<Type> types(inits);
  for (Type row : rows)
    types.push_back(stackedType(row, length));
  return types;
}

void ScanOp::build(OpBuilder &b, OperationState &state, ValueRange inits, ValueRange xs,
                   TypeRange rows, int64_t length, bool reverse) {
  state.addOperands(inits);
  state.addOperands(xs);
  Properties &properties = state.getOrAddProperties<Properties>();
  properties.setLength(b.getI64IntegerAttr(length));
  if (reverse)
    properties.setReverse(b.getUnitAttr());
  properties.setOperandSegmentSizes({int32_t(inits.size()), int32_t(xs.size())});
  state.addTypes(resultTypes(inits.getTypes(), rows, length));
  addBlock(*state.addRegion(), argumentTypes(inits.getTypes(), xs.getTypes()), state.location);
}

LogicalResult ScanOp::verify() {
  if (int64_t(getLength()) < 0)
    return emitOpError() << "length must be 0 or more, but is " << int64_t(getLength());
  for (auto [i, x] : llvm::enumerate(getXs())) {
    auto type = cast<RankedTensorType>(x.getType());
    if (type.getRank() == 0 ||
        (!type.isDynamicDim(0) && type.getDimSize(0) != int64_t(getLength())))
      return emitOpError() << "runs over " << getLength() << " rows, but input " << i << " is "
                           << type;
  }
  SmallVector<Type> yielded(getInits().getTypes());
  for (Type stacked : getYs().getTypes())
    yielded.push_back(rowType(stacked));
  return verifyRegion(*this, getBody(), getRegionArgumentTypes(0), yielded, "body");
}

SmallVector<Type> ScanOp::getRegionArgumentTypes(unsigned) {
  return argumentTypes(getInits().getTypes(), getXs().getTypes());
}
SmallVector<Region *> ScanOp::getRepeatedRegions() { return {&getBody()}; }

LogicalResult ScanOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                       ValueRange operands, DictionaryAttr attributes,
                                       OpaqueProperties properties, RegionRange regions,
                                       SmallVectorImpl<Type> &types) {
  Adaptor op(operands, attributes, properties, regions);
  RuleSite site{loc, getOperationName()};
  FailureOr<SmallVector<Type>> yielded;
  if (!regions.empty())
    yielded = yieldedTypes(*regions.front());
  if (failed(yielded))
    return site.error() << "body must end with tcc.yield";
  TypeRange inits = op.getInits().getTypes();
  if (yielded->size() < inits.size())
    return site.error() << "carries " << inits.size() << " values, but its body yields "
                        << yielded->size();
  for (Type type : *yielded)
    if (!isa<RankedTensorType>(type))
      return site.error() << "body must yield ranked tensors, but yields " << type;
  types = resultTypes(inits, TypeRange(*yielded).drop_front(inits.size()), op.getLength());
  return success();
}

ParseResult ScanOp::parse(OpAsmParser &parser, OperationState &state) {
  SmallVector<OpAsmParser::Argument> names;
  Properties &properties = state.getOrAddProperties<Properties>();
  int64_t length;
  if (parser.parseInteger(length))
    return failure();
  properties.setLength(parser.getBuilder().getI64IntegerAttr(length));
  if (succeeded(parser.parseOptionalKeyword("reverse")))
    properties.setReverse(parser.getBuilder().getUnitAttr());
  if (succeeded(parser.parseOptionalKeyword("carry")) && parseBindings(parser, names, state))
    return failure();
  int32_t inits = names.size();
  SMLoc where = parser.getCurrentLocation();
  if (succeeded(parser.parseOptionalKeyword("over")) && parseBindings(parser, names, state))
    return failure();
  for (OpAsmParser::Argument &row : llvm::drop_begin(names, inits)) {
    auto type = dyn_cast<RankedTensorType>(row.type);
    if (!type || type.getRank() == 0)
      return parser.emitError(where, "expected tensors with rows (rank 1 or more), got ")
             << row.type;
    row.type = rowType(type);
  }
  properties.setOperandSegmentSizes({inits, int32_t(names.size()) - inits});
  if (parser.parseRegion(*state.addRegion(), names) ||
      parser.parseOptionalAttrDict(state.attributes))
    return failure();
  return inferReturnTypes(parser.getContext(), state.location, state.operands, {},
                          state.getRawProperties(), state.regions, state.types);
}

void ScanOp::print(OpAsmPrinter &p) {
  p << ' ' << getLength();
  if (getReverse())
    p << " reverse";
  if (!getInits().empty()) {
    p << " carry";
    printBindings(p, ValueRange(getCarried()), getInits());
  }
  if (!getXs().empty()) {
    p << " over";
    printBindings(p, ValueRange(getRows()), getXs());
  }
  p << ' ';
  p.printRegion(getBody(), /*printEntryBlockArgs=*/false);
  p.printOptionalAttrDict((*this)->getAttrs(), {getLengthAttrName(), getReverseAttrName(),
                                                getOperandSegmentSizesAttrName()});
}

//===- simplify -----------------------------------------------------------------------------===//

// Replaces a scan by one without some carried values, rows and stacked results.
static void slim(ScanOp op, PatternRewriter &rewriter, const llvm::BitVector &carried,
                 const llvm::BitVector &rows, const llvm::BitVector &stacked) {
  Operation *yield = op.getBlock().getTerminator();
  unsigned count = op.getInits().size();
  SmallVector<Value> yielded = keep(op.getYielded().take_front(count), carried),
                     ys = keep(op.getYielded().drop_front(count), stacked);
  SmallVector<Value> inits = keep(op.getInits(), carried), xs = keep(op.getXs(), rows);
  auto slim = ScanOp::create(rewriter, op.getLoc(), inits, xs, TypeRange(ValueRange(ys)),
                             op.getLength(), op.getReverse());
  llvm::append_range(yielded, ys);
  yield->setOperands(yielded);
  llvm::BitVector arguments = carried, results = carried;
  for (unsigned i = 0; i < rows.size(); ++i)
    arguments.push_back(rows[i]);
  for (unsigned i = 0; i < stacked.size(); ++i)
    results.push_back(stacked[i]);
  SmallVector<Value> replacements(op.getInits());
  replacements.append(rows.size(), Value()); // rows that go have no uses
  for (auto [i, argument] : llvm::zip(arguments.set_bits(), slim.getBlock().getArguments()))
    replacements[i] = argument;
  for (auto [argument, replacement] : llvm::zip(op.getBlock().getArguments(), replacements))
    if (replacement)
      rewriter.replaceAllUsesWith(argument, replacement);
  slim.getBlock().getOperations().splice(slim.getBlock().end(), op.getBlock().getOperations());
  for (auto [i, result] : llvm::zip(results.set_bits(), slim.getOuts()))
    rewriter.replaceAllUsesWith(op->getResult(i), result);
  rewriter.eraseOp(op);
}

// Carried values that never change are read from outside; what nothing depends on goes.
LogicalResult ScanOp::canonicalize(ScanOp op, PatternRewriter &rewriter) {
  unsigned count = op.getInits().size();
  llvm::BitVector used(count), rows(op.getXs().size()), stacked(op.getYs().size());
  for (auto [i, init] : llvm::enumerate(op.getInits())) {
    if (op.getYielded()[i] == op.getCarried()[i])
      for (Value same : {Value(op.getCarried()[i]), Value(op.getFinals()[i])})
        rewriter.replaceAllUsesWith(same, init);
    used[i] = !op.getFinals()[i].use_empty();
  }
  SmallVector<Value> roots;
  for (auto [i, y] : llvm::enumerate(op.getYs())) {
    stacked[i] = !y.use_empty();
    if (stacked[i])
      roots.push_back(op.getYielded()[count + i]);
  }
  for (auto [i, row] : llvm::enumerate(op.getRows()))
    rows[i] = !row.use_empty();
  auto live = liveCarried({&op.getBlock()}, used, roots);
  if (live.all() && rows.all() && stacked.all())
    return failure();
  slim(op, rewriter, live, rows, stacked);
  return success();
}

//===- lower --------------------------------------------------------------------------------===//

/// Row `i` of a tensor as sizes and offsets of a slice.
static void sliceOfRow(OpBuilder &b, Value i, RankedTensorType stacked,
                       SmallVector<OpFoldResult> &offsets, SmallVector<OpFoldResult> &sizes,
                       SmallVector<OpFoldResult> &strides) {
  offsets.assign(stacked.getRank(), b.getIndexAttr(0));
  strides.assign(stacked.getRank(), b.getIndexAttr(1));
  sizes = getAsIndexOpFoldResult(b.getContext(), stacked.getShape());
  offsets[0] = i;
  sizes[0] = b.getIndexAttr(1);
}

/// A row of a tensor. Of neighbouring rows of another one it is a row of that.
static Value extractRow(OpBuilder &b, Location loc, Value x, Value i, RankedTensorType row) {
  auto part = x.getDefiningOp<tensor::ExtractSliceOp>();
  if (part && part.hasUnitStride() && !part.isDynamicOffset(0) &&
      part.getSourceType().getRank() == part.getType().getRank() &&
      part.getSourceType().getShape().drop_front() == part.getType().getShape().drop_front()) {
    x = part.getSource();
    Value start = arith::ConstantIndexOp::create(b, loc, -part.getStaticOffset(0));
    i = arith::SubIOp::create(b, loc, i, start);
  }
  SmallVector<OpFoldResult> offsets, sizes, strides;
  sliceOfRow(b, i, cast<RankedTensorType>(x.getType()), offsets, sizes, strides);
  return tensor::ExtractSliceOp::create(b, loc, row, x, offsets, sizes, strides);
}

FailureOr<SmallVector<Value>> ScanOp::lower(OpBuilder &b) {
  Location loc = getLoc();
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value one = arith::ConstantIndexOp::create(b, loc, 1);
  Value length = arith::ConstantIndexOp::create(b, loc, getLength());
  SmallVector<Value> inits(getInits());
  for (Value y : getYs()) {
    auto type = cast<RankedTensorType>(y.getType());
    inits.push_back(tensor::EmptyOp::create(b, loc, type.getShape(), type.getElementType()));
  }
  auto loop = scf::ForOp::create(b, loc, zero, length, one, inits);
  Block &body = *loop.getBody(), &rounds = getBlock();
  b.setInsertionPointToStart(&body);
  Value i = loop.getInductionVar();
  if (getReverse()) {
    Value last = arith::ConstantIndexOp::create(b, loc, int64_t(getLength()) - 1);
    i = arith::SubIOp::create(b, loc, last, i);
  }
  SmallVector<OpFoldResult> offsets, sizes, strides;
  SmallVector<Value> arguments(loop.getRegionIterArgs().take_front(getInits().size()));
  for (auto [x, row] : llvm::zip_equal(getXs(), getRows()))
    arguments.push_back(extractRow(b, loc, x, i, cast<RankedTensorType>(row.getType())));
  for (auto [argument, value] : llvm::zip_equal(rounds.getArguments(), arguments))
    argument.replaceAllUsesWith(value);
  if (!body.empty() && body.back().hasTrait<OpTrait::IsTerminator>())
    body.back().erase();
  body.getOperations().splice(body.end(), rounds.getOperations());
  Operation *yield = &body.back();
  SmallVector<Value> next(yield->getOperands());
  b.setInsertionPoint(yield);
  for (auto [y, stacked] :
       llvm::zip_equal(MutableArrayRef(next).drop_front(getInits().size()),
                       loop.getRegionIterArgs().drop_front(getInits().size()))) {
    sliceOfRow(b, i, cast<RankedTensorType>(stacked.getType()), offsets, sizes, strides);
    y = tensor::InsertSliceOp::create(b, loc, y, stacked, offsets, sizes, strides);
  }
  scf::YieldOp::create(b, yield->getLoc(), next);
  yield->erase();
  return SmallVector<Value>(loop.getResults());
}
