#include "measure/journal.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "core/file.h"
#include "tests/core/temp_folder.h"
#include "tests/error_of.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Journals : public testing::Test {
 protected:
  std::string path() const { return (folder_.path() / "rounds.jsonl").string(); }
  void write_two_rounds() const {
    Journal journal(path(), "plan", 3);
    journal.append(0, {1, 2, 3});
    journal.append(0, {1.5, std::nan(""), 3.5});
  }
  void write_two_rounds_and(const std::string& line) const {
    std::filesystem::remove(path());
    write_two_rounds();
    std::ofstream(path(), std::ios::app) << line << "\n";
  }
  TempFolder folder_;
};

TEST_F(Journals, GoOnWhereTheyEnded) {
  write_two_rounds();
  Journal journal(path(), "plan", 3);
  EXPECT_EQ(journal.rounds_of(0, 3), 2);
  EXPECT_THAT(journal.samples()[0], ElementsAre(1, 1.5));
  EXPECT_TRUE(std::isnan(journal.samples()[1][1]));
  journal.append(0, {1, 2, 3});
  EXPECT_EQ(Journal(path(), "plan", 3).rounds_of(2, 1), 3);
}

TEST_F(Journals, KnowTheRoundsThatAllSubjectsHave) {
  write_two_rounds();
  Journal journal(path(), "plan", 3);
  journal.append(1, {2});
  EXPECT_EQ(journal.rounds_of(0, 3), 2);
  EXPECT_EQ(journal.rounds_of(1, 1), 3);
  EXPECT_EQ(journal.rounds_of(1, 2), 2);
}

// Wherever a killed writer stopped, what was whole is kept, and nothing else.
TEST_F(Journals, LoseNothingButTheLastLine) {
  write_two_rounds();
  const std::string whole = read_file(path(), 10'000);
  for (size_t length = 0; length <= whole.size(); ++length) {
    write_file(path(), whole.substr(0, length));
    const auto lines = std::ranges::count(whole.substr(0, length), '\n');
    Journal journal(path(), "plan", 3);
    EXPECT_EQ(journal.rounds_of(0, 3), std::max<int64_t>(lines - 1, 0));
    journal.append(0, {7, 8, 9});
    EXPECT_EQ(Journal(path(), "plan", 3).samples()[0].back(), 7);
  }
}

TEST_F(Journals, OfAnotherMeasurementAreRefused) {
  write_two_rounds();
  EXPECT_THAT(error_of([&] { Journal(path(), "other", 3); }),
              HasSubstr("rounds.jsonl: holds the rounds of another measurement"));
}

TEST_F(Journals, ThatMakeNoSenseAreRefused) {
  write_two_rounds();
  const auto with = [&](const std::string& line) {
    write_two_rounds_and(line);
    return error_of([&] { Journal(path(), "plan", 3); });
  };
  EXPECT_THAT(with(R"({"first":0,"ms":[1,-2,3]})"), HasSubstr("expected a number > 0, got -2"));
  EXPECT_THAT(with(R"({"first":9,"ms":[1]})"), HasSubstr("expected a whole number of 0 .. 2"));
  EXPECT_THAT(with(R"({"first":2,"ms":[1,2]})"), HasSubstr("2 entries; at most 1"));
  EXPECT_THAT(with("{"), HasSubstr("not JSON"));
}

}  // namespace
}  // namespace ofa
