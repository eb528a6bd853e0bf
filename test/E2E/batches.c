/* A classifier that takes any batch: every row of a batch is classified as by itself. */
#include "digits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { inputs = 784, hidden = 128, classes = 10, most = 200 };

static float w1[inputs * hidden], b1[hidden], w2[hidden * classes], b2[classes];
static float x[most * inputs], alone[most * classes], together[most * classes + 1];

static void fill(float *values, int count, float scale) {
  for (int i = 0; i < count; ++i)
    values[i] = scale * ((float)rand() / (float)RAND_MAX - 0.5f);
}

static tccrt_status classify(tccrt_executable *model, int64_t batch, const float *images,
                             float *out) {
  return digits_call(model, batch, w1, b1, w2, b2, images, out);
}

static int check(tccrt_executable *model, int batch) {
  together[batch * classes] = 12345; /* nothing is written beyond the last row */
  if (classify(model, batch, x, together) != TCCRT_OK) {
    fprintf(stderr, "%d rows: %s\n", batch, tccrt_last_error());
    return 1;
  }
  for (int i = 0; i < batch * classes; ++i)
    if (!(fabsf(together[i] - alone[i]) <= 1e-6f)) {
      fprintf(stderr, "%d rows: row %d gives %g, alone %g\n", batch, i / classes,
              (double)together[i], (double)alone[i]);
      return 1;
    }
  return together[batch * classes] != 12345;
}

int main(int argc, char **argv) {
  const int batches[] = {0, 1, 2, 7, 8, 31, 32, 33, 64, 100, most};
  tccrt_executable *model;
  int failures = 0;
  if (argc != 2 || tccrt_executable_load(argv[1], &model) != TCCRT_OK) {
    fprintf(stderr, "%s\n", tccrt_last_error());
    return 1;
  }
  fill(w1, inputs * hidden, 0.2f);
  fill(b1, hidden, 1);
  fill(w2, hidden * classes, 1);
  fill(b2, classes, 1);
  fill(x, most * inputs, 2);
  for (int row = 0; row < most; ++row)
    failures += classify(model, 1, x + row * inputs, alone + row * classes) != TCCRT_OK;
  for (size_t i = 0; i < sizeof batches / sizeof *batches; ++i)
    failures += check(model, batches[i]);
  tccrt_executable_release(model);
  return failures != 0;
}
