// Two types of one name in one namespace link, and then one of them runs with the other's code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <string>

#include "tests/build/source_files.h"
#include "tests/paths.h"

namespace ofa {
namespace {

using ::testing::Eq;
using ::testing::Optional;

// The type that a line of a header defines in the namespace itself; not one that it only announces
// or specialises.
std::optional<std::string> defined_type(const std::string& line) {
  static const std::regex kDefinition(
      R"(^(?:enum class|enum|struct|class|union) (\w+)[^;<]*\{.*$)");
  std::smatch match;
  if (!std::regex_match(line, match, kDefinition)) return std::nullopt;
  return match[1];
}

TEST(Names, AreOfOneTypeEachInTheWholeTree) {
  std::map<std::string, std::string> defined_in;
  for (const auto& path : source_files(source_dir())) {
    const std::string file = path.lexically_relative(source_dir()).string();
    // The kernels' types lie in a namespace for each instruction set.
    if (!file.ends_with(".h") || file.ends_with("-inl.h")) continue;
    std::ifstream text(path);
    for (std::string line; std::getline(text, line);) {
      const auto type = defined_type(line);
      if (!type) continue;
      const auto [other, is_new] = defined_in.emplace(*type, file);
      EXPECT_TRUE(is_new) << *type << " is defined in " << other->second << " and in " << file;
    }
  }
  EXPECT_GT(defined_in.size(), 300);
}

TEST(Names, AreReadFromDefinitions) {
  EXPECT_THAT(defined_type("struct AccuracySample {"), Optional(Eq("AccuracySample")));
  EXPECT_THAT(defined_type("enum class Mode : uint8_t { kTrain, kEvaluate };"),
              Optional(Eq("Mode")));
  EXPECT_THAT(defined_type("class Reader final : public Source {"), Optional(Eq("Reader")));
  EXPECT_EQ(defined_type("class Prefetcher;"), std::nullopt);
  EXPECT_EQ(defined_type("struct Codec<Ramp> {"), std::nullopt);
  EXPECT_EQ(defined_type("  struct Inner {"), std::nullopt);
}

}  // namespace
}  // namespace ofa
