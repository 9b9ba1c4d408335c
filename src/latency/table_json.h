#pragma once

#include <filesystem>
#include <string>

#include "latency/json_reader.h"
#include "latency/table.h"

namespace ofa {

inline constexpr const char* kTableFormat = "ofa-latency/1";

// A table as the file that it is kept in: JSON, a line an entry, with a checksum of what it says.
std::string to_file_text(const Table& table);

// An Error, beginning with the file's name and the entry, where something is missing, was changed
// by hand or makes no sense.
Table table_from_text(const std::string& text, const std::string& file);

Table load_table(const std::filesystem::path& file);
// An Error, and nothing is written, where the table could not be read back.
void save_table(const Table& table, const std::filesystem::path& file);

// Of a part of one, as other files have it, too.
Json to_json(const Figures& figures);
NetworkRole role_of(const JsonReader& json);
std::vector<int> read_resolutions(const JsonReader& json);

}  // namespace ofa
