#include "tests/tools/random_command_line.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace ofa {
namespace {

using Words = std::vector<std::string>;

const Words kGoodNumbers{"1", "2", "3", "8", "24", "28", "100"};
const Words kNumbers{"0",  "1",   "2",   "3",    "8",    "24",    "28",
                     "-1", "1.5", "1e9", "nan",  "inf",  "0x10",  "99999999999999999999",
                     "",   "1k",  "++1", "1e-9", "many", "\u0663"};
// Everything stays in the folder; /proc takes nothing.
const Words kTexts{"",
                   " ",
                   "missing",
                   "missing/deeper/file.json",
                   "/proc/none/there",
                   "\u00e9\u4e2d\U0001f98a",
                   "\xff\xfe",
                   "a b\tc\n",
                   "'\"`$(true)\\",
                   "--",
                   "-",
                   "{}",
                   "[1, 2",
                   "a: b: c",
                   "*",
                   "KEY=",
                   "=",
                   "=value",
                   "phases.0.lr=nan",
                   "seed=-1",
                   "a.b.c=1",
                   "latency_ms=25",
                   "macs=5M",
                   "macs=-1",
                   "accuracy=101%",
                   "bogus=1",
                   "10s",
                   "-3m",
                   "1e300h",
                   "min",
                   "max",
                   "random:1",
                   "random:-1",
                   "28/24:k5e4",
                   "28/16:k3e2/24:k3e2/48:k3e3",
                   "fashion",
                   "fashon"};

std::string misspelt(std::string word, Random& random) {
  const size_t place = random.below(word.size());
  switch (random.below(3)) {
    case 0:
      return word.erase(place, 1);
    case 1:
      return word.insert(place, 1, static_cast<char>('a' + random.below(26)));
    default:
      std::swap(word[place], word[word.size() - 1]);
      return word;
  }
}

bool is_number(const std::string& type) {
  return type.starts_with("INT") || type.starts_with("UINT") || type.starts_with("FLOAT");
}

}  // namespace

RandomCommandLine::RandomCommandLine(const CLI::App& program, Words existing)
    : commands_(all_commands(program)), existing_(std::move(existing)) {}

std::string RandomCommandLine::anything(Typist& typist) const {
  if (typist.happens(0.03)) return std::string(100'000, 'x');
  return typist.one_of(typist.happens(0.5) ? existing_ : kTexts);
}

// What somebody types who has read the help.
std::string RandomCommandLine::fitting(const std::string& type, Typist& typist) const {
  static const std::map<std::string, Words> kKinds{
      {"ARCH", {"min", "max", "random:1", "28/16:k3e2/24:k3e2/48:k3e3"}},
      {"DURATION", {"1s", "2s", "1m"}},
      {"KEY=VALUE", {"seed=1", "phases.0.lr=0.1", "data.batch=8", "evaluate.images=20"}},
      {"METRIC", {"macs", "latency_ms", "accuracy", "macs,params"}},
      {"METRIC=VALUE", {"macs=5M", "latency_ms=25", "accuracy=50%", "params=1"}},
      {"N", {"1", "4"}}};
  if (is_number(type)) return typist.one_of(kGoodNumbers);
  if (type == "SPACE" && typist.happens(0.7)) return typist.one_of({"fashion", "space.yaml"});
  const std::string kind = typist.one_of(CLI::detail::split(type, '|'));
  if (const auto found = kKinds.find(kind); found != kKinds.end())
    return typist.one_of(found->second);
  const bool is_word = std::ranges::none_of(kind, [](char c) { return std::isupper(c); });
  return is_word ? kind : typist.one_of(existing_);
}

std::string RandomCommandLine::value(const CLI::Option& option, Typist& typist) const {
  const std::string type = option.get_type_name();
  if (typist.happens(typist.slips))
    return is_number(type) && typist.happens(0.7) ? typist.one_of(kNumbers) : anything(typist);
  const bool is_new = option.get_name() == "--out" || option.get_name() == "--kit";
  if (is_new && typist.happens(0.9)) return "made";
  if (option.get_name() == "DIR" && typist.happens(0.5))
    return "made";  // or, of a report, is there
  return fitting(option.get_positional() && type == "TEXT" ? option.get_name() : type, typist);
}

Words RandomCommandLine::line(uint64_t seed, uint64_t k) const {
  Typist typist{Random(seed, "command lines", k)};
  typist.slips = typist.happens(0.5) ? 0.02 : 0.3;
  const Command& command = commands_[k % commands_.size()];
  Words words = CLI::detail::split_up(command.line);
  words.erase(words.begin());
  if (!words.empty() && typist.happens(typist.slips / 10))
    words[0] = misspelt(words[0], typist.random);
  for (const CLI::Option* option : positionals(*command.app))
    if (typist.happens(option->get_required() ? 0.97 : 0.6))
      words.push_back(value(*option, typist));
  for (const CLI::Option* option : named_options(*command.app)) {
    const std::string name = option->get_name();
    const bool is_usual = option->get_required() || name == "--out";
    if (!typist.happens(is_usual ? 0.95 : name == "--help" ? 0.01 : 0.12)) continue;
    words.push_back(typist.happens(typist.slips / 10) ? misspelt(name, typist.random) : name);
    if (option->get_items_expected_max() > 0 && !typist.happens(typist.slips / 10))
      words.push_back(value(*option, typist));
  }
  if (typist.happens(typist.slips / 3)) words.push_back(anything(typist));
  return words;
}

std::string quoted(const Words& words) {
  std::string text;
  for (const std::string& word : words) {
    text += " '";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += "'";
  }
  return text;
}

}  // namespace ofa
