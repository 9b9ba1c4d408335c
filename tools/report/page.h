#pragma once

#include <filesystem>
#include <string>

#include "config/json.h"

namespace ofa {

// One HTML file that needs nothing else: its styles, scripts and plotly.js are in it, and it may
// load nothing. What the data say is shown as text, whatever it says.
std::string page_of(const Json& data);

// Of a search's folder, or a run's. An Error where it is neither, or what lies in it is broken;
// returns what of other files could not be read.
std::vector<std::string> write_report(const std::filesystem::path& folder,
                                      const std::filesystem::path& file);

}  // namespace ofa
