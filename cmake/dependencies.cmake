# Every library from outside, found once. Debian's come first; tools/setup lays the others into .deps.
set(OFA_DEPS ${CMAKE_SOURCE_DIR}/.deps)

# The layers': whoever uses them installed needs these, too.
set(OFA_LIBRARIES fmt spdlog yaml-cpp nlohmann_json Threads hwy ZLIB JPEG Protobuf ONNX)
foreach(library ${OFA_LIBRARIES})
  find_package(${library} REQUIRED)
endforeach()

find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
include(GoogleTest)

find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
add_library(ofa_xxhash INTERFACE)
target_include_directories(ofa_xxhash SYSTEM INTERFACE ${XXHASH_INCLUDE_DIR})
target_compile_definitions(ofa_xxhash INTERFACE XXH_INLINE_ALL)

if(OFA_TORCH)
  include(torch)
endif()
include(library_targets)

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
target_include_directories(ofa_build_info INTERFACE $<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/include>)
set_target_properties(ofa_build_info PROPERTIES EXPORT_NAME build_info)
install(TARGETS ofa_build_info EXPORT ofa)
string(REPLACE GNU g++ OFA_COMPILER ${CMAKE_CXX_COMPILER_ID})
configure_file(${CMAKE_CURRENT_LIST_DIR}/build_info.h.in ${CMAKE_BINARY_DIR}/include/generated/build_info.h)
