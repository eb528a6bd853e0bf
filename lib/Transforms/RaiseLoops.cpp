// tcc.while -> tcc.scan where the number of rounds is known: a counter goes from a constant by a
// constant step up to a constant. The body sees the counter as a row of all its values.
#include "RaiseLoops.h"
#include "Recognition.h"
#include "RowIndex.h"

#include "tcc/Transforms/Passes.h"

#include "tcc/Dialect/Tcc/TccDialect.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace tcc::ir;
using namespace tcc::detail;

namespace tcc {
#define GEN_PASS_DEF_RAISELOOPS
#include "tcc/Transforms/Passes.h.inc"
} // namespace tcc

/// Numbers beyond are no counts, and longer loops stay as they are: all values of the counter are
/// kept.
static constexpr int64_t largest = int64_t(1) << 31, mostRounds = int64_t(1) << 24;

//===- counting -----------------------------------------------------------------------------===//

namespace {
/// How a loop counts: in round k the counter is first + k * step.
struct Count {
  unsigned slot; // of the counter among the carried values
  int64_t first, step, rounds;

  int64_t last() const { return first + rounds * step; }
};
} // namespace

static std::optional<int64_t> constantOf(Value value) {
  DenseIntElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) || elements.getNumElements() != 1)
    return std::nullopt;
  return numberOf(*elements.value_begin<APInt>(), elements.getElementType());
}

/// The counter and its bound, for `i < n` and what says the same of integers.
static std::optional<std::pair<Value, int64_t>> boundOf(WhileOp loop) {
  Block &block = loop.getCondition().front();
  auto compare = block.getTerminator()->getOperand(0).getDefiningOp<CompareOp>();
  if (!compare || compare->getBlock() != &block)
    return std::nullopt;
  Value left = compare->getOperand(0), right = compare->getOperand(1);
  ComparePredicate predicate = compare.getPredicate();
  bool isTurned = predicate == ComparePredicate::Gt || predicate == ComparePredicate::Ge;
  if (isTurned)
    std::swap(left, right);
  bool isStrict = predicate == ComparePredicate::Lt || predicate == ComparePredicate::Gt;
  bool isOrder = isTurned || isStrict || predicate == ComparePredicate::Le;
  auto bound = constantOf(right);
  auto argument = dyn_cast<BlockArgument>(left);
  if (!isOrder || !bound || !argument || argument.getOwner() != &block ||
      std::abs(*bound) > largest)
    return std::nullopt;
  return std::pair(left, isStrict ? *bound : *bound + 1);
}

static std::optional<Count> countOf(WhileOp loop) {
  auto bound = boundOf(loop);
  if (!bound)
    return std::nullopt;
  unsigned slot = cast<BlockArgument>(bound->first).getArgNumber();
  Block &body = loop.getBody().front();
  Value counter = body.getArgument(slot);
  auto next = body.getTerminator()->getOperand(slot).getDefiningOp<AddOp>();
  Value added = next ? otherSummand(next, counter) : Value();
  auto start = constantOf(loop.getInits()[slot]);
  auto step = added ? constantOf(added) : std::nullopt;
  if (!start || std::abs(*start) > largest || !step || *step <= 0 || *step > largest)
    return std::nullopt;
  int64_t distance = std::max<int64_t>(bound->second - *start, 0);
  Count count{slot, *start, *step, (distance + *step - 1) / *step};
  if (!holds(getElementTypeOrSelf(counter), count.last()))
    return std::nullopt;
  return count;
}

//===- raising ------------------------------------------------------------------------------===//

static Value lastCounter(RuleBuilder &g, const Count &count, Type type) {
  APInt bits(getElementTypeOrSelf(type).getIntOrFloatBitWidth(), uint64_t(count.last()),
             /*isSigned=*/true, /*implicitTrunc=*/true);
  return g.create<ConstantOp>(DenseElementsAttr::get(cast<ShapedType>(type), bits));
}

static ScanOp raise(WhileOp loop, const Count &count) {
  OpBuilder b(loop);
  RuleBuilder g(b, loop.getLoc());
  Type counterType = loop.getInits()[count.slot].getType();
  SmallVector<Value> inits(loop.getInits());
  inits.erase(inits.begin() + count.slot);
  Value counter =
      rowNumbers(g, {count.step, count.first}, count.rounds, getElementTypeOrSelf(counterType));
  auto scan = g.create<ScanOp>(inits, counter, TypeRange{}, count.rounds, /*reverse=*/false);
  Block &body = loop.getBody().front(), &rounds = scan.getBlock();
  SmallVector<Value> arguments(scan.getCarried());
  arguments.insert(arguments.begin() + count.slot, scan.getRows().front());
  for (auto [old, argument] : llvm::zip_equal(body.getArguments(), arguments))
    old.replaceAllUsesWith(argument);
  body.getTerminator()->eraseOperand(count.slot);
  rounds.getOperations().splice(rounds.end(), body.getOperations());
  SmallVector<Value> results(scan.getFinals());
  results.insert(results.begin() + count.slot, lastCounter(g, count, counterType));
  loop->replaceAllUsesWith(results);
  loop.erase();
  return scan;
}

//===- the pass -----------------------------------------------------------------------------===//

/// What never changes is read from outside then, and constants are seen.
static void simplifyLoops(func::FuncOp function) {
  RewritePatternSet patterns(function.getContext());
  WhileOp::getCanonicalizationPatterns(patterns, function.getContext());
  GreedyRewriteConfig config;
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
  (void)applyPatternsGreedily(function, std::move(patterns), config);
}

void tcc::detail::raiseLoops(func::FuncOp function) {
  auto findLoops = [&] {
    SmallVector<WhileOp> loops;
    function.walk([&](WhileOp loop) { loops.push_back(loop); });
    return loops;
  };
  if (findLoops().empty())
    return;
  simplifyLoops(function);
  for (WhileOp loop : findLoops())
    if (auto count = countOf(loop); count && count->rounds <= mostRounds)
      raiseRows(raise(loop, *count));
}

namespace {
struct RaiseLoops : tcc::impl::RaiseLoopsBase<RaiseLoops> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isDeclaration())
        tcc::detail::raiseLoops(function);
  }
};
} // namespace
