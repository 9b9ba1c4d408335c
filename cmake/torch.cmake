# ofa_torch = LibTorch + OpenMP; nothing links LibTorch another way. (at::parallel_for is serial, silently, in a
# file compiled without -fopenmp.) Torch_DIR and CMAKE_PREFIX_PATH are looked at before .deps.
option(OFA_CUDA "Build for a LibTorch with CUDA" OFF)

foreach(variable Torch_DIR Caffe2_DIR TORCH_LIBRARY c10_LIBRARY)
  if("$CACHE{${variable}}" MATCHES "^${OFA_DEPS}/|-NOTFOUND$")
    unset(${variable} CACHE)  # found by an earlier run, so not what the user gave
  endif()
endforeach()

set(kineto_LIBRARY unused)  # asked for by LibTorch's package, which then warns that no release carries it
find_package(Torch 2.11 QUIET HINTS ${OFA_DEPS}/torch)
if(TARGET caffe2::mkl AND NOT MKL_FOUND)
  set_property(TARGET caffe2::mkl PROPERTY INTERFACE_LINK_DIRECTORIES)  # folders at the root that do not exist
endif()
if(NOT Torch_FOUND)
  message(FATAL_ERROR "LibTorch 2.11 or newer: not found. Run tools/setup, or give one as Torch_DIR "
                      "(its share/cmake/Torch) or in CMAKE_PREFIX_PATH, or do without (-DOFA_TORCH=OFF).")
endif()
set(OFA_LIBTORCH_VERSION ${Torch_VERSION}+cpu)
if(TARGET torch_cuda)
  set(OFA_LIBTORCH_VERSION ${Torch_VERSION}+cuda)
endif()
message(STATUS "LibTorch: ${OFA_LIBTORCH_VERSION} in ${TORCH_INSTALL_PREFIX}")
if(OFA_CUDA AND NOT TARGET torch_cuda)
  message(FATAL_ERROR "OFA_CUDA: the LibTorch in ${TORCH_INSTALL_PREFIX} is a CPU build. Give one with CUDA "
                      "as Torch_DIR (its share/cmake/Torch) or in CMAKE_PREFIX_PATH.")
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

add_library(ofa_torch INTERFACE)
target_include_directories(ofa_torch SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/include/before_torch ${TORCH_INCLUDE_DIRS})
target_compile_options(ofa_torch INTERFACE $<$<COMPILE_LANGUAGE:CXX>:${OpenMP_CXX_FLAGS}>)
target_link_libraries(ofa_torch INTERFACE torch ${OFA_OPENMP})

# Tensors and autograd, compiled once; ofa_layer(), ofa_tests() and ofa_benchmark() hand them to what links ofa_torch.
# (<torch/torch.h>, with modules and optimizers that we do not use, takes each file 3 times as long.)
add_library(ofa_torch_header OBJECT ${CMAKE_CURRENT_LIST_DIR}/torch_header.cpp)
target_link_libraries(ofa_torch_header PRIVATE ofa_torch ofa_warnings)
target_precompile_headers(ofa_torch_header PRIVATE <torch/types.h> <torch/utils.h> <torch/csrc/autograd/autograd.h>
                                                   <ATen/Parallel.h>)
