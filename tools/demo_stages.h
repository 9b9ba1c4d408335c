#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tools/demo_config.h"

namespace ofa {

// Runs one of the program's commands, as if these words had been typed after `ofa`; its exit code.
using RunCommand = std::function<int(const std::vector<std::string>& words)>;

// The whole way from images to verified model files, by the program's own commands. What is there
// from an earlier call is left as it is, and what that call had begun goes on.
class DemoStages {
 public:
  DemoStages(std::filesystem::path folder, const DemoConfig& config, RunCommand run_command);

  void run();

  std::filesystem::path supernet() const { return folder_ / "supernet"; }
  std::filesystem::path search() const { return folder_ / "search"; }
  std::filesystem::path model(const std::string& name) const { return folder_ / (name + ".onnx"); }
  const std::string& runtime() const { return runtime_; }  // that serves the models

 private:
  void train();
  void measure();
  void predict();
  void search_networks();
  void finetune();
  void export_models();
  void verify_models();

  void begin(const std::string& what) const;
  bool is_done(const std::filesystem::path& result) const;
  void command(const std::vector<std::string>& words) const;
  std::vector<std::string> training_flags(double share) const;
  std::filesystem::path table() const { return folder_ / "table.json"; }
  std::filesystem::path predictor() const { return supernet() / "predictor.safetensors"; }
  std::filesystem::path chosen() const { return folder_ / "chosen"; }

  std::filesystem::path folder_;
  DemoConfig config_;
  RunCommand run_command_;
  std::string runtime_;
  std::string number_;  // of the stage at hand: 2/7
};

}  // namespace ofa
