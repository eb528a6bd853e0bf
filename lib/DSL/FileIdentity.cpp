// The linker's hash of a program or library, from its notes: a few reads, nothing is loaded. Times
// and sizes would do only where nobody copies files or sets their dates.
#include "CompilerLibrary.h"

#include "tcc/Support/File.h"
#include "tcc/Support/Text.h"

#include <cstring>
#include <elf.h>

using namespace tcc;
using namespace tcc::detail;

static constexpr uint64_t mostNoteBytes = 1 << 16;

static uint64_t padded(uint64_t size) { return (size + 3) / 4 * 4; }

/// The build id among the notes, or "".
static std::string_view buildIdIn(std::string_view notes) {
  while (notes.size() >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr note;
    std::memcpy(&note, notes.data(), sizeof note);
    notes.remove_prefix(sizeof note);
    uint64_t name = padded(note.n_namesz), description = padded(note.n_descsz);
    if (name + description > notes.size())
      break;
    if (note.n_type == NT_GNU_BUILD_ID && notes.starts_with(std::string_view("GNU\0", 4)))
      return notes.substr(name, note.n_descsz);
    notes.remove_prefix(name + description);
  }
  return {};
}

static std::string readBuildId(const InputFile &file) {
  Elf64_Ehdr header;
  file.readAt(0, &header, sizeof header);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64)
    return "";
  for (uint64_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    file.readAt(header.e_phoff + i * sizeof segment, &segment, sizeof segment);
    if (segment.p_type != PT_NOTE || segment.p_filesz > mostNoteBytes)
      continue;
    std::string notes(segment.p_filesz, '\0');
    file.readAt(segment.p_offset, notes.data(), notes.size());
    if (std::string_view id = buildIdIn(notes); !id.empty())
      return std::string(id);
  }
  return "";
}

std::string detail::identityOf(const std::string &path) try {
  InputFile file(path);
  std::string id = readBuildId(file);
  if (!id.empty())
    return id;
  auto written = std::filesystem::last_write_time(path).time_since_epoch().count();
  return concat(file.size(), " bytes of ", written);
} catch (const std::exception &) { // not there, or cut off
  return "";
}
