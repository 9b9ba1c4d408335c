#include "search/archive.h"

#include <algorithm>

namespace ofa {
namespace {

bool no_worse(const double* a, const double* b, size_t num_goals) {
  for (size_t i = 0; i < num_goals; ++i)
    if (a[i] > b[i]) return false;
  return true;
}

}  // namespace

void Archive::add(std::vector<Candidate> generation) {
  for (Candidate& candidate : generation) {
    if (!index_.emplace(candidate.arch, candidates_.size()).second) continue;
    candidates_.push_back(std::move(candidate));
    if (candidates_.back().violation == 0) offer_to_front(candidates_.size() - 1);
  }
}

// What dominates it stands before its place in the order of goals, what it dominates behind.
void Archive::offer_to_front(size_t number) {
  const std::vector<double>& goals = candidates_[number].goals;
  const size_t width = goals.size();
  const auto place = std::ranges::upper_bound(
      front_, goals, {}, [this](size_t held) -> const auto& { return candidates_[held].goals; });
  const size_t at = place - front_.begin();
  for (size_t i = at; i-- > 0;)
    if (no_worse(&front_goals_[i * width], goals.data(), width)) return;
  size_t kept = at;
  for (size_t i = at; i < front_.size(); ++i) {
    if (no_worse(goals.data(), &front_goals_[i * width], width)) continue;
    front_[kept] = front_[i];
    std::copy_n(&front_goals_[i * width], width, &front_goals_[kept * width]);
    ++kept;
  }
  front_.resize(kept);
  front_goals_.resize(kept * width);
  front_.insert(front_.begin() + at, number);
  front_goals_.insert(front_goals_.begin() + at * width, goals.begin(), goals.end());
}

std::vector<Candidate> Archive::front() const {
  std::vector<Candidate> front;
  for (const size_t number : front_) front.push_back(candidates_[number]);
  return front;
}

const Candidate* Archive::best() const {
  return front_.empty() ? nullptr : &candidates_[front_.front()];
}

}  // namespace ofa
