// Opening a shared library made by `tcc -o model.so`. The dynamic linker trusts the sizes in a file
// and dies of a bus error on one that was cut off, so those are checked first.
#include "Error.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tcc::detail;

static bool readAt(int file, uint64_t offset, void *out, size_t size) {
  return pread(file, out, size, off_t(offset)) == ssize_t(size);
}

static bool liesWithin(uint64_t offset, uint64_t bytes, uint64_t size) {
  return offset <= size && bytes <= size - offset;
}

/// Is every part that the header speaks of inside the file?
static bool isWhole(int file, const Elf64_Ehdr &header, uint64_t size) {
  if (header.e_phentsize != sizeof(Elf64_Phdr) ||
      !liesWithin(header.e_phoff, uint64_t(header.e_phnum) * sizeof(Elf64_Phdr), size) ||
      !liesWithin(header.e_shoff, uint64_t(header.e_shnum) * header.e_shentsize, size))
    return false;
  for (uint64_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!readAt(file, header.e_phoff + i * sizeof segment, &segment, sizeof segment) ||
        !liesWithin(segment.p_offset, segment.p_filesz, size))
      return false;
  }
  return true;
}

static tccrt_status checkOpenFile(int file, const char *path) {
  struct stat info;
  if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode))
    return fail(TCCRT_NOT_FOUND, "'%s' is not a file; expected a library made by `tcc -o model.so`",
                path);
  Elf64_Ehdr header;
  auto size = uint64_t(info.st_size);
  bool hasMagic =
      readAt(file, 0, header.e_ident, SELFMAG) && memcmp(header.e_ident, ELFMAG, SELFMAG) == 0;
  if (!hasMagic)
    return fail(TCCRT_NOT_FOUND,
                "'%s' is not a shared library; expected one made by `tcc -o model.so`", path);
  if (!readAt(file, 0, &header, sizeof header))
    return fail(TCCRT_NOT_FOUND, "'%s' is cut off: it has only %llu bytes", path,
                static_cast<unsigned long long>(size));
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_type != ET_DYN)
    return fail(TCCRT_NOT_FOUND,
                "'%s' is not a 64-bit shared library; expected one made by `tcc -o model.so`",
                path);
  if (!isWhole(file, header, size))
    return fail(TCCRT_NOT_FOUND,
                "'%s' is cut off or damaged: it speaks of parts beyond its %llu bytes", path,
                static_cast<unsigned long long>(size));
  return TCCRT_OK;
}

static tccrt_status checkFile(const char *path) {
  // Not blocking: the path may be a pipe's.
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0)
    return fail(TCCRT_NOT_FOUND, "cannot open '%s': %s", path, strerror(errno));
  tccrt_status status = checkOpenFile(file, path);
  close(file);
  return status;
}

/// dlopen takes a name without a slash for one to search in the system's folders.
static void *openLibrary(const char *path) {
  if (strchr(path, '/'))
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
  size_t size = strlen(path) + 3;
  auto *local = static_cast<char *>(malloc(size));
  if (!local)
    return nullptr;
  snprintf(local, size, "./%s", path);
  void *library = dlopen(local, RTLD_NOW | RTLD_LOCAL);
  free(local);
  return library;
}

static void closeLibrary(void *library) { dlclose(library); }

tccrt_status tccrt_executable_load(const char *path, tccrt_executable **out) {
  if (!path || !out)
    return fail(TCCRT_INVALID_ARGUMENT, "cannot load a library: %s is null",
                path ? "`out`" : "the path");
  *out = nullptr;
  if (tccrt_status status = checkFile(path); status != TCCRT_OK)
    return status;
  void *library = openLibrary(path);
  if (!library) {
    const char *reason = dlerror();
    return fail(TCCRT_NOT_FOUND, "cannot load '%s': %s", path, reason ? reason : "out of memory");
  }
  auto *manifest = static_cast<const tccrt_manifest *>(dlsym(library, TCCRT_MANIFEST_SYMBOL));
  tccrt_status status =
      manifest ? tccrt_executable_create(manifest, closeLibrary, library, out)
               : fail(TCCRT_NOT_FOUND,
                      "'%s' is a shared library, but not one made by tcc: it has no symbol "
                      "'" TCCRT_MANIFEST_SYMBOL "'",
                      path);
  if (status == TCCRT_OK)
    return status;
  dlclose(library);
  // What was wrong with the manifest says nothing of the file.
  return manifest ? fail(status, "cannot use '%s': %s", path, tccrt_last_error()) : status;
}
