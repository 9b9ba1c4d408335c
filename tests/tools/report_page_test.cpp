#include <gmock/gmock.h>

#include "tools/report/page.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Page, IsOneFileThatMayLoadNothing) {
  const std::string page = page_of(Json::object());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  std::string ours = page;
  const size_t plotly = ours.find("plotly.js v");
  ASSERT_NE(plotly, ours.npos);
  ours.erase(plotly, ours.find("</script>", plotly) - plotly);
  EXPECT_LT(ours.size(), 100'000);
  for (const char* loads :
       {"http:", "https:", "src=", "href=", "<link", "<img", "@import", "url(", "import("})
    EXPECT_THAT(ours, Not(HasSubstr(loads)));
}

TEST(Page, KeepsWhatDataSayInItsBlock) {
  const Json data{{"name", "</script><script>alert(1)</script><!-- {{plotly}} \xFF"}};
  const std::string page = page_of(data), start = "type=\"application/json\">";
  const auto count = [&](const std::string& text) {
    size_t found = 0;
    for (size_t at = page.find(text); at != page.npos; at = page.find(text, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("</script>"), 3);
  EXPECT_EQ(count("<script>"), 0);
  const size_t first = page.find(start) + start.size();
  const Json read = Json::parse(page.substr(first, page.find("</script>", first) - first));
  EXPECT_THAT(read["name"], HasSubstr("</script><script>alert(1)</script><!-- {{plotly}} "));
}

}  // namespace
}  // namespace ofa
