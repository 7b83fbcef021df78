# ICU's library. SUIT_ICU: the folder with the part of ICU's data that goes into the binary, from tools/icu.sh; SUIT_ICU_SYMBOL:
# the library's name for it.
find_library(LIB_icuuc icuuc REQUIRED)
find_file(SUIT_ICU_DATA libicudata.a PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE} /usr/lib /usr/lib64 /usr/local/lib REQUIRED)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/icu.sh ${SUIT_ICU_DATA})
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/icu.sh ${SUIT_ICU_DATA} OUTPUT_VARIABLE SUIT_ICU OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${SUIT_ICU}/symbol SUIT_ICU_SYMBOL)
