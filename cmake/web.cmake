# The workbench's page, embedded in the binary plain and compressed: suit_page.
set(SUIT_PAGE ${CMAKE_BINARY_DIR}/page)
file(GLOB_RECURSE page_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/src/* ${CMAKE_SOURCE_DIR}/web/static/*)
list(FILTER page_sources EXCLUDE REGEX "\\.test\\.ts$")
set(page_files app.js app.css index.html icon.svg)
set(page_outputs "")
set(PAGE_CODE "")
foreach(name ${page_files})
  string(MAKE_C_IDENTIFIER ${name} id)
  foreach(suffix "" ".gz")
    list(APPEND page_outputs ${SUIT_PAGE}/${name}${suffix})
    string(MAKE_C_IDENTIFIER "${name}${suffix}" symbol)
    string(APPEND PAGE_CODE "BYTES(${symbol}, \"${SUIT_PAGE}/${name}${suffix}\")\n")
  endforeach()
  string(APPEND PAGE_TABLE "      {\"${name}\", VIEW(${id}), VIEW(${id}_gz)},\n")
endforeach()
add_custom_command(OUTPUT ${page_outputs}
                   COMMAND ${CMAKE_SOURCE_DIR}/tools/web.sh ${SUIT_PAGE}
                   DEPENDS ${page_sources} ${CMAKE_SOURCE_DIR}/tools/web.sh ${CMAKE_SOURCE_DIR}/web/build.mjs
                           ${CMAKE_SOURCE_DIR}/web/package-lock.json
                   COMMENT "Building the workbench's page" VERBATIM)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/page.cc CONTENT [[
// Made by the build from web/.
#include "http/workbench_page.h"

#define BYTES(symbol, file)                                                                                      \
  asm(".pushsection .rodata\nsuit_" #symbol ":\n.incbin \"" file "\"\nsuit_" #symbol "_end:\n.byte 0\n.popsection\n"); \
  extern "C" const char suit_##symbol[], suit_##symbol##_end[];
#define VIEW(symbol) {suit_##symbol, static_cast<size_t>(suit_##symbol##_end - suit_##symbol)}

@PAGE_CODE@
namespace suit {

const std::vector<PageFile>& page_files() {
  static const std::vector<PageFile> files = {
@PAGE_TABLE@  };
  return files;
}

}  // namespace suit
]] @ONLY)
set_source_files_properties(${CMAKE_BINARY_DIR}/page.cc PROPERTIES OBJECT_DEPENDS "${page_outputs}" SKIP_PRECOMPILE_HEADERS ON)
