// How this thread computes with floats: the rounding, and whether denormals are nought.
#ifndef TCCRT_LIB_FLOATENVIRONMENT_H
#define TCCRT_LIB_FLOATENVIRONMENT_H

#include <cstdint>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tcc::detail {

#if defined(__x86_64__)
constexpr uint64_t flushBits = 0x8040; // of results and of operands
#elif defined(__aarch64__)
constexpr uint64_t flushBits = uint64_t(1) << 24;
#else
constexpr uint64_t flushBits = 0;
#endif

/// Rounding and flush-to-zero, without the exception flags.
inline uint64_t floatControl() {
#if defined(__x86_64__)
  return _mm_getcsr() & ~0x3fu;
#elif defined(__aarch64__)
  uint64_t control;
  asm volatile("mrs %0, fpcr" : "=r"(control));
  return control;
#else
  return 0;
#endif
}

inline void setFloatControl([[maybe_unused]] uint64_t control) {
  if (floatControl() == control)
    return;
#if defined(__x86_64__)
  _mm_setcsr(uint32_t(control));
#elif defined(__aarch64__)
  asm volatile("msr fpcr, %0" : : "r"(control));
#endif
}

/// While one lives, denormals are nought.
class FlushDenormals {
public:
  FlushDenormals() : before(floatControl()) { setFloatControl(before | flushBits); }
  ~FlushDenormals() { setFloatControl(before); }
  FlushDenormals(const FlushDenormals &) = delete;
  FlushDenormals &operator=(const FlushDenormals &) = delete;

private:
  uint64_t before;
};

} // namespace tcc::detail

#endif
