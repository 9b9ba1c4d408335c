#include "graph/memory.h"

#include <algorithm>
#include <map>
#include <vector>

#include "core/error.h"

namespace ofa {
namespace {

bool works_in_place(const Operation& operation) {
  return !std::holds_alternative<Conv>(operation) && !std::holds_alternative<Linear>(operation) &&
         !std::holds_alternative<GlobalPool>(operation) &&
         !std::holds_alternative<AveragePool>(operation) &&
         !std::holds_alternative<MaxPool>(operation);
}

// Tries the orders in which a block's operations can run. What is live depends on which operations
// are done, not on how one got there, so each such set is solved once; blocks are nearly chains and
// have few of them. (What leaves the block comes last in every order: all else is read for it.)
class Scheduler {
 public:
  Scheduler(const Graph& graph, const Block& block) : graph_(graph), block_(block) {
    if (block.num_ops > 62)
      throw Error("block {} has {} operations; at most 62", block.name, block.num_ops);
    readers_[graph.block_input(block)] = 0;
    for (int i = 0; i < block.num_ops; ++i) {
      for (const ValueId read : op(i).inputs) readers_[read] |= bit(i);
      producer_[op(i).output] = i;
    }
  }

  int64_t best_peak(uint64_t done) {
    if (done == bit(block_.num_ops) - 1) return 0;
    const auto known = peaks_.find(done);
    if (known != peaks_.end()) return known->second;
    int64_t best = INT64_MAX;
    for (int i = 0; i < block_.num_ops; ++i)
      if (is_ready(i, done))
        best = std::min(best, std::max(needed_while(i, done), best_peak(done | bit(i))));
    return peaks_[done] = best;
  }

 private:
  static uint64_t bit(int i) { return uint64_t{1} << i; }
  const Op& op(int i) const { return graph_.ops[block_.first_op + i]; }

  bool exists(ValueId value, uint64_t done) const {
    const auto producer = producer_.find(value);
    return producer == producer_.end() || (done & bit(producer->second));
  }

  bool is_ready(int i, uint64_t done) const {
    return !(done & bit(i)) &&
           std::ranges::all_of(op(i).inputs, [&](ValueId v) { return exists(v, done); });
  }

  int64_t needed_while(int i, uint64_t done) const {
    int64_t live = 0;
    for (const auto& [value, readers] : readers_)
      if (exists(value, done) && (readers & ~done)) live += graph_.elements(value);
    return reuses_an_input(i, done) ? live : live + graph_.elements(op(i).output);
  }

  bool reuses_an_input(int i, uint64_t done) const {
    return works_in_place(op(i).operation) && std::ranges::any_of(op(i).inputs, [&](ValueId v) {
             return (readers_.at(v) & ~done) == bit(i) &&
                    graph_.elements(v) == graph_.elements(op(i).output);
           });
  }

  const Graph& graph_;
  const Block& block_;
  std::map<ValueId, uint64_t> readers_;  // bit i: the block's i-th operation
  std::map<ValueId, int> producer_;
  std::map<uint64_t, int64_t> peaks_;
};

}  // namespace

int64_t peak_activation_values(const Graph& graph, const Block& block) {
  return Scheduler(graph, block).best_peak(0);
}

}  // namespace ofa
