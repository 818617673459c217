# sigdyn_hdf5 and sigdyn_libsbml: HDF5 and libSBML as archives where the system has them. Their shared
# libraries bring thirty others (HDF5's reader of cloud storage needs curl, curl needs Kerberos) and
# some 30 000 symbols to look up: a quarter of the time in which a model runs once. See docs/adr/0017.
# With sanitizers they stay shared, because tests/leaks.supp names what leaks by its library.
add_library(sigdyn_hdf5 INTERFACE)
if(NOT SIGDYN_SANITIZE)
  set(HDF5_USE_STATIC_LIBRARIES ON)
  find_package(HDF5 QUIET COMPONENTS C HL)
endif()
if(NOT HDF5_FOUND)
  set(HDF5_USE_STATIC_LIBRARIES OFF)
  find_package(HDF5 REQUIRED COMPONENTS C HL)
endif()
target_link_libraries(sigdyn_hdf5 INTERFACE hdf5::hdf5_hl hdf5::hdf5 ${HDF5_LIBRARIES})
target_link_options(sigdyn_hdf5 INTERFACE LINKER:--as-needed)  # drops curl: nothing of ours calls it

find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBSBML REQUIRED IMPORTED_TARGET libsbml)
find_package(LibXml2 REQUIRED)
add_library(sigdyn_libsbml INTERFACE)
find_library(SIGDYN_LIBSBML_ARCHIVE libsbml-static.a)
if(SIGDYN_LIBSBML_ARCHIVE AND NOT SIGDYN_SANITIZE)
  find_package(BZip2 REQUIRED)
  find_package(ZLIB REQUIRED)
  target_include_directories(sigdyn_libsbml SYSTEM INTERFACE ${LIBSBML_INCLUDE_DIRS})
  target_link_libraries(sigdyn_libsbml INTERFACE
    ${SIGDYN_LIBSBML_ARCHIVE} LibXml2::LibXml2 BZip2::BZip2 ZLIB::ZLIB)
else()
  target_link_libraries(sigdyn_libsbml INTERFACE PkgConfig::LIBSBML LibXml2::LibXml2)
endif()
