#include "trainers/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/format.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "io/folders.h"
#include "nn/tensor_io.h"
#include "trainers/channel_sort.h"
#include "trainers/evaluation.h"
#include "trainers/precision.h"
#include "trainers/set_up.h"
#include "trainers/teachers.h"

namespace ofa {
namespace {

// What each term adds to the loss.
Json terms_json(const DistillConfig& distill, const StepLosses& means) {
  Json json;
  for (const DistillTerm& term : distill.terms) json[name_of(term)] = means.terms[term.index()];
  return json;
}

}  // namespace

Trainer::Trainer(const TrainConfig& config, const Dataset& dataset, Model& model,
                 std::filesystem::path run)
    : config_(config),
      dataset_(dataset),
      model_(model),
      first_only_(model.only),
      run_(std::move(run)),
      plans_(plan_phases(config)),
      archs_(followed_archs(config, model)),
      optimizer_(config.optimizer, model.weights),
      pruner_(make_pruner(config, model)),
      checkpoints_(run_ / "checkpoints", config.checkpoint.keep),
      epoch_steps_(steps_per_epoch(config, dataset.size(Split::kTrain))) {
  if (config.ema) average_.emplace(*config.ema, model, weights_options(config));
}

void Trainer::begin() {
  Records(run_, {}).sync();
  checkpoints_.save({}, model_.weights, state());
  keep_weights();
  keep_as_teacher(config_, DistillConfig::kAtStart, model_.weights, run_);
}

void Trainer::train() {
  const auto loaded = checkpoints_.load(model_.weights, state());
  if (!loaded)
    throw Error("{}: no whole checkpoint is left to go on from; delete the folder and train anew",
                run_.string());
  progression_ = *loaded;
  if (!progression_.narrowed.is_null())
    model_.only = arch_from_json(model_.space, progression_.narrowed, run_.string());
  if (average_) average_->narrow(model_.only);
  records_ = std::make_unique<Records>(run_, progression_.records);
  Progress progress("", static_cast<uint64_t>(num_steps()));
  progress_ = &progress;
  saved_at_ = Clock::now();
  for (size_t i = 0; i < plans_.size(); ++i)
    if (progression_.step < plans_[i].end) train_phase(i);
  progress_ = nullptr;
}

void Trainer::train_phase(size_t index) {
  const PhasePlan& plan = plans_[index];
  if (progression_.step == plan.first)
    sort_for_phase(model_, state(), plans_, index, is_run(config_.init.from));
  PhaseRun run(config_, plan, dataset_, model_, optimizer_,
               make_teachers(config_, plan.phase, model_, first_only_, dataset_, run_),
               progression_.step, pruner_.get());
  phase_state_ = run.state();
  if (progression_.step > plan.first) checkpoints_.load_state(progression_.step, phase_state_);
  while (progression_.step < plan.end) {
    const auto start = Clock::now();
    const double waited = run.wait_seconds();
    const StepResult result = run.step(progression_.step);
    if (average_) average_->update(model_.weights);
    if (pruner_) narrow();
    timing_.seconds += std::chrono::duration<double>(Clock::now() - start).count();
    timing_.waited += run.wait_seconds() - waited;
    ++timing_.steps;
    ++progression_.step;
    progression_.since_log.add(result.losses, result.grad_norm);
    progression_.since_evaluation.add(result.losses, result.grad_norm);
    after_step(plan, run, result);
  }
}

void Trainer::narrow() {
  pruner_->after_step(progression_.step, state().like_weights);
  if (average_) average_->narrow(model_.only);
}

void Trainer::after_step(const PhasePlan& plan, PhaseRun& run, const StepResult& result) {
  const bool ends = progression_.step == plan.end;
  if (ends && run.skipped() > 0)
    log_warning("{} broken images were skipped in phase {}", run.skipped(), plan.phase.name);
  if (progression_.step % config_.log_every == 0 || ends) log(plan, run, result);
  if (ends) keep_as_teacher(config_, plan.phase.name, kept_model().weights, run_);
  const bool evaluates =
      ends || progression_.step % steps_per_evaluation(config_, epoch_steps_) == 0;
  if (evaluates) evaluate(plan);

  const std::chrono::duration<double> unsaved = Clock::now() - saved_at_;
  if (ends || interrupted() || unsaved.count() >= config_.checkpoint.every.seconds) save();
  if (interrupted() && progression_.step < num_steps())
    throw Error(static_cast<Exit>(128 + interrupt_signal()), "interrupted after {} of {} steps",
                with_thousands(progression_.step), with_thousands(num_steps()));
}

// Figures of the steps since the last record: metrics.jsonl, TensorBoard, the progress bar.
void Trainer::log(const PhasePlan& plan, PhaseRun& run, const StepResult& result) {
  const LossSums sums = std::exchange(progression_.since_log, {});
  const StepLosses means = sums.means();
  const double norm = sums.grad_norm / static_cast<double>(sums.steps);
  const Timing timing = std::exchange(timing_, {});
  const double rate = static_cast<double>(run.images_per_step() * timing.steps) / timing.seconds;

  Json facts{{"step", progression_.step},
             {"phase", plan.phase.name},
             {"epoch", epoch()},
             {"loss", means.total},
             {"hard", means.hard}};
  if (plan.phase.distill) {
    facts["soft"] = means.soft;
    if (plan.phase.distill->terms.size() > 1)
      facts["terms"] = terms_json(*plan.phase.distill, means);
  }
  facts["lr"] = result.lr;
  facts["grad_norm"] = norm;
  if (pruner_) facts["macs"] = pruner_->macs();
  records_->write(facts,
                  {{"images_per_s", rate}, {"waited_for_data", timing.waited / timing.seconds}});
  records_->write(progression_.step, {{"train/loss", static_cast<float>(means.total)},
                                      {"train/hard", static_cast<float>(means.hard)},
                                      {"train/soft", static_cast<float>(means.soft)},
                                      {"train/lr", static_cast<float>(result.lr)},
                                      {"train/grad_norm", static_cast<float>(norm)}});
  progress_->set_label(fmt::format("{} {:.2f}  loss {:.3f}  {:.0f} images/s", plan.phase.name,
                                   epoch(), means.total, rate));
  progress_->update(static_cast<uint64_t>(progression_.step));
}

void Trainer::evaluate(const PhasePlan& plan) {
  if (pruner_) archs_ = followed_archs(config_, model_);
  const Evaluation evaluation = ofa::evaluate(config_, dataset_, kept_model(), archs_);
  const bool is_narrow = !pruner_ || pruner_->is_done(progression_.step);
  const bool is_kept = is_narrow && evaluation.score() > progression_.best;
  const StepLosses losses = progression_.since_evaluation.means();
  const Health health =
      judge(evaluation, losses, plan.phase, progression_, dataset_.info().num_classes());
  const double norm = progression_.since_evaluation.grad_norm /
                      static_cast<double>(progression_.since_evaluation.steps);
  const Json facts{{"step", progression_.step},
                   {"phase", plan.phase.name},
                   {"epoch", epoch()},
                   {"loss", losses.total},
                   {"hard", losses.hard},
                   {"soft", losses.soft},
                   {"grad_norm", norm},
                   {"kept", is_kept},
                   {"evaluation", evaluation_json(model_.space, evaluation, health)}};
  records_->write(facts, {{"evaluation_s", evaluation.seconds}});
  records_->write(progression_.step, scalars_of(evaluation, health));
  const std::string soft =
      plan.phase.distill ? fmt::format(" (labels {:.3f}, teacher {:.3f})", losses.hard, losses.soft)
                         : "";
  log_info("{} {:.2f}  loss {:.3f}{}  gradient {:.2f}  {}", plan.phase.name, epoch(), losses.total,
           soft, norm, evaluation_text(evaluation, health));

  progression_.since_evaluation = {};
  progression_.last_loss = progression_.step < plan.end ? losses.hard : 0;
  progression_.last_accuracies = evaluation.of_random();
  if (is_kept) {
    progression_.best = evaluation.score();
    keep_weights();
  }
}

void Trainer::save() {
  progression_.records = records_->sync();
  if (pruner_) progression_.narrowed = to_json(model_.space, *model_.only);
  checkpoints_.save(progression_, model_.weights, state());
  saved_at_ = Clock::now();
}

// The best so far: what `ofa eval`, `extract` and all else of this run read. Of a pruning, the best
// of those that are as narrow as they are to be.
void Trainer::keep_weights() const {
  if (pruner_ && progression_.step > 0) write_narrowed_arch(run_, model_.space, *model_.only);
  write_weights(weights_file(run_), kept_model().weights);
}

TrainingState Trainer::state() const {
  TrainingState state;
  optimizer_.add_to(state);
  if (average_) average_->add_to(state);
  if (pruner_) state.others.push_back({"pruning.scores", pruner_->scores()});
  state.others.insert(state.others.end(), phase_state_.begin(), phase_state_.end());
  return state;
}

double Trainer::epoch() const {
  return static_cast<double>(progression_.step) / static_cast<double>(epoch_steps_);
}

}  // namespace ofa
