#include "search/fit_kinds.h"

#include "search/ensemble.h"
#include "search/ridge_layers.h"

namespace ofa {
namespace {

constexpr int kMembers = 5;
constexpr double kWorthIt = 0.99;  // of the error without MACs

Codes encode(const Space& space, Encoding encoding, std::span<const Arch> archs) {
  Codes codes;
  Encoder(space, encoding).encode(archs, codes);
  return codes;
}

std::vector<Layers> fit_mlps(const FoldedCodes& samples, const Ridge& ridge,
                             const MlpOptions& options, uint64_t seed, int without) {
  std::vector<size_t> rows;
  std::vector<double> rests;
  for (size_t i = 0; i < samples.targets.size(); ++i) {
    if (samples.folds[i] == without) continue;
    rows.push_back(i);
    rests.push_back(samples.targets[i] - ridge(samples.codes, i));
  }
  const Codes codes = some_of(samples.codes, rows);
  std::vector<Layers> members;
  for (int member = 0; member < kMembers; ++member)
    members.push_back(
        sum_of(ridge, fit_mlp(codes, rests, options, Random(seed, "predictor member", member))));
  return members;
}

std::vector<size_t> rows_of(const FoldedCodes& samples, int fold) {
  std::vector<size_t> rows;
  for (size_t i = 0; i < samples.folds.size(); ++i)
    if (samples.folds[i] == fold) rows.push_back(i);
  return rows;
}

void ask(const std::vector<Layers>& members, const Codes& codes, std::span<const size_t> rows,
         std::vector<double>& all_means, std::vector<double>& all_spreads) {
  std::vector<double> means(rows.size()), spreads(rows.size());
  const Ensemble ensemble(members);
  ensemble(some_of(codes, rows), means, spreads);
  for (size_t i = 0; i < rows.size(); ++i) {
    all_means[rows[i]] = means[i];
    all_spreads[rows[i]] = spreads[i];
  }
}

}  // namespace

FoldedSamples::FoldedSamples(const Space& space, const std::vector<Arch>& archs,
                             std::span<const double> accuracies, std::span<const int> folds)
    : one_hot(encode(space, Encoding::kOneHot, archs), accuracies, folds),
      with_macs(encode(space, Encoding::kOneHotAndMacs, archs), accuracies, folds) {}

Kinds fit_kinds(const FoldedSamples& samples, const MlpOptions& options, uint64_t seed,
                int without) {
  const RidgeChoice plain = choose_ridge(samples.one_hot, without);
  const RidgeChoice with_macs = choose_ridge(samples.with_macs, without);
  const bool takes_macs = with_macs.rmse < kWorthIt * plain.rmse;
  const Encoding encoding = takes_macs ? Encoding::kOneHotAndMacs : Encoding::kOneHot;
  const Ridge& ridge = takes_macs ? with_macs.ridge : plain.ridge;
  return {
      encoding, {to_layers(ridge)}, fit_mlps(samples.in(encoding), ridge, options, seed, without)};
}

HeldOut hold_out(const FoldedSamples& samples, const MlpOptions& options, uint64_t seed) {
  const std::vector<double> nothing(samples.one_hot.targets.size());
  HeldOut said{nothing, nothing, nothing};
  for (int fold = 0; fold < std::ssize(samples.one_hot.moments); ++fold) {
    const Kinds kinds = fit_kinds(samples, options, seed, fold);
    const Codes& codes = samples.in(kinds.encoding).codes;
    const std::vector<size_t> rows = rows_of(samples.one_hot, fold);
    ask(kinds.ridge, codes, rows, said.ridge, said.spread);
    ask(kinds.mlp, codes, rows, said.mlp, said.spread);
  }
  return said;
}

}  // namespace ofa
