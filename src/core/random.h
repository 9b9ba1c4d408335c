#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace ofa {

// Counter-based random numbers (Philox4x32-10; Salmon et al., 2011). The k-th draw is a function of
// (seed, purpose, stream, k) alone: nothing depends on threads or on what others drew before.
// Give each use a purpose ("arch sampling") and each step, image or worker its own stream.
class Random {
 public:
  Random(uint64_t seed, std::string_view purpose, uint64_t stream = 0);

  uint32_t bits32() {
    if (left_ == 0) refill();
    return words_[4 - left_--];
  }
  uint64_t bits64();
  uint64_t below(uint64_t n);  // uniform over 0 ... n-1, exactly; n > 0
  double uniform();            // [0, 1), 53 bits
  double normal();             // mean 0, deviation 1

 private:
  void refill();

  uint64_t key_;
  uint64_t stream_;
  uint64_t block_ = 0;
  std::array<uint32_t, 4> words_{};
  int left_ = 0;
};

// Every order as likely as every other.
template <typename T>
void shuffle(std::vector<T>& values, Random& random) {
  for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

// 0 ... n-1, shuffled.
std::vector<int64_t> permutation(int64_t n, Random& random);

// One block of the generator: 128 bits from a counter and a key.
std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, uint64_t key);

}  // namespace ofa
