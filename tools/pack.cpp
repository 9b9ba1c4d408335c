#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "config/json.h"
#include "core/error.h"
#include "core/format.h"
#include "core/interrupt.h"
#include "data/pack_check.h"
#include "data/pack_write.h"
#include "tools/commands.h"
#include "tools/named_flag.h"

namespace ofa {
namespace {

struct PackFlags {
  std::string data, out, check, on_error;
  PackOptions options;
  bool json = false;
};

std::string counts_text(const PackHeader& header) {
  return fmt::format("{} to train on, {} for validation, {} for the test",
                     with_thousands(header.counts[0]), with_thousands(header.counts[1]),
                     with_thousands(header.counts[2]));
}

std::string pack_text(const PackReport& report, const std::string& file) {
  const PackHeader& header = report.header;
  std::string text = fmt::format(
      "{} classes of images: {}\n"
      "{} resized to a shorter side of {}, {} encoded anew, {} kept as they were\n",
      with_thousands(header.classes.size()), counts_text(header), with_thousands(report.resized),
      header.side, with_thousands(report.encoded), with_thousands(report.kept));
  if (report.broken > 0) text += fmt::format("{} left out\n", with_thousands(report.broken));
  return text + fmt::format("wrote {}, {}     as data.source: {}\n", file,
                            human_bytes(report.num_bytes), file);
}

Json pack_json(const PackReport& report, const std::string& file) {
  const PackHeader& header = report.header;
  return {
      {"format", "ofa-pack-report/1"},
      {"file", file},
      {"classes", header.classes.size()},
      {"images",
       {{"train", header.counts[0]}, {"validation", header.counts[1]}, {"test", header.counts[2]}}},
      {"side", header.side},
      {"quality", header.quality},
      {"resized", report.resized},
      {"encoded", report.encoded},
      {"kept", report.kept},
      {"broken", report.broken},
      {"bytes", report.num_bytes},
      {"checksum", report.checksum}};
}

// File names need not be UTF-8.
std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void make(PackFlags flags) {
  if (flags.data.empty() || flags.out.empty())
    throw Error(Exit::kUsage, "expected DATA --out FILE, or --check FILE");
  set_named(flags.options.on_error, "--on-error", flags.on_error);
  if (std::filesystem::exists(flags.out))
    throw Error("{} exists; choose another file, or remove it", flags.out);
  install_interrupt_handlers();
  const Source source = open_source(flags.data);
  const PackReport report = write_pack(source, flags.data, flags.out, flags.options);
  std::cout << (flags.json ? json_text(pack_json(report, flags.out))
                           : pack_text(report, flags.out));
}

Json check_json(const PackImages& images, const std::vector<int64_t>& damaged,
                const std::string& file) {
  Json list = Json::array();
  for (const int64_t index : damaged) {
    list.push_back({{"image", index}, {"name", images.short_name(index)}});
  }
  return {
      {"format", "ofa-pack-check/1"}, {"file", file}, {"images", images.size()}, {"damaged", list}};
}

// A file that can be read, but not as a pack, is no whole pack: the answer is no.
std::unique_ptr<PackImages> open_checked(const std::string& file) {
  const MappedFile readable(file);
  try {
    return std::make_unique<PackImages>(file);
  } catch (const Error& error) {
    throw Error(Exit::kNo, error.what());
  }
}

void check(const PackFlags& flags) {
  const std::string& file = flags.check;
  install_interrupt_handlers();
  const auto images = open_checked(file);
  const std::vector<int64_t> damaged = damaged_images(*images);
  if (flags.json) {
    std::cout << json_text(check_json(*images, damaged, file));
  } else {
    for (const int64_t index : damaged) std::cout << images->name(index) << ": damaged\n";
  }
  if (!damaged.empty())
    throw Error(Exit::kNo, "{}: {} of {} images are damaged; make it anew", file,
                with_thousands(damaged.size()), with_thousands(images->size()));
  if (!flags.json)
    std::cout << fmt::format("{} is whole: {} images of {} classes: {}\n", file,
                             with_thousands(images->size()), images->pack().classes.size(),
                             counts_text(images->pack()));
}

void refuse_others(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (name != "--check" && name != "--json" && command.count(name) > 0)
      throw Error(Exit::kUsage, "{}: not with --check, which takes --json", name);
  }
}

}  // namespace

void add_pack(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "pack", "Images in one file, resized to a bound: training reads it faster than a folder");
  const auto flags = std::make_shared<PackFlags>();
  command->add_option("DATA", flags->data,
                      "Images, as data.source has them: a folder, IDX, CIFAR, another pack");
  command->add_option("--out", flags->out, "The file to write (.pack)");
  command
      ->add_option("--side,--resolution", flags->options.side,
                   "Bound of the shorter side (256: networks at up to 224)")
      ->check(CLI::Range(8, 4096));
  command->add_option("--quality", flags->options.quality, "Of JPEGs that are made (90)")
      ->check(CLI::Range(1, 100));
  command
      ->add_option("--on-error", flags->on_error,
                   "At a broken image: stop (default), or skip it and count")
      ->type_name(choices<OnError>());
  command->add_option("--threads", flags->options.threads, "All processors, unless said")
      ->check(CLI::Range(1, 1024));
  command->add_option("--check", flags->check,
                      "A pack: read it all, name every damaged image; exit 3 where there is one");
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Examples:\n  ofa pack ~/pictures/flowers --out flowers.pack\n"
      "  ofa train flowers.yaml --set data.source=flowers.pack --out runs/flowers\n"
      "  ofa pack --check flowers.pack");
  command->callback([command, flags] {
    if (flags->check.empty()) return make(*flags);
    refuse_others(*command);
    check(*flags);
  });
}

}  // namespace ofa
