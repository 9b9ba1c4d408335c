#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "config/codec.h"
#include "config/yaml.h"

namespace ofa {

namespace {

constexpr size_t kWidth = 100;

std::string escaped(char c) {
  if (c == '"' || c == '\\') return {'\\', c};
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
}

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (char c : text) result += escaped(c);
  return result + '"';
}

// Whether the text, without quotes, comes back as it is, in block and in flow style.
bool reads_back_plain(std::string_view text) {
  for (const char* special : {"", "~", "null", "Null", "NULL", "-", "<<"}) {
    if (text == special) return false;
  }
  if (std::string_view(" :#&*!|>'\"%@`").find(text.front()) != text.npos) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (text.starts_with("- ") || text.back() == ' ' || text.back() == ':') return false;
  if (text.starts_with("\xef\xbb\xbf")) return false;  // a byte order mark, at a file's start
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    if (std::string_view(",?[]{}").find(c) != text.npos) return false;
    if (c == ':' && text[i + 1] == ' ') return false;
    if (c == ' ' && text[i + 1] == '#') return false;
  }
  return true;
}

// Whether readers of YAML take the plain text for a number or a truth value.
bool looks_typed(std::string_view text) {
  std::string word;
  for (char c : text) {
    if (c != '_') word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  const std::string_view unsigned_part =
      std::string_view(word).substr(word.find_first_not_of("+-") == 1);
  for (const char* known : {"true", "false", "yes", "no", "on", "off"}) {
    if (word == known) return true;
  }
  return unsigned_part == ".inf" || word == ".nan" || unsigned_part.starts_with("0x") ||
         unsigned_part.starts_with("0o") || parse_double(unsigned_part);
}

std::string emit_key(const Node& item) {
  return (needs_quotes(item.key) ? in_quotes(item.key) : item.key) + ":";
}

// A list of lists or of maps reads best with a line for each.
bool is_table(const Node& node) {
  const auto nested = [](const Node& item) { return !item.items.empty(); };
  return node.is_list() && std::ranges::all_of(node.items, nested);
}

void emit_block(const Node& node, size_t indent, std::string& out);

// `key: value` or `- value`, on one line or on lines of its own.
void emit_item(const Node& item, const std::string& head, size_t indent, std::string& out) {
  const std::string flow = to_flow(item);
  const size_t width = indent + head.size() + 1 + flow.size();
  if (item.items.empty() || (width <= kWidth && !is_table(item))) {
    out += fmt::format("{:{}}{} {}\n", "", indent, head, flow);
    return;
  }
  if (head != "-") out += fmt::format("{:{}}{}\n", "", indent, head);
  const size_t start = out.size();
  emit_block(item, indent + 2, out);
  if (head == "-") out[start + indent] = '-';  // the item begins on the dash's line
}

void emit_block(const Node& node, size_t indent, std::string& out) {
  for (const Node& item : node.items) {
    emit_item(item, node.is_map() ? emit_key(item) : "-", indent, out);
  }
}

}  // namespace

std::string to_yaml(const Node& node) {
  if (node.items.empty()) return to_flow(node) + "\n";
  std::string out;
  emit_block(node, 0, out);
  return out;
}

std::string to_flow(const Node& node) {
  if (node.is_null()) return "null";
  if (node.is_scalar()) {
    return node.quoted || !reads_back_plain(node.text) ? in_quotes(node.text) : node.text;
  }
  std::vector<std::string> parts;
  for (const Node& item : node.items) {
    parts.push_back(node.is_map() ? emit_key(item) + " " + to_flow(item) : to_flow(item));
  }
  const std::string inside = fmt::format("{}", fmt::join(parts, ", "));
  return node.is_map() ? "{" + inside + "}" : "[" + inside + "]";
}

bool needs_quotes(std::string_view text) {
  return !reads_back_plain(text) || looks_typed(text);
}

}  // namespace ofa
