# The tables of the tokenizers, which go into the binary as they stand: SUIT_TOKENS is the folder where tools/tokens.sh has them.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/tokens.sh
             ${CMAKE_SOURCE_DIR}/tools/tokens/package-lock.json ${CMAKE_SOURCE_DIR}/tools/tokens/tables.mjs)
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/tokens.sh OUTPUT_VARIABLE SUIT_TOKENS OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
