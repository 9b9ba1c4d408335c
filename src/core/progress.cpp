#include "core/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/format.h"
#include "core/terminal.h"

namespace ofa {
namespace {

constexpr auto kRedrawInterval = std::chrono::milliseconds(100);
constexpr int kNarrowestBar = 8;
constexpr int kWidestBar = 32;
constexpr int kAroundBar = 4;  // two spaces, two brackets

std::string format_rate(double rate) {
  if (rate >= 100) return with_thousands(std::llround(rate)) + "/s";
  if (rate >= 1) return fmt::format("{:.1f}/s", rate);
  return human_duration(1 / rate) + " each";
}

std::string format_bar(double share, int width) {
  const int filled = static_cast<int>(share * width);
  std::string bar(static_cast<size_t>(filled), '=');
  if (filled < width) bar += '>';
  bar.resize(static_cast<size_t>(width), ' ');
  return "[" + bar + "]";
}

}  // namespace

Progress::Progress(std::string label, uint64_t total, uint64_t before)
    : label_(std::move(label)),
      total_(total),
      before_(before),
      done_(before),
      visible_(stderr_is_terminal()) {
  if (visible_) draw(start_);
}

Progress::~Progress() {
  if (visible_) clear_status();
}

void Progress::update(uint64_t done) {
  done_ = done;
  if (!visible_) return;
  const auto now = Clock::now();
  if (now - drawn_ >= kRedrawInterval) draw(now);
}

void Progress::draw(Clock::time_point now) {
  drawn_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  show_status(format_progress(label_, done_, total_, seconds, terminal_width(), before_));
}

std::string format_progress(std::string_view label, uint64_t done, uint64_t total, double seconds,
                            int columns, uint64_t before) {
  const double share =
      total == 0 ? 0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  std::string facts;
  if (total > 0) facts += fmt::format(" {:3.0f}%", std::floor(100 * share));
  facts += "  " + with_thousands(done);
  if (total > 0) facts += "/" + with_thousands(total);
  if (done > before && seconds > 0) {
    const double rate = static_cast<double>(done - before) / seconds;
    facts += "  " + format_rate(rate);
    const double left = static_cast<double>(total) - static_cast<double>(done);
    if (left > 0) facts += fmt::format("  {} left", human_duration(left / rate));
  }
  // The last column stays free: some terminals wrap when it is written.
  const int width = columns - 1;
  const int room = width - static_cast<int>(label.size() + facts.size());
  const int bar_width = std::min(room - kAroundBar, kWidestBar);
  std::string line(label);
  if (total > 0 && bar_width >= kNarrowestBar) line += "  " + format_bar(share, bar_width);
  line += facts;
  if (room < 0) line.resize(static_cast<size_t>(std::max(width, 0)));
  return line;
}

}  // namespace ofa
