#include "nn/regularisation.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/random.h"

namespace ofa {
namespace {

template <typename Operation>
bool is(const Op& op) {
  return std::holds_alternative<Operation>(op.operation);
}

// "stages.3" of "stages.3.blocks.0"; nothing for what is no part of a stage.
std::string stage_of(const Block& block) {
  const size_t end = block.name.find(".blocks.");
  return end == std::string::npos ? "" : block.name.substr(0, end);
}

// The first operation of the last so many stages.
int first_op_of_last(int num_stages, const Graph& graph) {
  if (num_stages == 0) return 0;
  int first_op = static_cast<int>(graph.ops.size());
  std::string stage;
  for (auto block = graph.blocks.rbegin(); block != graph.blocks.rend(); ++block) {
    const std::string name = stage_of(*block);
    if (name.empty()) continue;
    if (name != stage && num_stages-- == 0) break;
    stage = name;
    first_op = block->first_op;
  }
  return first_op;
}

template <typename Real>
at::Tensor drawn(at::IntArrayRef sizes, double rate, Random random) {
  const auto dropped = static_cast<uint32_t>(std::ldexp(rate, 32));
  const Real kept = static_cast<Real>(1 / (1 - rate));
  at::Tensor factors = at::empty(sizes, at::CppTypeToScalarType<Real>::value);
  Real* const data = factors.mutable_data_ptr<Real>();
  for (int64_t i = 0; i < factors.numel(); ++i) data[i] = random.bits32() < dropped ? 0 : kept;
  return factors;
}

}  // namespace

std::vector<double> drop_rates(const Regularisation& regularisation, const Graph& graph) {
  const auto num_additions = static_cast<double>(std::ranges::count_if(graph.ops, is<Add>));
  const int first = first_op_of_last(regularisation.stages, graph);
  std::vector<double> rates;
  int additions = 0;
  for (const Op& op : graph.ops) {
    double rate = is<Dropout>(op) ? regularisation.dropout : 0;
    if (is<Add>(op)) rate = regularisation.drop_path * ++additions / num_additions;
    if (is<Add>(op) && static_cast<int>(rates.size()) < first) rate = 0;
    rates.push_back(rate);
  }
  return rates;
}

Drops::Drops(const Regularisation& regularisation, const Graph& graph)
    : graph_(graph), regularisation_(regularisation), rates_(drop_rates(regularisation, graph)) {
  for (const double rate : rates_)
    TORCH_CHECK(rate >= 0 && rate < 1, "expected a share to drop in [0, 1), got ", rate);
}

at::Tensor Drops::factors(int op, const at::Tensor& input) const {
  if (rates_[op] == 0) return {};
  const Random random(regularisation_.seed, "what is dropped in " + graph_.ops[op].name,
                      regularisation_.pass);
  std::vector<int64_t> sizes = input.sizes().vec();
  if (is<Add>(graph_.ops[op])) sizes = {input.size(0), 1, 1, 1};
  if (input.scalar_type() == at::kDouble)
    return drawn<double>(sizes, rates_[op], random).to(input.device());
  return drawn<float>(sizes, rates_[op], random).to(input.device());
}

}  // namespace ofa
