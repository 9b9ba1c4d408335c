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

constexpr const char* kFormat = "ofa-checkpoint/1";
constexpr const char* kSuffix = ".safetensors";

struct Buffer {
  std::string name;
  at::Tensor values;
};

std::vector<Buffer> buffers(const Weights& weights, const std::array<at::Tensor, 2>& momentum) {
  std::vector<Buffer> all;
  for (const WeightGroup group : kWeightGroups) {
    const std::string number = std::to_string(static_cast<int>(group));
    all.push_back({"weights." + number, weights.flat_values(group)});
    all.push_back({"momentum." + number, momentum[static_cast<int>(group)]});
  }
  return all;
}

// A checkpoint that is whole, or nothing.
std::optional<SafetensorsFile> read_whole(const std::filesystem::path& path) {
  std::string bytes = read_file(path, std::numeric_limits<int64_t>::max());
  try {
    SafetensorsFile file = parse_safetensors(std::move(bytes), path.string());
    const auto format = file.metadata.find("format");
    if (file.is_proven && format != file.metadata.end() && format->second == kFormat) return file;
    log_warning("{}: damaged: not a whole checkpoint; going back to the one before it",
                path.string());
  } catch (const Error& error) {
    log_warning("{}; going back to the checkpoint before it", error.what());
  }
  return std::nullopt;
}

Progression take(const SafetensorsFile& file, const std::vector<Buffer>& wanted) {
  const std::string& name = file.tensors.file();
  for (const Buffer& buffer : wanted) {
    const TensorView& view = file.tensors.at(buffer.name);
    if (view.dtype != DType::kF32 || at::IntArrayRef(view.shape) != buffer.values.sizes())
      throw Error("{}: {}: expected {} numbers, got {}; it is of another network", name,
                  buffer.name, buffer.values.numel(), shape_text(view.shape));
  }
  for (const Buffer& buffer : wanted)
    at::Tensor(buffer.values).copy_(to_tensor(file.tensors.at(buffer.name)));
  return Progression::from_json(parse_json(file.metadata.at("state"), name));
}

Json sums_json(const LossSums& sums) {
  return Json::array({sums.total, sums.hard, sums.soft, sums.grad_norm, sums.steps});
}

LossSums sums_from(const Json& json) {
  return {json.at(0), json.at(1), json.at(2), json.at(3), json.at(4)};
}

}  // namespace

void LossSums::add(const StepLosses& losses, double norm) {
  total += losses.total;
  hard += losses.hard;
  soft += losses.soft;
  grad_norm += norm;
  ++steps;
}

StepLosses LossSums::means() const {
  const double n = static_cast<double>(std::max<int64_t>(steps, 1));
  return {total / n, hard / n, soft / n};
}

Json Progression::to_json() const {
  return {{"step", step},
          {"best", best},
          {"metrics_bytes", records.metrics},
          {"events_bytes", records.events},
          {"since_log", sums_json(since_log)},
          {"since_evaluation", sums_json(since_evaluation)},
          {"last_loss", last_loss},
          {"last_accuracies", last_accuracies}};
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
  } catch (const Json::exception& error) {
    throw Error("a checkpoint's state is not as it was written: {}", error.what());
  }
  return p;
}

void Checkpoints::save(const Progression& progression, const Weights& weights,
                       const std::array<at::Tensor, 2>& momentum) const {
  std::filesystem::create_directories(folder_);
  TensorList list;
  for (const Buffer& buffer : buffers(weights, momentum)) list.add(buffer.name, buffer.values);
  write_safetensors(folder_ / fmt::format("{:010}{}", progression.step, kSuffix), list.views(),
                    {{"format", kFormat}, {"state", progression.to_json().dump()}});
  const auto files = newest_first();
  for (size_t i = static_cast<size_t>(keep_); i < files.size(); ++i)
    std::filesystem::remove(files[i]);
}

std::optional<Progression> Checkpoints::load(Weights& weights,
                                             const std::array<at::Tensor, 2>& momentum) const {
  const at::NoGradGuard no_grad;
  if (!std::filesystem::exists(folder_)) return std::nullopt;
  remove_temporaries(folder_);
  for (const std::filesystem::path& path : newest_first()) {
    if (const auto file = read_whole(path)) return take(*file, buffers(weights, momentum));
    std::filesystem::rename(path, path.string() + ".damaged");
  }
  return std::nullopt;
}

std::vector<std::filesystem::path> Checkpoints::newest_first() const {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    if (entry.path().extension() == kSuffix) files.push_back(entry.path());
  std::ranges::sort(files, std::greater<>());
  return files;
}

}  // namespace ofa
