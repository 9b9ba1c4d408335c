#include "io/named_tensors.h"

#include "core/error.h"
#include "io/quote.h"

namespace ofa {

NamedTensors::NamedTensors(std::string file, std::vector<TensorView> tensors,
                           std::shared_ptr<const void> bytes)
    : file_(std::move(file)), tensors_(std::move(tensors)), bytes_(std::move(bytes)) {
  for (size_t i = 0; i < tensors_.size(); ++i) {
    const std::string& name = tensors_[i].name;
    if (!index_.emplace(name, i).second) throw Error("{}: two tensors {}", file_, in_quotes(name));
  }
}

const TensorView* NamedTensors::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

const TensorView& NamedTensors::at(std::string_view name) const {
  if (const TensorView* tensor = find(name)) return *tensor;
  throw Error("{}: no tensor {} among its {}", file_, in_quotes(name), tensors_.size());
}

}  // namespace ofa
