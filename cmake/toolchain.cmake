# How everything is compiled and linked.
include(CheckLinkerFlag)

# A fresh clone at another path hits the cache too: paths are taken relative to the source tree. The sloppiness is
# what ccache asks for before it caches a precompiled header and the files that use one.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()
add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)

check_linker_flag(CXX -fuse-ld=mold OFA_HAS_MOLD)
if(OFA_HAS_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

option(OFA_WARNINGS_ARE_ERRORS "Stop at warnings" OFF)
add_library(ofa_warnings INTERFACE)
target_compile_options(ofa_warnings INTERFACE -Wall -Wextra -Wno-missing-field-initializers -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(OFA_WARNINGS_ARE_ERRORS)
  target_compile_options(ofa_warnings INTERFACE -Werror)
endif()

if(OFA_SANITIZE)
  add_compile_options(-fsanitize=${OFA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${OFA_SANITIZE})
endif()
