#include "config/help.h"

#include <algorithm>

#include "config/nearest.h"

namespace ofa {

namespace {

// phases.N.open -> phases.open: as a user names it.
std::string spoken(const std::string& path) {
  std::string result;
  for (size_t start = 0, end = 0; end != path.npos; start = end + 1) {
    end = path.find('.', start);
    const std::string name = path.substr(start, end - start);
    if (name == "N" || name == "NAME") continue;
    result += (result.empty() ? "" : ".") + name;
  }
  return result;
}

bool is_at_or_below(const std::string& path, const std::string& top) {
  return top.empty() || path == top || path.starts_with(top + ".");
}

std::string cut(const std::string& text) {
  constexpr size_t kLongest = 24;
  return text.size() <= kLongest ? text : text.substr(0, kLongest - 3) + "...";
}

std::string format_section(const HelpSection& section) {
  size_t key = 0, standard = 0;
  for (const HelpRow& row : section.rows) {
    key = std::max(key, row.key.size());
    standard = std::max(standard, cut(row.standard).size());
  }
  std::string text = section.path.empty() ? "" : section.path + ":\n";
  for (const HelpRow& row : section.rows) {
    text += fmt::format("  {:{}}  {:{}}  {} [{}]\n", row.key, key, cut(row.standard), standard,
                        row.help, row.type);
  }
  return text;
}

}  // namespace

std::string format_help(const std::vector<HelpSection>& sections, std::string_view path) {
  const std::string top = spoken(std::string(path));
  std::string text;
  std::vector<std::string> known;
  for (const HelpSection& section : sections) {
    known.push_back(spoken(section.path));
    if (!is_at_or_below(known.back(), top)) continue;
    if (!text.empty()) text += '\n';
    text += format_section(section);
  }
  if (text.empty()) throw Error("{}: no such section{}", path, did_you_mean(top, known));
  return text;
}

}  // namespace ofa
