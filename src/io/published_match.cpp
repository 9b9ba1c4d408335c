#include "io/published_match.h"

#include <fmt/format.h>

#include <map>

#include "graph/freeze.h"
#include "io/quote.h"
#include "space/lower.h"
#include "space/supernet.h"

namespace ofa {
namespace {

Parameters parameters_of(const Space& space, const Arch* arch) {
  if (arch) return freeze(lower(space, *arch));
  return lower_supernet(space);
}

// Counters of the training, and AttentiveNAS's own record of two archs' statistics.
bool is_bookkeeping(const std::string& key) {
  return key.ends_with(".num_batches_tracked") || key.find(".bn_tracking.") != std::string::npos;
}

class Matching {
 public:
  Matching(const WantedTensors& wanted, const NamedTensors& tensors)
      : wanted_(wanted), tensors_(tensors) {
    for (const TensorView& tensor : tensors.all()) {
      std::string key = plain_key(tensor.name);
      if (is_bookkeeping(key)) {
        ++result_.num_ignored;
      } else if (!by_key_.try_emplace(std::move(key), &tensor).second) {
        result_.extra.push_back(in_quotes(tensor.name) + " beside another spelling of it");
      }
    }
  }

  PublishedMatch run() {
    for (const WantedTensor& wanted : wanted_.parameters) take(wanted, result_.parameters);
    for (size_t i = 0; i + 1 < wanted_.norms.size(); i += 2) {
      const WantedTensor &mean = wanted_.norms[i], &variance = wanted_.norms[i + 1];
      if (!by_key_.contains(mean.key) && !by_key_.contains(variance.key)) continue;
      take(mean, result_.norms);
      take(variance, result_.norms);
    }
    for (const TensorView& tensor : tensors_.all()) note_if_left(tensor);
    return std::move(result_);
  }

 private:
  void note_if_left(const TensorView& tensor) {
    const auto left = by_key_.find(plain_key(tensor.name));
    if (left == by_key_.end() || left->second != &tensor) return;
    if (wanted_.names.is_unused(left->first)) {
      ++result_.num_ignored;
    } else {
      result_.extra.push_back(in_quotes(tensor.name));
    }
  }

  void take(const WantedTensor& wanted, std::vector<TensorView>& taken) {
    const auto found = by_key_.find(wanted.key);
    if (found == by_key_.end()) {
      result_.missing.push_back(in_quotes(wanted.key));
      return;
    }
    const TensorView& tensor = *found->second;
    by_key_.erase(found);
    if (tensor.dtype == DType::kF32 && tensor.shape == wanted.shape) {
      taken.push_back({wanted.name, tensor.dtype, tensor.shape, tensor.bytes});
      return;
    }
    const bool is_float = tensor.dtype == DType::kF32;
    result_.misshapen.push_back(
        fmt::format("{} {}{} instead of {}{}", in_quotes(tensor.name),
                    is_float ? "" : fmt::format("{} ", name_of(tensor.dtype)),
                    shape_text(tensor.shape), is_float ? "" : "F32 ", shape_text(wanted.shape)));
  }

  const WantedTensors& wanted_;
  const NamedTensors& tensors_;
  std::map<std::string, const TensorView*> by_key_;
  PublishedMatch result_;
};

}  // namespace

WantedTensors::WantedTensors(const Space& space, const Arch* arch) : names(space, arch) {
  const Parameters network = parameters_of(space, arch);
  for (const Parameter& parameter : network.parameters) {
    WantedTensor wanted{parameter.name, names.of(parameter), network.active_sizes(parameter)};
    if (parameter.role == Role::kNormScale) {
      const auto without_leaf = [](const std::string& name) {
        return name.substr(0, name.rfind('.'));
      };
      const std::string norm = without_leaf(wanted.name), key = without_leaf(wanted.key);
      norms.push_back({norm + ".mean", key + ".running_mean", wanted.shape});
      norms.push_back({norm + ".variance", key + ".running_var", wanted.shape});
    }
    parameters.push_back(std::move(wanted));
  }
}

PublishedMatch match(const WantedTensors& wanted, const NamedTensors& tensors) {
  return Matching(wanted, tensors).run();
}

}  // namespace ofa
