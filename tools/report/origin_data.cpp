#include "tools/report/origin_data.h"

#include <fmt/chrono.h>
#include <fmt/ranges.h>

#include <ctime>
#include <sstream>

#include "config/load.h"
#include "config/yaml.h"
#include "core/file.h"
#include "core/machine.h"
#include "io/folders.h"
#include "tools/version.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

// As a shell takes it for one word.
std::string quoted(const std::string& text) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@:,=";
  if (!text.empty() && text.find_first_not_of(kPlain) == text.npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string measure_command(const ReportTable& source) {
  const Fingerprint& on = source.table.fingerprint;
  return fmt::format(
      "ofa measure {} --resolutions {} --runtime {} --precision {} --threads {} --batch {} "
      "--out again/{}.json",
      quoted(source.table.space), fmt::join(source.table.resolutions, " "), quoted(on.runtime),
      name(on.precision), on.threads, on.batch, quoted(source.metric));
}

// The subnet that a run went on training; empty: it trained a supernet.
std::string subnet_of(const fs::path& run) {
  if (!read_run_description(run).only) return "";
  const Node config = load_yaml(run / "config.yaml");
  const Node* init = config.find("init");
  const Node* from = init ? init->find("from") : nullptr;
  return from ? from->text : "";
}

std::string training_command(const std::string& run, const std::string& out) {
  const std::string subnet = subnet_of(run), config = quoted(run + "/config.yaml");
  return subnet.empty()
             ? fmt::format("ofa train {} --out {}", config, quoted(out))
             : fmt::format("ofa finetune {} {} --out {}", quoted(subnet), config, quoted(out));
}

}  // namespace

Json environment_data() {
  const Machine machine = this_machine();
  return {{"written", fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::time(nullptr)))},
          {"version", lines_of(version_text())},
          {"processor", machine.processor},
          {"cores", machine.cores},
          {"governor", machine.governor}};
}

Json configs_data(const ReportSources& sources) {
  Json configs = Json::array();
  const auto add = [&](const fs::path& file) {
    if (fs::exists(file))
      configs.push_back({{"file", file.string()}, {"text", read_file(file, kMaxYamlBytes)}});
  };
  if (sources.is_search) add(sources.folder / "search.yaml");
  if (!sources.run.empty()) {
    add(sources.run / "config.yaml");
    add(sources.run / "space.yaml");
  }
  return configs;
}

Json commands_data(const ReportSources& sources, const std::string& best_arch) {
  Json commands = Json::array();
  const auto add = [&](const std::string& makes, const std::string& command) {
    commands.push_back({{"makes", makes}, {"command", command}});
  };
  const std::string folder = quoted(sources.folder.string()), run = quoted(sources.run.string());
  if (!sources.run.empty() && fs::exists(sources.run / "config.yaml"))
    add("the supernet", fmt::format("ofa train {}/config.yaml --out again/run", run));
  if (sources.predictor && !sources.run.empty() && sources.predictor->samples > 0)
    add("the predictor",
        fmt::format("ofa predictor {} --samples {} --out again/predictor.safetensors", run,
                    sources.predictor->samples));
  for (const ReportTable& table : sources.tables)
    if (!table.table.networks.empty())
      add("the table of " + table.metric + ", on its device", measure_command(table));
  if (sources.config)
    add("the front", fmt::format("ofa search --config {}/search.yaml --out again/search", folder));
  if (!best_arch.empty() && !sources.run.empty()) {
    add("the best network",
        fmt::format("ofa extract {} --arch {} --out again/best", run, quoted(best_arch)));
    add("its file", "ofa export again/best --out again/best.onnx");
  }
  add("this page", fmt::format("ofa report {} --out report.html", folder));
  return commands;
}

Json comparison_commands(const Json& runs) {
  Json commands = Json::array();
  std::string all;
  for (const Json& run : runs) {
    const std::string name = run["name"], folder = run["folder"];
    commands.push_back({{"makes", name}, {"command", training_command(folder, "again/" + name)}});
    all += quoted(folder) + " ";
  }
  commands.push_back(
      {{"makes", "this page"}, {"command", fmt::format("ofa report {}--out report.html", all)}});
  return commands;
}

}  // namespace ofa
