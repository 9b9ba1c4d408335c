#pragma once

#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "io/safetensors.h"
#include "space/arch_json.h"
#include "tests/core/temp_folder.h"
#include "tests/tools/program.h"
#include "tests/trainers/toy_training.h"

namespace ofa {

// metrics.jsonl without what belongs to the clock.
inline std::vector<Json> metrics(const std::filesystem::path& run) {
  std::vector<Json> lines;
  std::ifstream file(run / "metrics.jsonl");
  for (std::string line; std::getline(file, line);) {
    lines.push_back(Json::parse(line));
    lines.back().erase("time");
  }
  return lines;
}

inline std::filesystem::path last_checkpoint(const std::filesystem::path& run) {
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(run / "checkpoints"))
    if (entry.path().extension() == ".safetensors") files.insert(entry.path());
  return *files.rbegin();
}

// What a checkpoint says besides tensors; records have other lengths, as clocks have.
inline Json state(const SafetensorsFile& checkpoint) {
  const auto found = checkpoint.metadata.find("state");
  if (found == checkpoint.metadata.end()) return {};
  Json json = Json::parse(found->second);
  json.erase("metrics_bytes");
  json.erase("events_bytes");
  return json;
}

// Weights and optimizer state of the last step, bit for bit; the best weights; all metrics.
inline void expect_same(const std::filesystem::path& a, const std::filesystem::path& b) {
  EXPECT_EQ(last_checkpoint(a).filename(), last_checkpoint(b).filename());
  for (const auto& [one, other] :
       {std::pair{last_checkpoint(a), last_checkpoint(b)},
        std::pair{a / "weights.safetensors", b / "weights.safetensors"}}) {
    const SafetensorsFile first = read_safetensors(one), second = read_safetensors(other);
    ASSERT_EQ(first.tensors.all().size(), second.tensors.all().size());
    EXPECT_EQ(state(first), state(second));
    for (const TensorView& tensor : first.tensors.all())
      EXPECT_TRUE(as_text(tensor.bytes) == as_text(second.tensors.at(tensor.name).bytes))
          << tensor.name;
  }
  EXPECT_EQ(metrics(a), metrics(b));
}

// Runs of the toy training, through the program.
class Training : public testing::Test {
 protected:
  std::string run(const std::string& name) const { return (folder_.path() / name).string(); }

  Outcome train(const std::string& name, const std::string& flags = "",
                const std::string& before = "") const {
    return run_program("train " + config_ + " --out " + run(name) + " " + flags, before);
  }
  Outcome resume(const std::string& name, const std::string& flags = "",
                 const std::string& before = "") const {
    return run_program("train --resume " + run(name) + " " + flags, before);
  }
  // Starts, or, where there is something to go on with, goes on.
  Outcome go_on(const std::string& name, const std::string& flags,
                const std::string& before) const {
    const bool begun = std::filesystem::exists(run(name) + "/run.json");
    return begun ? resume(name, "", before) : train(name, flags, before);
  }

  const TempFolder folder_;
  const std::string config_ = write_toy_training(folder_.path());
};

}  // namespace ofa
