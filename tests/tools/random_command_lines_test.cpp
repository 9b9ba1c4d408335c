// Whatever is typed: no crash, an exit code of the table, a word about what is wrong, and nothing
// left behind.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <map>

#include "core/file.h"
#include "tests/data/data_testing.h"
#include "tests/tools/made_up_predictor.h"
#include "tests/tools/program.h"
#include "tests/tools/random_command_line.h"
#include "tools/program.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr uint64_t kSeed = 1;
constexpr int kSeconds = 4;  // then it is stopped
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr const char* kMemory = "unlimited";  // sanitizers lay claim to all addresses
#else
constexpr const char* kMemory = "12000000";  // kB
#endif

constexpr const char* kToySpace = R"(input: {channels: 1, resolution: [8, 12]}
stem: {channels: 8, kernel: 3, stride: 1, activation: relu}
stages:
  - {block: mbconv, stride: 2, channels: [8, 16], depth: [1, 2], kernel: [3, 5], expand: [1, 2], activation: relu}
head: [pool, linear]
)";
constexpr const char* kToyTraining = R"(space: space.yaml
data: {source: images, validation: 40, batch: 16}
phases:
  - {name: all, steps: 3, sample: [max], open: all}
)";

// One of each thing that commands take.
void fill(const fs::path& folder) {
  write_idx_folder(folder / "images", 200, 30);
  write_image_folder(folder / "photos", 5, 20, 30);
  std::ofstream(folder / "space.yaml") << kToySpace;
  std::ofstream(folder / "train.yaml") << kToyTraining;
  std::ofstream(folder / "broken.yaml") << "space: [";
  std::ofstream(folder / "empty.json");
  std::ofstream(folder / "notes.txt") << "no table, no model, no image\n";
  fs::create_directories(folder / "folder");
  save_predictor(made_up_predictor(load_space("fashion")), folder / "p.safetensors");
  fs::copy(source_dir() / "latency_tables/fashion@this-machine-openvino-fp32-t1.json",
           folder / "table.json");
  fs::copy(source_dir() / "tests/trained/fashion", folder / "run");
  const auto make = [&](const std::string& command, const char* name) {
    run_program(command + " --out " + (folder / name).string());
  };
  make("pack " + (folder / "photos").string(), "a.pack");
  make("export fashion --arch min", "a.onnx");  // where networks can be run
  make("extract tests/trained/fashion --arch min", "subnet");
  make("search --space fashion --maximise macs --minimise params --check 0 --generations 2",
       "found");
}

using Listing = std::map<std::string, uintmax_t>;  // with sizes

Listing list(const fs::path& folder) {
  Listing found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    found[fs::relative(entry.path(), folder).string()] =
        entry.is_regular_file() ? entry.file_size() : 0;
  return found;
}

std::string changes(const Listing& before, const Listing& after) {
  std::string text;
  for (const auto& [name, size] : after)
    if (!before.contains(name) || before.at(name) != size) text += name + " ";
  for (const auto& [name, size] : before)
    if (!after.contains(name)) text += "-" + name + " ";
  return text;
}

class RandomCommandLines : public testing::Test {
 protected:
  RandomCommandLines() {
    fill(folder_ / "pristine");
    renew();
  }

  void renew() {
    fs::remove_all(folder_ / "scratch");
    fs::copy(folder_ / "pristine", folder_ / "scratch", fs::copy_options::recursive);
    before_ = list(folder_ / "scratch");
  }

  Outcome run(const std::vector<std::string>& words) const {
    const std::string limits =
        fmt::format("ulimit -v {}; timeout --preserve-status -k 20 {}", kMemory, kSeconds);
    return run_program(quoted(words) + " < /dev/null",
                       "cd " + (folder_ / "scratch").string() + " && " + limits);
  }

  void try_line(const std::vector<std::string>& words) {
    const Outcome outcome = run(words);
    const int code = outcome.exit_code;
    EXPECT_THAT(code, AnyOf(0, 1, 2, 3, 143));
    EXPECT_THAT(outcome.err, Not(HasSubstr("internal error")));
    const std::string changed = changes(before_, list(folder_ / "scratch"));
    EXPECT_THAT(changed, Not(HasSubstr(".tmp")));
    if (code != 0 && code != 143) {
      EXPECT_THAT(outcome.err, HasSubstr("ofa: "));
      EXPECT_EQ(changed, "");
    }
    if (!changed.empty()) renew();
    ++codes_[code];
  }

  TempFolder folder_;
  Listing before_;
  std::map<int, int> codes_;
};

TEST_F(RandomCommandLines, EndWithACodeAndAWord) {
  const auto program = make_program();
  std::vector<std::string> existing{"."};
  for (const auto& entry : fs::directory_iterator(folder_ / "scratch"))
    existing.push_back(entry.path().filename().string());
  std::ranges::sort(existing);
  const RandomCommandLine random(*program, existing);
  const uint64_t num_lines = std::getenv("OFA_SLOW") ? 1000 : 75;
  for (uint64_t k = 0; k < num_lines; ++k) {
    const std::vector<std::string> words = random.line(kSeed, k);
    SCOPED_TRACE(fmt::format("{}: ofa{:.2000}", k, quoted(words)));
    try_line(words);
  }
  for (const int code : {0, 1, 2}) EXPECT_GT(codes_[code], 0) << code;
  EXPECT_GT(codes_[0] + codes_[1] + codes_[143], static_cast<int>(num_lines) / 3);  // of some depth
}

}  // namespace
}  // namespace ofa
