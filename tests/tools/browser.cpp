#include "tests/tools/browser.h"

#include <cstdio>
#include <regex>
#include <sstream>

#include "core/file.h"

namespace ofa {
namespace {

constexpr size_t kMostBytes = 20'000'000;

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  for (int c; (c = std::fgetc(pipe)) != EOF;) output += static_cast<char>(c);
  pclose(pipe);
  return output.substr(0, output.find_last_not_of('\n') + 1);
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at)
    found.push_back((*at)[1]);
  return found;
}

void InBrowser::SetUp() {
  browser_ =
      output_of("command -v chromium || command -v chromium-browser || command -v google-chrome");
  if (browser_.empty()) GTEST_SKIP() << "no chromium is installed here";
}

Drawn InBrowser::draw(const std::string& file, int width) const {
  const std::string log = (profile_ / "log.txt").string();
  const std::string command =
      browser_ +
      " --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --virtual-time-budget=20000"
      " --enable-logging=stderr --v=0 --user-data-dir=" +
      (profile_ / "profile").string() + " --window-size=" + std::to_string(width) +
      ",2000 --dump-dom file://" + file + " 2>" + log;
  Drawn drawn{output_of(command), ""};
  for (const std::string& line : lines(read_file(log, kMostBytes)))
    if (line.find("CONSOLE") != line.npos) drawn.console += line + "\n";
  drawn.dom.erase(0, drawn.dom.find("<main"));  // without styles
  drawn.dom.resize(drawn.dom.find("</main>"));  // and scripts
  return drawn;
}

// A window cannot be made so narrow, but what is in it.
Drawn InBrowser::draw_narrow(const std::string& file) const {
  std::string page = read_file(file, kMostBytes);
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
  return draw(file, 500);
}

}  // namespace ofa
