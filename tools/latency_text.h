#pragma once

#include <string>
#include <vector>

#include "config/json.h"
#include "latency/table.h"

namespace ofa {

// "openvino 2026.4 fp32, 1 thread, AMD EPYC with 2 cores; error 1.2 % on 40 random, 1.4 % on 40
// structured networks"
std::string table_line(const Table& table);

// The same for machines, and in what this one differs.
Json table_json(const Table& table, const std::vector<std::string>& differences);

// All of its figures, where it was written, and what comes next; `space` as the user names it.
std::string written_table_text(const Table& table, const std::string& file,
                               const std::string& space);

// Says, on stderr, in what this machine differs from the table's.
void note_differences(const std::string& file, const std::vector<std::string>& differences);

}  // namespace ofa
