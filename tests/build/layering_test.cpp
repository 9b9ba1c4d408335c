// Reads the #include lines of the tree and holds them to DESIGN.md's "Folders, in dependency
// order".
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/build/source_files.h"
#include "tests/paths.h"

namespace ofa {
namespace {

enum class Torch { kNo, kYes };

struct Folder {
  std::string name;  // as an include begins
  Torch torch;
  // Files of a torch-free folder that may use torch all the same, by how their names begin.
  std::vector<std::string> torch_files = {};
};

// A folder (with those inside it) includes only itself and what stands above it. A torch-free one
// includes nothing of LibTorch and no torch layer. search and trainers never include each other.
// clang-format off
const std::vector<Folder> kFolders = {
    {"generated", Torch::kNo},  // by CMake, in the build folder
    {"core", Torch::kNo},
    {"config", Torch::kNo},
    {"graph", Torch::kNo},
    {"space", Torch::kNo},
    {"latency", Torch::kNo},
    {"io", Torch::kNo},
    {"kernels", Torch::kNo},
    {"nn", Torch::kYes},
    {"data", Torch::kNo},
    {"evaluate", Torch::kYes},
    {"export", Torch::kNo},
    {"runtime", Torch::kNo, {"libtorch", "folded_run"}},
    {"verify", Torch::kYes},
    {"deploy", Torch::kYes},
    {"measure", Torch::kNo, {"libtorch"}},
    {"search", Torch::kNo, {"predictor", "measured"}},
    {"trainers", Torch::kYes},
    {"tools", Torch::kYes},
};
// clang-format on

std::optional<size_t> level_of(const std::string& include) {
  const std::string name = include.substr(0, include.find('/'));
  const auto found = std::ranges::find(kFolders, name, &Folder::name);
  if (name == include || found == kFolders.end()) return std::nullopt;
  return found - kFolders.begin();
}

bool is_torch_header(const std::string& include) {
  const auto begins = [&](const char* folder) { return include.starts_with(folder); };
  return begins("torch/") || begins("ATen/") || begins("c10/") || begins("caffe2/");
}

bool may_use_torch(const std::string& file) {
  const Folder& folder = kFolders[level_of(file).value()];
  const auto named_so = [name = std::filesystem::path(file).filename().string()](
                            const std::string& start) { return name.starts_with(start); };
  return folder.torch == Torch::kYes || std::ranges::any_of(folder.torch_files, named_so);
}

// What is wrong with one include of a file, both named as includes are ("space/arch.h"); empty if
// nothing.
std::string violation(const std::string& file, const std::string& include, bool in_quotes) {
  if (!level_of(file)) return "is in no folder of DESIGN.md";
  if (is_torch_header(include)) {
    if (!may_use_torch(file)) return "its folder has no torch";
    if (include == "torch/torch.h" && !file.ends_with(".cpp")) return "belongs in .cpp files";
    return "";
  }
  const auto level = level_of(include);
  if (!level) return in_quotes ? "names no folder of ours; write it as \"layer/file.h\"" : "";

  const std::string from = kFolders[*level_of(file)].name;
  const std::string to = kFolders[*level].name;
  if (*level > *level_of(file)) return to + " stands below " + from;
  if (from == "trainers" && to == "search") return "search and trainers never include each other";
  if (from != to && kFolders[*level].torch == Torch::kYes && !may_use_torch(file)) {
    return fmt::format("{} is a torch layer, and {} has no torch", to, from);
  }
  return "";
}

// The name in an #include line, with the < or " that it begins with.
std::optional<std::string> included(const std::string& line) {
  std::istringstream words(line);
  char hash = 0;
  std::string rest;
  words >> hash >> std::ws;
  std::getline(words, rest);
  const size_t begin = rest.find_first_of("<\"");
  if (hash != '#' || !rest.starts_with("include") || begin == std::string::npos)
    return std::nullopt;
  return rest.substr(begin, rest.find_first_of(">\"", begin + 1) - begin);
}

std::vector<std::string> violations(const std::string& file, std::istream& text) {
  std::vector<std::string> found;
  int number = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    const auto include = included(line);
    if (!include) continue;
    const std::string name = include->substr(1);
    const std::string what = violation(file, name, include->front() == '"');
    if (!what.empty()) found.push_back(fmt::format("{}:{}: {}: {}", file, number, name, what));
  }
  return found;
}

std::vector<std::string> violations(const std::string& file, const std::string& text) {
  std::istringstream stream(text);
  return violations(file, stream);
}

TEST(Layering, HoldsInTheWholeTree) {
  const std::filesystem::path tree = source_dir();
  int num_files = 0;
  for (const auto& path : source_files(tree)) {
    std::ifstream text(path);
    const std::string name = path.lexically_relative(tree).string();
    EXPECT_THAT(violations(name.starts_with("src/") ? name.substr(4) : name, text),
                ::testing::IsEmpty());
    ++num_files;
  }
  EXPECT_GT(num_files, 5);
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Layering, AllowsAFolderItselfAndWhatStandsAboveIt) {
  EXPECT_THAT(
      violations("space/arch.cpp",
                 "#include \"space/arch.h\"\n#include <vector>\n#include \"core/error.h\"\n"),
      IsEmpty());
  EXPECT_THAT(violations("nn/kernels/cpu/depthwise.cpp",
                         "#include <torch/torch.h>\n#include \"nn/nhwc.h\"\n"),
              IsEmpty());
  EXPECT_THAT(violations("search/predictor_fit.cpp", "#include <torch/torch.h>\n"), IsEmpty());
}

TEST(Layering, RejectsWhatStandsBelow) {
  EXPECT_THAT(violations("core/log.h", "\n#include \"space/arch.h\"\n"),
              ElementsAre("core/log.h:2: space/arch.h: space stands below core"));
  EXPECT_THAT(violations("search/front.cpp", "#include \"trainers/phases.h\"\n"),
              ElementsAre("search/front.cpp:1: trainers/phases.h: trainers stands below search"));
  EXPECT_THAT(
      violations("trainers/phases.cpp", "#  include <search/front.h>  // why not\n"),
      ElementsAre(
          "trainers/phases.cpp:1: search/front.h: search and trainers never include each other"));
}

TEST(Layering, RejectsTorchWhereThereIsNone) {
  EXPECT_THAT(violations("graph/cost.cpp", "#include <ATen/Parallel.h>\n"),
              ElementsAre("graph/cost.cpp:1: ATen/Parallel.h: its folder has no torch"));
  EXPECT_THAT(
      violations("export/fold.cpp", "#include \"nn/weights.h\"\n"),
      ElementsAre("export/fold.cpp:1: nn/weights.h: nn is a torch layer, and export has no torch"));
  EXPECT_THAT(violations("nn/weights.h", "#include <torch/torch.h>\n"),
              ElementsAre("nn/weights.h:1: torch/torch.h: belongs in .cpp files"));
}

TEST(Layering, RejectsFoldersThatNobodyDesigned) {
  EXPECT_THAT(violations("utils/misc.h", "#include <vector>\n"),
              ElementsAre("utils/misc.h:1: vector: is in no folder of DESIGN.md"));
  EXPECT_THAT(
      violations("space/arch.cpp", "#include \"arch.h\"\n"),
      ElementsAre(
          "space/arch.cpp:1: arch.h: names no folder of ours; write it as \"layer/file.h\""));
}

}  // namespace
}  // namespace ofa
