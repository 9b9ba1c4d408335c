#pragma once

#include <string>

#include "config/json.h"
#include "measure/check.h"

namespace ofa {

// What would be measured, and how long that takes.
std::string plan_text(const MeasurePlan& plan, const MeasureOptions& options);
Json plan_json(const MeasurePlan& plan, const MeasureOptions& options);

// What a few networks take now, beside what the table says.
std::string check_text(const TableCheck& check);
Json to_json(const TableCheck& check);

// Of a table that was written; for people there is written_table_text.
Json written_table_json(const Table& table, const std::string& file);

}  // namespace ofa
