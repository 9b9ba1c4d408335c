#include <functional>

#include "allocations.h"
#include "core/random.h"
#include "io/npy.h"
#include "io/pickle.h"
#include "io/pth.h"
#include "io/safetensors.h"
#include "io/zip.h"
#include "zip_builder.h"

namespace ofa {
namespace {

constexpr const char* kFile = "mutated file";
constexpr size_t kMostMemory = 8 << 20;  // files here have a few kB; tensors may take 1 MB more

size_t below(Random& random, size_t n) {
  return static_cast<size_t>(random.below(n));
}

void overwrite(std::string& bytes, size_t at, const std::string& with) {
  bytes.replace(at, std::min(with.size(), bytes.size() - at), with);
}

// Numbers at the edge of what sizes, offsets and lengths can be.
uint64_t odd_number(Random& random, size_t file_size) {
  const uint64_t numbers[] = {0,          1,
                              0x7F,       0x80,
                              0xFF,       0x7FFF,
                              0xFFFF,     0x7FFFFFFF,
                              0x80000000, 0xFFFFFFFF,
                              INT64_MAX,  UINT64_MAX,
                              file_size,  file_size - 1,
                              1ULL << 40, random.bits64()};
  return numbers[below(random, std::size(numbers))];
}

// One small damage of a random kind.
void mutate(std::string& bytes, Random& random) {
  if (bytes.empty()) return;
  const size_t at = below(random, bytes.size());
  const size_t length = below(random, std::min<size_t>(bytes.size() - at, 64)) + 1;
  switch (random.below(8)) {
    case 0:
      bytes[at] = static_cast<char>(random.bits32());
      break;
    case 1:
      bytes[at] ^= static_cast<char>(1 << random.below(8));
      break;
    case 2:
      overwrite(bytes, at, bytes_of(odd_number(random, bytes.size()), 1 << random.below(4)));
      break;
    case 3:
      bytes.erase(at, length);
      break;
    case 4:
      bytes.insert(at, bytes.substr(below(random, bytes.size()), length));
      break;
    case 5:
      overwrite(bytes, at, bytes.substr(below(random, bytes.size()), length));
      break;
    case 6:
      bytes.resize(at);
      break;
    case 7: {  // a digit of a text
      const size_t digit = bytes.find_first_of("0123456789[](){}\"'", at);
      if (digit != std::string::npos) bytes[digit] = "0123456789-[](){}\"',"[random.below(20)];
      break;
    }
  }
}

std::string mutant(const std::string& seed, Random& random) {
  std::string bytes = seed;
  for (uint64_t left = 1 + random.below(4); left > 0; --left) mutate(bytes, random);
  return bytes;
}

struct Outcome {
  int num_read = 0;
  int num_refused = 0;
};

// Every file is either read or refused with an error that names it, in bounded memory.
Outcome fuzz(const char* purpose, int count, const std::vector<std::string>& seeds,
             const std::function<void(std::string)>& parse) {
  Outcome outcome;
  for (int i = 0; i < count; ++i) {
    Random random(/*seed=*/1, purpose, static_cast<uint64_t>(i));
    std::string bytes = mutant(seeds[static_cast<size_t>(i) % seeds.size()], random);
    const size_t before = allocated_bytes();
    reset_peak();
    try {
      parse(std::move(bytes));
      ++outcome.num_read;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(kFile)) << purpose << " " << i;
      EXPECT_LT(std::string_view(error.what()).size(), 1000U) << purpose << " " << i;
      ++outcome.num_refused;
    } catch (const std::exception& error) {
      ADD_FAILURE() << purpose << " " << i << ": " << error.what();
    }
    EXPECT_LT(peak_allocated_bytes() - before, kMostMemory) << purpose << " " << i;
    if (testing::Test::HasFailure()) break;
  }
  return outcome;
}

// Some mutants must get past the first check, else the parsers' depths were never reached.
void expect_both(const Outcome& outcome) {
  EXPECT_GT(outcome.num_read, 20);
  EXPECT_GT(outcome.num_refused, 500);
}

TEST(Fuzz, Safetensors) {
  const std::vector<std::string> seeds = {data_bytes("reference.safetensors")};
  expect_both(fuzz("safetensors", 6000, seeds,
                   [](std::string bytes) { parse_safetensors(std::move(bytes), kFile); }));
}

TEST(Fuzz, ZipCheckpoints) {
  const std::vector<std::string> seeds = {data_bytes("zip.pth"), data_bytes("deflated.pth"),
                                          data_bytes("protocol4.pth")};
  expect_both(
      fuzz("zip", 5000, seeds, [](const std::string& bytes) { parse_checkpoint(bytes, kFile); }));
}

TEST(Fuzz, LegacyCheckpoints) {
  const std::vector<std::string> seeds = {data_bytes("legacy.pth")};
  expect_both(fuzz("legacy", 4000, seeds,
                   [](const std::string& bytes) { parse_checkpoint(bytes, kFile); }));
}

// A checksum guards the pickle of the newer form, so mutants are packed anew.
TEST(Fuzz, PicklesInZipCheckpoints) {
  std::vector<std::string> seeds;
  for (const char* name : {"zip", "protocol4"}) {
    const std::string bytes = data_bytes(std::string(name) + ".pth");
    seeds.emplace_back(ZipArchive(bytes, name).read(std::string(name) + "/data.pkl"));
  }
  const std::string archive = data_bytes("zip.pth");
  ZipArchive zip(archive, "zip.pth");
  ZipBuilder builder;
  builder.add("zip/data.pkl", "");
  for (const auto& [name, entry] : zip.entries()) {
    if (name.starts_with("zip/data/")) builder.add(name, std::string(zip.read(name)));
  }
  expect_both(fuzz("pickle", 5000, seeds, [&](std::string pickle) {
    builder.entries[0] = {.name = "zip/data.pkl", .contents = std::move(pickle)};
    parse_checkpoint(builder.build(), kFile);
  }));
}

TEST(Fuzz, Npy) {
  const std::vector<std::string> seeds = {data_bytes("f32.npy"), data_bytes("fortran.npy"),
                                          data_bytes("scalar.npy")};
  expect_both(
      fuzz("npy", 3000, seeds, [](std::string bytes) { parse_npy(std::move(bytes), kFile); }));
}

}  // namespace
}  // namespace ofa
