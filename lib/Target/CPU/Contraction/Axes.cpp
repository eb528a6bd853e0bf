// Axes of a contraction: merged where every operand allows it, then chosen for the register tile by
// their strides.
#include "tcc/Target/CPU/Contraction.h"

#include "llvm/Support/MathExtras.h"

using namespace tcc::cpu;

static int64_t product(const Contraction &c, llvm::ArrayRef<int> axes, int64_t start) {
  for (int axis : axes)
    start *= c.extent(axis);
  return start;
}

int64_t Contraction::rows() const { return product(*this, outerRows, extent(m)); }
int64_t Contraction::depth() const { return product(*this, outerSums, extent(k)); }
int64_t Contraction::repeats() const { return product(*this, outer, 1); }

/// How many axes of a role a border moves with.
static int64_t countAxes(const Contraction &c, const Border &border, Role role) {
  return llvm::count_if(llvm::zip_equal(border.steps, c.axes), [&](auto axis) {
    return std::get<0>(axis) > 0 && std::get<1>(axis).role == role;
  });
}

/// A border moves onwards with rows and with at most one axis of the sum.
static bool isOfRows(const Contraction &c, const Border &border) {
  return llvm::all_of(border.steps, [](int64_t step) { return step >= 0; }) &&
         countAxes(c, border, Role::K) <= 1 && countAxes(c, border, Role::N) == 0 &&
         countAxes(c, border, Role::Batch) == 0;
}

bool Contraction::canSlide() const {
  return isDepthwise() && llvm::all_of(borders, [&](const Border &border) {
           return isOfRows(*this, border) && countAxes(*this, border, Role::M) == 1 &&
                  countAxes(*this, border, Role::K) == 1 && (!border.steps[m] || border.steps[k]);
         });
}

bool Contraction::canLeaveOut() const {
  return llvm::all_of(borders, [&](const Border &border) {
    return isOfRows(*this, border) && !border.steps[m] && !border.steps[k];
  });
}

std::pair<int64_t, int64_t> Contraction::wholeRange(int axis, int other) const {
  int64_t first = 0, end = extent(axis);
  for (const Border &border : borders) {
    int64_t step = border.steps[axis];
    if (!step || !border.steps[other])
      continue;
    int64_t reach = border.steps[other] * (extent(other) - 1);
    first = std::max(first, llvm::divideCeilSigned(border.low, step));
    end = std::min(end, llvm::divideFloorSigned(border.extent - 1 + border.low - reach, step) + 1);
  }
  first = std::min(first, extent(axis));
  return {first, std::max(first, end)};
}

void Contraction::eraseAxis(int axis) {
  axes.erase(axes.begin() + axis);
  for (Operand &operand : operands)
    operand.strides.erase(operand.strides.begin() + axis);
  for (Border &border : borders)
    border.steps.erase(border.steps.begin() + axis);
}

/// A row or sum axis of one step stands still. A column axis of one step counts as contiguous, so
/// that it is read by a mask of one lane.
int Contraction::addUnitAxis(Role role) {
  axes.push_back({1, role});
  for (auto [i, operand] : llvm::enumerate(operands))
    operand.strides.push_back(role == Role::N && int(i) != scalar ? 1 : 0);
  for (Border &border : borders)
    border.steps.push_back(0);
  return axes.size() - 1;
}

bool Contraction::areOne(int outerAxis, int innerAxis) const {
  auto areOneIn = [&](llvm::ArrayRef<int64_t> strides) {
    return strides[outerAxis] == strides[innerAxis] * extent(innerAxis);
  };
  return outerAxis != innerAxis && axes[outerAxis].role == axes[innerAxis].role &&
         llvm::all_of(operands, [&](const Operand &o) { return areOneIn(o.strides); }) &&
         llvm::all_of(borders, [&](const Border &border) { return areOneIn(border.steps); });
}

void Contraction::collapseAxes() {
  for (int axis = axes.size(); axis-- > 0;)
    if (extent(axis) == 1)
      eraseAxis(axis);
  auto mergeOnePair = [&] {
    for (int outerAxis = 0, count = axes.size(); outerAxis < count; ++outerAxis)
      for (int innerAxis = 0; innerAxis < count; ++innerAxis)
        if (areOne(outerAxis, innerAxis)) {
          axes[innerAxis].extent *= extent(outerAxis);
          eraseAxis(outerAxis);
          return true;
        }
    return false;
  };
  while (mergeOnePair())
    ;
}

void Contraction::swapSides() {
  std::swap(scalar, vector);
  for (Axis &axis : axes)
    if (axis.role == Role::M || axis.role == Role::N)
      axis.role = axis.role == Role::M ? Role::N : Role::M;
}

void Contraction::transpose() {
  swapSides();
  std::swap(n, m);
}

/// The axis of a role with the highest score, the first of equals; -1 if there is none.
template <typename Score> static int bestAxis(const Contraction &c, Role role, Score score) {
  int best = -1;
  for (int axis = 0, count = c.axes.size(); axis < count; ++axis)
    if (c.axes[axis].role == role && (best < 0 || score(axis) > score(best)))
      best = axis;
  return best;
}

void Contraction::chooseAxes() {
  auto contiguousIn = [this](const Operand &operand) {
    return
        [this, &operand](int axis) { return std::pair(operand.strides[axis] == 1, extent(axis)); };
  };
  // Vectors run along the contiguous axis of the result.
  for (int axis = 0, count = axes.size(); axis < count; ++axis)
    if (axes[axis].role == Role::M && result().strides[axis] == 1) {
      swapSides();
      break;
    }
  n = bestAxis(*this, Role::N, contiguousIn(result()));
  if (n < 0 || result().strides[n] != 1) // depthwise: the contiguous axis is a batch axis
    for (int axis = 0, count = axes.size(); axis < count; ++axis)
      if (axes[axis].role == Role::Batch && result().strides[axis] == 1 &&
          scalarOperand().strides[axis] == 1 && vectorOperand().strides[axis] == 1)
        n = axis;
  n = n < 0 ? addUnitAxis(Role::N) : n;
  // Depthwise, a window slides along the image's rows of pixels, which share what they load.
  auto innermost = [this](int axis) { return -scalarOperand().strides[axis]; };
  if (isDepthwise()) {
    m = bestAxis(*this, Role::M, innermost);
    k = bestAxis(*this, Role::K, innermost);
  } else {
    // With few columns the tile will be turned, if its rows are contiguous. Borders do not cut a
    // tile.
    bool isNarrow = extent(n) <= 8;
    auto isWhole = [this](int axis) {
      return llvm::all_of(borders, [=](const Border &border) { return !border.steps[axis]; });
    };
    m = bestAxis(*this, Role::M, [&](int axis) {
      return std::tuple(isWhole(axis), isNarrow && scalarOperand().strides[axis] == 1,
                        extent(axis));
    });
    k = bestAxis(*this, Role::K, [&](int axis) {
      return std::tuple(isWhole(axis), scalarOperand().strides[axis] == 1, extent(axis));
    });
  }
  m = m < 0 ? addUnitAxis(Role::M) : m;
  k = k < 0 ? addUnitAxis(Role::K) : k;
  for (int axis = 0, count = axes.size(); axis < count; ++axis)
    if (axis != n && axis != m && axis != k)
      (axes[axis].role == Role::M   ? outerRows
       : axes[axis].role == Role::K ? outerSums
                                    : outer)
          .push_back(axis);
  auto descendingIn = [](const Operand &operand) {
    return [&operand](int a, int b) {
      return std::pair(-operand.strides[a], a) < std::pair(-operand.strides[b], b);
    };
  };
  llvm::sort(outerSums, descendingIn(vectorOperand()));
  llvm::sort(outerRows, descendingIn(result()));
}
