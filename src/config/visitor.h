#pragma once

#include "config/rules.h"

namespace ofa {

// One line of a struct's list of fields.
struct Field {
  const char* key;
  const Rule& rule;
  const char* help;
  bool required;
};

// What `fields` is called with. A visitor derives from this and has `field(const Field&, T&
// value)`.
template <typename Visitor>
class FieldVisitor {
 public:
  void required(const char* key, auto& value, const Rule& rule, const char* help) {
    visitor().field(Field{key, rule, help, true}, value);
  }
  void required(const char* key, auto& value, const char* help) {
    required(key, value, kAny, help);
  }

  void optional(const char* key, auto& value, const Rule& rule, const char* help) {
    visitor().field(Field{key, rule, help, false}, value);
  }
  void optional(const char* key, auto& value, const char* help) {
    optional(key, value, kAny, help);
  }

 private:
  Visitor& visitor() { return static_cast<Visitor&>(*this); }
};

struct AnyVisitor : FieldVisitor<AnyVisitor> {
  void field(const Field&, const auto&) {}
};

// A struct that lists its fields: static void fields(auto& c, auto& v).
template <typename T>
concept HasFields = requires(T& c, AnyVisitor& v) {
  T::fields(c, v);
};

}  // namespace ofa
