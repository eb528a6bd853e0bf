// One decision changed at a time: the tile, what is packed, blocks, tasks. Legalization makes of
// each what the kernel allows; those that come out as something known are not tried.
#include "tcc/Schedules/CpuCandidates.h"

#include "tcc/Schedules/CpuContraction.h"

using namespace mlir;
using namespace tcc;
using namespace tcc::cpu;

namespace {
class Neighbours {
public:
  Neighbours(const ContractionSchedule &schedule, const CpuTarget &target)
      : schedule(schedule), target(target) {}

  std::vector<ContractionSchedule> run() {
    tiles();
    for (bool ContractionSchedule::*flag :
         {&ContractionSchedule::packVector, &ContractionSchedule::packInTile,
          &ContractionSchedule::packScalar, &ContractionSchedule::turned,
          &ContractionSchedule::spillTile, &ContractionSchedule::sliding,
          &ContractionSchedule::splitRows})
      with([&](auto &s) { s.*flag = !(s.*flag); });
    scaled(&ContractionSchedule::kBlock, {{1, 2}, {2, 1}, {3, 4}, {3, 2}, {1 << 20, 1}});
    scaled(&ContractionSchedule::rowBlock, {{1, 2}, {2, 1}});
    scaled(&ContractionSchedule::columnBlock, {{1, 2}, {2, 1}, {1, 8}, {8, 1}});
    if (target.threads > 1)
      grids();
    return std::move(result);
  }

private:
  template <class Change> void with(Change change) {
    result.push_back(schedule);
    change(result.back());
  }

  void scaled(int64_t ContractionSchedule::*number,
              std::initializer_list<std::pair<int64_t, int64_t>> factors) {
    for (auto [times, by] : factors)
      with([&](auto &s) { s.*number = std::max<int64_t>(1, s.*number * times / by); });
  }

  /// Those whose sums, one row of vectors and one broadcast fit in the register file.
  void tiles() {
    for (int64_t vectors = 1; vectors <= 4; ++vectors)
      for (int64_t rows = 1; rows <= 14; ++rows)
        if (std::abs(rows - schedule.tileRows) <= (vectors == schedule.tileVectors ? 2 : 14) &&
            rows * vectors + vectors + 1 <= target.vectorRegisters && isFull(rows, vectors))
          with([&](auto &s) {
            s.tileRows = rows;
            s.tileVectors = vectors;
          });
  }

  /// Of another width only tiles that use the registers at least as well as half of them.
  bool isFull(int64_t rows, int64_t vectors) const {
    return vectors == schedule.tileVectors || 2 * rows * vectors >= target.vectorRegisters;
  }

  void grids() {
    with([](auto &s) { std::swap(s.gridRows, s.gridColumns); });
    scaled(&ContractionSchedule::gridRows, {{2, 1}, {1, 2}});
    scaled(&ContractionSchedule::gridColumns, {{2, 1}, {1, 2}});
    with([](auto &s) { s.grain = 1; });
    with([](auto &s) { s.grain = INT64_MAX / 2; }); // no fork
  }

  const ContractionSchedule &schedule;
  const CpuTarget &target;
  std::vector<ContractionSchedule> result;
};
} // namespace

static void addLoops(exec::LoopsScheduleAttr s, SmallVectorImpl<Attribute> &out) {
  auto with = [&](int64_t rows, int64_t grain) {
    out.push_back(exec::LoopsScheduleAttr::get(s.getContext(), rows, 1, grain));
  };
  int64_t rows = s.getRows(), grain = s.getGrain(), perFork = rows * grain;
  for (int64_t other : {rows / 2, rows * 2, rows / 4, rows * 4, rows / 16, rows * 16})
    if (other > 0)
      with(other, std::max<int64_t>(1, perFork / other)); // a fork does as much as before
  for (int64_t other : {grain / 2, grain * 2, grain / 8, grain * 8})
    if (rows > 0 && other > 0)
      with(rows, other);
}

SmallVector<Attribute> tcc::cpu::neighbours(Attribute schedule, const CpuTarget &target) {
  SmallVector<Attribute> out;
  if (auto loops = dyn_cast<exec::LoopsScheduleAttr>(schedule))
    addLoops(loops, out);
  if (auto contraction = dyn_cast<exec::ContractionScheduleAttr>(schedule)) {
    auto from = ContractionSchedule::fromAttribute(contraction);
    for (const ContractionSchedule &s : Neighbours(from, target).run())
      out.push_back(s.toAttribute(schedule.getContext()));
  }
  return out;
}
