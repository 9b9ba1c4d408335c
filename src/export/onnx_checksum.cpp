#include "export/onnx_checksum.h"

#include <onnx/onnx_pb.h>

#include <algorithm>

#include "core/checksum.h"
#include "core/error.h"

namespace ofa {
namespace {

bool is_checksum(const onnx::StringStringEntryProto& entry) {
  return entry.key() == kModelChecksumKey;
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
  if (model.ByteSizeLong() > kMostModelBytes)
    throw Error("a model of {} bytes is larger than an ONNX file may be", model.ByteSizeLong());
  const std::string value = checksum(model.SerializeAsString());
  onnx::StringStringEntryProto& entry = *model.add_metadata_props();
  entry.set_key(kModelChecksumKey);
  entry.set_value(value);
  return model.SerializeAsString();
}

bool is_sealed(onnx::ModelProto model) {
  const std::string value = take_checksum(model);
  return !value.empty() && value == checksum(model.SerializeAsString());
}

}  // namespace ofa
