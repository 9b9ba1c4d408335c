# What the layers link of libraries that bring no target, or one that does not do: ofa_spng, ofa_tbb, ofa_torch. For
# this build and, beside the installed ofaConfig.cmake, for whoever uses the layers. OFA_DEPS is the folder of the
# libraries that tools/setup fetches.
find_path(SPNG_INCLUDE_DIR spng.h REQUIRED)
find_library(SPNG_LIBRARY spng REQUIRED)
add_library(ofa_spng INTERFACE IMPORTED)
target_include_directories(ofa_spng SYSTEM INTERFACE ${SPNG_INCLUDE_DIR})
target_link_libraries(ofa_spng INTERFACE ${SPNG_LIBRARY})

# One TBB a process: OpenVINO's own where it brings one (newer than Debian's, whose headers it serves too). Not by
# find_package: the target TBB::tbb is OpenVINO's.
find_path(TBB_INCLUDE_DIR tbb/task_arena.h REQUIRED)
file(GLOB OFA_TBB ${OFA_DEPS}/openvino/libs/libtbb.so.*)
if(NOT OFA_TBB)
  find_library(OFA_TBB tbb REQUIRED)
endif()
add_library(ofa_tbb INTERFACE IMPORTED)
target_include_directories(ofa_tbb SYSTEM INTERFACE ${TBB_INCLUDE_DIR})
target_link_libraries(ofa_tbb INTERFACE ${OFA_TBB} Threads::Threads)

if(NOT TARGET torch)
  return()
endif()

if(TARGET caffe2::mkl AND NOT MKL_FOUND)
  set_property(TARGET caffe2::mkl PROPERTY INTERFACE_LINK_DIRECTORIES)  # folders at the root that do not exist
endif()

# LibTorch's own libgomp where it brings one: two in one process would be two pools of threads.
find_package(OpenMP REQUIRED COMPONENTS CXX)
file(GLOB OFA_OPENMP ${TORCH_INSTALL_PREFIX}/lib/libgomp*.so*)
if(NOT OFA_OPENMP)
  set(OFA_OPENMP ${OpenMP_CXX_LIBRARIES})
endif()

# LibTorch carries headers of another fmt than the one that everything else is compiled with and links.
get_target_property(fmt_include_dir fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include/before_torch)
file(CREATE_LINK ${fmt_include_dir}/fmt ${CMAKE_BINARY_DIR}/include/before_torch/fmt SYMBOLIC)

# LibTorch + OpenMP; nothing links LibTorch another way. (at::parallel_for is serial, silently, in a file compiled
# without -fopenmp.)
add_library(ofa_torch INTERFACE IMPORTED)
target_include_directories(ofa_torch SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/include/before_torch ${TORCH_INCLUDE_DIRS})
target_compile_options(ofa_torch INTERFACE $<$<COMPILE_LANGUAGE:CXX>:${OpenMP_CXX_FLAGS}>)
target_link_libraries(ofa_torch INTERFACE torch ${OFA_OPENMP})
