#include "measure/rounds.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/progress.h"
#include "core/random.h"

namespace ofa {
namespace {

constexpr int kLookEvery = 4;
constexpr int kRoundsALoad = 12;
constexpr uint64_t kOrderOfLoading = UINT64_MAX;  // down from here: no round's number

void stop_if_told(const Journal& journal) {
  if (!interrupted()) return;
  const auto exit = static_cast<Exit>(128 + interrupt_signal());
  if (journal.file().empty()) throw Error(exit, "stopped");
  throw Error(exit, "stopped; what is done is in {}; go on with --resume", journal.file().string());
}

// Ends of groups of subjects that fit into memory together.
std::vector<size_t> group_ends(const std::vector<Subject>& subjects, uint64_t most_bytes) {
  std::vector<size_t> ends;
  uint64_t bytes = 0;
  for (size_t i = 0; i < subjects.size(); ++i) {
    if (bytes > 0 && bytes + subjects[i].bytes > most_bytes) {
      ends.push_back(i);
      bytes = 0;
    }
    bytes += subjects[i].bytes;
  }
  ends.push_back(subjects.size());
  return ends;
}

std::vector<int64_t> shuffled(size_t count, uint64_t seed, uint64_t round) {
  Random random(seed, "order of a round", round);
  return permutation(static_cast<int64_t>(count), random);
}

class Group {
 public:
  Group(std::span<const Subject> subjects, size_t first, const Protocol& protocol, Journal& journal)
      : subjects_(subjects), first_(first), protocol_(protocol), journal_(journal) {}

  void run() {
    const int left = std::max(protocol_.most_rounds - num_rounds(), 0);
    Progress progress("measure",
                      (left + loads_for(left) * protocol_.discarded_rounds) * subjects_.size());
    for (int i = 0; !is_enough(); ++i) {
      if (i % kRoundsALoad == 0) {
        load();
        for (int k = 0; k < protocol_.discarded_rounds; ++k) round(num_rounds() + k, progress);
      }
      journal_.append(first_, round(num_rounds(), progress));
      if (num_rounds() > 1)
        progress.set_label(fmt::format("measure, noise {:.1f} %", 100 * noise()));
    }
  }

 private:
  int num_rounds() const { return journal_.rounds_of(first_, subjects_.size()); }
  std::span<const Visits> samples() const {
    return std::span(journal_.samples()).subspan(first_, subjects_.size());
  }
  double noise() const { return noise_at(samples(), steadiest_quantile(samples())); }
  // Looked at every few rounds alone, so that it is not the luckiest one that ends it.
  bool is_enough() const {
    const int rounds = num_rounds();
    if (rounds >= protocol_.most_rounds) return true;
    return rounds >= protocol_.fewest_rounds && rounds % kLookEvery == 0 &&
           noise() <= protocol_.enough && std::ranges::all_of(samples(), are_enough);
  }

  // Where a model lies in memory makes it a few percent faster or slower: so they are loaded
  // several times, in another order each.
  void load() {
    calls_.clear();
    calls_.resize(subjects_.size());
    Progress progress("load", subjects_.size());
    for (const int64_t i :
         shuffled(subjects_.size(), protocol_.seed, kOrderOfLoading - num_rounds())) {
      stop_if_told(journal_);
      calls_[i] = subjects_[i].load();
      progress.advance();
    }
  }

  Visits round(int number, Progress& progress) {
    Visits visits(subjects_.size());
    for (const int64_t i : shuffled(subjects_.size(), protocol_.seed, number)) {
      stop_if_told(journal_);
      visits[i] = visit(calls_[i], subjects_[i].calls, protocol_.disturbance);
      progress.advance();
    }
    return visits;
  }

  std::span<const Subject> subjects_;
  size_t first_;
  const Protocol& protocol_;
  Journal& journal_;
  std::vector<TimedCall> calls_;
};

}  // namespace

int loads_for(int rounds) {
  return (rounds + kRoundsALoad - 1) / kRoundsALoad;
}

Samples measure_rounds(const std::vector<Subject>& subjects, const Protocol& protocol,
                       Journal& journal) {
  size_t first = 0;
  for (const size_t end : group_ends(subjects, protocol.most_bytes)) {
    Group(std::span(subjects).subspan(first, end - first), first, protocol, journal).run();
    first = end;
  }
  return journal.samples();
}

}  // namespace ofa
