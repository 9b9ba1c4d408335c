#pragma once

#include "config/json.h"
#include "tools/report/sources.h"

namespace ofa {

// How far a table's predictions are off: its figures, and its networks one by one.
Json table_data(const ReportTable& table, const std::optional<Space>& space);

// The same of a predictor, by its own figures.
Json predictor_data(const PredictorParts& parts);

}  // namespace ofa
