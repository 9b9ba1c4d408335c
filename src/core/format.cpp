#include "core/format.h"

#include <fmt/format.h>

#include <cmath>

namespace ofa {

std::string with_thousands(std::string_view digits) {
  std::string text(digits);
  const size_t first = text.starts_with('-') ? 1 : 0;
  for (size_t at = text.size(); at > first + 3;) text.insert(at -= 3, 1, ',');
  return text;
}

std::string human_bytes(uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  auto value = static_cast<double>(bytes);
  std::string_view unit;
  for (const std::string_view next : {"kB", "MB", "GB", "TB", "PB", "EB"}) {
    value /= 1000;
    unit = next;
    if (value < 999.5) break;  // what rounds to 1000 is the next unit's
  }
  return fmt::format("{:.{}f} {}", value, value < 9.95 ? 1 : 0, unit);
}

std::string human_duration(double seconds) {
  if (!(seconds >= 0 && seconds < 1e15)) return "unknown";
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const int64_t s = std::llround(seconds);
  if (s < 3600) return fmt::format("{} m {:02} s", s / 60, s % 60);
  const int64_t m = std::llround(seconds / 60);
  if (m < 24 * 60) return fmt::format("{} h {:02} m", m / 60, m % 60);
  const int64_t h = std::llround(seconds / 3600);
  return fmt::format("{} d {:02} h", h / 24, h % 24);
}

}  // namespace ofa
