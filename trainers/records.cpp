#include "trainers/records.h"

#include <chrono>

namespace ofa {
namespace {

constexpr const char* kEventsName =
    "events.out.tfevents.0.ofa";  // TensorBoard looks for "tfevents"

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Records::Records(const std::filesystem::path& run, const RecordSizes& keep)
    : metrics_(run / "metrics.jsonl", keep.metrics), events_(run / kEventsName, keep.events) {
  if (keep.events == 0) events_.append(event_file_start(now()));
}

void Records::write(const Json& facts, const Json& time) {
  Json line = facts;
  line["time"] = time;
  line["time"]["at"] = now();
  metrics_.append(line.dump() + "\n");
}

void Records::write(int64_t step, const std::vector<Scalar>& scalars) {
  events_.append(event_record(now(), step, scalars));
}

RecordSizes Records::sync() {
  metrics_.sync();
  events_.sync();
  return {metrics_.size(), events_.size()};
}

}  // namespace ofa
