#pragma once

#include <string>
#include <vector>

#include "search/front.h"
#include "search/reach.h"

namespace ofa {

// "reachable   accuracy 75.30 % .. 83.60 % (about), latency_ms 9.9 .. 92.4"
std::string reach_text(const Problem& problem, const std::vector<Reach>& reach);

// "28/24:k5e4/...: accuracy 90.1 %, latency_ms 0.113"
std::string candidate_text(const SearchSetUp& set_up, const Candidate& candidate);

// "ridge on 200 archs; error 0.24 points, Kendall 0.61, ..."; and with what it has to beat.
std::string predictor_line(const PredictorParts& parts);
std::string predictor_text(const PredictorParts& parts);
Json to_json(const PredictorParts& parts);

// Members as a table, predicted beside measured; where it was written, and what comes next.
std::string front_text(const SearchSetUp& set_up, const Front& front,
                       const std::vector<size_t>& members, const std::string& folder);

}  // namespace ofa
