#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "io/pickle_value.h"

namespace ofa {

// A file of torch.save taken apart: the pickled object, and the bytes of the storages it refers to,
// exactly as many as the storage has elements. Both point into the file's bytes.
struct PthContents {
  PickleTree pickle;
  std::function<std::string_view(const PickleStorage&)> bytes_of;
};

// A zip archive, as PyTorch writes since 1.6.
PthContents open_zip_pth(std::string_view bytes, const std::string& file);

// Several pickles and then the storages one after the other, as it wrote before.
PthContents open_legacy_pth(std::string_view bytes, const std::string& file);

}  // namespace ofa
