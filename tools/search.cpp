#include "search/search.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>

#include "config/dump.h"
#include "config/yaml.h"
#include "core/append_file.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder_lock.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/progress.h"
#include "measure/check.h"
#include "search/check_front.h"
#include "search/correct_tables.h"
#include "search/front.h"
#include "tools/commands.h"
#include "tools/latency_text.h"
#include "tools/named_flag.h"
#include "tools/report/page.h"
#include "tools/search_flags.h"
#include "tools/search_text.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostFrontBytes = 100'000'000;
constexpr const char* kReport = "report.html";

struct SearchCommand {
  SearchFlags search;
  std::string out, resume;
  bool json = false;
};

// Scores, generation by generation, for who looks later.
class SearchLog {
 public:
  SearchLog(const fs::path& folder, const SearchConfig& config, const Metric& wanted)
      : wanted_(wanted),
        file_(folder / "search.jsonl"),  // anew: a search that is resumed goes the same way again
        progress_(name_of(config.algorithm.name),
                  static_cast<uint64_t>(most_generations(config.algorithm)) + 1) {}

  bool add(const Generation& generation) {
    Json line{{"generation", generation.number},
              {"evaluations", generation.evaluations},
              {"hypervolume", generation.hypervolume},
              {"seconds", generation.seconds}};
    line["best"] = generation.best ? Json(*generation.best) : Json();
    file_.append(line.dump() + "\n");
    if (generation.best)
      progress_.set_label(fmt::format("search, best {}", shown(wanted_, *generation.best)));
    progress_.advance();
    return !interrupted();
  }

 private:
  const Metric& wanted_;  // the most
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
  if (set_up.predictor && set_up.predictor->parts().quality)
    log_info("accuracy: {}", predictor_line(set_up.predictor->parts()));
  log_info("{}", reach_text(set_up.problem, reach));
}

// One search, from its configuration to its folder.
class SearchRun {
 public:
  SearchRun(fs::path folder, bool is_new, SearchConfig config, TrainedSupernet* supernet,
            const std::vector<BlockRuntime>& runtimes)
      : folder_(std::move(folder)),
        is_new_(is_new),
        config_(std::move(config)),
        supernet_(supernet),
        runtimes_(runtimes) {}

  void run(bool json) {
    set_up();  // what it refuses, it refuses at once
    fs::create_directories(folder_);
    const FolderLock lock(folder_);
    install_interrupt_handlers();
    try {
      find_and_check(json);
    } catch (const Error& error) {
      if (!interrupted()) throw;
      throw Error(error.exit(), "stopped; go on with: ofa search --resume {}", folder_.string());
    }
  }

 private:
  void find_and_check(bool json) {
    const SearchResult found = find();
    Front front = front_of(*set_up_, config_, found);
    write_front(front);  // what is measured from here on may take long
    const std::vector<size_t> members = check(front);
    if (supernet_ != nullptr)
      supernet_->extract(front.members[front.best].candidate.arch, folder_ / "best");
    write_front(front);
    write_report(folder_, folder_ / kReport);
    std::cout << (json ? to_json(*set_up_, front).dump(2) + "\n"
                       : front_text(*set_up_, front, members, folder_.string()));
  }

  void set_up() {
    set_up_ = set_up_search(config_, supernet_ ? supernet_->space() : load_space(config_.space),
                            supernet_);
    reach_ = find_reach(set_up_->space, set_up_->problem, static_cast<uint64_t>(config_.seed));
    check_limits(set_up_->space, set_up_->problem, reach_);
  }

  // What is refused leaves nothing behind.
  SearchResult find() {
    try {
      correct();
      tell_beginning(*set_up_, reach_, runtimes_);
      return search_space();
    } catch (const Error&) {
      if (is_new_ && !interrupted()) fs::remove_all(folder_);
      throw;
    }
  }

  // What is measured later has to be compared with tables as they are corrected today.
  void correct() {
    write_config();
    if (config_.check == 0) return;
    if (!correct_tables(set_up_->space, runtimes_, folder_ / "tables", config_)) return;
    write_config();
    set_up();
  }

  SearchResult search_space() {
    const Problem& problem = set_up_->problem;
    SearchLog log(folder_, config_, problem.metrics[problem.objectives.front().metric]);
    SearchResult result = search(set_up_->space, Evaluator(set_up_->space, problem), reach_,
                                 config_.algorithm, static_cast<uint64_t>(config_.seed),
                                 [&](const Generation& generation) { return log.add(generation); });
    if (interrupted()) throw Error(static_cast<Exit>(128 + interrupt_signal()), "stopped");
    if (result.archive.best() == nullptr) refuse_none(result);
    return result;
  }

  [[noreturn]] void refuse_none(const SearchResult& result) const {
    const auto nearest = std::ranges::min_element(result.archive.all(), {}, &Candidate::violation);
    throw Error(Exit::kNo, "no arch was found that keeps all limits; the nearest: {}",
                candidate_text(*set_up_, *nearest));
  }

  std::vector<size_t> check(Front& front) const {
    const std::vector<size_t> members =
        spread_members(front.members.size(), front.best, config_.check);
    check_members(*set_up_, members, runtimes_, supernet_, front);
    return settle_best(*set_up_, members, runtimes_, supernet_, front);
  }

  void write_config() const { write_file(folder_ / "search.yaml", to_yaml(dump(config_))); }
  void write_front(const Front& front) const {
    write_file(folder_ / "front.json", to_json(*set_up_, front).dump(2) + "\n");
  }

  fs::path folder_;
  bool is_new_;
  SearchConfig config_;
  TrainedSupernet* supernet_;
  const std::vector<BlockRuntime>& runtimes_;
  std::unique_ptr<SearchSetUp> set_up_;
  std::vector<Reach> reach_;
};

// A search that goes on is its own folder's.
void check_resume(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options())
    if (option->count() > 0 && option->get_name() != "--resume" &&
        option->get_name() != "--threads" && option->get_name() != "--json")
      throw Error(Exit::kUsage,
                  "{}: --resume DIR goes on as DIR/search.yaml says; it takes --threads and --json",
                  option->get_name());
}

void prepare(SearchCommand& command, const CLI::App& app) {
  if (!command.resume.empty()) {
    check_resume(app);
    command.search.config = (fs::path(command.resume) / "search.yaml").string();
    command.out = command.resume;
    return;
  }
  if (command.out.empty()) throw Error(Exit::kUsage, "--out DIR is required: the folder to make");
  if (fs::exists(command.out))
    throw Error("{0} exists; choose another folder, or go on with: ofa search --resume {0}",
                command.out);
}

bool is_finished(const std::string& resumed) {
  return !resumed.empty() && fs::exists(fs::path(resumed) / kReport);  // which is written last
}

void search_command(const SearchCommand& command, const std::vector<BlockRuntime>& runtimes,
                    const OpenSupernet& open) {
  if (is_finished(command.resume)) {
    const fs::path front = fs::path(command.resume) / "front.json";
    std::cout << (command.json ? read_file(front, kMostFrontBytes)
                               : fmt::format("{} is finished: see {} and {}\n", command.resume,
                                             front.string(), kReport));
    return;
  }
  const SearchConfig config = config_of(command.search);
  const auto threads = limit_threads(config.threads);
  std::unique_ptr<TrainedSupernet> supernet;
  if (!config.run.empty()) {
    if (!open) throw Error("this program was built without LibTorch: it cannot open a run");
    supernet = open(config.run, config.threads);
  }
  SearchRun(command.out, command.resume.empty(), config, supernet.get(), runtimes)
      .run(command.json);
}

}  // namespace

void add_search(CLI::App& program, std::vector<BlockRuntime> runtimes, OpenSupernet open) {
  CLI::App* command = program.add_subcommand(
      "search", "The best networks of a space for a device, under limits; checked by measurement");
  const auto flags = std::make_shared<SearchCommand>();
  add_search_flags(*command, flags->search);
  command->add_option("--accuracy", flags->search.accuracy, "predicted (default), or measured")
      ->type_name(choices<AccuracySource>());
  command->add_option("--check", flags->search.check, "Members of the front that are measured (8)")
      ->check(CLI::Range(0, 1000));
  command->add_option("--out", flags->out,
                      "The folder to make: front.json, best/, report.html, search.jsonl");
  command->add_option("--resume", flags->resume, "Go on with a search that was stopped");
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Examples:\n  ofa search runs/fashion --table table.json --max latency_ms=0.115 --out "
      "runs/fashion/search\n  ofa search --space mobilenet_v3_1.2x --predictor "
      "predictor.safetensors "
      "--table note10.json --max latency_ms=25 --out found");
  command->callback([command, flags, runtimes = std::move(runtimes), open = std::move(open)] {
    prepare(*flags, *command);
    search_command(*flags, runtimes, open);
  });
}

}  // namespace ofa
