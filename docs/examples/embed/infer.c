/* Runs a model that `tcc -o model.so` compiled: plain C and the runtime, no compiler. Of a model that
 * takes any batch: on as many rows as asked. */
#include <stdio.h>
#include <stdlib.h>
#include <tccrt.h>

/* An extent of -1 is the batch. */
static size_t bytes_of(const tccrt_value *value, int64_t batch) {
  size_t bytes = tccrt_dtype_size((tccrt_dtype)value->dtype);
  for (int32_t i = 0; i < value->rank; ++i)
    bytes *= (size_t)(value->shape[i] < 0 ? batch : value->shape[i]);
  return bytes;
}

int main(int argc, char **argv) {
  tccrt_executable *model;
  if (argc != 2 && argc != 3) {
    fprintf(stderr, "usage: infer model.so [rows]\n");
    return 1;
  }
  if (tccrt_executable_load(argv[1], &model) != TCCRT_OK) {
    fprintf(stderr, "%s\n", tccrt_last_error());
    return 1;
  }
  const tccrt_manifest *manifest = tccrt_executable_manifest(model);
  printf("%s for %s: %d arguments, %d results, %lld bytes of temporaries\n", manifest->name, manifest->target,
         manifest->num_arguments, manifest->num_results, (long long)manifest->arena_bytes);
  int64_t batch = manifest->num_blocks > 0 ? argc == 3 ? atoll(argv[2]) : 1 : -1;
  void *arguments[64], *results[64];
  if (manifest->num_arguments > 64 || manifest->num_results > 64)
    return 1;
  for (int32_t i = 0; i < manifest->num_arguments; ++i)
    arguments[i] = calloc(1, bytes_of(&manifest->arguments[i], batch));
  for (int32_t i = 0; i < manifest->num_results; ++i)
    results[i] = calloc(1, bytes_of(&manifest->results[i], batch));
  if (tccrt_executable_call_batch(model, batch, arguments, manifest->num_arguments, results, manifest->num_results) !=
      TCCRT_OK) {
    fprintf(stderr, "%s\n", tccrt_last_error());
    return 1;
  }
  if (manifest->results[0].dtype == TCCRT_F32 && bytes_of(&manifest->results[0], batch) > 0)
    printf("first result: %g\n", (double)((float *)results[0])[0]);
  for (int32_t i = 0; i < manifest->num_arguments; ++i)
    free(arguments[i]);
  for (int32_t i = 0; i < manifest->num_results; ++i)
    free(results[i]);
  tccrt_executable_release(model);
  return 0;
}
