#include "tools/completion.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <set>
#include <span>

#include "space/space.h"

namespace ofa {
namespace {

using Words = std::vector<std::string>;

// Of these nothing can be said before it is typed.
const std::set<std::string> kFreeKinds{"DURATION",     "KEY=VALUE", "METRIC",
                                       "METRIC=VALUE", "N",         "NUMBER"};

bool is_flag(const CLI::Option& option) {
  return option.get_items_expected_max() == 0;
}

bool takes_many(const CLI::Option& option) {
  return option.get_items_expected_max() > 1 && option.get_allow_extra_args();
}

bool is_number(const std::string& type) {
  return type.starts_with("INT") || type.starts_with("UINT") || type.starts_with("FLOAT");
}

std::string type_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return option.get_positional() && type == "TEXT" ? option.get_name() : type;
}

void add(Words& all, const Words& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// NAME=FILE: the file is what follows.
Words files_of(const std::string& kind, const std::string& begun) {
  const size_t sign = begun.find('=');
  if (kind.find('=') == kind.npos || sign == begun.npos) return file_completions(begun);
  Words files = file_completions(begun.substr(sign + 1));
  for (std::string& file : files) file.insert(0, begun, 0, sign + 1);
  return files;
}

Words of_kind(const std::string& kind, const std::string& begun) {
  if (kFreeKinds.contains(kind)) return {};
  Words all = files_of(kind, begun);
  if (kind == "SPACE") add(all, space_names());
  if (kind == "ARCH") add(all, {"max", "min", "random:"});
  return all;
}

Words values_of(const CLI::Option& option, const std::string& begun) {
  const std::string type = type_of(option);
  if (is_number(type)) return {};
  Words all;
  for (const std::string& alternative : CLI::detail::split(type, '|')) {
    const bool is_kind = std::ranges::any_of(alternative, [](char c) { return std::isupper(c); });
    add(all, is_kind ? of_kind(alternative, begun) : Words{alternative});
  }
  return all;
}

// What is already on the command line.
class Begun {
 public:
  Begun(const CLI::App& program, std::span<const std::string> words) : command_(&program) {
    for (const std::string& word : words) take(word);
  }

  Words next(const std::string& begun) const {
    if (is_lost_) return {};
    if (option_) return values_of(*option_, begun);
    const size_t sign = begun.find('=');
    if (is_option(begun) && sign != begun.npos) return values_of_named(begun, sign);
    if (is_option(begun)) return options();
    Words all;
    for (const CLI::App* command : command_->get_subcommands(all_commands))
      if (!command->get_group().empty()) all.push_back(command->get_name());
    if (const CLI::Option* positional = next_positional()) add(all, values_of(*positional, begun));
    return all.empty() && begun.empty() ? options() : all;
  }

 private:
  static bool all_commands(const CLI::App*) { return true; }
  bool is_option(const std::string& word) const {
    return word.starts_with('-') && !only_positionals_;
  }

  void take(const std::string& word) {
    if (option_ && !(has_value_ && is_option(word))) return take_value();
    option_ = nullptr;
    if (word == "--" && !only_positionals_) {
      only_positionals_ = true;
    } else if (is_option(word)) {
      take_option(word);
    } else if (const CLI::App* command = command_named(word)) {
      command_ = command;
      given_.clear();
      num_positionals_ = 0;
    } else {
      is_lost_ |= next_positional() == nullptr;
      ++num_positionals_;
    }
  }

  void take_value() {
    has_value_ = true;
    if (!takes_many(*option_)) option_ = nullptr;
  }

  void take_option(const std::string& word) {
    const size_t sign = word.find('=');
    const CLI::Option* option = command_->get_option_no_throw(word.substr(0, sign));
    if (option == nullptr) return;
    given_.insert(option);
    if (is_flag(*option) || sign != word.npos) return;
    option_ = option;
    has_value_ = false;
  }

  const CLI::App* command_named(const std::string& word) const {
    const auto found = command_->get_subcommands(
        [&](const CLI::App* command) { return command->get_name() == word; });
    return found.empty() ? nullptr : found.front();
  }

  const CLI::Option* next_positional() const {
    const auto all =
        command_->get_options([](const CLI::Option* option) { return option->get_positional(); });
    if (all.empty()) return nullptr;
    if (num_positionals_ < all.size()) return all[num_positionals_];
    return takes_many(*all.back()) ? all.back() : nullptr;
  }

  // Those that may still be given.
  Words options() const {
    Words all;
    for (const CLI::Option* option : command_->get_options({})) {
      const bool is_used = given_.contains(option) && option->get_items_expected_max() <= 1;
      if (is_used || option->get_group().empty()) continue;
      for (const std::string& name : option->get_lnames()) all.push_back("--" + name);
    }
    return all;
  }

  Words values_of_named(const std::string& begun, size_t sign) const {
    const CLI::Option* option = command_->get_option_no_throw(begun.substr(0, sign));
    if (option == nullptr || is_flag(*option)) return {};
    Words all = values_of(*option, begun.substr(sign + 1));
    for (std::string& value : all) value.insert(0, begun, 0, sign + 1);
    return all;
  }

  const CLI::App* command_;
  const CLI::Option* option_ = nullptr;  // that waits for a value, or may have another one
  bool has_value_ = false, only_positionals_ = false, is_lost_ = false;
  size_t num_positionals_ = 0;
  std::set<const CLI::Option*> given_;
};

}  // namespace

std::vector<std::string> completions(const CLI::App& program, const Words& words) {
  if (words.empty()) return {};
  const std::string& begun = words.back();
  Words all = Begun(program, std::span(words).first(words.size() - 1)).next(begun);
  std::erase_if(all, [&](const std::string& word) { return !word.starts_with(begun); });
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

void print_completions(const CLI::App& program, const Words& arguments) try {
  if (arguments.empty()) return;
  const Words raw(arguments.begin() + 1, arguments.end());
  const BashWords read = arguments[0] == "bash" ? read_bash_words(raw) : BashWords{raw, ""};
  for (const std::string& word : completions(program, read.words))
    std::cout << word.substr(read.kept.size()) << "\n";
} catch (const std::exception&) {  // someone is typing: no place for a message
}

}  // namespace ofa
