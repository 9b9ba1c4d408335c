#pragma once

#include <string>
#include <vector>

#include "config/check_rule.h"
#include "config/codec.h"
#include "config/visitor.h"

namespace ofa {

template <HasFields T>
void read_fields(const Node& map, T& c);

// Sets the fields that a map has keys for; the others keep their values.
class Reader : public FieldVisitor<Reader> {
 public:
  explicit Reader(const Node& map) : map_(map) {}

  template <typename T>
  void field(const Field& field, T& value) {
    const Node* node = map_.find(field.key);
    if (!node && !field.required) return;
    if (!node) throw missing(field, describe<T>(field.rule));
    if constexpr (HasFields<T>) {
      read_fields(*node, value);
    } else {
      value = Codec<T>::read(*node);
    }
    check_rule(field.rule, *node, value);
  }

 private:
  Error missing(const Field& field, const std::string& type) const {
    return map_.error_at(field.key, "required key is missing: {}; expected {}", field.help, type);
  }

  const Node& map_;
};

struct KeyCollector : FieldVisitor<KeyCollector> {
  std::vector<std::string> keys;
  void field(const Field& field, const auto&) { keys.emplace_back(field.key); }
};

// Throws unless `node` is a map and each of its keys is known.
void check_keys(const Node& node, const std::vector<std::string>& known);

// A struct's own `void check(const Node&) const`, where it has one, sees fields together; its
// errors are node.error(...) and node.error_at("key", ...).
template <HasFields T>
void read_fields(const Node& map, T& c) {
  KeyCollector known;
  T::fields(c, known);
  check_keys(map, known.keys);
  Reader reader(map);
  T::fields(c, reader);
  if constexpr (requires { c.check(map); }) c.check(map);
}

}  // namespace ofa
