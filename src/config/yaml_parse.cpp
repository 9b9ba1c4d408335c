#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

#include "config/tree_builder.h"
#include "config/yaml.h"
#include "core/format.h"

namespace ofa {

namespace {

Error error_at_line(const Place& place, const std::string& problem) {
  Node node;
  node.place = place;
  return node.error("{}", problem);
}

// The length of the well-formed UTF-8 character that `text` begins with; 0 if there is none.
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const size_t length = byte(0) < 0x80   ? 1
                        : byte(0) < 0xc2 ? 0
                        : byte(0) < 0xe0 ? 2
                        : byte(0) < 0xf0 ? 3
                        : byte(0) < 0xf5 ? 4
                                         : 0;
  if (length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (byte(0) == 0xe0 && byte(1) < 0xa0) || (byte(0) == 0xf0 && byte(1) < 0x90);
  const bool surrogate = byte(0) == 0xed && byte(1) >= 0xa0;
  const bool beyond = byte(0) == 0xf4 && byte(1) >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

// yaml-cpp mends what is no UTF-8, and takes the character 4 for the end of the file.
void check_characters(std::string_view text, Place place) {
  const bool lines_known = place.line > 0;
  for (size_t i = 0, length = 0; i < text.size(); i += length) {
    const char c = text[i];
    length = utf8_length(text.substr(i));
    if (length == 0) throw error_at_line(place, "expected text in UTF-8, found something else");
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    const bool end_of_line = c == '\n' || text.substr(i).starts_with("\r\n");
    if (control && !end_of_line && c != '\t') {
      throw error_at_line(place,
                          fmt::format("expected text, found the control character {:#04x}", c));
    }
    place.line += lines_known && c == '\n';
  }
}

std::string_view line_of(std::string_view text, int line) {
  for (; line > 1 && text.find('\n') != text.npos; --line) text.remove_prefix(text.find('\n') + 1);
  return text.substr(0, text.find('\n'));
}

// yaml-cpp's words for the commonest slips say little.
std::string explained(const std::string& message, std::string_view line) {
  const std::string_view indentation = line.substr(0, line.find_first_not_of(" \t"));
  if (indentation.find('\t') != line.npos) return "a tab in the indentation; it takes spaces";
  if (message == "end of map flow not found") return "a { without its }";
  if (message == "end of sequence flow not found") return "a [ without its ]";
  if (message == "illegal EOF in scalar") return "a quote that is not closed before the end";
  if (message == "illegal map value") {
    return "a value where none can stand; text with a colon needs quotes, and the keys of a map "
           "the "
           "same indentation";
  }
  return message;
}

}  // namespace

Node parse_yaml(std::string_view text, const std::string& file, bool lines_known) {
  const auto source = std::make_shared<const std::string>(file);
  const Place start{source, lines_known ? 1 : 0};
  if (text.size() > kMaxYamlBytes) {
    throw error_at_line({source, 0},
                        fmt::format("expected at most {} bytes, found {}",
                                    with_thousands(kMaxYamlBytes), with_thousands(text.size())));
  }
  check_characters(text, start);
  TreeBuilder builder(source, lines_known);
  // A quote that is never closed passes yaml-cpp where the text ends with a line; this comment has
  // no end.
  std::istringstream stream(std::string(text) + (text.ends_with('\n') ? "#" : "\n#"));
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& exception) {
    const int line = exception.mark.is_null() ? 0 : exception.mark.line + 1;
    throw error_at_line({source, lines_known ? line : 0},
                        "not YAML: " + explained(exception.msg, line_of(text, line)));
  }
  Node root = builder.take();
  if (!root.place.source) root.place = start;
  set_paths(root);
  return root;
}

}  // namespace ofa
