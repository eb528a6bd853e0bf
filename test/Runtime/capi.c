/* The C API from plain C99: load a library, look at it, call it, and be told what is wrong. */
#include "tccrt.h"

#include <stdio.h>
#include <string.h>

static int failures = 0;

static void check(int holds, const char *what) {
  if (holds)
    return;
  printf("failed: %s (last error: %s)\n", what, tccrt_last_error());
  ++failures;
}

static void inspect(const tccrt_executable *model) {
  const tccrt_manifest *manifest = tccrt_executable_manifest(model);
  check(strcmp(manifest->name, "main") == 0, "the program's name");
  check(manifest->num_arguments == 3 && manifest->num_results == 2, "the counts");
  check(strcmp(manifest->arguments[0].name, "x") == 0, "an argument's name");
  check(manifest->arguments[0].rank == 2 && manifest->arguments[0].shape[1] == 3, "a shape");
  check(strcmp(tccrt_dtype_name((tccrt_dtype)manifest->arguments[2].dtype), "i64") == 0, "a type");
  check(strcmp(manifest->kernels[0].kind, "elementwise") == 0, "a kernel's kind");
}

static void call(tccrt_executable *model) {
  float *x = tccrt_alloc(6 * sizeof(float)), *y = tccrt_alloc(6 * sizeof(float));
  float scale = 10;
  int64_t counter = 41;
  void *arguments[3], *results[2];
  int i;
  for (i = 0; i < 6; ++i)
    x[i] = (float)i;
  arguments[0] = x;
  arguments[1] = &scale;
  arguments[2] = &counter;
  results[0] = y;
  results[1] = NULL; /* in the donated counter */
  check(tccrt_executable_call(model, arguments, 3, results, 2) == TCCRT_OK, "the call");
  for (i = 0; i < 6; ++i)
    check(y[i] == (float)i + 10, "an element of y");
  check(counter == 42, "the donated counter");

  check(tccrt_executable_call(model, arguments, 2, results, 2) == TCCRT_INVALID_ARGUMENT,
        "a missing argument");
  check(strstr(tccrt_last_error(), "takes 3 arguments") != NULL, "the message names the count");
  tccrt_free(x);
  tccrt_free(y);
}

int main(int argc, char **argv) {
  tccrt_executable *model = NULL;
  if (argc != 2) {
    printf("usage: %s model.so\n", argv[0]);
    return 1;
  }
  check(tccrt_abi_version() == TCCRT_ABI_VERSION, "the ABI version");
  check(tccrt_executable_load("no/such/model.so", &model) == TCCRT_NOT_FOUND, "a missing file");
  check(strcmp(tccrt_status_name(TCCRT_NOT_FOUND), "not found") == 0, "a status by name");
  check(model == NULL, "no executable from a missing file");
  check(tccrt_executable_load(argv[1], &model) == TCCRT_OK, "loading");
  if (model == NULL)
    return 1;
  inspect(model);
  call(model);
  tccrt_executable_release(model);
  return failures != 0;
}
