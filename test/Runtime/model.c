/* A program as the compiler would make it: y = x + scale, counter += 1, with the counter donated.
 */
#include "tccrt.h"

static const int64_t shape[] = {2, 3};

static const tccrt_value arguments[] = {{"x", shape, 2, TCCRT_F32, -1, 0},
                                        {"scale", 0, 0, TCCRT_F32, -1, 0},
                                        {"counter", 0, 0, TCCRT_I64, 1, 0}};
static const tccrt_value results[] = {{"y", shape, 2, TCCRT_F32, -1, 0},
                                      {"", 0, 0, TCCRT_I64, 2, 0}};
static const tccrt_kernel kernels[] = {{"add", "elementwise", "model.py:3:5", 6, 52}};

static void add(void *const *buffers, int64_t begin, int64_t end, void *scratch) {
  const float *x = buffers[0], *scale = buffers[1];
  float *y = buffers[2];
  int64_t i;
  (void)scratch;
  for (i = begin; i < end; ++i)
    y[i] = x[i] + *scale;
}

static void entry(const tccrt_call *call) {
  void *buffers[3];
  buffers[0] = call->arguments[0];
  buffers[1] = call->arguments[1];
  buffers[2] = call->results[0];
  call->parallel_for(call, add, buffers, 6, 2);
  ++*(int64_t *)call->results[1];
}

const tccrt_manifest tcc_manifest = {TCCRT_ABI_VERSION,
                                     3,
                                     2,
                                     1,
                                     "main",
                                     "cpu:x86-64",
                                     "",
                                     arguments,
                                     results,
                                     kernels,
                                     0,
                                     0,
                                     entry,
                                     0,
                                     0,
                                     0,
                                     0};
