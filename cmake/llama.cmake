# llama.cpp as the target `suit_llama`: the system's library if there is one, else built by tools/llama.sh into a cache outside
# the tree; the same build without sanitizers for every preset.
find_package(llama CONFIG QUIET)
set(SUIT_LLAMA_SYSTEM "")
if(llama_FOUND)
  set(SUIT_LLAMA_SYSTEM "${llama_VERSION}")
endif()
set(ENV{SUIT_LLAMA_SYSTEM} "${SUIT_LLAMA_SYSTEM}")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/llama.sh
             ${CMAKE_SOURCE_DIR}/tools/llama/CMakeLists.txt)
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/llama.sh OUTPUT_VARIABLE SUIT_LLAMA OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)

add_library(suit_llama INTERFACE)
# Third-party headers: ignore their warnings.
target_include_directories(suit_llama SYSTEM INTERFACE ${SUIT_LLAMA}/include ${SUIT_LLAMA}/include/llama-common)
if(llama_FOUND)
  target_link_libraries(suit_llama INTERFACE ${SUIT_LLAMA}/lib/libsuit_llama_common.a llama)
  message(STATUS "llama.cpp: the system's ${llama_VERSION}")
else()
  # GCC's OpenMP runtime, static like the rest; also for clang, since the archives were compiled for it.
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libgomp.a OUTPUT_VARIABLE gomp
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  foreach(library suit_llama_common llama ggml ggml-rpc ggml-cpu ggml-base)
    target_link_libraries(suit_llama INTERFACE ${SUIT_LLAMA}/lib/lib${library}.a)
  endforeach()
  target_link_libraries(suit_llama INTERFACE ${gomp} Threads::Threads ${CMAKE_DL_LIBS} m)
endif()
