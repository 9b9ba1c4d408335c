# Every library from outside, found once. Debian's come first; tools/setup lays the others into .deps.
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(hwy REQUIRED)
find_package(ZLIB REQUIRED)
find_package(JPEG REQUIRED)
find_package(Protobuf REQUIRED)
find_package(ONNX REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
include(GoogleTest)

find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
add_library(ofa_xxhash INTERFACE)
target_include_directories(ofa_xxhash SYSTEM INTERFACE ${XXHASH_INCLUDE_DIR})
target_compile_definitions(ofa_xxhash INTERFACE XXH_INLINE_ALL)

find_path(SPNG_INCLUDE_DIR spng.h REQUIRED)
find_library(SPNG_LIBRARY spng REQUIRED)
add_library(ofa_spng INTERFACE)
target_include_directories(ofa_spng SYSTEM INTERFACE ${SPNG_INCLUDE_DIR})
target_link_libraries(ofa_spng INTERFACE ${SPNG_LIBRARY})

set(OFA_DEPS ${CMAKE_SOURCE_DIR}/.deps)

# One TBB a process: OpenVINO's own where it brings one (newer than Debian's, whose headers it serves too). Not by
# find_package: the target TBB::tbb is OpenVINO's below.
find_path(TBB_INCLUDE_DIR tbb/task_arena.h REQUIRED)
file(GLOB OFA_TBB ${OFA_DEPS}/openvino/libs/libtbb.so.*)
if(NOT OFA_TBB)
  find_library(OFA_TBB tbb REQUIRED)
endif()
add_library(ofa_tbb INTERFACE)
target_include_directories(ofa_tbb SYSTEM INTERFACE ${TBB_INCLUDE_DIR})
target_link_libraries(ofa_tbb INTERFACE ${OFA_TBB} Threads::Threads)

if(OFA_TORCH)
  include(torch)
endif()

# Its package brings a TBB target of its own, newer than Debian's.
find_package(OpenVINO QUIET HINTS ${OFA_DEPS}/openvino/cmake)
message(STATUS "OpenVINO: ${OpenVINO_VERSION} in ${OpenVINO_DIR}")

# Loaded at run time, never linked; where it is not in .deps, the loader looks where it always does.
file(GLOB OFA_ONNXRUNTIME ${OFA_DEPS}/onnxruntime/capi/libonnxruntime.so.*)
if(NOT OFA_ONNXRUNTIME)
  set(OFA_ONNXRUNTIME libonnxruntime.so.1)
endif()

# "generated/build_info.h": what this build found, for the files that load it or tell it.
add_library(ofa_build_info INTERFACE)
target_include_directories(ofa_build_info INTERFACE ${CMAKE_BINARY_DIR}/include)
string(REPLACE GNU g++ OFA_COMPILER ${CMAKE_CXX_COMPILER_ID})
configure_file(${CMAKE_CURRENT_LIST_DIR}/build_info.h.in ${CMAKE_BINARY_DIR}/include/generated/build_info.h)
