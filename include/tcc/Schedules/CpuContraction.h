// How a contraction is computed on a CPU: register tile, cache blocks, packing, task grid.
#ifndef TCC_SCHEDULES_CPUCONTRACTION_H
#define TCC_SCHEDULES_CPUCONTRACTION_H

#include "tcc/Target/CPU/Contraction.h"

namespace tcc::cpu {

/// Every number that the generator asks for. None of them changes a bit of the result.
struct ContractionSchedule {
  int64_t lanes = 16;                    // of a vector of the sum's type
  int64_t tileRows = 8, tileVectors = 2; // the register tile
  int64_t kBlock = 256, rowBlock = 192, columnBlock = 1024;
  bool packVector = true, packScalar = false; // copy the operand's block into panels first
  bool turned = false;                   // the tile is transposed in registers before it is stored
  bool spillTile = false;                // the epilogue is a loop over the tile's rows, in scratch
  int64_t gridRows = 1, gridColumns = 1; // tasks of one product
  int64_t grain = 1;                     // tasks that are worth a fork

  int64_t tileColumns() const { return tileVectors * lanes; }
};

/// The measured rules. May transpose `contraction` and move axes outwards.
ContractionSchedule scheduleContraction(Contraction &contraction, const CpuTarget &target);

/// Makes any schedule (a tuner's, say) one that the generator can emit.
void legalizeSchedule(ContractionSchedule &schedule, const Contraction &contraction);

/// Replaces the kernel's ops by code that follows the schedule.
KernelCode emitContraction(KernelFunction kernel, const Contraction &contraction,
                           const ContractionSchedule &schedule, const CpuTarget &target);

} // namespace tcc::cpu

#endif
