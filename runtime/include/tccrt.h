/* The runtime of compiled tcc programs: plain C, no compiler inside.
 *
 * A program is one manifest (tccrt_manifest), made by the compiler as constant data beside the
 * code. An executable wraps a manifest: it is immutable and may be called from many threads; each
 * call in flight takes an arena from the executable's pool.
 *
 * Functions return TCCRT_OK or a status; tccrt_last_error() then says, for the calling thread, what
 * was wrong.
 */
#ifndef TCCRT_H
#define TCCRT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TCCRT_API __attribute__((visibility("default")))
#else
#define TCCRT_API
#endif

/* Changes whenever a struct below or the calling convention of compiled code does. */
#define TCCRT_ABI_VERSION 3u

typedef enum tccrt_status {
  TCCRT_OK = 0,
  TCCRT_INVALID_ARGUMENT = 1, /* wrong count, dtype, shape, null pointer */
  TCCRT_NOT_FOUND = 2,        /* no such file, no manifest in it */
  TCCRT_INCOMPATIBLE = 3,     /* another ABI version, a CPU without the features the code needs */
  TCCRT_OUT_OF_MEMORY = 4,
  TCCRT_DEVICE_FAULT = 5 /* a kernel went wrong on its device: an address, a race, a deadlock */
} tccrt_status;

typedef enum tccrt_dtype {
  TCCRT_I1 = 0, /* one byte an element: 0 or 1 */
  TCCRT_I8 = 1,
  TCCRT_I16 = 2,
  TCCRT_I32 = 3,
  TCCRT_I64 = 4,
  TCCRT_F16 = 5,
  TCCRT_BF16 = 6,
  TCCRT_F32 = 7,
  TCCRT_F64 = 8,
  TCCRT_U8 = 9,
  TCCRT_U16 = 10,
  TCCRT_U32 = 11,
  TCCRT_U64 = 12,
  TCCRT_C64 = 13,  /* the real part, then the imaginary one, both f32 */
  TCCRT_C128 = 14, /* both f64 */
  /* Floats of 8 bits, by the number of bits of exponent and mantissa */
  TCCRT_F8E5M2 = 15,
  TCCRT_F8E4M3 = 16,
  TCCRT_F8E4M3FN = 17,
  TCCRT_F8E4M3FNUZ = 18,
  TCCRT_F8E4M3B11FNUZ = 19,
  TCCRT_F8E5M2FNUZ = 20,
  TCCRT_F8E3M4 = 21,
  TCCRT_F8E8M0FNU = 22,
  TCCRT_DTYPE_NONE = -0x7fffffff - 1 /* any int may be passed: an unknown one is refused */
} tccrt_dtype;

/* ---- what the compiler emits ---- */

typedef struct tccrt_call tccrt_call;

/* Part of a kernel: tasks begin <= t < end. `scratch` is private to the worker that runs it,
 * 64-byte aligned. */
typedef void (*tccrt_task_fn)(void *const *buffers, int64_t begin, int64_t end, void *scratch);

/* What compiled code is given. Buffers are dense, row-major, 64-byte aligned where the runtime
 * allocated them. */
struct tccrt_call {
  void *const *arguments; /* manifest->num_arguments pointers */
  void *const *results; /* manifest->num_results pointers; a result that aliases an argument repeats
                           its pointer */
  void *arena;          /* manifest->arena_bytes, 64-byte aligned, contents undefined */
  /* Runs tasks 0..count-1 of fn on the pool, at least `grain` tasks at a time. Results never depend
   * on the number of threads. */
  void (*parallel_for)(const tccrt_call *call, tccrt_task_fn fn, void *const *buffers,
                       int64_t count, int64_t grain);
  void *scratch;          /* of worker 0; worker w's is scratch + w * scratch_stride */
  int64_t scratch_stride; /* manifest->scratch_bytes or more, whole pages */
  /* Of a program for a device: runs manifest->device->functions[function]. */
  void (*launch)(const tccrt_call *call, int32_t function, void *const *buffers);
};

typedef void (*tccrt_entry_fn)(const tccrt_call *call);

typedef struct tccrt_value {
  const char *name;     /* never null; "" where the program gives none */
  const int64_t *shape; /* an extent of -1 is the batch, of a program that takes any */
  int32_t rank;
  int32_t dtype; /* tccrt_dtype */
  int32_t alias; /* of a result: the donated argument whose buffer it is; of an argument: the
                    result, if donated; else -1 */
  int32_t reserved;
} tccrt_value;

typedef struct tccrt_kernel {
  const char *name;
  const char *kind;     /* elementwise, rowwise, contraction, loops */
  const char *location; /* file:line:column of the op it was formed around, or "" */
  int64_t flops;        /* of one launch */
  int64_t bytes;        /* read and written by one launch, at least */
} tccrt_kernel;

/* Code for `rows` rows of a batch of any size. */
typedef struct tccrt_block {
  int64_t rows;
  int64_t work; /* what a run costs, to compare with other blocks: flops and bytes */
  tccrt_entry_fn entry;
} tccrt_block;

/* What the code of an emulated GPU thread is given. Every function takes the emulator itself first.
 */
typedef struct tccrt_emulator tccrt_emulator;
struct tccrt_emulator {
  int32_t (*thread_index)(const tccrt_emulator *emulator);
  int32_t (*block_index)(const tccrt_emulator *emulator);
  /* All threads of a block get here before one goes on. */
  void (*barrier)(const tccrt_emulator *emulator);
  /* Of lane (own xor distance); all 32 lanes of a warp take part. */
  uint32_t (*shuffle_xor)(const tccrt_emulator *emulator, uint32_t value, int32_t distance);
  /* Told before each access; does not return where it is none that the kernel may make. */
  void (*access)(const tccrt_emulator *emulator, const void *address, int64_t bytes,
                 int32_t is_write);
};

/* Memory that a kernel has beside its buffers. */
typedef struct tccrt_region {
  void *memory;
  int64_t bytes;
  int32_t is_shared; /* of a block, undefined at its start; else constant data */
  int32_t reserved;
} tccrt_region;

/* A function of a device program, launched as `blocks` blocks of `threads` threads. */
typedef struct tccrt_function {
  const char *name;
  const int64_t *buffer_bytes; /* of num_buffers */
  int32_t num_buffers;
  int32_t blocks;
  int32_t threads;
  int32_t meets; /* whether threads meet: at barriers, in shuffles */
  /* Emulated: the code of one thread. */
  void (*thread)(void *const *buffers, const tccrt_emulator *emulator);
} tccrt_function;

typedef struct tccrt_device_program {
  const tccrt_function *functions;
  const tccrt_region *regions;
  int32_t num_functions;
  int32_t num_regions;
} tccrt_device_program;

typedef struct tccrt_manifest {
  uint32_t abi_version; /* TCCRT_ABI_VERSION */
  int32_t num_arguments;
  int32_t num_results;
  int32_t num_kernels;
  const char *name;     /* of the program's function */
  const char *target;   /* cpu:<LLVM CPU name>, cuda-emu:<architecture> */
  const char *features; /* CPU features the code needs, comma separated LLVM names: avx2,fma */
  const tccrt_value *arguments;
  const tccrt_value *results;
  const tccrt_kernel *kernels;
  int64_t arena_bytes;   /* the exact peak of temporaries */
  int64_t scratch_bytes; /* a worker's private memory */
  tccrt_entry_fn entry;  /* null where there are blocks */
  /* Of a program that takes any batch: code for blocks of rows, from one row upwards. Rows never
   * depend on each other. Memory is that of the largest block, whatever the batch. */
  const tccrt_block *blocks;
  int32_t num_blocks;
  int32_t reserved;
  const tccrt_device_program *device; /* null in a program for CPUs */
} tccrt_manifest;

/* The symbol under which a shared library made by `tcc -o model.so` holds its manifest. */
#define TCCRT_MANIFEST_SYMBOL "tcc_manifest"

/* ---- errors, versions ---- */

/* Of the calling thread's last failed call; valid until its next one. Never null. */
TCCRT_API const char *tccrt_last_error(void);
TCCRT_API const char *tccrt_status_name(tccrt_status status);
TCCRT_API uint32_t tccrt_abi_version(void);

/* ---- element types and buffers ---- */

TCCRT_API size_t tccrt_dtype_size(tccrt_dtype dtype); /* 0 for a number that is no type */
TCCRT_API const char *
tccrt_dtype_name(tccrt_dtype dtype); /* "f32", "i1", ...; "unknown" for such a number */
/* 64-byte aligned memory, huge pages asked for above 2 MiB. Null where there is none. */
TCCRT_API void *tccrt_alloc(size_t bytes);
TCCRT_API void tccrt_free(void *memory);

/* ---- executables ---- */

typedef struct tccrt_executable tccrt_executable;

/* Opens a shared library made by `tcc -o model.so`. */
TCCRT_API tccrt_status tccrt_executable_load(const char *path, tccrt_executable **out);
/* Wraps a manifest in memory (linked in, or just compiled); `release(owner)` is called when the
 * last reference goes. Where it fails nothing was taken over: `release` is not called, and `*out`
 * is null. */
TCCRT_API tccrt_status tccrt_executable_create(const tccrt_manifest *manifest,
                                               void (*release)(void *owner), void *owner,
                                               tccrt_executable **out);
TCCRT_API void tccrt_executable_retain(tccrt_executable *executable);
TCCRT_API void tccrt_executable_release(tccrt_executable *executable);
TCCRT_API const tccrt_manifest *tccrt_executable_manifest(const tccrt_executable *executable);
/* Runs it. `arguments` and `results` point to dense buffers of the manifest's types. A result with
 * an alias may be null: it is the argument's buffer. A value without elements may be null too. What
 * the program writes (results, donated arguments) must be no other value's buffer. Thread safe. */
TCCRT_API tccrt_status tccrt_executable_call(tccrt_executable *executable, void *const *arguments,
                                             int32_t num_arguments, void *const *results,
                                             int32_t num_results);
/* The same with the batch, of a program whose manifest has blocks: `batch` rows in each value with
 * an extent of -1, none or more. A program of fixed shapes is called with -1. */
TCCRT_API tccrt_status tccrt_executable_call_batch(tccrt_executable *executable, int64_t batch,
                                                   void *const *arguments, int32_t num_arguments,
                                                   void *const *results, int32_t num_results);

/* ---- threads ---- */

/* Workers of the process's one pool, the caller included: TCC_NUM_THREADS, else the CPUs this
 * process may use. */
TCCRT_API int32_t tccrt_num_threads(void);
/* Changes it for later calls (0: back to the default). */
TCCRT_API void tccrt_set_num_threads(int32_t threads);

/* ---- random numbers ---- */

/* Philox4x32-10 (Salmon et al., SC'11): four 32-bit words from a 128-bit counter and a 64-bit key.
 */
TCCRT_API void tccrt_philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

#ifdef __cplusplus
}
#endif

#endif
