#pragma once

#include <unordered_map>
#include <vector>

#include "search/candidate.h"

namespace ofa {

// Every candidate that was scored, and which of them no other dominates.
class Archive {
 public:
  bool contains(const Arch& arch) const { return index_.contains(arch); }
  const std::vector<Candidate>& all() const { return candidates_; }

  // New ones alone; what it holds already stays as it is.
  void add(std::vector<Candidate> generation);

  // Of those that keep all limits, what no other dominates, by the first goal; of equals the one
  // that came first.
  std::vector<Candidate> front() const;
  // The best in the first goal that keeps all limits; null: there is none yet.
  const Candidate* best() const;

 private:
  void offer_to_front(size_t number);

  std::vector<Candidate> candidates_;
  std::unordered_map<Arch, size_t, ArchHash> index_;
  std::vector<size_t> front_;        // by their goals, the first goal first
  std::vector<double> front_goals_;  // the same in rows, to be scanned fast
};

}  // namespace ofa
