# tree-sitter and its grammars as the target `suit_grammars`, built by tools/grammars.sh into a cache outside the tree; the same
# build without sanitizers for every preset.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/grammars.sh
             ${CMAKE_SOURCE_DIR}/tools/grammars/package-lock.json)
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/grammars.sh OUTPUT_VARIABLE SUIT_GRAMMARS
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
add_library(suit_grammars INTERFACE)
target_include_directories(suit_grammars SYSTEM INTERFACE ${SUIT_GRAMMARS}/include)
target_link_libraries(suit_grammars INTERFACE ${SUIT_GRAMMARS}/libgrammars.a)
