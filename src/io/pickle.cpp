#include "io/pickle.h"

#include <unordered_map>

#include "io/byte_reader.h"
#include "io/pickle_constant.h"
#include "io/pickle_rebuild.h"
#include "io/pickle_stack.h"
#include "io/quote.h"

namespace ofa {
namespace {

constexpr uint8_t kNewestProtocol = 5;
constexpr size_t kMostValues = 4'000'000;
constexpr size_t kMostArguments = 16;

class Unpickler {
 public:
  Unpickler(std::string_view bytes, const std::string& file, uint64_t start)
      : reader_(bytes, file, start) {}

  PickleTree run() {
    while (true) {
      if (tree_.values.size() + stack_.size() + memo_.size() > kMostValues) {
        reader_.fail("pickle: more than {} values", with_thousands(kMostValues));
      }
      const uint8_t code = reader_.u8();
      const auto op = static_cast<PickleOp>(code);
      if (op == PickleOp::kStop) break;
      if (!constant(op) && !container(op) && !memo(op) && !object(op)) {
        reader_.fail("pickle: operation 0x{:02x} is not one that checkpoints use", code);
      }
    }
    tree_.root = stack_.pop();
    tree_.end = reader_.position();
    return std::move(tree_);
  }

 private:
  bool constant(PickleOp op) {
    std::optional<PickleValue> value = read_constant(op, reader_);
    return value && push(std::move(*value));
  }

  bool container(PickleOp op) {
    using enum PickleOp;
    switch (op) {
      case kMark:
        stack_.mark();
        return true;
      case kEmptyTuple:
        return push(PickleTuple{});
      case kTuple1:
        return push(PickleTuple{stack_.pop(1)});
      case kTuple2:
        return push(PickleTuple{stack_.pop(2)});
      case kTuple3:
        return push(PickleTuple{stack_.pop(3)});
      case kTuple:
        return push(PickleTuple{stack_.pop_to_mark()});
      case kEmptyList:
        return push(PickleList{});
      case kAppend:
        return append(stack_.pop(1));
      case kAppends:
        return append(stack_.pop_to_mark());
      case kEmptyDict:
        return push(PickleDict{});
      case kSetItem:
        return set_items(stack_.pop(2));
      case kSetItems:
        return set_items(stack_.pop_to_mark());
      default:
        return false;
    }
  }

  bool memo(PickleOp op) {
    using enum PickleOp;
    switch (op) {
      case kPut8:
        memo_[reader_.u8()] = stack_.top();
        return true;
      case kPut32:
        memo_[reader_.u32()] = stack_.top();
        return true;
      case kMemoize:
        memo_[static_cast<uint32_t>(memo_.size())] = stack_.top();
        return true;
      case kGet8:
        return recall(reader_.u8());
      case kGet32:
        return recall(reader_.u32());
      default:
        return false;
    }
  }

  bool object(PickleOp op) {
    using enum PickleOp;
    switch (op) {
      case kProtocol:
        return check_protocol(reader_.u8());
      case kFrame:
        reader_.u64();
        return true;  // a hint for reading from streams
      case kGlobal: {
        const std::string_view module = reader_.line();
        return global(module, reader_.line());
      }
      case kStackGlobal: {
        const std::vector<PickleId> names = stack_.pop(2);
        return global(text_of(names[0]), text_of(names[1]));
      }
      case kReduce:
        return reduce();
      case kBuild:
        return build();
      case kStorageId:
        stack_.push(rebuild_storage(tree_, stack_.pop(), reader_));
        return true;
      default:
        return false;
    }
  }

  bool check_protocol(uint8_t protocol) {
    if (protocol > kNewestProtocol) {
      reader_.fail("pickle: protocol {}, at most {} is known", protocol, kNewestProtocol);
    }
    return true;
  }

  bool global(std::string_view module, std::string_view name) {
    const std::optional<PickleGlobal> found = find_global(module, name);
    if (!found) {
      reader_.fail(
          "pickle: refers to {}.{}, which is not needed for weights and not read; save "
          "the weights alone: torch.save(model.state_dict(), ...)",
          in_quotes(module), in_quotes(name));
    }
    if (found->meaning == PickleGlobal::Meaning::kOpaqueValue) return push(PickleOpaque{});
    return push(*found);
  }

  bool reduce() {
    const std::vector<PickleId> call = stack_.pop(2);
    const auto* callee = tree_.get<PickleGlobal>(call[0]);
    const auto* arguments = tree_.get<PickleTuple>(call[1]);
    if (!callee || !arguments) {
      reader_.fail("pickle: {} called with {}", kind_of(tree_[call[0]]), kind_of(tree_[call[1]]));
    }
    if (arguments->items.size() > kMostArguments) reader_.fail("pickle: too many arguments");
    // Copies: what these point to moves when a value is added.
    const PickleGlobal known = *callee;
    const std::vector<PickleId> items = arguments->items;
    stack_.push(rebuild(tree_, known, items, reader_));
    return true;
  }

  // State of what has no state for us: the versions that a module notes beside its weights.
  bool build() {
    stack_.pop();
    const PickleValue& target = tree_[stack_.top()];
    if (std::holds_alternative<PickleDict>(target)) return true;
    if (std::holds_alternative<PickleOpaque>(target)) return true;
    reader_.fail("pickle: state for {}", kind_of(target));
  }

  bool append(const std::vector<PickleId>& items) {
    auto* list = std::get_if<PickleList>(&tree_.values[stack_.top()]);
    if (!list) reader_.fail("pickle: items for {}", kind_of(tree_[stack_.top()]));
    list->items.insert(list->items.end(), items.begin(), items.end());
    return true;
  }

  bool set_items(const std::vector<PickleId>& items) {
    auto* dict = std::get_if<PickleDict>(&tree_.values[stack_.top()]);
    if (!dict) reader_.fail("pickle: keys for {}", kind_of(tree_[stack_.top()]));
    if (items.size() % 2 != 0) reader_.fail("pickle: a key without a value");
    for (size_t i = 0; i < items.size(); i += 2) dict->items.emplace_back(items[i], items[i + 1]);
    return true;
  }

  bool push(PickleValue value) {
    stack_.push(tree_.add(std::move(value)));
    return true;
  }

  bool recall(uint32_t number) {
    const auto found = memo_.find(number);
    if (found == memo_.end()) reader_.fail("pickle: nothing was stored as number {}", number);
    stack_.push(found->second);
    return true;
  }

  std::string_view text_of(PickleId id) const {
    if (const auto* value = tree_.get<PickleText>(id)) return value->text;
    reader_.fail("pickle: a name expected, got {}", kind_of(tree_[id]));
  }

  ByteReader reader_;
  PickleTree tree_;
  PickleStack stack_{reader_};
  std::unordered_map<uint32_t, PickleId> memo_;
};

}  // namespace

PickleTree read_pickle(std::string_view bytes, const std::string& file, uint64_t start) {
  return Unpickler(bytes, file, start).run();
}

}  // namespace ofa
