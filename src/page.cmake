# The script and style of the page, as the layer `page` carries them: text files turned into string literals.
set(page_bundle "${CMAKE_CURRENT_SOURCE_DIR}/page/bundle")
set(page_assets "${CMAKE_CURRENT_BINARY_DIR}/page/assets.cpp")
add_custom_command(OUTPUT "${page_assets}"
  COMMAND "${CMAKE_COMMAND}" "-DBUNDLE=${page_bundle}" "-DOUTPUT=${page_assets}"
          -P "${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake"
  DEPENDS "${page_bundle}/page.js" "${page_bundle}/page.css" "${page_bundle}/licences.txt"
          "${page_bundle}/page.js.sha256" "${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake"
  COMMENT "" VERBATIM)
target_sources(sigdyn_page PRIVATE "${page_assets}")
