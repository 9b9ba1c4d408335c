// The order of operations that needs the least memory, against trying them all.
#include <algorithm>
#include <set>

#include "core/random.h"
#include "graph/memory.h"
#include "graph_testing.h"

namespace ofa {
namespace {

// Every order, step by step, with no cleverness.
class EveryOrder {
 public:
  explicit EveryOrder(const Graph& graph) : graph_(graph), done_(graph.ops.size(), false) {}

  int64_t best() {
    run({graph_.input}, 0);
    return best_;
  }

 private:
  void run(const std::set<ValueId>& live, int64_t peak) {
    if (peak >= best_) return;
    if (std::ranges::find(done_, false) == done_.end()) best_ = peak;
    for (size_t i = 0; i < done_.size(); ++i) {
      if (done_[i] || !has_inputs(graph_.ops[i], live)) continue;
      done_[i] = true;
      step(graph_.ops[i], live, peak);
      done_[i] = false;
    }
  }

  void step(const Op& op, const std::set<ValueId>& before, int64_t peak) {
    std::set<ValueId> after;
    for (const ValueId value : before)
      if (is_needed(value)) after.insert(value);
    int64_t values = graph_.elements(op.output);
    for (const ValueId value : before) values += graph_.elements(value);
    const bool in_place = !needs_its_own_output(op) && std::ranges::any_of(op.inputs, [&](auto v) {
      return !after.contains(v) && graph_.elements(v) == graph_.elements(op.output);
    });
    if (in_place) values -= graph_.elements(op.output);
    after.insert(op.output);
    run(after, std::max(peak, values));
  }

  bool has_inputs(const Op& op, const std::set<ValueId>& live) const {
    return std::ranges::all_of(op.inputs, [&](ValueId v) { return live.contains(v); });
  }

  bool is_needed(ValueId value) const {
    if (value == graph_.output) return true;
    for (size_t i = 0; i < done_.size(); ++i)
      if (!done_[i] && std::ranges::count(graph_.ops[i].inputs, value)) return true;
    return false;
  }

  const Graph& graph_;
  std::vector<bool> done_;
  int64_t best_ = INT64_MAX;
};

// Any operations on any maps so far; in the end all that nobody read is added up.
class RandomBlock {
 public:
  explicit RandomBlock(Random& random) : random_(random) {}

  Graph make() {
    maps_ = {g_.input(g_.fixed(4), 4, 4)};
    g_.begin_block("block");
    for (uint64_t n = 2 + random_.below(4); n > 0; --n) append(any(), any());
    while (unread_.size() > 1) {
      const ValueId a = narrowed(*unread_.begin()), b = narrowed(*unread_.begin());
      keep({a, b}, g_.add(name(), a, b));
    }
    g_.end_block();
    return g_.finish(*unread_.begin());
  }

 private:
  ValueId any() const { return maps_[random_.below(maps_.size())]; }
  std::string name() const { return "op" + std::to_string(g_.graph().ops.size()); }

  void append(ValueId a, ValueId b) {
    const uint64_t kind = random_.below(6);
    if (kind == 0) return keep({a}, g_.activation(name(), a, Act::kRelu));
    if (kind == 1) return keep({a}, g_.mul("mul" + name(), a, g_.global_pool(name(), a)));
    if (kind == 2 && g_.value(a) == g_.value(b)) return keep({a, b}, g_.add(name(), a, b));
    keep({a}, conv(a, 1 << random_.below(6)));
  }

  ValueId conv(ValueId x, int out) {
    return g_.conv(name(), x, {.out = g_.fixed(out), .kernel = g_.kernel(1)});
  }

  ValueId narrowed(ValueId x) {
    unread_.erase(x);
    return conv(x, 2);
  }

  void keep(const std::vector<ValueId>& inputs, ValueId output) {
    for (const ValueId input : inputs) unread_.erase(input);
    unread_.insert(output);
    maps_.push_back(output);
  }

  Random& random_;
  GraphBuilder g_;
  std::vector<ValueId> maps_;
  std::set<ValueId> unread_;
};

TEST(Memory, IsTheLeastThatAnyOrderNeeds) {
  Random random(1, "memory");
  std::set<int64_t> peaks;
  for (int i = 0; i < 300; ++i) {
    const Graph graph = RandomBlock(random).make();
    const int64_t peak = peak_activation_values(graph, graph.blocks[0]);
    ASSERT_EQ(peak, EveryOrder(graph).best()) << graph.blocks[0].key;
    peaks.insert(peak);
  }
  EXPECT_GT(peaks.size(), 30u);  // these were not all alike
}

}  // namespace
}  // namespace ofa
