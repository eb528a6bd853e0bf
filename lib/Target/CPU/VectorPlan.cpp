// Which loop the lanes run along: the one that costs least by a count of accesses.
#include "VectorPlan.h"

#include "tcc/Dialect/Exec/Combiner.h"
#include "tcc/Schedules/Weight.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;
using linalg::GenericOp;

/// Where reductions have so few steps, results stay in registers over all of them (windows); longer
/// ones run outside, along memory.
static constexpr int64_t mostInnerSteps = 64;
/// More rows that are pages apart than the L1 cache has ways would be walked down column by column
/// (64 rows of 4096: 5100 us, along memory 2200).
static constexpr int64_t mostFarRows = 8, page = 4096;

/// Weights of bodies up to which four or two vectors go side by side.
static constexpr int64_t lightBody = 8, mediumBody = 30;

//===- what a body may be --------------------------------------------------------------------===//

/// Functions that are instructions or, in f32, polynomials (ApproximateMath); others are calls.
static bool isVectorMath(Operation &op) {
  if (isa<math::AbsFOp, math::AbsIOp, math::SqrtOp, math::RsqrtOp, math::FmaOp, math::CopySignOp,
          math::FloorOp, math::CeilOp, math::TruncOp, math::RoundEvenOp, math::CtPopOp,
          math::CountLeadingZerosOp>(op))
    return true;
  return isa<math::ExpOp, math::ExpM1Op, math::LogOp, math::Log1pOp, math::ErfOp, math::TanhOp>(
             op) &&
         op.getResult(0).getType().isF32();
}

/// Divisions trap, also in lanes that a mask leaves out.
static bool isVectorOp(Operation &op) {
  if (isa<linalg::IndexOp>(op) || op.hasTrait<OpTrait::ConstantLike>())
    return true;
  if (isa<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp, arith::CeilDivSIOp,
          arith::CeilDivUIOp, arith::FloorDivSIOp, arith::MulSIExtendedOp, arith::MulUIExtendedOp>(
          op))
    return false;
  bool isMath = isa<math::MathDialect>(op.getDialect());
  return OpTrait::hasElementwiseMappableTraits(&op) && (!isMath || isVectorMath(op)) &&
         llvm::all_of(op.getResultTypes(),
                      [](Type type) { return VectorType::isValidElementType(type); });
}

//===- the choice ----------------------------------------------------------------------------===//

namespace {
class Planner {
public:
  Planner(GenericOp op, int64_t rows, const CpuTarget &target)
      : op(op), rows(rows), target(target) {}
  std::optional<PlannedOp> run();

private:
  bool readOperands();
  bool canMask();
  bool isSum(unsigned loop) {
    return op.getIteratorTypesArray()[loop] == utils::IteratorType::reduction;
  }
  bool fits(unsigned loop);
  int turnFor(unsigned loop);
  double costOf(unsigned loop);
  bool hasPrefixes();
  bool isFar(unsigned loop);
  void arrange();

  GenericOp op;
  int64_t rows; // of the outermost loop, at a time
  const CpuTarget &target;
  VectorPlan plan;
};
} // namespace

bool Planner::readOperands() {
  int64_t widest = 8;
  for (OpOperand &use : op->getOpOperands()) {
    FailureOr<Operand> operand = linearOperand(use.get(), op.getMatchingIndexingMap(&use));
    if (failed(operand) || !operand->element.isIntOrFloat())
      return false;
    widest = std::max<int64_t>(widest, operand->element.getIntOrFloatBitWidth());
    plan.operands.push_back(*operand);
  }
  plan.lanes = target.vectorBytes * 8 / widest;
  return plan.lanes > 1;
}

/// Tails are masked. Before AVX-512 only elements of 32 and 64 bits can be.
bool Planner::canMask() {
  auto isMoved = [&](auto operand) {
    return int64_t(operand.index()) >= op.getNumDpsInputs() ||
           !op.getBody()->getArgument(operand.index()).use_empty();
  };
  return target.vectorBytes >= 64 ||
         (target.vectorBytes >= 32 && llvm::all_of(llvm::enumerate(plan.operands), [&](auto o) {
            return !isMoved(o) || o.value().element.getIntOrFloatBitWidth() >= 32;
          }));
}

static bool isPlain(int64_t stride) { return stride == 0 || stride == 1; }

/// Results are contiguous along a loop of lanes, or one for all lanes where those are summed.
bool Planner::fits(unsigned loop) {
  auto results = ArrayRef(plan.operands).drop_front(op.getNumDpsInputs());
  return llvm::all_of(llvm::enumerate(results), [&](auto result) {
    return isSum(loop) ? result.value().strides[loop] == 0 && exec::combinerOf(op, result.index())
                       : result.value().strides[loop] == 1;
  });
}

/// The loop that inputs are contiguous along which are not along `loop`; -1 where there is none.
int Planner::turnFor(unsigned loop) {
  int turn = -1;
  if (isSum(loop) || op.getNumReductionLoops() || plan.lanes > 16 ||
      weightOf(*op.getBody()) > lightBody)
    return -1;
  for (const Operand &input : ArrayRef(plan.operands).take_front(op.getNumDpsInputs())) {
    if (isPlain(input.strides[loop]))
      continue;
    auto contiguous = llvm::find(input.strides, 1);
    int found = contiguous == input.strides.end() ? -1 : contiguous - input.strides.begin();
    if (found < 0 || (turn >= 0 && turn != found) || input.element.isInteger(1) ||
        plan.extents[found] < plan.lanes || plan.extents[loop] < plan.lanes)
      return -1;
    turn = found;
  }
  return turn;
}

/// Instructions an element, roughly: lanes that are idle, inputs that are gathered, lanes that are
/// summed in the end.
double Planner::costOf(unsigned loop) {
  constexpr double gather = 8, finish = 12;
  double extent = double(plan.extents[loop]), vectors = std::ceil(extent / double(plan.lanes));
  double accesses = double(weightOf(*op.getBody())) + 1;
  int turn = turnFor(loop);
  for (const Operand &input : ArrayRef(plan.operands).take_front(op.getNumDpsInputs()))
    accesses += isPlain(input.strides[loop]) ? 1 : turn >= 0 ? 4 : gather;
  return (vectors * accesses + (isSum(loop) ? finish : 0)) / extent;
}

/// Whether a result changes while others are summed: prefix sums.
bool Planner::hasPrefixes() {
  return llvm::any_of(ArrayRef(plan.operands).drop_front(op.getNumDpsInputs()),
                      [&](const Operand &result) {
                        return llvm::any_of(llvm::enumerate(result.strides), [&](auto stride) {
                          return isSum(stride.index()) && stride.value() != 0;
                        });
                      });
}

/// Whether steps of a loop are pages apart in an input.
bool Planner::isFar(unsigned loop) {
  auto inputs = ArrayRef(plan.operands).take_front(op.getNumDpsInputs());
  return llvm::any_of(inputs, [&](const Operand &input) {
    return std::abs(input.strides[loop]) * input.element.getIntOrFloatBitWidth() / 8 >= page;
  });
}

/// Short reductions inside, all other loops around: in the op's order, reductions last.
void Planner::arrange() {
  int64_t steps = 1, farRows = 1;
  SmallVector<unsigned> sums;
  for (unsigned loop = 0; loop < plan.extents.size(); ++loop) {
    if (loop == plan.along || int(loop) == plan.turned)
      continue;
    (isSum(loop) ? sums : plan.outer).push_back(loop);
    steps *= isSum(loop) ? plan.extents[loop] : 1;
    farRows *= isSum(loop) && isFar(loop) ? plan.extents[loop] : 1;
  }
  bool canWait = !plan.sumsLanes && !sums.empty() && !hasPrefixes();
  bool stayInRegisters = canWait && steps <= mostInnerSteps && farRows <= mostFarRows;
  (stayInRegisters ? plan.inner : plan.outer).append(sums);
  plan.hasOuterSums = canWait && !stayInRegisters;
}

std::optional<PlannedOp> Planner::run() {
  plan.extents = op.getStaticLoopRanges();
  if (plan.extents.empty() || ShapedType::isDynamicShape(plan.extents) ||
      llvm::is_contained(plan.extents, 0) ||
      !llvm::all_of(op.getBody()->without_terminator(), isVectorOp) || !readOperands() ||
      !canMask())
    return std::nullopt;
  plan.extents[0] = std::min(plan.extents[0], rows);
  std::optional<double> least;
  for (unsigned loop = 0; loop < plan.extents.size(); ++loop)
    if (double cost = costOf(loop);
        plan.extents[loop] >= 4 && fits(loop) && (!least || cost <= *least)) {
      least = cost;
      plan.along = loop;
    }
  if (!least)
    return std::nullopt;
  plan.sumsLanes = isSum(plan.along);
  plan.turned = turnFor(plan.along);
  int64_t weight = weightOf(*op.getBody());
  plan.unroll = weight <= lightBody ? 4 : weight <= mediumBody ? 2 : 1;
  arrange();
  return PlannedOp{op, std::move(plan)};
}

std::optional<PlannedOp> tcc::cpu::planVectors(GenericOp op, const Outermost &outermost,
                                               const CpuTarget &target) {
  return Planner(op, outermost.rows, target).run();
}

//===- neighbours ----------------------------------------------------------------------------===//

bool PlannedOp::touches(Value buffer) const {
  return llvm::any_of(plan.operands,
                      [&](const Operand &operand) { return operand.memref == buffer; });
}

bool PlannedOp::canFollow(const PlannedOp &producer) const {
  const VectorPlan &made = producer.plan;
  GenericOp maker = producer.op, reader = op;
  if (!plan.sumsLanes || made.sumsLanes || made.turned >= 0 || made.extents != plan.extents ||
      made.along != plan.along || made.outer != plan.outer || !made.inner.empty() ||
      made.lanes != plan.lanes || maker.getNumReductionLoops())
    return false;
  auto results = ArrayRef(made.operands).drop_front(maker.getNumDpsInputs());
  for (const Operand &result : results)
    for (auto [i, operand] : llvm::enumerate(plan.operands))
      if (result.memref == operand.memref &&
          (int64_t(i) >= reader.getNumDpsInputs() || operand.strides != result.strides ||
           operand.offset != result.offset))
        return false;
  auto sums = ArrayRef(plan.operands).drop_front(reader.getNumDpsInputs());
  return llvm::none_of(sums, [&](const Operand &sum) { return producer.touches(sum.memref); }) &&
         llvm::any_of(results, [&](const Operand &result) { return touches(result.memref); });
}
