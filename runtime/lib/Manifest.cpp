// A manifest comes from a file that anyone may have made: everything that a call will rely on is
// checked here, once.
#include "Manifest.h"
#include "CpuFeatures.h"
#include "Error.h"

#include <cstdio>
#include <cstring>

using namespace tcc::detail;

/// An extent in a batch of that size; negative for the batch of a program that takes none.
static int64_t extentOf(const tccrt_value &value, int32_t axis, int64_t batch) {
  return value.shape[axis] == batchExtent ? batch : value.shape[axis];
}

bool tcc::detail::isEmpty(const tccrt_value &value, int64_t batch) {
  for (int32_t axis = 0; axis < value.rank; ++axis)
    if (extentOf(value, axis, batch) == 0)
      return true;
  return false;
}

/// As a number, since a file may hold any: an enum of C++ must not.
static bool isElementType(int32_t dtype) { return dtype >= TCCRT_I1 && dtype <= TCCRT_F8E8M0FNU; }

ValueText::ValueText(const char *role, int32_t index, const tccrt_value &value) {
  char type[128] = "";
  size_t length = 0;
  // A rank that does not fit is cut: the name still tells which value it is.
  for (int32_t axis = 0; axis < value.rank && length < 96; ++axis)
    length += size_t(value.shape[axis] == batchExtent
                         ? snprintf(type + length, sizeof type - length, "?x")
                         : snprintf(type + length, sizeof type - length, "%lldx",
                                    static_cast<long long>(value.shape[axis])));
  snprintf(type + length, sizeof type - length, "%s",
           isElementType(value.dtype) ? tccrt_dtype_name(tccrt_dtype(value.dtype)) : "unknown");
  if (value.name[0])
    snprintf(text, sizeof text, "%s %d ('%.64s', tensor<%s>)", role, index, value.name, type);
  else
    snprintf(text, sizeof text, "%s %d (tensor<%s>)", role, index, type);
}

int64_t tcc::detail::bytesOf(const tccrt_value &value, int64_t batch) {
  if (!isElementType(value.dtype))
    return -1;
  int64_t bytes = int64_t(tccrt_dtype_size(tccrt_dtype(value.dtype)));
  for (int32_t axis = 0; axis < value.rank; ++axis) {
    int64_t extent = extentOf(value, axis, batch);
    if (extent < 0 || __builtin_mul_overflow(bytes, extent, &bytes))
      return -1;
  }
  return bytes;
}

static bool hasOneBatchAtMost(const tccrt_value &value) {
  int32_t batched = 0;
  for (int32_t axis = 0; axis < value.rank; ++axis)
    batched += value.shape[axis] == batchExtent;
  return batched <= 1;
}

/// `batch`: of the largest block, negative for a program that takes none.
static tccrt_status validateValues(const char *program, const char *role, const tccrt_value *values,
                                   int32_t count, int64_t batch) {
  if (count < 0 || (count > 0 && !values))
    return fail(TCCRT_INVALID_ARGUMENT, "the manifest of '%s' is broken: %d %ss%s", program, count,
                role, values ? "" : " at a null pointer");
  for (int32_t i = 0; i < count; ++i) {
    const tccrt_value &value = values[i];
    if (!value.name || value.rank < 0 || (value.rank > 0 && !value.shape))
      return fail(TCCRT_INVALID_ARGUMENT,
                  "the manifest of '%s' is broken: %s %d has no name or no shape", program, role,
                  i);
    if (bytesOf(value, batch) < 0 || !hasOneBatchAtMost(value))
      return fail(TCCRT_INVALID_ARGUMENT,
                  "the manifest of '%s' is broken: %s has no size in memory", program,
                  ValueText(role, i, value).text);
  }
  return TCCRT_OK;
}

/// Every alias of `values` must point back from `others`: a donated argument and its result name
/// each other.
static tccrt_status validateAliases(const char *program, const char *role,
                                    const tccrt_value *values, int32_t count,
                                    const tccrt_value *others, int32_t numOthers) {
  for (int32_t i = 0; i < count; ++i) {
    int32_t alias = values[i].alias;
    if (alias == -1)
      continue;
    if (alias < 0 || alias >= numOthers || others[alias].alias != i ||
        bytesOf(others[alias], batchExtent) != bytesOf(values[i], batchExtent) ||
        bytesOf(values[i], batchExtent) < 0)
      return fail(TCCRT_INVALID_ARGUMENT,
                  "the manifest of '%s' is broken: %s has alias %d, which is no value of the same "
                  "size that names it back",
                  program, ValueText(role, i, values[i]).text, alias);
  }
  return TCCRT_OK;
}

static tccrt_status validateKernels(const tccrt_manifest &manifest) {
  if (manifest.num_kernels < 0 || (manifest.num_kernels > 0 && !manifest.kernels))
    return fail(TCCRT_INVALID_ARGUMENT, "the manifest of '%s' is broken: %d kernels%s",
                manifest.name, manifest.num_kernels, manifest.kernels ? "" : " at a null pointer");
  for (int32_t i = 0; i < manifest.num_kernels; ++i) {
    const tccrt_kernel &kernel = manifest.kernels[i];
    if (!kernel.name || !kernel.kind || !kernel.location)
      return fail(TCCRT_INVALID_ARGUMENT,
                  "the manifest of '%s' is broken: kernel %d has no name, kind or location",
                  manifest.name, i);
  }
  return TCCRT_OK;
}

/// Rows of blocks begin with one and grow.
static tccrt_status validateBlocks(const tccrt_manifest &manifest) {
  bool isBroken = manifest.num_blocks < 0 || (manifest.num_blocks > 0 && !manifest.blocks) ||
                  (manifest.num_blocks > 0) == (manifest.entry != nullptr);
  for (int32_t i = 0; !isBroken && i < manifest.num_blocks; ++i) {
    const tccrt_block &block = manifest.blocks[i];
    isBroken = !block.entry || block.work < 0 || (i == 0 && block.rows != 1) ||
               (i > 0 && block.rows <= manifest.blocks[i - 1].rows);
  }
  return isBroken ? fail(TCCRT_INVALID_ARGUMENT,
                         "the manifest of '%s' is broken: no entry and no blocks that grow from "
                         "one row, or both",
                         manifest.name)
                  : TCCRT_OK;
}

static tccrt_status validateDevice(const tccrt_manifest &manifest) {
  const tccrt_device_program *device = manifest.device;
  if (!device)
    return TCCRT_OK;
  bool isBroken = device->num_functions < 0 || (device->num_functions > 0 && !device->functions) ||
                  device->num_regions < 0 || (device->num_regions > 0 && !device->regions);
  for (int32_t i = 0; !isBroken && i < device->num_functions; ++i) {
    const tccrt_function &function = device->functions[i];
    isBroken = !function.name || !function.thread || function.num_buffers < 0 ||
               (function.num_buffers > 0 && !function.buffer_bytes) || function.blocks < 0 ||
               function.threads < 1 || function.threads > 1024;
  }
  return isBroken ? fail(TCCRT_INVALID_ARGUMENT,
                         "the manifest of '%s' is broken: functions of its device program",
                         manifest.name)
                  : TCCRT_OK;
}

tccrt_status tcc::detail::validateManifest(const tccrt_manifest *manifest) {
  if (!manifest)
    return fail(TCCRT_INVALID_ARGUMENT, "no manifest was given: the pointer is null");
  // First of all: another version's fields lie elsewhere.
  if (manifest->abi_version != TCCRT_ABI_VERSION)
    return fail(TCCRT_INCOMPATIBLE,
                "the program was compiled for version %u of the runtime's ABI, this is version %u; "
                "compile it again",
                manifest->abi_version, TCCRT_ABI_VERSION);
  const tccrt_manifest &m = *manifest;
  if (!m.name || !m.target || !m.features || m.arena_bytes < 0 || m.scratch_bytes < 0)
    return fail(
        TCCRT_INVALID_ARGUMENT,
        "the manifest of '%s' is broken: no name, target or features, or a negative size of "
        "its memory",
        m.name ? m.name : "?");
  bool isEmulated = strncmp(m.target, "cuda-emu:", 9) == 0;
  if (!isEmulated && strncmp(m.target, "cpu:", 4) != 0)
    return fail(TCCRT_INCOMPATIBLE,
                "'%s' was compiled for '%s'; this runtime runs targets 'cpu:...' and "
                "'cuda-emu:...'",
                m.name, m.target);
  if (isEmulated != (m.device != nullptr))
    return fail(TCCRT_INVALID_ARGUMENT,
                "the manifest of '%s' is broken: a device program and target '%s'", m.name,
                m.target);

  tccrt_status status = validateBlocks(m);
  int64_t batch = status == TCCRT_OK && m.num_blocks > 0 ? m.blocks[m.num_blocks - 1].rows : -1;
  if (status == TCCRT_OK)
    status = validateValues(m.name, "argument", m.arguments, m.num_arguments, batch);
  if (status == TCCRT_OK)
    status = validateValues(m.name, "result", m.results, m.num_results, batch);
  if (status == TCCRT_OK)
    status =
        validateAliases(m.name, "argument", m.arguments, m.num_arguments, m.results, m.num_results);
  if (status == TCCRT_OK)
    status =
        validateAliases(m.name, "result", m.results, m.num_results, m.arguments, m.num_arguments);
  if (status == TCCRT_OK)
    status = validateKernels(m);
  if (status == TCCRT_OK)
    status = validateDevice(m);
  if (status == TCCRT_OK)
    status = checkCpuFeatures(m.name, m.features);
  return status;
}
