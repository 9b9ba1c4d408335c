// The page in a real browser.
#include <gmock/gmock.h>

#include "core/file.h"
#include "tests/tools/browser.h"
#include "tests/tools/report_testing.h"
#include "tools/report/page.h"

namespace ofa {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;

class ReportInBrowser : public InBrowser {
 protected:
  std::string write_page() const {
    const std::string file = folders_.path("report.html");
    write_report(folders_.search(), file);
    return file;
  }

  const ReportFolders folders_;
};

TEST_F(ReportInBrowser, DrawsAllOfIt) {
  const Drawn drawn = draw(write_page(), 1280);
  EXPECT_EQ(drawn.console, "");
  EXPECT_EQ(matches(drawn.dom, "(class=\"failure\")").size(), 0);
  EXPECT_EQ(matches(drawn.dom, "<h2>([^<]*)</h2>"),
            (std::vector<std::string>{"The front", "Networks, block by block",
                                      "How the search went", "Training", "Latency tables",
                                      "Accuracy predictor", "How to do it again"}));
  EXPECT_EQ(matches(drawn.dom, "(js-plotly-plot)").size(), 11);
  EXPECT_EQ(matches(drawn.dom, "<svg (class=\"main-svg\")").size(), 3 * 11);
  EXPECT_GT(matches(drawn.dom, "(class=\"point\")").size(), 100);
  EXPECT_EQ(matches(drawn.dom, "(class=\"network\")").size(), 3);
  EXPECT_GE(matches(drawn.dom, "(class=\"bar )").size(), 3 * 6);
}

TEST_F(ReportInBrowser, FitsOnATelephone) {
  const Drawn drawn = draw_narrow(write_page());
  EXPECT_EQ(drawn.console, "");
  EXPECT_THAT(matches(drawn.dom, "class=\"too-wide\">([^<]*)"), IsEmpty());
  const std::vector<std::string> charts =
      matches(drawn.dom, "<svg class=\"main-svg\"[^>]* width=\"(\\d+)");
  EXPECT_EQ(charts.size(), 3 * 11);
  EXPECT_THAT(charts, Each("362"));
}

TEST_F(ReportInBrowser, LeavesOutWhatThereIsNothingOf) {
  for (const char* name : {"table.json", "run/run.json", "run/metrics.jsonl",
                           "run/predictor.safetensors", "run/search/search.jsonl"})
    std::filesystem::remove(folders_.path(name));
  const Drawn drawn = draw(write_page(), 800);
  EXPECT_EQ(drawn.console, "");
  EXPECT_EQ(matches(drawn.dom, "<h2>([^<]*)</h2>"),
            (std::vector<std::string>{"The front", "How to do it again"}));
  EXPECT_EQ(matches(drawn.dom, "(class=\"note\")").size(), 3);
}

TEST_F(ReportInBrowser, ShowsHostileTextsAsTexts) {
  const std::string hostile =
      "<img src=x onerror=\"document.body.id='owned'\"></script><a "
      "href='https://evil.example'>x</a>";
  for (const char* name : {"run/run.json", "run/search/search.yaml"})
    std::filesystem::remove(folders_.path(name));
  Json front = folders_.front();
  front["space"] = hostile;
  for (Json& member : front["front"]) {
    member["arch"] = hostile;
    member["aa" + hostile] = 1;  // the first metric
  }
  folders_.write_front(front);
  const Drawn drawn = draw(write_page(), 800);
  EXPECT_EQ(drawn.console, "");
  EXPECT_EQ(matches(drawn.dom, "(<img|<a |<a>|id=\"owned\")").size(), 0);
  EXPECT_EQ(matches(drawn.dom, "class=\"ytitle\"[^>]*>aa(&lt;img)").size(), 1);
}

TEST_F(ReportInBrowser, RunsNoScriptThatWasSmuggledIn) {
  const std::string file = write_page();
  std::string page = read_file(file, 20'000'000);
  page.insert(page.find("</main>"), R"(<script>document.querySelector("main").id = "owned"</script>
    <img src="x" onerror="document.querySelector('main').id = 'owned'">)");
  write_file(file, page);
  const Drawn drawn = draw(file, 800);
  EXPECT_EQ(drawn.dom.substr(0, 6), "<main>");
  EXPECT_THAT(drawn.console, HasSubstr("Content Security Policy"));
}

}  // namespace
}  // namespace ofa
