#include "io/pickle_rebuild.h"

#include "io/quote.h"

namespace ofa {
namespace {

using Meaning = PickleGlobal::Meaning;

// A list can be named again at a cost of a few bytes, so copies have a limit of their own.
constexpr uint64_t kMostCopied = 1'000'000;

const std::vector<PickleId>* items_of(const PickleTree& tree, PickleId id) {
  if (const auto* tuple = tree.get<PickleTuple>(id)) return &tuple->items;
  if (const auto* list = tree.get<PickleList>(id)) return &list->items;
  return nullptr;
}

// OrderedDict() or, as Python 2 writes it, OrderedDict([[key, value], ...]).
PickleDict ordered_dict(PickleTree& tree, std::span<const PickleId> arguments,
                        const ByteReader& reader) {
  PickleDict dict;
  if (arguments.empty()) return dict;
  const auto* pairs = items_of(tree, arguments[0]);
  if (!pairs || arguments.size() != 1) reader.fail("OrderedDict: a list of pairs expected");
  tree.num_copied += pairs->size();
  if (tree.num_copied > kMostCopied) reader.fail("OrderedDict: too many pairs");
  for (const PickleId id : *pairs) {
    const auto* pair = items_of(tree, id);
    if (!pair || pair->size() != 2) reader.fail("OrderedDict: a pair expected");
    dict.items.emplace_back((*pair)[0], (*pair)[1]);
  }
  return dict;
}

// (storage, offset, shape, strides, ...)
PickleTensor tensor(const PickleTree& tree, std::span<const PickleId> arguments,
                    const ByteReader& reader) {
  if (arguments.size() < 4) reader.fail("a tensor of {} arguments, 4 expected", arguments.size());
  const auto* offset = tree.get<int64_t>(arguments[1]);
  if (!tree.get<PickleStorage>(arguments[0]) || !offset || !tree.get<PickleTuple>(arguments[2]) ||
      !tree.get<PickleTuple>(arguments[3])) {
    reader.fail("a tensor of {}, {}, {} and {}; a storage, an integer and two tuples expected",
                kind_of(tree[arguments[0]]), kind_of(tree[arguments[1]]),
                kind_of(tree[arguments[2]]), kind_of(tree[arguments[3]]));
  }
  return {arguments[0], *offset, arguments[2], arguments[3]};
}

template <typename T>
PickleId first_argument(const PickleTree& tree, std::span<const PickleId> arguments,
                        std::string_view what, const ByteReader& reader) {
  if (!arguments.empty() && tree.get<T>(arguments[0])) return arguments[0];
  reader.fail("{} of {}", what, arguments.empty() ? "nothing" : kind_of(tree[arguments[0]]));
}

}  // namespace

PickleId rebuild(PickleTree& tree, const PickleGlobal& global, std::span<const PickleId> arguments,
                 const ByteReader& reader) {
  switch (global.meaning) {
    case Meaning::kOrderedDict:
      return tree.add(ordered_dict(tree, arguments, reader));
    case Meaning::kTensor:
      return tree.add(tensor(tree, arguments, reader));
    case Meaning::kParameter:
      return first_argument<PickleTensor>(tree, arguments, "a parameter", reader);
    case Meaning::kSize:
      return first_argument<PickleTuple>(tree, arguments, "a size", reader);
    case Meaning::kOpaqueResult:
      return tree.add(PickleOpaque{});
    case Meaning::kStorage:
    case Meaning::kOpaqueValue:
      break;
  }
  reader.fail("a call of what cannot be called");
}

PickleId rebuild_storage(PickleTree& tree, PickleId description, const ByteReader& reader) {
  const auto* tuple = tree.get<PickleTuple>(description);
  const auto* kind =
      tuple && !tuple->items.empty() ? tree.get<PickleText>(tuple->items[0]) : nullptr;
  if (!kind) reader.fail("a description of a storage expected, got {}", kind_of(tree[description]));
  if (kind->text != "storage") reader.fail("a storage expected, got {}", in_quotes(kind->text));
  if (tuple->items.size() < 5) reader.fail("a storage of {} fields", tuple->items.size());

  const auto* type = tree.get<PickleGlobal>(tuple->items[1]);
  const auto* key = tree.get<PickleText>(tuple->items[2]);
  const auto* num_elements = tree.get<int64_t>(tuple->items[4]);
  if (!type || type->meaning != Meaning::kStorage) reader.fail("a storage without a known type");
  if (!key || !num_elements || *num_elements < 0) reader.fail("a storage without key and size");
  if (tuple->items.size() > 5 && !tree.get<PickleNone>(tuple->items[5])) {
    reader.fail(
        "storage {}: a part of another one (a very old PyTorch wrote this); load and save "
        "it again with a newer one",
        in_quotes(key->text));
  }
  return tree.add(PickleStorage{key->text, type->dtype, *num_elements});
}

}  // namespace ofa
