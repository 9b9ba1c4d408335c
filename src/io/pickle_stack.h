#pragma once

#include <vector>

#include "io/byte_reader.h"
#include "io/pickle_value.h"

namespace ofa {

// The stack of a pickle's machine, and its marks. Nothing reaches below the last mark.
class PickleStack {
 public:
  explicit PickleStack(const ByteReader& reader) : reader_(reader) {}  // tells errors

  void push(PickleId id) { ids_.push_back(id); }
  void mark() { marks_.push_back(ids_.size()); }

  PickleId top() const;
  PickleId pop();
  std::vector<PickleId> pop(size_t count);
  std::vector<PickleId> pop_to_mark();

  size_t size() const { return ids_.size() + marks_.size(); }

 private:
  size_t above_mark() const { return ids_.size() - (marks_.empty() ? 0 : marks_.back()); }

  const ByteReader& reader_;
  std::vector<PickleId> ids_;
  std::vector<size_t> marks_;
};

}  // namespace ofa
