#include "tools/search_flags.h"

#include "config/load.h"
#include "config/read.h"
#include "core/error.h"
#include "tools/at_least.h"
#include "tools/named_flag.h"

namespace ofa {
namespace {

// NAME=FILE, or FILE alone.
std::pair<std::string, std::string> split_table(const std::string& text) {
  const size_t place = text.find('=');
  if (place == text.npos) return {"here", text};
  return {text.substr(0, place), text.substr(place + 1)};
}

void add_tables(const SearchFlags& flags, SearchConfig& config) {
  if (!flags.tables.empty()) config.tables.clear();
  for (const std::string& text : flags.tables) {
    const auto [name, file] = split_table(text);
    if (name.empty() || !config.tables.emplace(name, file).second)
      throw Error(Exit::kUsage, "--table {}: several tables need names of their own: NAME=FILE",
                  text);
  }
}

void set_if(std::string& value, const std::string& flag) {
  if (!flag.empty()) value = flag;
}

template <typename Value, typename Flag>
void set_if(Value& value, const std::optional<Flag>& flag) {
  if (flag) value = *flag;
}

}  // namespace

void add_search_flags(CLI::App& command, SearchFlags& flags) {
  command.add_option("RUN", flags.run, "The run folder of a trained supernet");
  command.add_option("--config", flags.config, "A YAML file; ofa config search tells its keys");
  command.add_option("--space", flags.space, "Without a run: a name in configs/spaces/ or a file")
      ->type_name("SPACE");
  command.add_option("--predictor", flags.predictor, "Of accuracy (RUN/predictor.safetensors)");
  // One value each, so that RUN may follow.
  const auto add_list = [&](const char* name, std::vector<std::string>& values, const char* about) {
    return command.add_option(name, values, about)->allow_extra_args(false);
  };
  add_list("--table", flags.tables, "FILE, or NAME=FILE each where there are several")
      ->type_name("[NAME=]FILE");
  add_list("--max", flags.most, "A limit: latency_ms=25, macs=300M")->type_name("METRIC=VALUE");
  add_list("--min", flags.least, "A limit: accuracy=90%")->type_name("METRIC=VALUE");
  add_list("--maximise", flags.maximise, "A metric, or several: accuracy,macs (accuracy)")
      ->type_name("METRIC")
      ->delimiter(',');
  add_list("--minimise", flags.minimise, "The same (latency of all tables, or macs)")
      ->type_name("METRIC")
      ->delimiter(',');
  command.add_option("--algorithm", flags.algorithm, "nsga2, evolution, random or exact")
      ->type_name(choices<AlgorithmName>());
  command.add_option("--population", flags.population, "Archs a generation (100)")
      ->check(CLI::Range(4, 100'000));
  command.add_option("--generations", flags.generations, "At most (150)")
      ->check(CLI::Range(1, 1'000'000));
  command.add_option("--seed", flags.seed, "Everything random follows from it (0)")
      ->check(AtLeast(0));
  command.add_option("--threads", flags.threads, "That score archs; 0: one a core")
      ->check(AtLeast(0));
  add_list("--set", flags.set, "Changes any key of the configuration")->type_name("KEY=VALUE");
}

std::unique_ptr<tbb::global_control> limit_threads(int threads) {
  if (threads == 0) return nullptr;
  return std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                               threads);
}

SearchConfig config_of(const SearchFlags& flags) {
  Node node = flags.config.empty() ? Node::map() : load_yaml(flags.config);
  for (const std::string& assignment : flags.set) set(node, assignment);
  SearchConfig config = read<SearchConfig>(node);
  set_if(config.run, flags.run);
  set_if(config.space, flags.space);
  set_if(config.predictor, flags.predictor);
  set_named(config.accuracy, "--accuracy", flags.accuracy);
  set_named(config.algorithm.name, "--algorithm", flags.algorithm);
  set_if(config.algorithm.population, flags.population);
  set_if(config.algorithm.generations, flags.generations);
  set_if(config.check, flags.check);
  set_if(config.threads, flags.threads);
  set_if(config.seed, flags.seed);
  if (!flags.maximise.empty()) config.maximise.values = flags.maximise;
  if (!flags.minimise.empty()) config.minimise.values = flags.minimise;
  add_tables(flags, config);
  for (const std::string& text : flags.most)
    config.limits.push_back(limit_from_flag("--max", text, true));
  for (const std::string& text : flags.least)
    config.limits.push_back(limit_from_flag("--min", text, false));
  if (config.run.empty() == config.space.empty())
    throw Error(Exit::kUsage, "expected RUN, or --space SPACE with --predictor FILE");
  return resolved(std::move(config));
}

}  // namespace ofa
