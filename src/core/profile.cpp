#include "core/profile.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string_view>

namespace ofa {
namespace {

using Clock = std::chrono::steady_clock;

// A scope by its name and those around it, which come before it.
struct Place {
  std::string_view name;
  int parent = -1;
  int64_t count = 0;
  Clock::time_point opened;
  Clock::duration total{};
};

constexpr int kOutside = -1;
std::vector<Place> places;
int current = kOutside;

int place_within(int parent, std::string_view name) {
  const auto found = std::ranges::find_if(
      places, [&](const Place& place) { return place.parent == parent && place.name == name; });
  if (found == places.end()) {
    places.push_back({name, parent});
    return static_cast<int>(places.size()) - 1;
  }
  return static_cast<int>(found - places.begin());
}

double in_seconds(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

void start_profile() {
  if (current != kOutside) throw std::logic_error("a profile begins within a scope");
  ProfileScope::is_on_ = true;
}

std::vector<ProfileEntry> stop_profile() {
  if (current != kOutside) throw std::logic_error("a profile ends within a scope");
  ProfileScope::is_on_ = false;
  std::vector<ProfileEntry> entries;
  for (const Place& place : places) {
    const bool is_inner = place.parent != kOutside;
    const std::string around = is_inner ? entries[place.parent].name + " / " : "";
    entries.push_back({around + std::string(place.name), in_seconds(place.total), place.count});
    if (is_inner) entries[place.parent].seconds -= in_seconds(place.total);
  }
  places.clear();
  std::ranges::stable_sort(entries, std::ranges::greater(), &ProfileEntry::seconds);
  return entries;
}

void ProfileScope::open(const char* name) {
  current = place_within(current, name);
  ++places[current].count;
  places[current].opened = Clock::now();
}

void ProfileScope::close() {
  Place& place = places[current];
  place.total += Clock::now() - place.opened;
  current = place.parent;
}

}  // namespace ofa
