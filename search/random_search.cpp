#include "search/algorithm.h"
#include "search/proposals.h"

namespace ofa {
namespace {

// Every network is as likely as every other.
class RandomSearch : public Algorithm {
 public:
  RandomSearch(const Space& space, const AlgorithmOptions& options)
      : seed_(options.seed), sampler_(space), proposals_(space, options) {}

  std::vector<Arch> propose(const Archive& archive) override {
    Random random(seed_, "random search", generation_);
    if (generation_++ == 0) proposals_.add_seeds(archive);
    while (proposals_.wants_more() &&
           proposals_.add_like(archive, sampler_.uniform(random), random)) {
    }
    return proposals_.take();
  }

  void learn(std::span<const Candidate>) override {}

 private:
  uint64_t seed_;
  Sampler sampler_;
  Proposals proposals_;
  uint64_t generation_ = 0;
};

}  // namespace

std::unique_ptr<Algorithm> random_search(const Space& space, const AlgorithmOptions& options) {
  return std::make_unique<RandomSearch>(space, options);
}

}  // namespace ofa
