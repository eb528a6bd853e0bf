// Does this CPU have what compiled code needs?
#ifndef TCCRT_CPUFEATURES_H
#define TCCRT_CPUFEATURES_H

#include "tccrt.h"

namespace tcc::detail {

/// Checks comma separated LLVM feature names ("avx2,fma"); an error names the program and the first
/// that is missing. A name that the runtime does not know is an error too: running such code could
/// end in an illegal instruction.
tccrt_status checkCpuFeatures(const char *program, const char *features);

} // namespace tcc::detail

#endif
