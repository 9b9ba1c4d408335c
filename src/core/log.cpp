#include "core/log.h"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "core/error.h"
#include "core/terminal.h"

namespace ofa {
namespace {

// print_above_status() lets one thread in at a time, so sinks without a lock of their own will do.
std::unique_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink, const std::string& pattern) {
  auto logger = std::make_unique<spdlog::logger>("ofa", std::move(sink));
  logger->set_pattern(pattern);
  logger->flush_on(spdlog::level::trace);  // a killed run leaves its last line
  logger->set_error_handler([](const std::string& what) {
    std::fputs(("ofa: warning: cannot log: " + what + "\n").c_str(), stderr);
  });
  return logger;
}

// Never destroyed: what ends after main may still log.
spdlog::logger& screen() {
  static auto* logger =
      make_logger(std::make_shared<spdlog::sinks::stderr_sink_st>(), "%v").release();
  return *logger;
}

std::unique_ptr<spdlog::logger>& file() {
  static auto* logger = new std::unique_ptr<spdlog::logger>();
  return *logger;
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string_view prefix(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "";
    case LogLevel::kWarning:
      return "ofa: warning: ";
    case LogLevel::kError:
      return "ofa: ";
  }
  return "";
}

}  // namespace

void log_line(LogLevel level, const std::string& text) {
  print_above_status([&] {
    screen().log(spdlog_level(level), "{}{}", prefix(level), text);
    if (file()) file()->log(spdlog_level(level), text);
  });
}

void log_to_file(const std::filesystem::path& path) {
  // spdlog would make missing folders, and its error does not say why a file cannot be opened.
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) throw Error("{}: cannot write the log: {}", path.string(), std::strerror(errno));
  ::close(fd);
  auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(path.string());
  auto logger = make_logger(std::move(sink), "%Y-%m-%dT%H:%M:%S%z %l: %v");
  print_above_status([&] { file() = std::move(logger); });
}

void stop_logging_to_file() {
  print_above_status([] { file().reset(); });
}

}  // namespace ofa
