// Files from outside, damaged at random: a value or an Error, soon and in little memory.
#include <gtest/gtest.h>

#include <cstring>

#include "core/file.h"
#include "data/jpeg_write.h"
#include "data/pack_index.h"
#include "data/pack_write.h"
#include "data/source.h"
#include "tests/data/data_testing.h"
#include "tests/resources.h"

namespace ofa {
namespace {

constexpr int kRounds = 1500;

std::string mutated(std::string bytes, Random& random) {
  for (uint64_t n = 1 + random.below(4); n > 0 && !bytes.empty(); --n) {
    // Headers are where it hurts: half of the damage is among the first bytes.
    const size_t reach = random.below(2) ? std::min<size_t>(bytes.size(), 64) : bytes.size();
    const size_t at = random.below(reach);
    switch (random.below(4)) {
      case 0:
        bytes[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        bytes[at] = static_cast<char>(random.below(2) ? 0xFF : 0);
        break;
      case 2:
        bytes.erase(at, random.below(20));
        break;
      default:
        bytes.insert(at, bytes.substr(random.below(bytes.size()), random.below(20)));
    }
    if (random.below(10) == 0) bytes.resize(random.below(bytes.size() + 1));
  }
  return bytes;
}

template <typename Use>
void damage(const std::string& bytes, const Use& use) {
  int values = 0, errors = 0;
  for (int round = 0; round < kRounds; ++round) {
    Random random(2024, "data fuzz", round);
    try {
      use(mutated(bytes, random), random);
      ++values;
    } catch (const Error&) {
      ++errors;
    }
  }
  EXPECT_GT(errors, kRounds / 20);
  EXPECT_GT(values + errors, values);
}

TEST(Fuzz, MutatedImagesGiveAValueOrAnError) {
  const MemoryLimit limit(700);
  const Image image = picture(60, 90, 3, 1);
  for (const std::string& bytes :
       {with_orientation(encode_jpeg(image, 80), 6), encode_png(image)}) {
    damage(bytes, [](const std::string& damaged, Random& random) {
      const auto window = [&](Size size) {
        return Window{static_cast<int>(random.below(size.width)) - 3,
                      static_cast<int>(random.below(size.height)) - 3,
                      1 + static_cast<int>(random.below(size.width)),
                      1 + static_cast<int>(random.below(size.height))};
      };
      Image out;
      decode_image(damaged, "a", {random.below(2) ? 1 : 3, window, {16, 16}}, out);
      ASSERT_FALSE(out.pixels.empty());
    });
  }
}

TEST(Fuzz, MutatedIdxFilesGiveAValueOrAnError) {
  const MemoryLimit limit(400);
  const TempFolder folder;
  write_idx_folder(folder.path(), 9, 0);
  for (const char* name : {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte"}) {
    const std::string bytes = read_file(folder / name, 1 << 20);
    damage(bytes, [&](const std::string& damaged, Random&) {
      write_bytes(folder / name, damaged);
      const Source source = open_source(folder.path().string());
      ASSERT_GT(source.images->size(), 0);
    });
    write_bytes(folder / name, bytes);
  }
}

// As whoever made the file on purpose would: its checksums hold.
void seal(std::string& bytes) {
  PackFooter footer;
  if (bytes.size() < sizeof(footer)) return;
  char* place = bytes.data() + bytes.size() - sizeof(footer);
  std::memcpy(&footer, place, sizeof(footer));
  const uint64_t size =
      footer.num_images * sizeof(PackEntry) + footer.name_bytes + footer.header_bytes;
  if (size <= bytes.size() - sizeof(footer)) {
    footer.contents_checksum = pack_checksum({place - size, size});
  }
  footer.footer_checksum = footer_checksum(footer);
  std::memcpy(place, &footer, sizeof(footer));
}

TEST(Fuzz, MutatedPacksGiveAValueOrAnError) {
  const MemoryLimit limit(100);
  const TempFolder folder;
  const std::string photos = (folder / "photos").string(), file = (folder / "a.pack").string();
  write_image_folder(photos, 3, 20, 30);
  write_pack(open_source(photos), photos, file);
  const std::string bytes = read_file(file, 1 << 20);
  const size_t index = PackIndex(bytes, file).entry(PackIndex(bytes, file).size() - 1).end;
  int readable = 0;
  damage(bytes.substr(index), [&](std::string damaged, Random& random) {
    damaged.insert(0, bytes, 0, random.below(20) ? index : random.below(index));
    seal(damaged);
    const PackIndex pack(damaged, file);
    uint64_t seen = kPackMagic.size();
    for (int64_t i = 0; i < pack.size(); ++i) {
      const std::string_view image = pack.image(i);
      seen += image.size();
      pack_checksum(image);
      pack_checksum(pack.name(i));
    }
    ASSERT_LT(seen, damaged.size());
    ++readable;
  });
  EXPECT_GT(readable, 20);  // a checksum of an image, or a label, is another
}

}  // namespace
}  // namespace ofa
