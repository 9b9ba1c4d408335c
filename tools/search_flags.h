#pragma once

#include <tbb/global_control.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "search/search_config.h"

namespace ofa {

// What is searched for and how, as commands take it: a YAML file, and what is said over it.
struct SearchFlags {
  std::string run, config, space, predictor, accuracy, algorithm;
  std::vector<std::string> tables, maximise, minimise, most, least, set;
  std::optional<int> population, generations, check, threads;
  std::optional<int64_t> seed;
};

// All but --accuracy and --check, which are for who measures.
void add_search_flags(CLI::App& command, SearchFlags& flags);

// As long as it lives, no more threads score archs; 0: one a core.
std::unique_ptr<tbb::global_control> limit_threads(int threads);

// An Error where there is neither a run nor a space.
SearchConfig config_of(const SearchFlags& flags);

}  // namespace ofa
