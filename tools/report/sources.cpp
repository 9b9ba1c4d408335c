#include "tools/report/sources.h"

#include "config/load.h"
#include "config/read.h"
#include "core/error.h"
#include "io/folders.h"
#include "latency/table_json.h"
#include "search/predictor_file.h"
#include "tools/report/notes.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

// Paths in a search.yaml are seen from where the search was started.
void check_exists(const fs::path& path) {
  if (!fs::exists(path))
    throw Error("{}: not found; call ofa report where it was searched", path.string());
}

void find_space(ReportSources& sources) {
  if (!sources.run.empty()) {
    check_exists(sources.run);
    sources.space = read_run_description(sources.run).space;
  } else if (sources.config && !sources.config->space.empty()) {
    sources.space = load_space(sources.config->space);
  }
}

void find_tables(ReportSources& sources) {
  const auto& files = sources.config->tables;
  for (const auto& [name, file] : files)
    try_or_note(sources.notes, [&] {
      check_exists(file);
      Table table = load_table(file);
      if (sources.space) check_space(table, sources.space->name);
      sources.tables.push_back({latency_name(*sources.config, name), file, std::move(table)});
    });
}

void find_predictor(ReportSources& sources, const fs::path& file) {
  try_or_note(sources.notes, [&] {
    check_exists(file);
    sources.predictor = read_predictor(file);
  });
}

void find_for_search(ReportSources& sources) {
  const fs::path file = sources.folder / "search.yaml";
  if (!fs::exists(file)) {
    sources.notes.push_back(file.string() + ": not found");
    return;
  }
  sources.config = resolved(read<SearchConfig>(load_yaml(file.string())));
  sources.run = sources.config->run;
  try_or_note(sources.notes, [&] { find_space(sources); });
  find_tables(sources);
  if (!sources.config->predictor.empty()) find_predictor(sources, sources.config->predictor);
}

void find_for_run(ReportSources& sources) {
  sources.run = sources.folder;
  find_space(sources);
  const fs::path predictor = sources.folder / "predictor.safetensors";
  if (fs::exists(predictor)) find_predictor(sources, predictor);
}

}  // namespace

ReportSources find_sources(const fs::path& folder) {
  ReportSources sources{.folder = folder};
  sources.is_search = fs::exists(folder / "front.json");
  if (sources.is_search) {
    find_for_search(sources);
  } else if (is_run(folder)) {
    find_for_run(sources);
  } else if (fs::exists(folder / "search.yaml")) {
    throw Error("{}: the search has no front yet; go on with: ofa search --resume {}",
                folder.string(), folder.string());
  } else {
    throw Error("{}: neither a search (front.json) nor a run (run.json)", folder.string());
  }
  return sources;
}

}  // namespace ofa
