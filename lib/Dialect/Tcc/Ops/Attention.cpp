// tcc.attention: inference and decomposition. Scores that outgrow the caches are never whole in
// memory: the op becomes loops over smaller ones. Its derivative is that of what it becomes, and a
// loop's derivative computes each round again, so that no weights are kept either.
#include "tcc/Dialect/Tcc/Attention.h"
#include "Control.h"

#include "mlir/Dialect/Traits.h"

#include <limits>

using namespace mlir;
using namespace tcc::ir;

static RankedTensorType type(Value v) { return cast<RankedTensorType>(v.getType()); }

static RuleError mismatch(const RuleSite &site, RankedTensorType q, RankedTensorType k,
                          RankedTensorType v) {
  auto error = site.error();
  error << "q " << shapeText(q.getShape()) << ", k " << shapeText(k.getShape()) << " and v "
        << shapeText(v.getShape()) << " do not go together";
  error.hint("q is [..., queries, depth], k [..., keys, depth], v [..., keys, width], with the "
             "same leading axes and element type");
  return error;
}

FailureOr<RankedTensorType> AttentionOp::inferType(const RuleSite &site, Adaptor op) {
  auto q = site.tensor(op.getQ(), "q"), k = site.tensor(op.getK(), "k"),
       v = site.tensor(op.getV(), "v");
  if (failed(q) || failed(k) || failed(v))
    return failure();
  int64_t rank = q->getRank();
  if (rank < 2 || k->getRank() != rank || v->getRank() != rank ||
      q->getElementType() != k->getElementType() || q->getElementType() != v->getElementType())
    return mismatch(site, *q, *k, *v);
  auto agree = [](ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
    return succeeded(verifyCompatibleShape(a, b));
  };
  if (!agree(q->getShape().drop_back(2), k->getShape().drop_back(2)) ||
      !agree(k->getShape().drop_back(), v->getShape().drop_back()) ||
      !agree(q->getShape().take_back(), k->getShape().take_back()))
    return mismatch(site, *q, *k, *v);
  SmallVector<int64_t> shape(q->getShape());
  SmallVector<int64_t> scores(shape);
  scores.back() = k->getDimSize(rank - 2);
  shape.back() = v->getDimSize(rank - 1);
  if (!countElements(scores))
    return site.error() << "the scores " << shapeText(scores)
                        << " have more elements than memory can hold";
  if (!op.getBias())
    return q->clone(shape);
  auto bias = site.tensor(op.getBias(), "bias");
  SmallVector<int64_t> together;
  if (failed(bias))
    return failure();
  if (!OpTrait::util::getBroadcastedShape(scores, bias->getShape(), together) ||
      !agree(together, scores) || bias->getElementType() != q->getElementType())
    return site.error() << "bias " << *bias << " does not broadcast to the scores "
                        << shapeText(scores);
  return q->clone(shape);
}

/// Which keys each query sees: none that comes after it. `start`: the first query's place (an i64),
/// null for nought.
static Value seenKeys(RuleBuilder &g, int64_t queries, int64_t keys, Value start = {}) {
  Value query = g.create<IotaOp>(g.b.getI64Type(), ArrayRef<int64_t>{queries, 1}, 0);
  Value key = g.create<IotaOp>(g.b.getI64Type(), ArrayRef<int64_t>{1, keys}, 1);
  return g.compare(ComparePredicate::Ge, start ? g.add(query, start) : query, key);
}

// -infinity where the key comes after the query.
static Value maskedCausally(RuleBuilder &g, Value scores) {
  auto extents = type(scores).getShape().take_back(2);
  return g.select(seenKeys(g, extents[0], extents[1]), scores,
                  g.scalar(scores, -std::numeric_limits<double>::infinity()));
}

static Value inParts(RuleBuilder &g, AttentionOp op) {
  Value products =
      g.create<MatmulOp>(op.getQ(), op.getK(), /*transpose_a=*/false, /*transpose_b=*/true);
  Value scores = g.mul(products, op.getScale().convertToDouble());
  if (op.getBias())
    scores = g.add(scores, op.getBias());
  if (op.getCausal())
    scores = maskedCausally(g, scores);
  Value weights = g.create<SoftmaxOp>(scores, type(scores).getRank() - 1);
  return g.create<MatmulOp>(weights, op.getV(), /*transpose_a=*/false, /*transpose_b=*/false);
}

//===- in blocks ----------------------------------------------------------------------------===//

/// Scores of one matrix beyond which attention is in blocks, and of one block: both measured.
static constexpr int64_t wholeScores = 512 * 512, blockScores = 256 * 1024;

static int64_t queriesOf(AttentionOp op) { return type(op.getQ()).getShape().end()[-2]; }
static int64_t keysOf(AttentionOp op) { return type(op.getK()).getShape().end()[-2]; }

static Value attend(RuleBuilder &g, AttentionOp like, Value q, Value k, Value v, Value bias,
                    bool isCausal) {
  return g.create<AttentionOp>(q, k, v, bias, like.getScaleAttr(),
                               isCausal ? g.b.getUnitAttr() : UnitAttr());
}

/// A loop over rows of `xs`, each round one row of the result.
static Value overRows(RuleBuilder &g, ArrayRef<Value> inits, ArrayRef<Value> xs,
                      RankedTensorType result,
                      llvm::function_ref<SmallVector<Value>(RuleBuilder &, Block &)> round) {
  Type row = result.clone(result.getShape().drop_front());
  auto scan = g.create<ScanOp>(inits, xs, row, result.getDimSize(0), /*reverse=*/false);
  BodyBuilder body(scan.getBlock(), g.loc);
  body.g.create<YieldOp>(round(body.g, scan.getBlock()));
  return scan.getYs()[0];
}

/// One matrix of the first axis at a time. A bias that has not this axis serves all.
static Value overMatrices(RuleBuilder &g, AttentionOp op) {
  SmallVector<Value> xs{op.getQ(), op.getK(), op.getV()};
  Value bias = op.getBias();
  if (bias && type(bias).getRank() == type(op.getQ()).getRank()) {
    if (type(bias).getDimSize(0) == 1)
      bias = g.reshape(bias, type(bias).getShape().drop_front());
    else
      xs.push_back(bias);
  }
  return overRows(g, {}, xs, type(op.getResult()), [&](RuleBuilder &g, Block &body) {
    auto rows = body.getArguments();
    return SmallVector{attend(g, op, rows[0], rows[1], rows[2],
                              rows.size() > 3 ? Value(rows[3]) : bias, op.getCausal())};
  });
}

/// A place among the queries.
static Value start(RuleBuilder &g, int64_t place) {
  return g.create<ConstantOp>(
      DenseElementsAttr::get(RankedTensorType::get({}, g.b.getI64Type()), place));
}

/// What queries from `start` on (an i64) add to their scores.
static Value causalBias(RuleBuilder &g, AttentionOp op, int64_t queries, Value start, Value bias) {
  return g.select(seenKeys(g, queries, keysOf(op), start), bias ? bias : g.scalar(op.getQ(), 0),
                  g.scalar(op.getQ(), -std::numeric_limits<double>::infinity()));
}

namespace {
/// Blocks of queries of one matrix: rows of a loop, and what is left of the last one.
class QueryBlocks {
public:
  QueryBlocks(RuleBuilder &g, AttentionOp op)
      : g(g), op(op), queries(queriesOf(op)),
        rows(std::clamp<int64_t>(blockScores / keysOf(op), 1, queries)),
        whole(queries / rows * rows) {}

  Value run() {
    Value blocks = loop();
    Value result = g.reshape(blocks, {whole, type(blocks).getDimSize(2)});
    return whole == queries ? result : g.create<ConcatenateOp>(ValueRange{result, rest()}, 0);
  }

private:
  bool isBiasPerQuery() {
    auto bias = op.getBias();
    return bias && type(bias).getRank() == 2 && type(bias).getDimSize(0) != 1;
  }
  /// The rows of the whole blocks, as [blocks, rows, ...].
  Value inBlocks(Value x) {
    return g.reshape(g.slice(x, 0, 0, whole), {whole / rows, rows, type(x).getDimSize(1)});
  }
  Value loop();
  Value rest();

  RuleBuilder &g;
  AttentionOp op;
  int64_t queries, rows, whole;
};
} // namespace

Value QueryBlocks::loop() {
  SmallVector<Value> inits, xs{inBlocks(op.getQ())};
  if (isBiasPerQuery())
    xs.push_back(inBlocks(op.getBias()));
  if (op.getCausal())
    inits.push_back(start(g, 0));
  auto result = type(op.getResult()).clone({whole / rows, rows, type(op.getV()).getDimSize(1)});
  return overRows(g, inits, xs, result, [&](RuleBuilder &g, Block &body) {
    auto arguments = body.getArguments();
    SmallVector<Value> next;
    Value bias = isBiasPerQuery() ? Value(arguments.back()) : op.getBias();
    if (op.getCausal()) {
      next.push_back(g.add(arguments[0], start(g, rows)));
      bias = causalBias(g, op, rows, arguments[0], bias);
    }
    Value q = arguments[inits.size()];
    next.push_back(attend(g, op, q, op.getK(), op.getV(), bias, /*isCausal=*/false));
    return next;
  });
}

Value QueryBlocks::rest() {
  Value bias = isBiasPerQuery() ? g.slice(op.getBias(), 0, whole, queries) : op.getBias();
  if (op.getCausal())
    bias = causalBias(g, op, queries - whole, start(g, whole), bias);
  Value q = g.slice(op.getQ(), 0, whole, queries);
  return attend(g, op, q, op.getK(), op.getV(), bias, /*isCausal=*/false);
}

SmallVector<Value> AttentionOp::decompose(RuleBuilder &g) {
  int64_t queries = queriesOf(*this);
  if (queries < 2 || queries * keysOf(*this) <= wholeScores ||
      getOperation()->hasAttr(wholeAttention))
    return {inParts(g, *this)};
  if (type(getQ()).getRank() > 2)
    return {overMatrices(g, *this)};
  return {QueryBlocks(g, *this).run()};
}
