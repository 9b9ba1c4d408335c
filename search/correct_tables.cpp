#include "search/correct_tables.h"

#include "core/error.h"
#include "core/log.h"
#include "latency/table_json.h"
#include "measure/check.h"

namespace ofa {

bool correct_tables(const Space& space, const std::vector<BlockRuntime>& runtimes,
                    const std::filesystem::path& folder, SearchConfig& config) {
  bool are_any = false;
  for (auto& [name, file] : config.tables) {
    const std::filesystem::path copy = folder / (name + ".json");
    if (std::filesystem::exists(copy) && std::filesystem::equivalent(file, copy)) continue;
    Table table = load_table(file);
    if (!differences_here(table, runtimes).empty()) continue;
    try {
      recorrect(space, table, runtimes);
    } catch (const Error& error) {
      if (error.exit() != Exit::kNo) throw;
      log_warning("{}: its correction stays as it was: {}", file, error.what());
    }
    std::filesystem::create_directories(folder);
    save_table(table, copy);
    file = copy.string();
    are_any = true;
  }
  return are_any;
}

}  // namespace ofa
