#include "io/folders.h"

#include "config/load.h"
#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"

namespace ofa {
namespace {

constexpr const char* kRunFormat = "ofa-run/1";
constexpr const char* kSubnetFormat = "ofa-subnet/1";
constexpr const char* kRunFile = "run.json";
constexpr const char* kSubnetFile = "arch.json";
constexpr const char* kNarrowedFile = "narrowed.json";
constexpr uint64_t kMaxDescriptionBytes = kMaxJsonBytes;

Json read_description(const std::filesystem::path& file, const char* format) {
  Json json = parse_json(read_file(file, kMaxDescriptionBytes), file);
  if (!json.is_object() || json.value("format", Json()) != format)
    throw Error("{}: expected the format {}", file.string(), format);
  return json;
}

Space read_space(const std::filesystem::path& folder, const Json& description,
                 const std::filesystem::path& file) {
  const Json name = description.value("space", Json());
  if (!name.is_string()) throw Error("{}: space: expected a name", file.string());
  return make_space(name.get<std::string>(), read<SpaceSpec>(load_yaml(folder / "space.yaml")));
}

void write_description(const std::filesystem::path& folder, const char* name, const Space& space,
                       const Json& description) {
  std::filesystem::create_directories(folder);
  write_file(folder / "space.yaml", to_yaml(dump(space.spec)));
  write_file(folder / name, description.dump(2) + "\n");
}

}  // namespace

bool is_run(const std::filesystem::path& folder) {
  return std::filesystem::exists(folder / kRunFile);
}

RunDescription read_run_description(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / kRunFile;
  const Json json = read_description(file, kRunFormat);
  RunDescription run{read_space(folder, json, file), json.value("data", Json()), std::nullopt};
  if (json.contains("arch")) run.only = arch_from_json(run.space, json["arch"], file);
  return run;
}

void write_run_description(const std::filesystem::path& folder, const RunDescription& run) {
  if (is_run(folder))
    throw Error("{} exists; choose another folder, or remove it", folder.string());
  Json json{{"format", kRunFormat}, {"space", run.space.name}, {"data", run.data}};
  if (run.only) json["arch"] = to_json(run.space, *run.only);
  write_description(folder, kRunFile, run.space, json);
}

void write_narrowed_arch(const std::filesystem::path& run, const Space& space, const Arch& arch) {
  write_file(run / kNarrowedFile, to_json(space, arch).dump(2) + "\n");
}

std::optional<Arch> read_narrowed_arch(const std::filesystem::path& run, const Space& space) {
  const std::filesystem::path file = run / kNarrowedFile;
  if (!std::filesystem::exists(file)) return std::nullopt;
  return arch_from_json(space, parse_json(read_file(file, kMaxDescriptionBytes), file), file);
}

bool is_subnet(const std::filesystem::path& folder) {
  return std::filesystem::exists(folder / kSubnetFile);
}

SubnetDescription read_subnet_description(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / kSubnetFile;
  const Json json = read_description(file, kSubnetFormat);
  Space space = read_space(folder, json, file);
  Arch arch = arch_from_json(space, json.value("arch", Json()), file);
  return {std::move(space), std::move(arch), json.value("data", Json())};
}

void write_subnet_description(const std::filesystem::path& folder,
                              const SubnetDescription& subnet) {
  write_description(folder, kSubnetFile, subnet.space,
                    {{"format", kSubnetFormat},
                     {"space", subnet.space.name},
                     {"arch", to_json(subnet.space, subnet.arch)},
                     {"data", subnet.data}});
}

}  // namespace ofa
