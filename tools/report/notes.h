#pragma once

#include <string>
#include <vector>

#include "core/error.h"

namespace ofa {

// Does what can go wrong by what lies in others' files: an Error becomes one of the notes.
template <typename Action>
void try_or_note(std::vector<std::string>& notes, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    notes.emplace_back(error.what());
  }
}

}  // namespace ofa
