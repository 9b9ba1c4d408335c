# What links ofa_torch is a torch layer, test or benchmark: it gets LibTorch, OpenMP and the precompiled header, and
# does not exist in a build without torch (OFA_TORCH=OFF).

# One static library a folder: ofa_layer(core SOURCES a.cpp ... LINK fmt::fmt ...) makes target ofa_core, which the
# installed package offers as ofa::core; one that is NOT_INSTALLED is the program's alone.
# What a layer links, its users see too: a layer's headers may include what it stands on. What it has under HIDDEN
# they only link.
function(ofa_layer name)
  cmake_parse_arguments(ARG "NOT_INSTALLED" "" "SOURCES;LINK;HIDDEN" ${ARGN})
  if(NOT OFA_TORCH AND ofa_torch IN_LIST ARG_LINK)
    return()
  endif()
  add_library(ofa_${name} STATIC ${ARG_SOURCES})
  target_include_directories(ofa_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src>
                             $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}> $<INSTALL_INTERFACE:include/ofa>)
  target_compile_features(ofa_${name} PUBLIC cxx_std_20)
  target_link_libraries(ofa_${name} PUBLIC ${ARG_LINK} PRIVATE ${ARG_HIDDEN} $<BUILD_INTERFACE:ofa_warnings>)
  ofa_share_torch_header(ofa_${name} ${ARG_LINK} ${ARG_HIDDEN})
  if(NOT ARG_NOT_INSTALLED)
    set_target_properties(ofa_${name} PROPERTIES EXPORT_NAME ${name})
    install(TARGETS ofa_${name} EXPORT ofa ARCHIVE DESTINATION lib)
  endif()
endfunction()

# One test binary a folder: ofa_tests(core SOURCES a_test.cpp ... LINK ofa_core ...) makes core_tests. It runs in a
# process that is set up as the program's is; NO_SETUP leaves that to the tests. ALONE: they
# start programs that run networks, and need all processors. Tests that SLOW matches run once
# more under the label slow, all in one, with OFA_SLOW=1 in their environment: as long as the contract says. SLOW *:
# there and nowhere else.
function(ofa_tests name)
  cmake_parse_arguments(ARG "NO_SETUP;ALONE" "" "SOURCES;LINK;SLOW" ${ARGN})
  if(NOT OFA_TORCH AND ofa_torch IN_LIST ARG_LINK)
    return()
  endif()
  add_executable(${name}_tests ${ARG_SOURCES})
  target_include_directories(${name}_tests PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name}_tests PRIVATE ${ARG_LINK} ofa_test_paths ofa_warnings)
  ofa_share_torch_header(${name}_tests ${ARG_LINK})
  if(ARG_NO_SETUP)
    target_link_libraries(${name}_tests PRIVATE GTest::gmock_main)
  else()
    target_sources(${name}_tests PRIVATE ${CMAKE_SOURCE_DIR}/tests/main.cpp)
    target_link_libraries(${name}_tests PRIVATE ofa_core GTest::gmock)
  endif()
  set(processors 1)
  if(ARG_ALONE OR ofa_torch IN_LIST ARG_LINK)
    set(processors 2)  # OpenMP's threads of two processes on the same cores wait for each other
  endif()
  if(NOT ARG_SLOW STREQUAL "*")
    gtest_discover_tests(${name}_tests TEST_PREFIX ${name}/ DISCOVERY_MODE PRE_TEST
                         PROPERTIES TIMEOUT 600 PROCESSORS ${processors})
  endif()
  if(ARG_SLOW)
    list(JOIN ARG_SLOW ":" filter)
    add_test(NAME ${name}/slow COMMAND ${name}_tests --gtest_filter=${filter})
    set_tests_properties(${name}/slow PROPERTIES LABELS slow ENVIRONMENT OFA_SLOW=1 TIMEOUT 3600
                                                 PROCESSORS ${processors})
  endif()
endfunction()

# A benchmark is built with the rest, and run by hand.
function(ofa_benchmark name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  if(NOT OFA_TORCH AND ofa_torch IN_LIST ARG_LINK)
    return()
  endif()
  add_executable(${name}_bench ${ARG_SOURCES} ${CMAKE_SOURCE_DIR}/bench/main.cpp)
  target_include_directories(${name}_bench PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name}_bench PRIVATE ${ARG_LINK} ofa_core benchmark::benchmark ofa_warnings)
  ofa_share_torch_header(${name}_bench ${ARG_LINK})
endfunction()

function(ofa_share_torch_header target)
  if(ofa_torch IN_LIST ARGN)
    target_precompile_headers(${target} REUSE_FROM ofa_torch_header)
  endif()
endfunction()

# "tests/paths.h"
add_library(ofa_test_paths STATIC ${CMAKE_SOURCE_DIR}/tests/paths.cpp)
target_include_directories(ofa_test_paths PRIVATE ${CMAKE_SOURCE_DIR})
target_compile_definitions(ofa_test_paths PRIVATE OFA_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                  OFA_BINARY_DIR="${CMAKE_BINARY_DIR}")
target_link_libraries(ofa_test_paths PRIVATE ofa_warnings)
