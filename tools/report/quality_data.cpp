#include "tools/report/quality_data.h"

#include "latency/table_json.h"
#include "space/arch_text.h"
#include "space/lower.h"

namespace ofa {
namespace {

Json networks_data(const Table& table, const Space& space) {
  Json networks = Json::array();
  for (const NetworkTime& time : table.networks) {
    const Graph graph = lower(space, arch_from_text(space, time.arch));
    networks.push_back({{"arch", time.arch},
                        {"role", name(time.role)},
                        {"ms", time.ms},
                        {"predicted", predict(table, graph).ms}});
  }
  return networks;
}

}  // namespace

Json table_data(const ReportTable& source, const std::optional<Space>& space) {
  const Table& table = source.table;
  Json data{{"metric", source.metric},
            {"file", source.file},
            {"on", to_text(table.fingerprint)},
            {"measured", table.measured},
            {"resolutions", table.resolutions},
            {"blocks", table.blocks.size()},
            {"correction",
             {{"measured", table.correction.measured},
              {"networks", table.correction.networks},
              {"error", table.correction.error}}}};
  if (table.quality)
    data["quality"] = {{"random", to_json(table.quality->random)},
                       {"structured", to_json(table.quality->structured)}};
  if (space) data["networks"] = networks_data(table, *space);
  return data;
}

Json predictor_data(const PredictorParts& parts) {
  Json data{{"file", parts.source},
            {"samples", parts.samples},
            {"members", parts.members.size()},
            {"is_published", parts.weights.empty()}};
  if (parts.quality) data["quality"] = to_json(*parts.quality);
  return data;
}

}  // namespace ofa
