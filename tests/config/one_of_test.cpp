#include "config/one_of.h"

#include <gmock/gmock.h>

#include "config/help.h"
#include "config/yaml.h"
#include "tests/error_of.h"

namespace ofa {
namespace {

using testing::HasSubstr;

struct Walk {
  static constexpr const char* kName = "walk";
  static constexpr const char* kHelp = "on foot";
  double hours = 1;

  static void fields(auto& c, auto& v) { v.optional("hours", c.hours, kPositive, "at most"); }
  bool operator==(const Walk&) const = default;
};

struct Drive {
  static constexpr const char* kName = "drive";
  static constexpr const char* kHelp = "by car";
  std::string road;

  static void fields(auto& c, auto& v) { v.required("road", c.road, "which way"); }
  bool operator==(const Drive&) const = default;
};

using Way = std::variant<Walk, Drive>;

struct Trip {
  Way way;
  static void fields(auto& c, auto& v) { v.optional("way", c.way, "to get there"); }
};

}  // namespace

template <>
struct Codec<Way> : OneOfCodec<Way> {};

namespace {

Way way_of(const std::string& yaml) {
  return read<Trip>(parse_yaml("way: " + yaml, "a.yaml")).way;
}

std::string error(const std::string& yaml) {
  return error_of([&] { way_of(yaml); });
}

TEST(OneOf, IsANameOrANameWithKeys) {
  EXPECT_EQ(way_of("walk"), Way(Walk{}));
  EXPECT_EQ(way_of("{walk: {hours: 2}}"), Way(Walk{2}));
  EXPECT_EQ(way_of("{walk: {}}"), Way(Walk{}));
  EXPECT_EQ(way_of("{drive: {road: A4}}"), Way(Drive{"A4"}));
}

TEST(OneOf, ReadsWhatItDumps) {
  EXPECT_EQ(to_flow(dump(Way(Walk{}))), "walk");
  EXPECT_EQ(to_flow(dump(Way(Walk{2}))), "{walk: {hours: 2}}");
  for (const Way& way : {Way(Walk{}), Way(Walk{0.5}), Way(Drive{"A4"})}) {
    EXPECT_EQ(read<Way>(dump(way)), way);
  }
}

TEST(OneOf, NamesWhatIsWrong) {
  const std::string expected = "a.yaml:1: way: expected one of walk, drive, alone or with its keys";
  EXPECT_EQ(error("wolk"), expected + ", got wolk; did you mean walk?");
  EXPECT_EQ(error("{wolk: {hours: 2}}"), expected + ", got wolk; did you mean walk?");
  EXPECT_EQ(error("[walk]"), expected + ", got a list");
  EXPECT_EQ(error("{walk: {}, drive: {}}"), expected + ", got a map");
  EXPECT_EQ(error("{walk: {hours: 0}}"), "a.yaml:1: way.walk.hours: expected a number > 0, got 0");
  EXPECT_THAT(error("{walk: {hour: 1}}"), HasSubstr("way.walk.hour: unknown key"));
  EXPECT_THAT(error("{drive: {}}"), HasSubstr("way.drive.road: required key is missing"));
}

TEST(OneOf, WantsRequiredKeysOfANameAloneToo) {
  EXPECT_THAT(error("drive"), HasSubstr("a.yaml:1: way.drive.road: required key is missing"));
}

TEST(OneOf, IsInTheHelp) {
  const std::string text = help<Trip>();
  for (const char* part : {"walk", "on foot", "way.walk:", "hours", "way.drive:", "which way"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

}  // namespace
}  // namespace ofa
