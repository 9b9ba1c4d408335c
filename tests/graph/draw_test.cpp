#include "graph/draw.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "core/file.h"
#include "graph_testing.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

using testing::HasSubstr;

TEST(Draw, TextIsALineABlock) {
  const Space space = load_space("fashion");
  EXPECT_EQ("\n" + to_text(lower(space, min_arch(space))), R"(
stem               1 x 24 x 24 -> 16 x 24 x 24   conv3-16 bn relu
stages.0.blocks.0  16 x 24 x 24 -> 16 x 12 x 12  conv1-32 bn relu dw3s2 bn relu conv1-16 bn
stages.1.blocks.0  16 x 12 x 12 -> 24 x 12 x 12  conv1-32 bn relu dw3 bn relu conv1-24 bn
stages.2.blocks.0  24 x 12 x 12 -> 48 x 6 x 6    conv1-48 bn relu dw3s2 bn relu pool conv1-16+bias relu conv1-48+bias h_sigmoid mul(6,11) conv1-48 bn
head               48 x 6 x 6 -> 10              conv1-160 bn relu pool flatten linear-10+bias
)");
}

class DrawEverySpace : public EverySpace {};
OFA_OVER_EVERY_SPACE(DrawEverySpace);

// Returns the picture; "" where Graphviz refuses.
std::string graphviz(const std::string& dot) {
  const TempFolder folder;
  write_file(folder / "a.dot", dot);
  const std::string command = "dot -Tsvg -o " + (folder / "a.svg").string() + " " +
                              (folder / "a.dot").string() + " 2>" + (folder / "errors").string();
  const bool ran = std::system(command.c_str()) == 0;
  const std::string errors = read_file(folder / "errors", 1 << 20);
  EXPECT_EQ(errors, "");
  return ran ? read_file(folder / "a.svg", 1 << 24) : "";
}

bool has_graphviz() {
  return std::system("dot -V >/dev/null 2>&1") == 0;
}

TEST_P(DrawEverySpace, GraphvizAcceptsTheDrawing) {
  if (!has_graphviz()) GTEST_SKIP() << "Graphviz is not installed: no dot in PATH";
  const Graph graph = lower(space_, min_arch(space_));
  const std::string picture = graphviz(to_dot(graph, space_.name));
  EXPECT_THAT(picture, HasSubstr("</svg>"));
  EXPECT_THAT(picture, HasSubstr(">" + space_.name + "<"));
  for (const Block& block : graph.blocks) EXPECT_THAT(picture, HasSubstr(">" + block.name + "<"));
}

TEST(Draw, GraphvizAcceptsAnyTitle) {
  if (!has_graphviz()) GTEST_SKIP() << "Graphviz is not installed: no dot in PATH";
  const std::string picture = graphviz(to_dot(good_graph(), R"(a "quoted" }; name\)"));
  EXPECT_THAT(picture, HasSubstr(R"(>a &quot;quoted&quot; }; name\<)"));
}

TEST(Draw, DotHasANodeAnOperationAndAnArrowAValue) {
  const Graph graph = good_graph();
  const std::string dot = to_dot(graph, "good");
  size_t num_reads = 0, num_arrows = 0;
  for (const Op& op : graph.ops) num_reads += op.inputs.size();
  for (size_t at = 0; (at = dot.find(" -> ", at)) != std::string::npos; ++at) ++num_arrows;
  EXPECT_EQ(num_arrows, num_reads);
  EXPECT_THAT(dot, HasSubstr("  v0 [label=\"image\", shape=ellipse];\n"));
  EXPECT_THAT(dot, HasSubstr("  v0 -> v1 [label=\"3 x 13 x 11\"];\n"));
  EXPECT_THAT(dot, HasSubstr("    v1 [label=\"conv3s2-16\"];\n"));
  EXPECT_THAT(dot, HasSubstr("  v24 [label=\"linear-10+bias\"];\n"));
}

}  // namespace
}  // namespace ofa
