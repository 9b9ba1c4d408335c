#include "export/onnx_checksum.h"

#include <onnx/onnx_pb.h>

#include <algorithm>

#include "core/checksum.h"

namespace ofa {
namespace {

bool is_checksum(const onnx::StringStringEntryProto& entry) {
  return entry.key() == kChecksumKey;
}

// Takes the checksum out of the metadata; empty where there is none.
std::string take_checksum(onnx::ModelProto& model) {
  auto& entries = *model.mutable_metadata_props();
  const auto found = std::ranges::find_if(entries, is_checksum);
  if (found == entries.end()) return "";
  const std::string value = found->value();
  entries.erase(found);
  return value;
}

}  // namespace

std::string sealed(onnx::ModelProto& model) {
  take_checksum(model);
  const std::string value = checksum(model.SerializeAsString());
  onnx::StringStringEntryProto& entry = *model.add_metadata_props();
  entry.set_key(kChecksumKey);
  entry.set_value(value);
  return model.SerializeAsString();
}

bool is_sealed(const onnx::ModelProto& model) {
  onnx::ModelProto rest = model;
  const std::string value = take_checksum(rest);
  return !value.empty() && value == checksum(rest.SerializeAsString());
}

}  // namespace ofa
