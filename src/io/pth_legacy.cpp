#include <map>

#include "core/error.h"
#include "core/format.h"
#include "io/byte_reader.h"
#include "io/pickle.h"
#include "io/pth_contents.h"
#include "io/quote.h"

namespace ofa {
namespace {

using StorageBytes = std::map<std::string_view, std::string_view>;

constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr int64_t kFormatVersion = 1001;

// The first three pickles: a magic number, a version, and facts about the machine.
uint64_t read_preamble(std::string_view bytes, const std::string& file) {
  const PickleTree magic = read_pickle(bytes, file);
  const auto* number = magic.get<PickleLong>(magic.root);
  if (!number || number->bytes != kMagic) {
    throw Error("{}: a pickle, but not one that torch.save wrote", file);
  }
  const PickleTree version = read_pickle(bytes, file, magic.end);
  const auto* value = version.get<int64_t>(version.root);
  if (!value || *value != kFormatVersion) {
    throw Error("{}: an unknown version of PyTorch's format; {} expected", file, kFormatVersion);
  }
  const PickleTree machine = read_pickle(bytes, file, version.end);
  const auto* facts = machine.get<PickleDict>(machine.root);
  if (!facts) throw Error("{}: a dict about the machine expected", file);
  for (const auto& [key, fact] : facts->items) {
    const auto* name = machine.get<PickleText>(key);
    const auto* little = machine.get<bool>(fact);
    if (name && name->text == "little_endian" && !(little && *little)) {
      throw Error("{}: written by a big-endian machine; only little endian is read", file);
    }
  }
  return machine.end;
}

std::map<std::string_view, PickleStorage> storages_by_key(const PickleTree& tree,
                                                          const std::string& file) {
  std::map<std::string_view, PickleStorage> storages;
  for (const PickleValue& value : tree.values) {
    const auto* storage = std::get_if<PickleStorage>(&value);
    if (!storage) continue;
    const PickleStorage& known = storages.emplace(storage->key, *storage).first->second;
    if (known.dtype != storage->dtype || known.num_elements != storage->num_elements) {
      throw Error("{}: storage {}: described in two ways", file, in_quotes(storage->key));
    }
  }
  return storages;
}

std::string_view read_storage(ByteReader& reader, const PickleStorage& storage) {
  const uint64_t num_elements = reader.u64();
  if (num_elements != static_cast<uint64_t>(storage.num_elements)) {
    reader.fail("storage {}: {} elements expected, got {}", in_quotes(storage.key),
                with_thousands(storage.num_elements), with_thousands(num_elements));
  }
  const auto element_size = static_cast<uint64_t>(size_of(storage.dtype));
  if (num_elements > reader.left() / element_size) {
    reader.fail("storage {}: {} elements of {}, but only {} bytes follow; is the file cut off?",
                in_quotes(storage.key), with_thousands(num_elements), name_of(storage.dtype),
                with_thousands(reader.left()));
  }
  return reader.take(num_elements * element_size);
}

// A list of keys, and then the storages in its order.
StorageBytes read_storages(std::string_view bytes, const std::string& file,
                           const PickleTree& object) {
  const std::map<std::string_view, PickleStorage> expected = storages_by_key(object, file);
  const PickleTree list = read_pickle(bytes, file, object.end);
  const auto* keys = list.get<PickleList>(list.root);
  if (!keys) throw Error("{}: a list of storages expected after the object", file);
  ByteReader reader(bytes, file, list.end);
  StorageBytes storages;
  for (const PickleId id : keys->items) {
    const auto* key = list.get<PickleText>(id);
    if (!key) throw Error("{}: {} in the list of storages", file, kind_of(list[id]));
    const auto storage = expected.find(key->text);
    if (storage == expected.end()) {
      throw Error("{}: storage {}: nothing refers to it", file, in_quotes(key->text));
    }
    storages[storage->first] = read_storage(reader, storage->second);
  }
  if (reader.left() > 0) {
    throw Error("{}: {} bytes after the last storage", file, with_thousands(reader.left()));
  }
  return storages;
}

}  // namespace

PthContents open_legacy_pth(std::string_view bytes, const std::string& file) {
  PickleTree object = read_pickle(bytes, file, read_preamble(bytes, file));
  StorageBytes storages = read_storages(bytes, file, object);
  return {std::move(object), [storages = std::move(storages), file](const PickleStorage& storage) {
            const auto found = storages.find(storage.key);
            if (found == storages.end()) {
              throw Error("{}: storage {}: its bytes are not in the file", file,
                          in_quotes(storage.key));
            }
            return found->second;
          }};
}

}  // namespace ofa
