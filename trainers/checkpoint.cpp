#include "trainers/checkpoint.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "io/safetensors.h"
#include "nn/tensor_io.h"

namespace ofa {
namespace {

constexpr std::string_view kFormats = "ofa-checkpoint/";
constexpr const char* kFormat = "ofa-checkpoint/2";
constexpr const char* kSuffix = ".safetensors";

constexpr const char* kWeights = "weights";

std::vector<NamedBuffer> buffers(const Weights& weights, const TrainingState& state) {
  std::vector<GroupBuffers> groups = state.like_weights;
  groups.push_back(
      {kWeights,
       {weights.flat_values(WeightGroup::kDecayed), weights.flat_values(WeightGroup::kPlain)}});
  std::vector<NamedBuffer> all = state.others;
  for (const GroupBuffers& buffer : groups)
    for (size_t i = 0; i < buffer.groups.size(); ++i)
      all.push_back({fmt::format("{}.{}", buffer.name, i), buffer.groups[i]});
  return all;
}

// A checkpoint that is whole, or nothing.
std::optional<SafetensorsFile> read_whole(const std::filesystem::path& path) {
  std::string bytes = read_file(path, std::numeric_limits<int64_t>::max());
  try {
    SafetensorsFile file = parse_safetensors(std::move(bytes), path.string());
    const auto format = file.metadata.find("format");
    if (file.is_proven && format != file.metadata.end() && format->second.starts_with(kFormats))
      return file;
    log_warning("{}: damaged: not a whole checkpoint; going back to the one before it",
                path.string());
  } catch (const Error& error) {
    log_warning("{}; going back to the checkpoint before it", error.what());
  }
  return std::nullopt;
}

void check_format(const SafetensorsFile& file) {
  const std::string& format = file.metadata.at("format");
  if (format != kFormat)
    throw Error(
        "{}: is an {}, and only {} can be gone on from; go on with the version of ofa that began "
        "the run, or begin anew from its weights: init: {{from: RUN}}",
        file.tensors.file(), format, kFormat);
}

// All that is there has to fit before any of it is taken.
void fill(const std::vector<NamedBuffer>& wanted, const SafetensorsFile& file) {
  const std::string& name = file.tensors.file();
  check_format(file);
  for (const NamedBuffer& buffer : wanted) {
    const TensorView* view = file.tensors.find(buffer.name);
    if (!view && !buffer.name.starts_with(kWeights)) continue;
    if (!view) throw Error("{}: has no {}", name, buffer.name);
    if (view->dtype != DType::kF32 || at::IntArrayRef(view->shape) != buffer.values.sizes())
      throw Error("{}: {}: expected {}, got {}; it is of another network", name, buffer.name,
                  shape_text(buffer.values.sizes().vec()), shape_text(view->shape));
  }
  for (const NamedBuffer& buffer : wanted) {
    if (const TensorView* view = file.tensors.find(buffer.name))
      at::Tensor(buffer.values).copy_(to_tensor(*view));
    else
      log_warning("{}: has no {}, of settings that are new; it begins here", name, buffer.name);
  }
}

Progression progression_in(const SafetensorsFile& file) {
  return Progression::from_json(parse_json(file.metadata.at("state"), file.tensors.file()));
}

Json sums_json(const LossSums& sums) {
  const StepLosses& losses = sums.losses;
  return Json::array(
      {losses.total, losses.hard, losses.soft, losses.terms, sums.grad_norm, sums.steps});
}

LossSums sums_from(const Json& json) {
  return {{json.at(0), json.at(1), json.at(2), json.at(3)}, json.at(4), json.at(5)};
}

}  // namespace

void LossSums::add(const StepLosses& one, double norm) {
  losses.add(one, 1);
  grad_norm += norm;
  ++steps;
}

StepLosses LossSums::means() const {
  StepLosses means;
  means.add(losses, 1 / static_cast<double>(std::max<int64_t>(steps, 1)));
  return means;
}

Json Progression::to_json() const {
  Json json{{"step", step},
            {"best", best},
            {"metrics_bytes", records.metrics},
            {"events_bytes", records.events},
            {"since_log", sums_json(since_log)},
            {"since_evaluation", sums_json(since_evaluation)},
            {"last_loss", last_loss},
            {"last_accuracies", last_accuracies}};
  if (!narrowed.is_null()) json["narrowed"] = narrowed;
  return json;
}

Progression Progression::from_json(const Json& json) {
  Progression p;
  try {
    json.at("step").get_to(p.step);
    json.at("best").get_to(p.best);
    json.at("metrics_bytes").get_to(p.records.metrics);
    json.at("events_bytes").get_to(p.records.events);
    p.since_log = sums_from(json.at("since_log"));
    p.since_evaluation = sums_from(json.at("since_evaluation"));
    json.at("last_loss").get_to(p.last_loss);
    json.at("last_accuracies").get_to(p.last_accuracies);
    p.narrowed = json.value("narrowed", Json());
  } catch (const Json::exception& error) {
    throw Error("a checkpoint's state is not as it was written: {}", error.what());
  }
  return p;
}

void Checkpoints::save(const Progression& progression, const Weights& weights,
                       const TrainingState& state) const {
  std::filesystem::create_directories(folder_);
  TensorList list;
  for (const NamedBuffer& buffer : buffers(weights, state)) list.add(buffer.name, buffer.values);
  write_safetensors(file_of(progression.step), list.views(),
                    {{"format", kFormat}, {"state", progression.to_json().dump()}});
  const auto files = newest_first();
  for (size_t i = static_cast<size_t>(keep_); i < files.size(); ++i)
    std::filesystem::remove(files[i]);
}

std::optional<Progression> Checkpoints::load(Weights& weights, const TrainingState& state) const {
  const at::NoGradGuard no_grad;
  if (!std::filesystem::exists(folder_)) return std::nullopt;
  remove_temporaries(folder_);
  for (const std::filesystem::path& path : newest_first()) {
    if (const auto file = read_whole(path)) {
      fill(buffers(weights, state), *file);
      return progression_in(*file);
    }
    std::filesystem::rename(path, path.string() + ".damaged");
  }
  return std::nullopt;
}

void Checkpoints::load_state(int64_t step, const std::vector<NamedBuffer>& state) const {
  if (state.empty()) return;
  const at::NoGradGuard no_grad;
  fill(state, read_safetensors(file_of(step)));
}

std::filesystem::path Checkpoints::file_of(int64_t step) const {
  return folder_ / fmt::format("{:010}{}", step, kSuffix);
}

std::vector<std::filesystem::path> Checkpoints::newest_first() const {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    if (entry.path().extension() == kSuffix) files.push_back(entry.path());
  std::ranges::sort(files, std::greater<>());
  return files;
}

}  // namespace ofa
