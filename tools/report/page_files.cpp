#include "tools/report/page_files.h"

#define OFA_FILE(name) ".incbin \"" name "\"\n"
#define OFA_CARRY(symbol, files)                                                             \
  asm(".section .rodata\n" #symbol "_begin:\n" files #symbol "_end:\n.byte 0\n.previous\n"); \
  extern "C" const char symbol##_begin[], symbol##_end[]

// The assembler finds them as CMakeLists.txt tells it.
OFA_CARRY(ofa_html, OFA_FILE("page.html"));
OFA_CARRY(ofa_style, OFA_FILE("page.css"));
OFA_CARRY(ofa_plotly, OFA_FILE("plotly.min.js"));
OFA_CARRY(ofa_scripts, OFA_FILE("elements.js") OFA_FILE("metrics.js") OFA_FILE("charts.js")
                           OFA_FILE("headline.js") OFA_FILE("models.js") OFA_FILE("limits.js")
                               OFA_FILE("front.js") OFA_FILE("search.js") OFA_FILE("networks.js")
                                   OFA_FILE("training.js") OFA_FILE("quality.js")
                                       OFA_FILE("origin.js") OFA_FILE("comparison.js")
                                           OFA_FILE("comparison_charts.js") OFA_FILE("page.js"));

namespace ofa {

std::string_view page_html() {
  return {ofa_html_begin, ofa_html_end};
}
std::string_view page_style() {
  return {ofa_style_begin, ofa_style_end};
}
std::string_view page_plotly() {
  return {ofa_plotly_begin, ofa_plotly_end};
}
std::string_view page_scripts() {
  return {ofa_scripts_begin, ofa_scripts_end};
}

}  // namespace ofa
