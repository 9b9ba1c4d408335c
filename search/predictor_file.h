#pragma once

#include <filesystem>
#include <string>

#include "search/predictor.h"

namespace ofa {

inline constexpr const char* kPredictorFormat = "ofa-predictor/1";

// One safetensors file: members.0.layers.0.weight, ... and all else among its metadata.
void save_predictor(const PredictorParts& parts, const std::filesystem::path& file);

// An Error where the file is damaged, or none of a predictor of archs of this space.
Predictor load_predictor(const std::filesystem::path& file, const Space& space);

// What a file holds, whatever its space; and the same of bytes in memory.
PredictorParts read_predictor(const std::filesystem::path& file);
PredictorParts parse_predictor(std::string bytes, const std::string& file);

}  // namespace ofa
