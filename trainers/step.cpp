#include "trainers/step.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "core/profile.h"
#include "space/sample.h"
#include "trainers/block_pairs.h"
#include "trainers/lesson.h"
#include "trainers/losses.h"
#include "trainers/regularise.h"

namespace ofa {
namespace {

struct Loss {
  StepLosses losses;
  at::Tensor total;
  Values gradients;  // at the student's values
};

class Step {
 public:
  Step(Model& model, Teachers& teachers, const at::Tensor& images, const at::Tensor& labels,
       const StepOptions& options)
      : model_(model),
        teachers_(teachers),
        images_(images),
        labels_(labels),
        options_(options),
        compares_blocks_(options.distill && options.distill->compares_blocks()),
        widest_arch_(options.widest.value_or(model.only.value_or(max_arch(model.space)))) {}

  StepLosses run(const std::vector<Arch>& archs) {
    widest_arch_.resolution = archs.front().resolution;
    ask_teachers(archs.front().resolution);
    if (teachers_.in_place > 0) ask_widest(archs.front());
    StepLosses means;
    for (size_t i = 0; i < archs.size(); ++i)
      means.add(learn(archs[i], static_cast<int>(i)), 1.0 / static_cast<double>(archs.size()));
    return means;
  }

 private:
  void ask_teachers(int resolution) {
    for (const Teachers::Frozen& one : teachers_.frozen) {
      const ProfileScope scope("teacher");
      const Graph& graph = one.teacher->graph(resolution);
      lessons_.push_back({one.name, one.share, one.same_space, &graph,
                          one.teacher->answer(images_, kept_of_teacher(graph))});
    }
  }

  // Where the widest is the first arch, its own forward pass says what the others learn.
  void ask_widest(const Arch& first) {
    widest_ = plan_of(widest_arch_);
    if (first == widest_arch_) return;
    const ProfileScope scope("teacher");
    teach(forward_train(model_.weights, *widest_, images_, options_.precision, nullptr,
                        kept_of_teacher(widest_->graph)));
  }

  void teach(Values values) {
    lessons_.push_back(
        {DistillConfig::kInPlace, teachers_.in_place, true, &widest_->graph, std::move(values)});
  }

  StepLosses learn(const Arch& arch, int index) {
    const bool is_teacher = widest_ && arch == widest_->arch;
    const Plan plan = plan_of(arch);
    Tape tape;
    const Values values = forward(plan, is_teacher, index, tape);
    Answer answer{plan.graph, leaves_of(values)};
    const Loss loss = lose(answer, is_teacher);
    {
      const ProfileScope scope("backward");
      backward(model_.weights, tape, loss.gradients);
    }
    const bool has_taught = !lessons_.empty() && lessons_.back().teacher == DistillConfig::kInPlace;
    if (is_teacher && !has_taught) teach(values);
    return loss.losses;
  }

  Plan plan_of(const Arch& arch) const {
    const ProfileScope scope("plan");
    return model_.plan(arch);
  }

  Values forward(const Plan& plan, bool is_teacher, int index, Tape& tape) const {
    const ProfileScope scope("forward");
    std::vector<ValueId> keep = is_teacher ? kept_of_teacher(plan.graph) : std::vector<ValueId>();
    for (const Lesson& lesson : lessons_)
      if (compares_blocks_ && teaches(lesson, is_teacher))
        for (const ValueId value :
             compared_values(*options_.distill, plan.graph, *lesson.graph, lesson.same_space))
          keep.push_back(value);
    const Regularisation dropped =
        regularisation_for(options_.regularise, plan.arch == widest_arch_, options_.seed,
                           options_.step, options_.batch, index);
    return forward_train(model_.weights, plan, images_, options_.precision, &tape, keep, &dropped);
  }

  std::vector<ValueId> kept_of_teacher(const Graph& graph) const {
    return compares_blocks_ ? block_values(graph) : std::vector<ValueId>();
  }

  static Values leaves_of(const Values& values) {
    Values leaves;
    for (const auto& [id, value] : values) leaves[id] = value.detach().set_requires_grad(true);
    return leaves;
  }

  // Nobody teaches itself.
  static bool teaches(const Lesson& lesson, bool is_teacher) {
    return !is_teacher || lesson.teacher != DistillConfig::kInPlace;
  }

  Loss lose(const Answer& answer, bool is_teacher) {
    const ProfileScope scope("loss");
    const at::AutoGradMode grad(true);
    const at::Tensor hard =
        hard_loss(answer.leaves.at(answer.graph.output), labels_, options_.label_smoothing);
    Loss loss{{.hard = hard.item<double>()}, hard};
    double shares = 0;
    for (const Lesson& lesson : lessons_)
      if (teaches(lesson, is_teacher)) shares += lesson.share;
    if (shares > 0) loss.total = options_.distill->labels.at(options_.done) * hard;
    for (const Lesson& lesson : lessons_)
      if (teaches(lesson, is_teacher)) take(lesson, lesson.share / shares, answer, loss);
    loss.losses.total = loss.total.item<double>();
    loss.gradients = gradients_of(loss.total, answer);
    return loss;
  }

  void take(const Lesson& lesson, double share, const Answer& answer, Loss& loss) const {
    for (const DistillTerm& term : options_.distill->terms) {
      const double weight = share * weight_of(term).at(options_.done);
      if (weight == 0) continue;
      const at::Tensor one = weight * term_loss(term, lesson, answer, teachers_.projections);
      loss.total = loss.total + one;
      loss.losses.terms[term.index()] += one.item<double>();
      loss.losses.soft += one.item<double>();
    }
  }

  // At the student's values; the projections keep theirs.
  Values gradients_of(const at::Tensor& total, const Answer& answer) {
    std::vector<at::Tensor> inputs;
    for (const auto& [id, leaf] : answer.leaves) inputs.push_back(leaf);
    const std::vector<at::Tensor> matrices = teachers_.projections.leaves();
    inputs.insert(inputs.end(), matrices.begin(), matrices.end());
    const std::vector<at::Tensor> found =
        torch::autograd::grad({total * options_.share}, inputs, /*grad_outputs=*/{},
                              /*retain_graph=*/std::nullopt, /*create_graph=*/false,
                              /*allow_unused=*/true);
    Values gradients;
    size_t i = 0;
    for (const auto& [id, leaf] : answer.leaves)
      if (const at::Tensor& gradient = found[i++]; gradient.defined()) gradients[id] = gradient;
    teachers_.projections.add_gradients({found.begin() + static_cast<int64_t>(i), found.end()});
    return gradients;
  }

  Model& model_;
  Teachers& teachers_;
  const at::Tensor& images_;
  const at::Tensor& labels_;
  const StepOptions& options_;
  bool compares_blocks_;
  Arch widest_arch_;
  std::optional<Plan> widest_;  // where it teaches in place
  std::vector<Lesson> lessons_;
};

}  // namespace

StepLosses add_gradients(Model& model, const std::vector<Arch>& archs, Teachers& teachers,
                         const at::Tensor& images, const at::Tensor& labels,
                         const StepOptions& options) {
  return Step(model, teachers, images, labels, options).run(archs);
}

}  // namespace ofa
