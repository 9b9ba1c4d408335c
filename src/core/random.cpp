#include "core/random.h"

#include <xxhash.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

namespace ofa {
namespace {

__extension__ using uint128 = unsigned __int128;

}  // namespace

Random::Random(uint64_t seed, std::string_view purpose, uint64_t stream)
    : key_(XXH3_64bits_withSeed(purpose.data(), purpose.size(), seed)), stream_(stream) {}

uint64_t Random::bits64() {
  const uint64_t low = bits32();
  return uint64_t{bits32()} << 32 | low;
}

// Lemire, "Fast Random Integer Generation in an Interval" (2019), with rejection: no bias.
uint64_t Random::below(uint64_t n) {
  if (n == 0) throw std::invalid_argument("Random::below(0)");
  if (n <= UINT32_MAX) {
    const auto n32 = static_cast<uint32_t>(n);
    uint64_t product = uint64_t{bits32()} * n32;
    if (static_cast<uint32_t>(product) < n32) {
      const uint32_t threshold = -n32 % n32;
      while (static_cast<uint32_t>(product) < threshold) product = uint64_t{bits32()} * n32;
    }
    return product >> 32;
  }
  uint128 product = uint128{bits64()} * n;
  if (static_cast<uint64_t>(product) < n) {
    const uint64_t threshold = -n % n;
    while (static_cast<uint64_t>(product) < threshold) product = uint128{bits64()} * n;
  }
  return static_cast<uint64_t>(product >> 64);
}

double Random::uniform() {
  return static_cast<double>(bits64() >> 11) * 0x1p-53;
}

// Box and Muller (1958). The second value is dropped: each call takes the same number of draws.
double Random::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

void Random::refill() {
  const auto low = [](uint64_t x) { return static_cast<uint32_t>(x); };
  const auto high = [](uint64_t x) { return static_cast<uint32_t>(x >> 32); };
  words_ = philox4x32({low(block_), high(block_), low(stream_), high(stream_)}, key_);
  ++block_;
  left_ = 4;
}

std::vector<int64_t> permutation(int64_t n, Random& random) {
  std::vector<int64_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  shuffle(order, random);
  return order;
}

std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, uint64_t key) {
  auto [a, b, c, d] = counter;
  auto key0 = static_cast<uint32_t>(key);
  auto key1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const uint64_t product0 = uint64_t{0xD2511F53} * a;
    const uint64_t product1 = uint64_t{0xCD9E8D57} * c;
    a = static_cast<uint32_t>(product1 >> 32) ^ b ^ key0;
    b = static_cast<uint32_t>(product1);
    c = static_cast<uint32_t>(product0 >> 32) ^ d ^ key1;
    d = static_cast<uint32_t>(product0);
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  return {a, b, c, d};
}

}  // namespace ofa
