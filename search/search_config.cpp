#include "search/search_config.h"

#include "core/error.h"

namespace ofa {
namespace {

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

LimitConfig Codec<LimitConfig>::read(const Node& node) {
  const std::string_view text = node.text;
  const size_t place = node.is_scalar() ? text.find_first_of("<>") : text.npos;
  if (place != text.npos && text.substr(place + 1).starts_with('=')) {
    const std::string_view name = trimmed(text.substr(0, place));
    const std::optional<double> value = parse_quantity(trimmed(text.substr(place + 2)));
    if (!name.empty() && value) return {std::string(name), text[place] == '<', *value};
  }
  throw node.error("expected {}, got {}", type_name(), shown(node));
}

Node Codec<LimitConfig>::dump(const LimitConfig& limit) {
  return Node::string(
      fmt::format("{} {} {}", limit.metric, limit.at_most ? "<=" : ">=", limit.value));
}

LimitConfig limit_from_flag(const std::string& flag, const std::string& text, bool at_most) {
  const size_t place = text.find('=');
  const std::optional<double> value =
      place == text.npos ? std::nullopt : parse_quantity(text.substr(place + 1));
  if (place == 0 || !value)
    throw Error(Exit::kUsage, "{}: expected METRIC=VALUE, got {}", flag, text);
  return {text.substr(0, place), at_most, *value};
}

std::string latency_name(const SearchConfig& config, const std::string& table) {
  return config.tables.size() == 1 ? "latency_ms" : table + ".latency_ms";
}

SearchConfig resolved(SearchConfig config) {
  if (config.minimise.values.empty()) {
    for (const auto& [name, file] : config.tables)
      config.minimise.values.push_back(name + ".latency_ms");
    if (config.tables.empty()) config.minimise.values.push_back("macs");
  }
  if (config.predictor.empty() && !config.run.empty() &&
      config.accuracy == AccuracySource::kPredicted)
    config.predictor = config.run + "/predictor.safetensors";
  return config;
}

}  // namespace ofa
