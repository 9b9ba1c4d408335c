#include "io/pickle_stack.h"

namespace ofa {

PickleId PickleStack::top() const {
  if (above_mark() == 0) reader_.fail("pickle: a value expected, the stack is empty");
  return ids_.back();
}

PickleId PickleStack::pop() {
  const PickleId id = top();
  ids_.pop_back();
  return id;
}

std::vector<PickleId> PickleStack::pop(size_t count) {
  if (above_mark() < count) {
    reader_.fail("pickle: {} values expected, {} on the stack", count, above_mark());
  }
  std::vector<PickleId> items(ids_.end() - static_cast<ptrdiff_t>(count), ids_.end());
  ids_.resize(ids_.size() - count);
  return items;
}

std::vector<PickleId> PickleStack::pop_to_mark() {
  if (marks_.empty()) reader_.fail("pickle: no mark on the stack");
  std::vector<PickleId> items = pop(above_mark());
  marks_.pop_back();
  return items;
}

}  // namespace ofa
