# ICU's library, and as SUIT_ICU the folder where tools/icu.sh has the part of its data that goes into the binary, as SUIT_ICU_SYMBOL the
# name that the library calls it by.
find_library(LIB_icuuc icuuc REQUIRED)
find_file(SUIT_ICU_DATA libicudata.a PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE} /usr/lib /usr/lib64 /usr/local/lib REQUIRED)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/icu.sh ${SUIT_ICU_DATA})
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/icu.sh ${SUIT_ICU_DATA} OUTPUT_VARIABLE SUIT_ICU OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${SUIT_ICU}/symbol SUIT_ICU_SYMBOL)
