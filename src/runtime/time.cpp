#include "runtime/time.h"

#include <sched.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <thread>

#include "core/error.h"

namespace ofa {
namespace {

constexpr int kWarmUpCalls = 5;
constexpr int kFewestCalls = 20;

double now_ms() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double percentile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int64_t give_zeros(LoadedModel& model) {
  const int64_t images = std::max<int64_t>(model.input_shape().front(), 1);
  model.set_batch(images);
  std::ranges::fill(model.input(), std::byte{0});
  return images;
}

double time_call_ms(LoadedModel& model) {
  const double start = now_ms();
  model.call();
  return now_ms() - start;
}

CallTimes time_calls(LoadedModel& model, double seconds) {
  for (int i = 0; i < kWarmUpCalls; ++i) model.call();
  std::vector<double> times;
  const double end = now_ms() + seconds * 1e3;
  while (static_cast<int>(times.size()) < kFewestCalls || now_ms() < end)
    times.push_back(time_call_ms(model));
  std::ranges::sort(times);
  return {percentile(times, 0.1), percentile(times, 0.5), percentile(times, 0.9),
          static_cast<int>(times.size())};
}

PinnedThread::PinnedThread() : before_(sizeof(cpu_set_t) / sizeof(unsigned long)) {
  auto* allowed = reinterpret_cast<cpu_set_t*>(before_.data());
  if (sched_getaffinity(0, sizeof(cpu_set_t), allowed) != 0) return;
  for (int cpu = CPU_SETSIZE - 1; cpu >= 0; --cpu) {
    if (!CPU_ISSET(cpu, allowed)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof(one), &one);
    return;
  }
}

PinnedThread::~PinnedThread() {
  sched_setaffinity(0, sizeof(cpu_set_t), reinterpret_cast<const cpu_set_t*>(before_.data()));
}

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos)
      return fmt::format("{}, {} cores", line.substr(colon + 2),
                         std::thread::hardware_concurrency());
  }
  return "";
}

}  // namespace ofa
