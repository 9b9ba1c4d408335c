#include "search/search.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <tbb/global_control.h>

#include <iostream>

#include "config/dump.h"
#include "config/yaml.h"
#include "core/append_file.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder_lock.h"
#include "core/format.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/progress.h"
#include "io/folders.h"
#include "measure/check.h"
#include "search/check_front.h"
#include "search/correct_tables.h"
#include "search/front.h"
#include "tools/commands.h"
#include "tools/latency_text.h"
#include "tools/report/page.h"
#include "tools/search_flags.h"
#include "tools/search_text.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

struct SearchCommand {
  SearchFlags search;
  std::string out, resume;
  bool json = false;
};

// Scores, generation by generation, for who looks later.
class SearchLog {
 public:
  SearchLog(const fs::path& folder, const SearchConfig& config)
      : file_(folder / "search.jsonl"),  // anew: a search that is resumed goes the same way again
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

// One search, from its configuration to its folder.
class SearchRun {
 public:
  SearchRun(fs::path folder, SearchConfig config, TrainedSupernet* supernet,
            const std::vector<BlockRuntime>& runtimes)
      : folder_(std::move(folder)),
        config_(std::move(config)),
        supernet_(supernet),
        runtimes_(runtimes) {}

  void run(bool json) {
    set_up();  // what it refuses, it refuses at once
    fs::create_directories(folder_);
    const FolderLock lock(folder_);
    install_interrupt_handlers();
    const SearchResult found = find();
    Front front = front_of(*set_up_, config_, found);
    write_front(front);  // what is measured from here on may take long
    const std::vector<size_t> members = check(front);
    if (supernet_ != nullptr)
      supernet_->extract(front.members[front.best].candidate.arch, folder_ / "best");
    write_front(front);
    write_report(folder_, folder_ / "report.html");
    std::cout << (json ? to_json(set_up_->space, front).dump(2) + "\n"
                       : front_text(*set_up_, front, members, folder_.string()));
  }

 private:
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
    } catch (const Error& error) {
      if (error.exit() == Exit::kNo) fs::remove_all(folder_);
      throw;
    }
  }

  // What is measured later has to be compared with tables as they are corrected today.
  void correct() {
    write_config();
    if (config_.check == 0 || config_.tables.empty()) return;
    correct_tables(set_up_->space, runtimes_, folder_ / "tables", config_);
    write_config();
    set_up();
  }

  SearchResult search_space() {
    SearchLog log(folder_, config_);
    SearchResult result = search(set_up_->space, Evaluator(set_up_->space, set_up_->problem),
                                 reach_, config_.algorithm, static_cast<uint64_t>(config_.seed),
                                 [&](const Generation& generation) { return log.add(generation); });
    if (interrupted())
      throw Error(static_cast<Exit>(128 + interrupt_signal()),
                  "stopped; go on with: ofa search --resume {}", folder_.string());
    if (result.archive.best() == nullptr) refuse_none(result);
    return result;
  }

  [[noreturn]] void refuse_none(const SearchResult& result) const {
    const auto nearest = std::ranges::min_element(result.archive.all(), {}, &Candidate::violation);
    throw Error(Exit::kNo, "no arch was found that keeps all limits; the nearest: {}",
                candidate_text(*set_up_, *nearest));
  }

  std::vector<size_t> check(Front& front) const {
    const std::vector<size_t> members = spread_members(front.members.size(), config_.check);
    check_members(*set_up_, members, runtimes_, supernet_, front);
    return settle_best(*set_up_, members, runtimes_, supernet_, front);
  }

  void write_config() const { write_file(folder_ / "search.yaml", to_yaml(dump(config_))); }
  void write_front(const Front& front) const {
    write_file(folder_ / "front.json", to_json(set_up_->space, front).dump(2) + "\n");
  }

  fs::path folder_;
  SearchConfig config_;
  TrainedSupernet* supernet_;
  const std::vector<BlockRuntime>& runtimes_;
  std::unique_ptr<SearchSetUp> set_up_;
  std::vector<Reach> reach_;
};

// A search that goes on is its own folder's.
void prepare(SearchCommand& command) {
  if (!command.resume.empty()) {
    if (!command.search.config.empty() || !command.out.empty() || !command.search.run.empty())
      throw Error(Exit::kUsage, "--resume DIR goes on with DIR's own search.yaml");
    command.search.config = (fs::path(command.resume) / "search.yaml").string();
    command.out = command.resume;
    return;
  }
  if (command.out.empty()) throw Error(Exit::kUsage, "--out DIR is required: the folder to make");
  if (fs::exists(command.out))
    throw Error("{0} exists; choose another folder, or go on with: ofa search --resume {0}",
                command.out);
}

void search_command(SearchCommand command, const std::vector<BlockRuntime>& runtimes,
                    const OpenSupernet& open) {
  prepare(command);
  const SearchConfig config = config_of(command.search);
  std::optional<tbb::global_control> threads;
  if (config.threads > 0)
    threads.emplace(tbb::global_control::max_allowed_parallelism, config.threads);
  std::unique_ptr<TrainedSupernet> supernet;
  if (!config.run.empty()) {
    if (!open) throw Error("this program was built without LibTorch: it cannot open a run");
    supernet = open(config.run, config.threads);
  }
  SearchRun(command.out, config, supernet.get(), runtimes).run(command.json);
}

}  // namespace

void add_search(CLI::App& program, std::vector<BlockRuntime> runtimes, OpenSupernet open) {
  CLI::App* command = program.add_subcommand(
      "search", "The best networks of a space for a device, under limits; checked by measurement");
  const auto flags = std::make_shared<SearchCommand>();
  add_search_flags(*command, flags->search);
  command->add_option("--accuracy", flags->search.accuracy, "predicted (default), or measured");
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
  command->callback([flags, runtimes = std::move(runtimes), open = std::move(open)] {
    search_command(*flags, runtimes, open);
  });
}

}  // namespace ofa
