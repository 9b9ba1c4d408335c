// The page in a real browser: Chromium without a window, where there is one.
#include <gmock/gmock.h>

#include <regex>

#include "core/file.h"
#include "tests/tools/program.h"
#include "tests/tools/report_testing.h"
#include "tools/report/page.h"

namespace ofa {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  for (int c; (c = std::fgetc(pipe)) != EOF;) output += static_cast<char>(c);
  pclose(pipe);
  return output.substr(0, output.find_last_not_of('\n') + 1);
}

std::string find_browser() {
  return output_of(
      "command -v chromium || command -v chromium-browser || command -v google-chrome");
}

// What a page became, and what it wrote to its console.
struct Drawn {
  std::string dom, console;
};

class ReportInBrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (browser_.empty()) GTEST_SKIP() << "no chromium is installed here";
  }

  std::string write_page() const {
    const std::string file = folders_.path("report.html");
    write_report(folders_.search(), file);
    return file;
  }

  Drawn draw(const std::string& file, int width) const {
    const std::string log = folders_.path("log.txt");
    const std::string command =
        browser_ +
        " --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --virtual-time-budget=20000"
        " --enable-logging=stderr --v=0 --user-data-dir=" +
        folders_.path("profile") + " --window-size=" + std::to_string(width) +
        ",2000 --dump-dom file://" + file + " 2>" + log;
    Drawn drawn{output_of(command), ""};
    for (const std::string& line : lines(read_file(log, 10'000'000)))
      if (line.find("CONSOLE") != line.npos) drawn.console += line + "\n";
    drawn.dom.erase(0, drawn.dom.find("<main"));  // without styles
    drawn.dom.resize(drawn.dom.find("</main>"));  // and scripts
    return drawn;
  }

  static std::vector<std::string> lines(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }

  static std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
    const std::regex regex(pattern);
    std::vector<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at)
      found.push_back((*at)[1]);
    return found;
  }

  const std::string browser_ = find_browser();
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

// A window cannot be made so narrow, but what is in it.
TEST_F(ReportInBrowser, FitsOnATelephone) {
  const std::string file = write_page();
  std::string page = read_file(file, 20'000'000);
  page.insert(page.find("</style>"), "html { width: 390px; }");
  const std::string nonce = matches(page.substr(0, 1000), "'nonce-([^']*)'").at(0);
  page.insert(page.rfind("</body>"), "<script nonce=\"" + nonce + R"(">
    for (const element of document.querySelectorAll("main *"))
      if (element.getBoundingClientRect().right > 390 && !element.closest("table, svg"))
        add(document.querySelector("main"), "p", "too-wide", element.className);
    if (document.documentElement.scrollWidth > innerWidth)
      add(document.querySelector("main"), "p", "too-wide", "the page");
  </script>)");
  write_file(file, page);
  const Drawn drawn = draw(file, 500);
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
