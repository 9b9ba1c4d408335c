#pragma once

#include "search/evaluator.h"

namespace ofa {

// What one other pick costs and brings.
struct Neighbour {
  int choice = -1;  // -1: the resolution
  Candidate candidate;
};

// The arch itself, and each that differs from it in one pick.
struct Explanation {
  Candidate self;
  std::vector<Neighbour> neighbours;  // choice by choice
};
Explanation explain(const Space& space, const Evaluator& evaluator, const Arch& arch);

// Candidates of open choices that no member of a front takes; as if each choice that is inactive
// took none.
struct Unused {
  int choice = -1;    // -1: the resolution
  int candidate = 0;  // or the resolution itself
};
std::vector<Unused> unused_candidates(const Space& space, const std::vector<Candidate>& front);

// "stages.1.blocks.0 kernel"; "resolution".
std::string choice_text(const Space& space, int choice);
std::string pick_text(const Space& space, int choice, const Arch& arch);

}  // namespace ofa
