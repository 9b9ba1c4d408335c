#include "search/search.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <tbb/global_control.h>

#include <iostream>

#include "config/dump.h"
#include "config/load.h"
#include "config/read.h"
#include "config/yaml.h"
#include "core/append_file.h"
#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/progress.h"
#include "io/folders.h"
#include "measure/check.h"
#include "search/check_front.h"
#include "search/front.h"
#include "tools/commands.h"
#include "tools/latency_text.h"
#include "tools/search_text.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

struct SearchFlags {
  std::string run, config, space, predictor, out, resume, accuracy, algorithm;
  std::vector<std::string> tables, maximise, minimise, most, least, set;
  int population = 0, generations = 0, check = -1, threads = -1;
  int64_t seed = -1;
  bool json = false;
};

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

SearchConfig config_of(const SearchFlags& flags) {
  Node node = flags.config.empty() ? Node::map() : load_yaml(flags.config);
  for (const std::string& assignment : flags.set) set(node, assignment);
  SearchConfig config = read<SearchConfig>(node);
  if (!flags.run.empty()) config.run = flags.run;
  if (!flags.space.empty()) config.space = flags.space;
  if (!flags.predictor.empty()) config.predictor = flags.predictor;
  if (!flags.accuracy.empty())
    config.accuracy = Codec<AccuracySource>::read(Node::string(flags.accuracy));
  if (!flags.algorithm.empty())
    config.algorithm.name = Codec<AlgorithmName>::read(Node::string(flags.algorithm));
  if (flags.population > 0) config.algorithm.population = flags.population;
  if (flags.generations > 0) config.algorithm.generations = flags.generations;
  if (flags.check >= 0) config.check = flags.check;
  if (flags.threads >= 0) config.threads = flags.threads;
  if (flags.seed >= 0) config.seed = flags.seed;
  if (!flags.maximise.empty()) config.maximise.values = flags.maximise;
  if (!flags.minimise.empty()) config.minimise.values = flags.minimise;
  add_tables(flags, config);
  for (const std::string& text : flags.most)
    config.limits.push_back(limit_from_flag("--max", text, true));
  for (const std::string& text : flags.least)
    config.limits.push_back(limit_from_flag("--min", text, false));
  return resolved(std::move(config));
}

// Scores, generation by generation, for who looks later.
class SearchLog {
 public:
  SearchLog(const fs::path& folder, const SearchConfig& config)
      : file_(folder / "search.jsonl"),
        progress_(name_of(config.algorithm.name),
                  static_cast<uint64_t>(most_generations(config.algorithm)) + 1) {}

  bool add(const Generation& generation) {
    Json line{{"generation", generation.number},
              {"evaluations", generation.evaluations},
              {"hypervolume", generation.hypervolume},
              {"seconds", generation.seconds}};
    line["best"] = generation.best ? Json(*generation.best) : Json();
    file_.append(line.dump() + "\n");
    if (generation.best) progress_.set_label(fmt::format("search, best {:.5g}", *generation.best));
    progress_.advance();
    return !interrupted();
  }

 private:
  AppendFile file_;
  Progress progress_;
};

void tell_beginning(const SearchSetUp& set_up, const std::vector<Reach>& reach,
                    const std::vector<BlockRuntime>& runtimes) {
  if (!set_up.left_out.empty())
    log_info("left out: resolution {}, which a table or the predictor does not know",
             fmt::join(set_up.left_out, " "));
  for (const NamedTable& named : set_up.tables) {
    note_differences(named.table.source, differences_here(named.table, runtimes));
    log_info("{}: {}", named.metric, table_line(named.table));
  }
  log_info("{}", reach_text(set_up.problem, reach));
}

void write_front(const fs::path& folder, const SearchSetUp& set_up, const Front& front) {
  write_file(folder / "front.json", to_json(set_up.space, front).dump(2) + "\n");
}

[[noreturn]] void refuse_none(const SearchSetUp& set_up, const SearchResult& result) {
  const auto nearest = std::ranges::min_element(result.archive.all(), {}, &Candidate::violation);
  throw Error(Exit::kNo, "no arch was found that keeps all limits; the nearest: {}",
              candidate_text(set_up, *nearest));
}

void search_into(const fs::path& folder, const SearchConfig& config, TrainedSupernet* supernet,
                 const SearchSetUp& set_up, const std::vector<BlockRuntime>& runtimes, bool json) {
  const auto seed = static_cast<uint64_t>(config.seed);
  const std::vector<Reach> reach = find_reach(set_up.space, set_up.problem, seed);
  tell_beginning(set_up, reach, runtimes);
  check_limits(set_up.space, set_up.problem, reach);
  fs::create_directories(folder);
  write_file(folder / "search.yaml", to_yaml(dump(config)));
  install_interrupt_handlers();
  SearchLog log(folder, config);
  const SearchResult result =
      search(set_up.space, Evaluator(set_up.problem), reach, config.algorithm, seed,
             [&](const Generation& generation) { return log.add(generation); });
  if (interrupted())
    throw Error(static_cast<Exit>(128 + interrupt_signal()),
                "stopped; go on with: ofa search --resume {}", folder.string());
  if (result.archive.best() == nullptr) refuse_none(set_up, result);
  Front front = front_of(set_up, config, result);
  write_front(folder, set_up, front);
  const std::vector<size_t> members = spread_members(front, config.check);
  check_members(set_up, members, runtimes, supernet, front);
  if (supernet != nullptr)
    supernet->extract(front.members[front.best].candidate.arch, folder / "best");
  write_front(folder, set_up, front);
  std::cout << (json ? to_json(set_up.space, front).dump(2) + "\n"
                     : front_text(set_up, front, members, folder.string()));
}

void search_command(const SearchFlags& flags, const std::vector<BlockRuntime>& runtimes,
                    const OpenSupernet& open) {
  SearchFlags all = flags;
  const bool resumes = !flags.resume.empty();
  if (resumes) {
    if (!flags.config.empty() || !flags.out.empty() || !flags.run.empty())
      throw Error(Exit::kUsage, "--resume DIR goes on with DIR's own search.yaml");
    all.config = (fs::path(flags.resume) / "search.yaml").string();
    all.out = flags.resume;
  }
  if (all.out.empty()) throw Error(Exit::kUsage, "--out DIR is required: the folder to make");
  if (!resumes && fs::exists(all.out))
    throw Error("{} exists; choose another folder, or go on with: ofa search --resume {}", all.out,
                all.out);
  const SearchConfig config = config_of(all);
  if (config.run.empty() == config.space.empty())
    throw Error(Exit::kUsage, "expected RUN, or --space SPACE with --predictor FILE");
  std::optional<tbb::global_control> threads;
  if (config.threads > 0)
    threads.emplace(tbb::global_control::max_allowed_parallelism, config.threads);
  std::unique_ptr<TrainedSupernet> supernet;
  if (!config.run.empty()) {
    if (!open) throw Error("this program was built without LibTorch: it cannot open a run");
    supernet = open(config.run, config.threads);
  }
  const Space space = supernet ? supernet->space() : load_space(config.space);
  const auto set_up = set_up_search(config, space, supernet.get());
  search_into(all.out, config, supernet.get(), *set_up, runtimes, flags.json);
}

}  // namespace

void add_search(CLI::App& program, std::vector<BlockRuntime> runtimes, OpenSupernet open) {
  CLI::App* command = program.add_subcommand(
      "search", "The best networks of a space for a device, under limits; checked by measurement");
  const auto flags = std::make_shared<SearchFlags>();
  command->add_option("RUN", flags->run, "The run folder of a trained supernet");
  command->add_option("--config", flags->config, "A YAML file; ofa config search tells its keys");
  command->add_option("--space", flags->space,
                      "Without a run: a name in configs/spaces/ or a file");
  command->add_option("--predictor", flags->predictor, "Of accuracy (RUN/predictor.safetensors)");
  command->add_option("--accuracy", flags->accuracy, "predicted (default), or measured");
  command->add_option("--table", flags->tables, "FILE, or NAME=FILE each where there are several");
  command->add_option("--max", flags->most, "METRIC=VALUE: a limit; latency_ms=25, macs=300M");
  command->add_option("--min", flags->least, "METRIC=VALUE: a limit; accuracy=90%");
  command->add_option("--maximise", flags->maximise, "Metrics (accuracy)");
  command->add_option("--minimise", flags->minimise, "Metrics (latency of all tables, or macs)");
  command->add_option("--algorithm", flags->algorithm, "nsga2, evolution, random or exact");
  command->add_option("--population", flags->population, "Archs a generation (100)")
      ->check(CLI::Range(4, 100'000));
  command->add_option("--generations", flags->generations, "At most (150)")
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--check", flags->check, "Members of the front that are measured (8)")
      ->check(CLI::Range(0, 1000));
  command->add_option("--seed", flags->seed, "Everything random follows from it (0)");
  command->add_option("--threads", flags->threads, "That score archs; 0: one a core");
  command->add_option("--set", flags->set, "KEY=VALUE of the configuration");
  command->add_option("--out", flags->out, "The folder to make: front.json, best/, search.jsonl");
  command->add_option("--resume", flags->resume, "Go on with a search that was stopped");
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Examples:\n  ofa search runs/fashion --table table.json --max latency_ms=0.115 --out "
      "runs/fashion/search\n  ofa search --space mobilenet_v3_1.2x --predictor "
      "predictor.safetensors "
      "--table note10.json --max latency_ms=25 --out found");
  command->callback([flags, runtimes = std::move(runtimes), open = std::move(open)] {
    search_command(*flags, runtimes, open);
  });
}

}  // namespace ofa
