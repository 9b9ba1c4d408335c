#include "search/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <map>

#include "core/error.h"
#include "search/predictor_file.h"
#include "search/search.h"
#include "search/set_up.h"
#include "space/arch_text.h"
#include "tools/commands.h"
#include "tools/search_text.h"
#include "tools/table.h"

namespace ofa {
namespace {

struct ExplainFlags {
  std::string arch, space, predictor, table;
  bool json = false;
};

SearchConfig config_of(const ExplainFlags& flags) {
  SearchConfig config;
  config.space = flags.space.empty() ? read_predictor(flags.predictor).space : flags.space;
  config.predictor = flags.predictor;
  if (!flags.table.empty()) config.tables = {{"here", flags.table}};
  return resolved(std::move(config));
}

std::vector<Candidate> front_of_space(const SearchSetUp& set_up, const SearchConfig& config) {
  const auto reach = find_reach(set_up.space, set_up.problem, 0);
  return search(set_up.space, Evaluator(set_up.space, set_up.problem), reach, config.algorithm, 0,
                [](const Generation&) { return true; })
      .archive.front();
}

double difference(const Neighbour& neighbour, const Candidate& self, int metric) {
  return neighbour.candidate.metrics[metric] - self.metrics[metric];
}

std::string neighbours_text(const SearchSetUp& set_up, const Explanation& explanation) {
  const Problem& problem = set_up.problem;
  const int accuracy = problem.objectives[0].metric, cost = problem.objectives[1].metric;
  std::vector<std::vector<std::string>> rows{
      {"choice", "is", "instead", "accuracy", problem.metrics[cost].name, "%"}};
  for (const Neighbour& neighbour : explanation.neighbours) {
    const double change = difference(neighbour, explanation.self, cost);
    rows.push_back({choice_text(set_up.space, neighbour.choice),
                    pick_text(set_up.space, neighbour.choice, explanation.self.arch),
                    pick_text(set_up.space, neighbour.choice, neighbour.candidate.arch),
                    fmt::format("{:+.2f}", 100 * difference(neighbour, explanation.self, accuracy)),
                    fmt::format("{}{}", change < 0 ? "-" : "+",
                                shown(problem.metrics[cost], std::abs(change))),
                    fmt::format("{:+.1f}", 100 * change / explanation.self.metrics[cost])});
  }
  return format_table(rows, "<>>>>>");
}

std::string candidate_name(const Space& space, const Unused& unused) {
  return unused.choice < 0 ? std::to_string(unused.candidate)
                           : space.choices[unused.choice].label(unused.candidate);
}

std::string unused_text(const Space& space, const std::vector<Unused>& unused, size_t members) {
  if (unused.empty())
    return fmt::format("every candidate is in one of the front's {} networks\n", members);
  std::map<int, std::vector<std::string>> by_choice;
  for (const Unused& candidate : unused)
    by_choice[candidate.choice].push_back(candidate_name(space, candidate));
  std::string text = fmt::format("in none of the front's {} networks:\n", members);
  for (const auto& [choice, candidates] : by_choice)
    text += fmt::format("  {}: {}\n", choice_text(space, choice), fmt::join(candidates, ", "));
  return text;
}

Json to_json(const SearchSetUp& set_up, const Explanation& explanation,
             const std::vector<Unused>& unused) {
  const auto metrics = [&](const Candidate& candidate) {
    Json json{{"arch", to_text(set_up.space, candidate.arch)}};
    for (size_t i = 0; i < candidate.metrics.size(); ++i)
      json[set_up.problem.metrics[i].name] = candidate.metrics[i];
    return json;
  };
  Json json = metrics(explanation.self);
  json["format"] = "ofa-explanation/1";
  json["neighbours"] = Json::array();
  for (const Neighbour& neighbour : explanation.neighbours) {
    Json entry = metrics(neighbour.candidate);
    entry["choice"] = choice_text(set_up.space, neighbour.choice);
    entry["instead"] = pick_text(set_up.space, neighbour.choice, neighbour.candidate.arch);
    json["neighbours"].push_back(std::move(entry));
  }
  json["never_on_the_front"] = Json::array();
  for (const Unused& candidate : unused)
    json["never_on_the_front"].push_back({{"choice", choice_text(set_up.space, candidate.choice)},
                                          {"candidate", candidate_name(set_up.space, candidate)}});
  return json;
}

void explain_command(const ExplainFlags& flags) {
  const SearchConfig config = config_of(flags);
  const auto set_up = set_up_search(config, load_space(config.space), nullptr);
  const Arch arch = parse_arch(set_up->space, flags.arch);
  const Explanation explanation =
      explain(set_up->space, Evaluator(set_up->space, set_up->problem), arch);
  const std::vector<Candidate> front = front_of_space(*set_up, config);
  const std::vector<Unused> unused = unused_candidates(set_up->space, front);
  if (flags.json) {
    std::cout << to_json(*set_up, explanation, unused).dump(2) << "\n";
    return;
  }
  std::cout << candidate_text(*set_up, explanation.self) << "\n\n"
            << neighbours_text(*set_up, explanation) << "\n"
            << unused_text(set_up->space, unused, front.size());
}

}  // namespace

void add_explain(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "explain", "What each other pick would cost and bring, and which never reach the front");
  const auto flags = std::make_shared<ExplainFlags>();
  command->add_option("ARCH", flags->arch, "min, max, random:SEED, a line, or a JSON file")
      ->required();
  command->add_option("--predictor", flags->predictor, "Of accuracy")->required();
  command->add_option("--table", flags->table, "Of latencies; without one: MACs");
  command->add_option("--space", flags->space, "Where the predictor's own name of it is no file")
      ->type_name("SPACE");
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Example:\n  ofa explain random:1 --predictor runs/fashion/predictor.safetensors --table "
      "table.json");
  command->callback([flags] { explain_command(*flags); });
}

}  // namespace ofa
