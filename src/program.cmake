# The program: the layer `cli` (its main() comes out of the library) and what it knows of its own build.
find_package(CLI11 REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)

if(SIGDYN_CHECK_CONTRACTS)
  set(SIGDYN_BUILD_KIND "${CMAKE_BUILD_TYPE}, contracts checked")
else()
  set(SIGDYN_BUILD_KIND "${CMAKE_BUILD_TYPE}, contracts off")
endif()
string(CONCAT SIGDYN_LIBRARY_VERSIONS
  "Boost ${Boost_VERSION_STRING}, Eigen ${Eigen3_VERSION}, SUNDIALS ${SUNDIALS_VERSION}, "
  "HDF5 ${HDF5_VERSION}, yaml-cpp ${yaml-cpp_VERSION}, fmt ${fmt_VERSION}, CLI11 ${CLI11_VERSION}")
configure_file(cli/build_facts.cpp.in "${CMAKE_CURRENT_BINARY_DIR}/cli/build_facts.cpp" @ONLY)

set(commit_header "${CMAKE_CURRENT_BINARY_DIR}/cli/git_commit.hpp")
add_custom_target(sigdyn_git_commit
  COMMAND "${CMAKE_COMMAND}" -DSOURCE=${PROJECT_SOURCE_DIR} -DOUTPUT=${commit_header}
          -P "${PROJECT_SOURCE_DIR}/cmake/write_git_commit.cmake"
  BYPRODUCTS "${commit_header}" COMMENT "" VERBATIM)
add_dependencies(sigdyn_cli sigdyn_git_commit)
target_sources(sigdyn_cli PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/cli/build_facts.cpp")
target_include_directories(sigdyn_cli PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/cli")
target_link_libraries(sigdyn_cli PUBLIC CLI11::CLI11)

add_executable(sigdyn cli/commands.hpp)  # one source at least is asked for; main() is in the library
target_link_libraries(sigdyn PRIVATE sigdyn_cli)
if(NOT SIGDYN_SANITIZE)  # sanitizers bring their own
  find_package(mimalloc 2.0 REQUIRED)  # a sixth less time to read large SBML, which is all small objects
  target_link_libraries(sigdyn PRIVATE mimalloc)
endif()
set_target_properties(sigdyn PROPERTIES LINKER_LANGUAGE CXX
  RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
install(TARGETS sigdyn)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/models" "${PROJECT_SOURCE_DIR}/scenarios"
  DESTINATION share/sigdyn OPTIONAL)
