#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ofa {

// A bar on stderr, where that is a terminal, for as long as the object lives. For one thread.
class Progress {
 public:
  Progress(std::string label, uint64_t total);  // total 0: unknown
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(uint64_t done);
  void advance(uint64_t count = 1) { update(done_ + count); }

 private:
  using Clock = std::chrono::steady_clock;

  void draw(Clock::time_point now);

  std::string label_;
  uint64_t total_;
  uint64_t done_ = 0;
  bool visible_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_;
};

// "train  [=====>     ]  43%  1,234/2,870  56.7/s  28.9 s left", in fewer than `columns` columns.
std::string format_progress(std::string_view label, uint64_t done, uint64_t total, double seconds,
                            int columns);

}  // namespace ofa
