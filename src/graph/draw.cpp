#include "graph/draw.h"

#include <fmt/format.h>

#include <algorithm>

#include "graph/key.h"
#include "graph/shapes.h"

namespace ofa {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

}  // namespace

std::string to_text(const Graph& graph) {
  size_t widest_name = 0, widest_shape = 0;
  const auto shapes = [&](const Block& block) {
    return shape_text(graph, graph.block_input(block)) + " -> " +
           shape_text(graph, graph.block_output(block));
  };
  for (const Block& block : graph.blocks) {
    widest_name = std::max(widest_name, block.name.size());
    widest_shape = std::max(widest_shape, shapes(block).size());
  }
  std::string text;
  for (const Block& block : graph.blocks) {
    const std::string operations = block.key.substr(block.key.find(' ') + 1);
    text += fmt::format("{:<{}}  {:<{}}  {}\n", block.name, widest_name, shapes(block),
                        widest_shape, operations);
  }
  return text;
}

std::string to_dot(const Graph& graph, const std::string& title) {
  std::string dot =
      "digraph ofa {\n  label=" + quoted(title) +
      "; labelloc=t; fontname=Helvetica;\n"
      "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=Helvetica];\n"
      "  edge [fontname=Helvetica, fontsize=10];\n";
  dot += fmt::format("  v{} [label=\"image\", shape=ellipse];\n", graph.input);
  for (size_t b = 0; b < graph.blocks.size(); ++b) {
    const Block& block = graph.blocks[b];
    dot += fmt::format("  subgraph cluster_{} {{\n    label={}; style=filled; color=\"#e8eef4\";\n",
                       b, quoted(block.name));
    for (int i = block.first_op; i <= Graph::last_op(block); ++i)
      dot += fmt::format("    v{} [label={}];\n", graph.ops[i].output,
                         quoted(op_text(graph, graph.ops[i])));
    dot += "  }\n";
  }
  for (const Op& op : graph.ops)
    for (const ValueId input : op.inputs)
      dot += fmt::format("  v{} -> v{} [label={}];\n", input, op.output,
                         quoted(shape_text(graph, input)));
  return dot + "}\n";
}

}  // namespace ofa
