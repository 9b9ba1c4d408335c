#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace ofa {

// Where time goes, by the names of scopes; those within others are named with them: "backward /
// depthwise". For the main thread alone: worker threads open no scopes.

struct ProfileEntry {
  std::string name;
  double seconds = 0;  // without what scopes within took
  int64_t count = 0;
};

// Between the two, all scopes are timed. Neither is called within one.
void start_profile();
std::vector<ProfileEntry> stop_profile();  // the longest first; empty where nothing was started

// Times what happens until its end. Outside of a profile it costs one look at a flag.
class ProfileScope {
 public:
  explicit ProfileScope(const char* name) : is_timed_(is_on_.load(std::memory_order_relaxed)) {
    if (is_timed_) open(name);
  }
  ~ProfileScope() {
    if (is_timed_) close();
  }
  ProfileScope(const ProfileScope&) = delete;
  ProfileScope& operator=(const ProfileScope&) = delete;

 private:
  friend void start_profile();
  friend std::vector<ProfileEntry> stop_profile();

  static void open(const char* name);
  static void close();

  inline static std::atomic<bool> is_on_ = false;
  const bool is_timed_;
};

}  // namespace ofa
