# Run at every build: writes HEADER, only when it changes, with the commit that SOURCE_DIR stands at.
set(commit unknown)
execute_process(COMMAND git rev-parse --show-prefix WORKING_DIRECTORY ${SOURCE_DIR}
                OUTPUT_VARIABLE prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(NOT failed AND prefix STREQUAL "")  # not merely some folder of another project's repository
  execute_process(COMMAND git rev-parse --short=7 HEAD WORKING_DIRECTORY ${SOURCE_DIR}
                  OUTPUT_VARIABLE hash OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit ${hash})
    execute_process(COMMAND git status --porcelain --untracked-files=no WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE changes)
    if(changes)
      set(commit "${hash}, modified")
    endif()
  endif()
endif()

file(CONFIGURE OUTPUT ${HEADER} CONTENT [[
#pragma once

namespace ofa::build_info {

inline constexpr char kCommit[] = "@commit@";

}  // namespace ofa::build_info
]] @ONLY)
