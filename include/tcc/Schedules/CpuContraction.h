// How a contraction is computed on a CPU: register tile, cache blocks, packing, task grid.
#ifndef TCC_SCHEDULES_CPUCONTRACTION_H
#define TCC_SCHEDULES_CPUCONTRACTION_H

#include "tcc/Target/CPU/Contraction.h"

namespace tcc::cpu {

/// Where a sum has several axes, as many steps as fit in L1 run inside the tile.
inline constexpr int64_t mostInnerSteps = 1280;

/// Whether a depthwise product sums pixels for each element of a window, rather than the window for
/// each pixel.
inline bool sumsPixels(const Contraction &c) { return c.extent(c.k) > c.extent(c.m); }

/// Every number that the generator asks for. None of them changes a bit of the result. In the IR it
/// is #exec.contraction.
struct ContractionSchedule {
  int64_t lanes = 16;                    // of a vector of the sum's type
  int64_t tileRows = 8, tileVectors = 2; // the register tile
  int64_t kBlock = 256, rowBlock = 192, columnBlock = 1024;
  bool packVector = true, packScalar = false; // copy the operand's block into panels first
  bool packInTile = false;                    // the vectors' panel, by the first tile that uses it
  bool turned = false;    // the tile is transposed in registers before it is stored
  bool spillTile = false; // the epilogue is a loop over the tile's rows, in scratch
  bool sliding = false;   // the innermost sum is unrolled; what a tile's rows share is loaded once
  bool splitRows = false; // the outermost axis beside the tile's rows gives tasks
  int64_t gridRows = 1, gridColumns = 1; // tasks of one product
  int64_t grain = 1;                     // tasks that are worth a fork

  int64_t tileColumns() const { return tileVectors * lanes; }
  exec::ContractionScheduleAttr toAttribute(mlir::MLIRContext *context) const;
  static ContractionSchedule fromAttribute(exec::ContractionScheduleAttr attribute);
};

/// The measured rules.
ContractionSchedule scheduleContraction(Contraction contraction, const CpuTarget &target);

/// Makes any schedule (a tuner's, say) one that the generator can emit, and arranges the
/// contraction's axes as it says. One that is legal stays as it is.
void legalizeSchedule(ContractionSchedule &schedule, Contraction &contraction,
                      const CpuTarget &target);

} // namespace tcc::cpu

#endif
