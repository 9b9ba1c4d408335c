#include "runtime/time.h"

#include <sched.h>

#include <algorithm>
#include <ctime>

#include "core/error.h"
#include "core/machine.h"
#include "core/statistics.h"

namespace ofa {
namespace {

constexpr int kWarmUpCalls = 5;
constexpr int kFewestCalls = 20;

double now_ms(clockid_t clock = CLOCK_MONOTONIC) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

}  // namespace

int64_t give_zeros(LoadedModel& model) {
  const int64_t images = std::max<int64_t>(model.input_shape().front(), 1);
  model.set_batch(images);
  std::ranges::fill(model.input(), std::byte{0});
  return images;
}

CallTime time_call(LoadedModel& model) {
  const double wall = now_ms(), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
  model.call();
  const double cpu_end = now_ms(CLOCK_THREAD_CPUTIME_ID);
  return {now_ms() - wall, cpu_end - cpu};
}

CallTimes time_calls(LoadedModel& model, double seconds) {
  for (int i = 0; i < kWarmUpCalls; ++i) model.call();
  std::vector<double> times;
  const double end = now_ms() + seconds * 1e3;
  while (static_cast<int>(times.size()) < kFewestCalls || now_ms() < end)
    times.push_back(time_call(model).wall_ms);
  return {quantile(times, 0.1), quantile(times, 0.5), quantile(times, 0.9),
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
  const Machine machine = this_machine();
  return machine.processor.empty() ? ""
                                   : fmt::format("{}, {} cores", machine.processor, machine.cores);
}

}  // namespace ofa
