#include "trainers/lesson.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

#include "trainers/block_pairs.h"
#include "trainers/losses.h"

namespace ofa {
namespace {

std::vector<BlockPair> pairs_of(const BlocksTerm& term, const Graph& student, const Graph& teacher,
                                bool same_space) {
  return same_space ? pairs_within_space(student, teacher, term.map)
                    : pairs_across_spaces(student, teacher);
}

std::string matrix_name(const std::string& teacher, const BlockPair& pair) {
  return teacher + " " + pair.stage;
}

using PairLoss = at::Tensor (*)(const at::Tensor&, const at::Tensor&);

// The mean over pairs of blocks: the leading channels that both have, or the student's as the
// teacher's.
at::Tensor mean_over_pairs(const BlocksTerm& term, const Lesson& lesson, const Answer& answer,
                           const Projections& projections, PairLoss loss) {
  const std::vector<BlockPair> pairs =
      pairs_of(term, answer.graph, *lesson.graph, lesson.same_space);
  at::Tensor sum;
  for (const BlockPair& pair : pairs) {
    at::Tensor mine = answer.leaves.at(pair.student), theirs = lesson.values.at(pair.teacher);
    if (lesson.same_space) {
      const int64_t channels = std::min(mine.size(1), theirs.size(1));
      mine = mine.narrow(1, 0, channels);
      theirs = theirs.narrow(1, 0, channels);
    } else {
      mine = projections.apply(matrix_name(lesson.teacher, pair), mine);
    }
    const at::Tensor one = loss(mine, theirs);
    sum = sum.defined() ? sum + one : one;
  }
  TORCH_CHECK(sum.defined(), "no blocks to compare");
  return sum / static_cast<double>(pairs.size());
}

// A term without a formula here does not compile.
struct TermLoss {
  const Lesson& lesson;
  const Answer& answer;
  const Projections& projections;

  const at::Tensor& mine() const { return answer.leaves.at(answer.graph.output); }
  const at::Tensor& theirs() const { return lesson.values.at(lesson.graph->output); }
  at::Tensor operator()(const SoftTerm& term) const {
    return soft_loss(mine(), theirs(), term.temperature);
  }
  at::Tensor operator()(const AlphaTerm& term) const {
    return alpha_loss(mine(), theirs(), term.low, term.high, term.clip);
  }
  at::Tensor operator()(const LogitsTerm&) const { return logits_loss(mine(), theirs()); }
  at::Tensor operator()(const FeaturesTerm& term) const {
    return mean_over_pairs(term, lesson, answer, projections, feature_loss);
  }
  at::Tensor operator()(const CosineTerm& term) const {
    return mean_over_pairs(term, lesson, answer, projections, cosine_loss);
  }
};

}  // namespace

std::vector<ValueId> compared_values(const DistillConfig& distill, const Graph& student,
                                     const Graph& teacher, bool same_space) {
  std::set<ValueId> values;
  for (const DistillTerm& term : distill.terms)
    if (const BlocksTerm* blocks = blocks_term(term))
      for (const BlockPair& pair : pairs_of(*blocks, student, teacher, same_space))
        values.insert(pair.student);
  return {values.begin(), values.end()};
}

void add_projections(Projections& projections, const std::string& teacher_name,
                     const Graph& teacher, const Graph& widest_student, uint64_t seed,
                     const at::TensorOptions& options) {
  for (const BlockPair& pair : pairs_across_spaces(widest_student, teacher))
    projections.add(matrix_name(teacher_name, pair), teacher.channels(pair.teacher),
                    most_channels(widest_student, widest_student.values[pair.student].height), seed,
                    options);
}

at::Tensor term_loss(const DistillTerm& term, const Lesson& lesson, const Answer& answer,
                     const Projections& projections) {
  return std::visit(TermLoss{lesson, answer, projections}, term);
}

}  // namespace ofa
