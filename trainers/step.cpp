#include "trainers/step.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "core/profile.h"
#include "trainers/losses.h"

namespace ofa {
namespace {

Arch at_resolution(Arch arch, int resolution) {
  arch.resolution = resolution;
  return arch;
}

class Step {
 public:
  Step(Model& model, Teacher* teacher, const at::Tensor& images, const at::Tensor& labels,
       const StepOptions& options)
      : model_(model), images_(images), labels_(labels), options_(options) {
    if (!teacher) return;
    const ProfileScope scope("teacher");
    wanted_ = teacher->logits(images);
  }

  // The widest arch as it stands is the teacher, and learns from the labels alone. Where it is the
  // first, its own forward pass says what the others learn; else it is asked before.
  void learn_in_place(const Arch& first, const Arch& widest) {
    teacher_in_place_ = widest;
    if (first == widest) return;
    const ProfileScope scope("teacher");
    const Plan plan = plan_of(widest);
    wanted_ = forward_train(model_.weights, plan, images_, options_.precision, nullptr)
                  .at(plan.graph.output);
  }

  StepLosses run(const std::vector<Arch>& archs) {
    StepLosses sums;
    for (size_t i = 0; i < archs.size(); ++i) {
      const StepLosses one = learn(archs[i], teacher_in_place_ && archs[i] == *teacher_in_place_);
      sums.total += one.total / static_cast<double>(archs.size());
      sums.hard += one.hard / static_cast<double>(archs.size());
      sums.soft += one.soft / static_cast<double>(archs.size());
    }
    return sums;
  }

 private:
  StepLosses learn(const Arch& arch, bool is_teacher) {
    const Plan plan = plan_of(arch);
    Tape tape;
    const at::Tensor logits = forward(plan, tape);
    const auto [losses, gradient] = lose(logits, is_teacher);
    {
      const ProfileScope scope("backward");
      backward(model_.weights, tape, {{plan.graph.output, gradient}});
    }
    if (is_teacher) wanted_ = logits.detach();
    return losses;
  }

  Plan plan_of(const Arch& arch) const {
    const ProfileScope scope("plan");
    return model_.plan(arch);
  }

  at::Tensor forward(const Plan& plan, Tape& tape) const {
    const ProfileScope scope("forward");
    const Values values = forward_train(model_.weights, plan, images_, options_.precision, &tape);
    return values.at(plan.graph.output).detach().set_requires_grad(true);
  }

  // And what the gradient at the logits is.
  std::pair<StepLosses, at::Tensor> lose(const at::Tensor& logits, bool is_teacher) const {
    const ProfileScope scope("loss");
    const at::AutoGradMode grad(true);
    const at::Tensor hard = hard_loss(logits, labels_, options_.label_smoothing);
    StepLosses losses{.hard = hard.item<double>()};
    at::Tensor total = hard;
    if (wanted_.defined() && !is_teacher) {
      const DistillConfig& distill = *options_.distill;
      const at::Tensor soft = soft_loss(logits, wanted_, distill.temperature);
      losses.soft = soft.item<double>();
      total = distill.labels * hard + distill.weight * soft;
    }
    losses.total = total.item<double>();
    const at::Tensor gradient = torch::autograd::grad({total * options_.share}, {logits}).front();
    return {losses, gradient};
  }

  Model& model_;
  const at::Tensor& images_;
  const at::Tensor& labels_;
  const StepOptions& options_;
  at::Tensor wanted_;
  std::optional<Arch> teacher_in_place_;
};

}  // namespace

StepLosses add_gradients(Model& model, const std::vector<Arch>& archs, Teacher* teacher,
                         const at::Tensor& images, const at::Tensor& labels,
                         const StepOptions& options) {
  Step step(model, teacher, images, labels, options);
  if (options.distill && !teacher) {
    const Arch widest = model.only.value_or(max_arch(model.space));
    step.learn_in_place(archs.front(), at_resolution(widest, archs.front().resolution));
  }
  return step.run(archs);
}

ArchSource::ArchSource(const Model& model, const PhaseConfig& phase, uint64_t seed)
    : only_(model.only),
      phase_(phase),
      seed_(seed),
      space_(restrict_space(model.space, phase.open)),
      sampler_(space_) {}

std::vector<Arch> ArchSource::archs(int64_t step, int resolution) const {
  Random random(seed_, "archs of a step", static_cast<uint64_t>(step));
  std::vector<Arch> archs;
  for (const Sample sample : phase_.sample)
    archs.push_back(at_resolution(draw(sample, random), resolution));
  return archs;
}

Arch ArchSource::draw(Sample sample, Random& random) const {
  if (only_) return *only_;
  if (sample == Sample::kMax) return max_arch(space_);
  if (sample == Sample::kMin) return min_arch(space_);
  return phase_.draw == Draw::kUniform ? sampler_.uniform(random) : sampler_.per_choice(random);
}

}  // namespace ofa
