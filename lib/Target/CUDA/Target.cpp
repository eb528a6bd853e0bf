// Names of GPUs.
#include "tcc/Target/CUDA/CudaCompiler.h"

using namespace tcc::cuda;

static constexpr llvm::StringLiteral chips[] = {"sm_80",  "sm_86",  "sm_87",   "sm_89",  "sm_90",
                                                "sm_90a", "sm_100", "sm_100a", "sm_120", "sm_120a"};
static constexpr int64_t oldestCapability = 80;

int64_t CudaTarget::capability() const {
  int64_t number = 0;
  llvm::StringRef(chip).drop_front(3).trim("a").getAsInteger(10, number);
  return number;
}

llvm::Expected<CudaTarget> tcc::cuda::parseCudaTarget(llvm::StringRef spelling) {
  CudaTarget target;
  auto [device, chip] = spelling.split(':');
  target.isEmulated = device == "cuda-emu";
  if (!chip.empty())
    target.chip = chip.str();
  bool isKnown = (device == "cuda" || target.isEmulated) && llvm::is_contained(chips, target.chip);
  if (isKnown)
    return target;
  int64_t number = 0;
  bool isOld = chip.starts_with("sm_") && !chip.drop_front(3).getAsInteger(10, number) &&
               number >= 20 && number < oldestCapability;
  return llvm::createStringError(isOld ? std::errc::not_supported : std::errc::invalid_argument,
                                 "no such GPU");
}
