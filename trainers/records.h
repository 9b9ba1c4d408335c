#pragma once

#include <filesystem>

#include "core/append_file.h"
#include "space/arch_json.h"
#include "trainers/events.h"

namespace ofa {

// How far a run's records reached when a checkpoint was written.
struct RecordSizes {
  uint64_t metrics = 0, events = 0;
};

// What a run writes down as it goes: metrics.jsonl, and the same for TensorBoard.
class Records {
 public:
  // Cuts back what was written after these sizes.
  Records(const std::filesystem::path& run, const RecordSizes& keep);

  // A line of metrics.jsonl: `facts`, which a resumed run repeats bit for bit, and under "time"
  // what belongs to the clock.
  void write(const Json& facts, const Json& time);
  void write(int64_t step, const std::vector<Scalar>& scalars);

  RecordSizes sync();  // all of it is on the disk

 private:
  AppendFile metrics_, events_;
};

}  // namespace ofa
