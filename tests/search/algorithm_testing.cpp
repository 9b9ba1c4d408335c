#include "algorithm_testing.h"

namespace ofa {

const std::map<std::string, MakeAlgorithm>& every_algorithm() {
  static const std::map<std::string, MakeAlgorithm> algorithms{
      {"random", random_search}, {"evolution", evolution}, {"nsga2", nsga2}};
  return algorithms;
}

Archive run(Algorithm& algorithm, const Score& score, size_t budget) {
  Archive archive;
  while (archive.all().size() < budget) {
    std::vector<Candidate> generation;
    for (const Arch& arch : algorithm.propose(archive)) generation.push_back(score(arch));
    if (generation.empty()) break;
    algorithm.learn(generation);
    archive.add(std::move(generation));
  }
  return archive;
}

AdditiveGoals::AdditiveGoals(const Space& space, int count, uint64_t seed)
    : costs_(space), count_(count) {
  Random random(seed, "additive goals");
  for (const Choice& choice : space.choices) {
    double sum = 0.2;
    std::vector<double>& worths = worths_.emplace_back();
    for (int i = 0; i < choice.num_candidates(); ++i) worths.push_back(sum += random.uniform());
  }
}

Candidate AdditiveGoals::operator()(const Arch& arch) {
  double worth = 0;
  for (size_t id = 0; id < worths_.size(); ++id)
    if (arch.picks[id] != kInactive) worth += worths_[id][arch.picks[id]];
  const Cost cost = costs_(arch);
  std::vector<double> goals{-worth, static_cast<double>(cost.macs),
                            static_cast<double>(cost.params)};
  goals.resize(count_);
  return {.arch = arch, .metrics = goals, .goals = goals};
}

}  // namespace ofa
