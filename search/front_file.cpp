#include "search/front_file.h"

#include "core/file.h"
#include "latency/json_reader.h"
#include "search/front.h"
#include "space/arch_text.h"

namespace ofa {

nlohmann::json load_front(const std::filesystem::path& file) {
  constexpr size_t kMostBytes = 100'000'000;
  nlohmann::json json = parse_large_json(read_file(file, kMostBytes), file.string(), kMostBytes);
  const JsonReader reader(json, file.string());
  const JsonReader format = reader.at("format"), front = reader.at("front");
  if (format.text() != kFrontFormat)
    format.fail("expected {}, got {}", kFrontFormat, format.text());
  if (front.items().empty()) front.fail("expected members, got none");
  return json;
}

FrontFile read_front(const std::filesystem::path& file, const Space& space) {
  const nlohmann::json json = load_front(file);
  const JsonReader reader(json, file.string());
  if (reader.at("space").text() != space.name)
    throw Error("{} is of space {}, not of {}", file.string(), reader.at("space").text(),
                space.name);
  FrontFile front;
  for (const JsonReader& member : reader.at("front").items()) {
    const JsonReader arch = member.at("arch");
    front.archs.push_back(arch.named([&] { return arch_from_text(space, arch.text()); }));
  }
  front.best = reader.at("best").whole(0, static_cast<int>(front.archs.size()) - 1);
  return front;
}

}  // namespace ofa
