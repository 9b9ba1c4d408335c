#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/check_rule.h"
#include "config/fields.h"

namespace ofa {

struct HelpRow {
  std::string key, type, standard, help;  // standard: the default, or "required"
};

// The keys of one map. Its path is "", "phases.N" (each of a list), "tables.NAME" (each of a map).
struct HelpSection {
  std::string path;
  std::vector<HelpRow> rows;
};

// The section at `path` and those below it, or all of them ("").
std::string format_help(const std::vector<HelpSection>& sections, std::string_view path);

template <typename T>
void collect_help(const std::string& path, const T& c, std::vector<HelpSection>& sections);

class HelpCollector : public FieldVisitor<HelpCollector> {
 public:
  HelpCollector(std::string path, std::vector<HelpSection>& sections)
      : path_(std::move(path)), sections_(sections), index_(sections.size()) {
    sections.push_back({path_, {}});
  }

  template <typename T>
  void field(const Field& field, const T& value) {
    const std::string standard = field.required ? "required"
                                 : HasFields<T> ? ""
                                                : to_flow(Codec<T>::dump(value));
    sections_[index_].rows.push_back({field.key, describe<T>(field.rule), standard, field.help});
    collect_help(path_.empty() ? field.key : path_ + "." + field.key, value, sections_);
  }

 private:
  std::string path_;
  std::vector<HelpSection>& sections_;
  size_t index_;
};

// Adds the sections of a value that is a struct, or holds some.
template <typename T>
void collect_help(const std::string& path, const T& c, std::vector<HelpSection>& sections) {
  if constexpr (HasFields<T>) {
    HelpCollector collector(path, sections);
    T::fields(c, collector);
  } else if constexpr (requires { typename Codec<T>::Inner; }) {
    collect_help(path + Codec<T>::kStep, typename Codec<T>::Inner{}, sections);
  }
}

// Every key with its type and rule, default and meaning, of all sections or of one ("phases.open").
template <HasFields T>
std::string help(std::string_view section = "") {
  std::vector<HelpSection> sections;
  collect_help("", T{}, sections);
  return format_help(sections, section);
}

}  // namespace ofa
