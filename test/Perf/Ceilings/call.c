/* Calls an artifact twice, on one thread, with inputs of small numbers: what ceilings.py counts the
 * instructions of. */
#include "tccrt.h"

#include <stdio.h>
#include <stdlib.h>

static int fail(void) {
  fprintf(stderr, "%s\n", tccrt_last_error());
  return 1;
}

static int64_t count(const tccrt_value *value) {
  int64_t elements = 1;
  for (int32_t i = 0; i < value->rank; ++i)
    elements *= value->shape[i];
  return elements;
}

/* Numbers in [0, 1); integers are 0 or 1. */
static void *make(const tccrt_value *value) {
  size_t size = tccrt_dtype_size((tccrt_dtype)value->dtype);
  int64_t elements = count(value);
  void *memory = tccrt_alloc((size_t)elements * size + 1);
  for (int64_t i = 0; memory && i < elements; ++i)
    if (value->dtype == TCCRT_F32)
      ((float *)memory)[i] = (float)(i * 37 % 101) / 101.0f;
    else
      for (size_t byte = 0; byte < size; ++byte)
        ((char *)memory)[(size_t)i * size + byte] = byte == 0 ? (char)(i % 2) : 0;
  return memory;
}

int main(int argc, char **argv) {
  enum { most = 16 };
  void *arguments[most], *results[most];
  tccrt_executable *executable;
  if (argc != 2 || tccrt_executable_load(argv[1], &executable) != TCCRT_OK)
    return fail();
  tccrt_set_num_threads(1);
  const tccrt_manifest *manifest = tccrt_executable_manifest(executable);
  if (manifest->num_arguments > most || manifest->num_results > most)
    return 1;
  for (int32_t i = 0; i < manifest->num_arguments; ++i)
    arguments[i] = make(&manifest->arguments[i]);
  for (int32_t i = 0; i < manifest->num_results; ++i) {
    int32_t alias = manifest->results[i].alias;
    results[i] = alias >= 0 ? arguments[alias] : make(&manifest->results[i]);
  }
  for (int call = 0; call < 2; ++call)
    if (tccrt_executable_call(executable, arguments, manifest->num_arguments, results,
                              manifest->num_results) != TCCRT_OK)
      return fail();
  tccrt_executable_release(executable);
  return 0;
}
