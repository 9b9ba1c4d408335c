// The page of several runs in a real browser.
#include <gmock/gmock.h>

#include "core/file.h"
#include "tests/tools/browser.h"
#include "tests/tools/comparison_testing.h"
#include "tools/report/comparison.h"
#include "tools/report/page.h"

namespace ofa {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr size_t kCharts = 11;

class ComparisonInBrowser : public InBrowser {
 protected:
  // Two seeds of one recipe, and another.
  std::string write_page() const {
    return write_page(
        {folders_.make("a", {}),
         folders_.make("b", {.set = {"seed=1"}, .largest = 0.92, .fingerprint = "f1"}),
         folders_.make("c", {.set = {"optimizer.lr=0.1"}, .largest = 0.9})});
  }
  std::string write_page(const std::vector<std::string>& runs) const {
    const std::string file = folders_.path("page.html");
    write_file(file, page_of(with_origin(comparison_data({runs.begin(), runs.end()}))));
    return file;
  }

  const ComparedFolders folders_;
};

TEST_F(ComparisonInBrowser, DrawsAllOfIt) {
  const Drawn drawn = draw(write_page(), 1280);
  EXPECT_EQ(drawn.console, "");
  EXPECT_THAT(matches(drawn.dom, "(class=\"failure\")"), IsEmpty());
  EXPECT_THAT(
      matches(drawn.dom, "<h2>([^<]*)</h2>"),
      ElementsAre("What differs in their config.yaml", "What they reached", "What they took",
                  "Training", "What was said of their health", "How to do it again"));
  EXPECT_THAT(matches(drawn.dom, "<td class=\"setting\">([^<]*)"),
              ElementsAre("seed", "optimizer.lr"));
  EXPECT_THAT(matches(drawn.dom, "<td class=\"value\"><div>([^<]*)"),
              ElementsAre("0", "1", "0", "0.15", "0.15", "0.1"));
  EXPECT_EQ(matches(drawn.dom, "<svg (class=\"main-svg\")").size(), 3 * kCharts);
  EXPECT_EQ(matches(drawn.dom, "class=\"(js-line)\"").size(), 3 * kCharts);
  EXPECT_THAT(matches(drawn.dom, "<option value=\"([^\"]*)\""),
              ElementsAre("steps", "training images", "time"));
  EXPECT_THAT(matches(drawn.dom, "(\\d+\\.\\d+ \\(\\d+\\.\\d+ \\.\\. \\d+\\.\\d+\\))").size(), 5);
}

// Of a recipe one colour, everywhere; its seeds differ in their dashes.
TEST_F(ComparisonInBrowser, GivesARunOneColourEverywhere) {
  const Drawn drawn = draw(write_page(), 1280);
  const std::string key = "<line [^>]*stroke-dasharray=\"";
  EXPECT_THAT(
      matches(drawn.dom, "<th class=\"value run\">.{0,60}" + key + "([^\"]*\" style=\"[^\"]*)"),
      ElementsAre("\" style=\"stroke: var(--first);", "7,3\" style=\"stroke: var(--first);",
                  "\" style=\"stroke: var(--second);"));
  std::vector<std::string> lines;
  for (const std::string& style : matches(drawn.dom, "js-line\"[^>]*stroke: (rgb\\([^)]*\\))"))
    lines.push_back(style);
  ASSERT_EQ(lines.size(), 3 * kCharts);
  for (size_t i = 0; i < lines.size(); i += 3) {
    EXPECT_EQ(lines[i], "rgb(11, 98, 196)");
    EXPECT_EQ(lines[i + 1], lines[i]);
    EXPECT_EQ(lines[i + 2], "rgb(194, 87, 12)");
  }
}

TEST_F(ComparisonInBrowser, FitsOnATelephone) {
  const Drawn drawn = draw_narrow(write_page());
  EXPECT_EQ(drawn.console, "");
  EXPECT_THAT(matches(drawn.dom, "class=\"too-wide\">([^<]*)"), IsEmpty());
  EXPECT_THAT(matches(drawn.dom, "<svg class=\"main-svg\"[^>]* width=\"(\\d+)"), Each("362"));
}

TEST_F(ComparisonInBrowser, LeavesOutWhatRunsDoNotTell) {
  const std::string bare =
      R"({"step":9,"phase":"all","evaluation":{"archs":[{"name":"max","top1":0.5}],"health":[]}})";
  for (const char* name : {"a", "b"}) {
    folders_.make(name, {});
    folders_.write(std::string(name) + "/config.yaml", "seed: 0\n");
    folders_.write(std::string(name) + "/metrics.jsonl", bare + "\n");
  }
  const Drawn drawn = draw(write_page({folders_.path("a"), folders_.path("b")}), 800);
  EXPECT_EQ(drawn.console, "");
  EXPECT_THAT(matches(drawn.dom, "<option value=\"([^\"]*)\""), ElementsAre("steps"));
  EXPECT_EQ(matches(drawn.dom, "<svg (class=\"main-svg\")").size(), 3);
}

TEST_F(ComparisonInBrowser, ShowsHostileTextsAsTexts) {
  const std::string hostile = "<img src=x onerror=\"document.body.id='owned'\">";
  const std::string a = folders_.make("a", {}), b = folders_.make("b<img src=x>", {});
  Json description = folders_.description("a");
  description["data"]["source"] = hostile;
  folders_.write("a/run.json", description.dump());
  folders_.write("a/config.yaml", "{\"" + hostile.substr(0, 10) + "\": \"<img src=x>\"}");
  const Drawn drawn = draw(write_page({a, b}), 800);
  EXPECT_EQ(drawn.console, "");
  EXPECT_THAT(matches(drawn.dom, "(<img|id=\"owned\")"), IsEmpty());
  EXPECT_THAT(matches(drawn.dom, "(b&lt;img)"), Not(IsEmpty()));
}

}  // namespace
}  // namespace ofa
