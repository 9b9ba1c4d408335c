#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tools/completion.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const std::string& prefix) {
  if (prefix.empty()) return ".";
  const char* home = std::getenv("HOME");
  if (prefix.starts_with("~/") && home != nullptr) return home + prefix.substr(1);
  return prefix;
}

// Without the quotes and backslashes that keep a shell from reading it another way.
std::string unquoted(const std::string& word) {
  std::string text;
  char quote = 0;
  for (size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if (c == '\\' && quote != '\'' && i + 1 < word.size()) {
      text += word[++i];
    } else if (quote == 0 ? c == '"' || c == '\'' : c == quote) {
      quote = quote == 0 ? c : 0;
    } else {
      text += c;
    }
  }
  return text;
}

bool is_break(const std::string& word) {
  return !word.empty() && word.find_first_not_of("=:") == word.npos;
}

}  // namespace

std::vector<std::string> file_completions(const std::string& begun) {
  const size_t slash = begun.rfind('/');
  const std::string prefix = slash == begun.npos ? "" : begun.substr(0, slash + 1);
  const std::string name = begun.substr(prefix.size());
  std::vector<std::string> all;
  std::error_code error;
  for (fs::directory_iterator entry(folder_of(prefix), error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (!file.starts_with(name) || (file.starts_with('.') && name.empty())) continue;
    std::error_code ignored;
    all.push_back(prefix + file + (entry->is_directory(ignored) ? "/" : ""));
  }
  return all;
}

BashWords read_bash_words(const std::vector<std::string>& raw) {
  BashWords read;
  bool joins = false;  // the word to the one before
  for (size_t i = 0; i < raw.size(); ++i) {
    const bool is_last = i + 1 == raw.size();
    const std::string word = unquoted(raw[i]);
    joins = !read.words.empty() && (is_break(raw[i]) || (joins && !raw[i].empty()));
    if (is_last && joins) read.kept = read.words.back() + (is_break(raw[i]) ? word : "");
    if (joins) {
      read.words.back() += word;
    } else {
      read.words.push_back(word);
    }
    joins = is_break(raw[i]);
  }
  return read;
}

}  // namespace ofa
