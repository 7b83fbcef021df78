# Installed by `cmake --install` and in the packages of `make package`: the binary, its generated manual, shell completions, and
# the licences of the linked libraries.
include(GNUInstallDirs)
set(manual ${CMAKE_BINARY_DIR}/manual)
set(manual_forms man bash zsh fish)
set(manual_files suit.1 suit _suit suit.fish)
set(manual_folders ${CMAKE_INSTALL_MANDIR}/man1 ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
    ${CMAKE_INSTALL_DATADIR}/zsh/site-functions ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
set(manual_outputs "")
foreach(form file folder IN ZIP_LISTS manual_forms manual_files manual_folders)
  set(output ${manual}/${form}/${file})
  add_custom_command(OUTPUT ${output} DEPENDS suit VERBATIM
                     COMMAND ${CMAKE_COMMAND} -E make_directory ${manual}/${form}
                     COMMAND sh -c "\"$1\" manual $2 >\"$3\"" sh $<TARGET_FILE:suit> ${form} ${output})
  list(APPEND manual_outputs ${output})
  install(FILES ${output} DESTINATION ${folder})
endforeach()

# The licence of each statically linked library: from Debian's packages, or from the library's sources.
set(licences ${CMAKE_BINARY_DIR}/licences.txt)
add_custom_command(OUTPUT ${licences} VERBATIM
                   DEPENDS ${CMAKE_SOURCE_DIR}/tools/licences.sh ${CMAKE_SOURCE_DIR}/tools/setup.sh ${CMAKE_SOURCE_DIR}/LICENSE ${SUIT_PAGE}/app.js
                   COMMAND ${CMAKE_SOURCE_DIR}/tools/licences.sh ${licences} ${SUIT_LLAMA} ${SUIT_GRAMMARS} ${SUIT_TOKENS}/node_modules
                           ${CMAKE_SOURCE_DIR}/web/node_modules)
add_custom_target(package_files ALL DEPENDS ${manual_outputs} ${licences})

install(TARGETS suit RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${licences} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/suit RENAME copyright)
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/suit)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/suit/docs)

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/package)
set(CPACK_PACKAGE_NAME suit)
set(CPACK_PACKAGE_VENDOR "The Suit developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "make a model's work safe to accept")
set(CPACK_PACKAGE_DESCRIPTION "Suit verifies, shows, applies and undoes what language models and other tools propose for a folder of files.
One program, local, with no account.")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The Suit developers <suit@localhost>")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # only the C library
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "poppler-utils")  # for `suit read` of PDF
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "git")
include(CPack)
