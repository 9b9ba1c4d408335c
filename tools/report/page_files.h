#pragma once

#include <string_view>

namespace ofa {

// The files of page/, and plotly.js, as the program carries them.
std::string_view page_html();
std::string_view page_style();
std::string_view page_plotly();
std::string_view page_scripts();  // one after another, in the order in which they need each other

}  // namespace ofa
