#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ofa {

// The candidate that `word` was most likely meant to be; empty when none is close.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// "; did you mean kernel?", or nothing: to be put behind an error.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace ofa
