/* A library made for another version of the runtime: nothing behind the first field may be read. */
#include <stdint.h>

const uint32_t tcc_manifest = 0xffffu;
