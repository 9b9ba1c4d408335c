#pragma once

#include "config/codec.h"
#include "config/visitor.h"

namespace ofa {

template <HasFields T>
Node dump_fields(const T& c, const Node* defaults);

// Makes a map of a struct. With defaults, it marks the optional fields that equal them.
class Dumper : public FieldVisitor<Dumper> {
 public:
  explicit Dumper(const Node* defaults) : defaults_(defaults) {}

  template <typename T>
  void field(const Field& field, const T& value) {
    const Node* default_value = defaults_ ? defaults_->find(field.key) : nullptr;
    Node node;
    if constexpr (HasFields<T>) {
      node = dump_fields(value, default_value);
    } else {
      node = Codec<T>::dump(value);
    }
    Node& added = map_.add(field.key, std::move(node));
    added.is_default = !field.required && default_value && added == *default_value;
  }

  Node take() { return std::move(map_); }

 private:
  const Node* defaults_;
  Node map_ = Node::map();
};

template <HasFields T>
Node dump_fields(const T& c, const Node* defaults) {
  Dumper dumper(defaults);
  T::fields(c, dumper);
  return dumper.take();
}

// A dumped tree without the optional fields that equal their defaults.
Node without_defaults(const Node& node);

}  // namespace ofa
