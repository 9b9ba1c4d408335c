#include <memory>

#include "core/error.h"
#include "core/format.h"
#include "io/pickle.h"
#include "io/pth_contents.h"
#include "io/quote.h"
#include "io/zip.h"

namespace ofa {
namespace {

// The folder that everything lies in; its name is whatever the file was first called.
std::string find_folder(const ZipArchive& zip, const std::string& file) {
  constexpr std::string_view kPickle = "data.pkl";
  for (const auto& [name, entry] : zip.entries()) {
    const size_t slash = name.find('/');
    if (slash != std::string::npos && name.substr(slash + 1) == kPickle) {
      return name.substr(0, slash + 1);
    }
  }
  throw Error("{}: a zip archive, but not one that torch.save wrote: no data.pkl in it", file);
}

void check_kind(ZipArchive& zip, const std::string& folder, const std::string& file) {
  if (zip.entries().contains(folder + "constants.pkl")) {
    throw Error(
        "{}: a TorchScript program; weights saved by torch.save(model.state_dict(), ...) "
        "are expected",
        file);
  }
  const std::string order = folder + "byteorder";
  if (zip.entries().contains(order) && zip.read(order) != "little") {
    throw Error("{}: byte order {}; only little endian is read", file, in_quotes(zip.read(order)));
  }
}

std::string_view storage_bytes(ZipArchive& zip, const std::string& name,
                               const PickleStorage& storage, const std::string& file) {
  const std::string_view bytes = zip.read(name);
  const int64_t shape[] = {storage.num_elements};
  const std::optional<int64_t> needed = num_bytes(storage.dtype, shape);
  if (!needed || static_cast<uint64_t>(*needed) != bytes.size()) {
    throw Error("{}: {}: {} elements of {} expected, got {} bytes", file, in_quotes(name),
                with_thousands(storage.num_elements), name_of(storage.dtype),
                with_thousands(bytes.size()));
  }
  return bytes;
}

}  // namespace

PthContents open_zip_pth(std::string_view bytes, const std::string& file) {
  const auto zip = std::make_shared<ZipArchive>(bytes, file);
  const std::string folder = find_folder(*zip, file);
  check_kind(*zip, folder, file);
  const std::string pickle = folder + "data.pkl";
  return {read_pickle(zip->read(pickle), file + ": " + pickle),
          [zip, folder, file](const PickleStorage& storage) {
            return storage_bytes(*zip, folder + "data/" + std::string(storage.key), storage, file);
          }};
}

}  // namespace ofa
