# The tokenizers' tables, embedded in the binary. SUIT_TOKENS: their folder, from tools/tokens.sh.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/tokens.sh
             ${CMAKE_SOURCE_DIR}/tools/tokens/package-lock.json ${CMAKE_SOURCE_DIR}/tools/tokens/tables.mjs)
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/tokens.sh OUTPUT_VARIABLE SUIT_TOKENS OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
