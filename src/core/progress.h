#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ofa {

// A bar on stderr, where that is a terminal, for as long as the object lives. For one thread.
class Progress {
 public:
  // total 0: unknown; `before` of them were done at another time, and say nothing of the rate.
  Progress(std::string label, uint64_t total, uint64_t before = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(uint64_t done);
  void set_label(std::string label) { label_ = std::move(label); }
  void advance(uint64_t count = 1) { update(done_ + count); }

 private:
  using Clock = std::chrono::steady_clock;

  void draw(Clock::time_point now);

  std::string label_;
  uint64_t total_, before_, done_;
  bool visible_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_;
};

// "train  [=====>     ]  43%  1,234/2,870  56.7/s  28.9 s left", in fewer than `columns` columns.
std::string format_progress(std::string_view label, uint64_t done, uint64_t total, double seconds,
                            int columns, uint64_t before = 0);

}  // namespace ofa
