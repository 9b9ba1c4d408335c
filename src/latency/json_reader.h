#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "config/json.h"
#include "core/error.h"

namespace ofa {

// A value of a JSON file that is hostile until read, with the way to it for errors:
//   t.json: blocks[3]: ms: expected a number > 0, got -1
class JsonReader {
 public:
  JsonReader(const nlohmann::json& json, std::string path) : json_(json), path_(std::move(path)) {}

  bool has(const std::string& key) const { return json_.is_object() && json_.contains(key); }
  bool is_null() const { return json_.is_null(); }
  JsonReader at(const std::string& key) const;
  std::vector<JsonReader> items(size_t most = 1'000'000) const;

  std::string text() const;  // without what a terminal would obey
  bool boolean() const;
  int whole(int least, int most) const;
  double number(double least, double most) const;
  double positive(double most) const;

  // What an action gives; its Errors become this entry's.
  template <typename Action>
  auto named(const Action& action) const {
    try {
      return action();
    } catch (const Error& error) {
      fail("{}", error.what());
    }
  }

  template <typename... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error("{}: {}", path_, fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  const nlohmann::json& json_;
  std::string path_;
};

}  // namespace ofa
