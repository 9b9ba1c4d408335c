# Finds LibTorch: Torch_DIR and CMAKE_PREFIX_PATH are looked at before .deps.
option(OFA_CUDA "Build for a LibTorch with CUDA" OFF)

foreach(variable Torch_DIR Caffe2_DIR TORCH_LIBRARY c10_LIBRARY)
  if("$CACHE{${variable}}" MATCHES "^${OFA_DEPS}/|-NOTFOUND$")
    unset(${variable} CACHE)  # found by an earlier run, so not what the user gave
  endif()
endforeach()

set(kineto_LIBRARY unused)  # asked for by LibTorch's package, which then warns that no release carries it
find_package(Torch 2.11 QUIET HINTS ${OFA_DEPS}/torch)
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

# Tensors and autograd, compiled once; ofa_layer(), ofa_tests() and ofa_benchmark() hand them to what links ofa_torch.
# (<torch/torch.h>, with modules and optimizers that we do not use, takes each file 3 times as long.)
add_library(ofa_torch_header OBJECT ${CMAKE_CURRENT_LIST_DIR}/torch_header.cpp)
target_link_libraries(ofa_torch_header PRIVATE ofa_torch ofa_warnings)
target_precompile_headers(ofa_torch_header PRIVATE <torch/types.h> <torch/utils.h> <torch/csrc/autograd/autograd.h>
                                                   <ATen/Parallel.h>)
