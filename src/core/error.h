#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace ofa {

// What a program's end tells its caller.
enum class Exit { kOk = 0, kError = 1, kUsage = 2, kNo = 3, kInterrupt = 130, kTerminate = 143 };

// Everything that a user can cause. The text says where, what was expected, what was found and,
// where there is one, the next step.
class Error : public std::runtime_error {
 public:
  template <typename... Args>
  explicit Error(fmt::format_string<Args...> format, Args&&... args)
      : Error(Exit::kError, fmt::format(format, std::forward<Args>(args)...)) {}

  // For ends other than 1: wrong usage, an answer that is no, an interruption.
  template <typename... Args>
  Error(Exit exit, fmt::format_string<Args...> format, Args&&... args)
      : Error(exit, fmt::format(format, std::forward<Args>(args)...)) {}
  Error(Exit exit, const std::string& text) : std::runtime_error(text), exit_(exit) {}

  Exit exit() const { return exit_; }

 private:
  Exit exit_;
};

}  // namespace ofa
