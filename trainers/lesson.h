#pragma once

#include <string>
#include <vector>

#include "nn/run.h"
#include "trainers/distill_config.h"
#include "trainers/projections.h"

namespace ofa {

// What one teacher says of a batch.
struct Lesson {
  std::string teacher;
  double share = 1;
  bool same_space = true;  // as the student's: blocks and channels are the same ones
  const Graph* graph = nullptr;
  Values values;  // logits, and what blocks give where a term compares that
};

// What a student says of it, as leaves that the loss is differentiated by.
struct Answer {
  const Graph& graph;
  Values leaves;
};

// The student's values, besides logits, that terms compare with the teacher's.
std::vector<ValueId> compared_values(const DistillConfig& distill, const Graph& student,
                                     const Graph& teacher, bool same_space);

// Adds the matrices that pairs of blocks need, where student and teacher are of different spaces.
void add_projections(Projections& projections, const std::string& teacher_name,
                     const Graph& teacher, const Graph& widest_student, uint64_t seed,
                     const at::TensorOptions& options);

// The loss of one term, without its weight.
at::Tensor term_loss(const DistillTerm& term, const Lesson& lesson, const Answer& answer,
                     const Projections& projections);

}  // namespace ofa
