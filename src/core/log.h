#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <utility>

namespace ofa {

enum class LogLevel { kInfo, kWarning, kError };

// One line on stderr: information as it is, others as "ofa: warning: ..." and "ofa: ...".
void log_line(LogLevel level, const std::string& text);

template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::kInfo, fmt::format(format, std::forward<Args>(args)...));
}

template <typename... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::kWarning, fmt::format(format, std::forward<Args>(args)...));
}

template <typename... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::kError, fmt::format(format, std::forward<Args>(args)...));
}

// From now on every line is also appended to this file, with its time and level.
void log_to_file(const std::filesystem::path& path);
void stop_logging_to_file();

}  // namespace ofa
