#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/tensor.h"

namespace ofa {

// The tensors of one file, by name, in the file's order. Views live as long as this or a copy of
// it.
class NamedTensors {
 public:
  NamedTensors(std::string file, std::vector<TensorView> tensors,
               std::shared_ptr<const void> bytes);

  const TensorView* find(std::string_view name) const;
  const TensorView& at(std::string_view name) const;

  const std::vector<TensorView>& all() const { return tensors_; }
  const std::string& file() const { return file_; }

 private:
  std::string file_;
  std::vector<TensorView> tensors_;
  std::shared_ptr<const void> bytes_;
  std::map<std::string, size_t, std::less<>> index_;
};

}  // namespace ofa
