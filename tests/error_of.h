#pragma once

#include <string>

#include "core/error.h"

namespace ofa {

// What an action throws, in words; "no error" if it does not.
template <typename Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace ofa
