// Packs as they are read: what they hold, and what is said of those that are damaged or lie.
#include "data/pack.h"

#include <gmock/gmock.h>

#include <cstring>

#include "core/file.h"
#include "data/pack_check.h"
#include "data/pack_write.h"
#include "data/train_loader.h"
#include "tests/data/data_testing.h"

namespace ofa {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class Packs : public ::testing::Test {
 protected:
  Packs() {
    write_image_folder(folder_ / "photos", 14);
    write_pack(open_source(photos()), photos(), file());
    bytes_ = read_file(file(), 1 << 24);
  }
  std::string photos() const { return (folder_ / "photos").string(); }
  std::string file() const { return (folder_ / "a.pack").string(); }
  std::string problem_of(const std::string& bytes) const {
    write_bytes(file(), bytes);
    return error_of([&] { open_source(file()); });
  }
  // The first byte of an image's in the file.
  static uint64_t begin_of(const std::string& bytes, int64_t index) {
    const PackIndex pack(bytes, "a.pack");
    return static_cast<uint64_t>(pack.image(index).data() - bytes.data());
  }
  void damage_image(int64_t index) {
    bytes_[begin_of(bytes_, index) + 500] ^= 1;
    write_bytes(file(), bytes_);
  }
  // Lies with checksums that hold.
  std::string with_footer(const auto& change) const {
    std::string bytes = bytes_;
    PackFooter footer;
    char* place = bytes.data() + bytes.size() - sizeof(footer);
    std::memcpy(&footer, place, sizeof(footer));
    change(bytes, footer);
    footer.footer_checksum = footer_checksum(footer);
    std::memcpy(place, &footer, sizeof(footer));
    return bytes;
  }
  std::string with_entry(int64_t index, const auto& change) const {
    return with_footer([&](std::string& bytes, PackFooter& footer) {
      const size_t contents_bytes =
          footer.num_images * sizeof(PackEntry) + footer.name_bytes + footer.header_bytes;
      char* contents = bytes.data() + bytes.size() - sizeof(footer) - contents_bytes;
      PackEntry entry;
      std::memcpy(&entry, contents + index * sizeof(entry), sizeof(entry));
      change(entry);
      std::memcpy(contents + index * sizeof(entry), &entry, sizeof(entry));
      footer.contents_checksum = pack_checksum({contents, contents_bytes});
    });
  }
  TempFolder folder_;
  std::string bytes_;
};

TEST_F(Packs, HoldWhatTheirSourceHolds) {
  std::filesystem::copy(folder_ / "photos/val", folder_ / "photos/test",
                        std::filesystem::copy_options::recursive);
  const Source folder = open_source(photos());
  std::filesystem::remove(file());
  write_pack(folder, photos(), file());
  const Source pack = open_source(file());
  EXPECT_EQ(pack.kind, SourceKind::kFolder);
  EXPECT_THAT(pack.classes, ElementsAre("cat", "dog"));
  EXPECT_THAT(pack.counts, ElementsAre(28, 4, 4));
  ASSERT_EQ(pack.images->size(), folder.images->size());
  for (int64_t i = 0; i < folder.images->size(); ++i) {
    EXPECT_EQ(pack.images->label(i), folder.images->label(i));
    EXPECT_EQ(pack.images->short_name(i), folder.images->short_name(i));
    EXPECT_EQ(pack.images->header(i).size, folder.images->header(i).size);
  }
  EXPECT_EQ(pack.images->name(15), file() + ": image 15 (train/dog/0001.jpg)");
}

TEST_F(Packs, GiveTheBatchesOfAFolderOfTheirFiles) {
  const Source pack = open_source(file());
  for (int64_t i = 0; i < pack.images->size(); ++i) {
    write_bytes(folder_ / "unpacked" / pack.images->short_name(i), *pack.images->file_bytes(i));
  }
  const Dataset packed(config_of(file()), 0), unpacked(config_of(folder_ / "unpacked"), 0);
  EXPECT_EQ(packed.info().mean, unpacked.info().mean);
  const auto options = [](const Dataset& dataset) {
    auto made = train_loader_options(dataset, {24, 64}, /*seed=*/5);
    made.augment = {RandomResizedCropConfig{}, FlipConfig{}};
    made.threads = 2;
    return made;
  };
  TrainLoader loader(packed, options(packed)), reference(unpacked, options(unpacked));
  for (int i = 0; i < 6; ++i) {
    const Batch batch = loader.next(), expected = reference.next();
    EXPECT_EQ(batch.labels, expected.labels);
    EXPECT_EQ(batch.indices, expected.indices);
    EXPECT_TRUE(std::equal(batch.image(0), batch.image(batch.count), expected.image(0)));
  }
}

TEST_F(Packs, NameADamagedImage) {
  EXPECT_THAT(damaged_images(PackImages(file())), ElementsAre());
  damage_image(3);
  damage_image(17);
  const PackImages images(file());
  EXPECT_THAT(damaged_images(images), ElementsAre(3, 17));
  EXPECT_EQ(error_of([&] { images.header(3); }),
            file() +
                ": image 3 (train/cat/0003.png): damaged: its bytes do not have their checksum; "
                "ofa pack --check names all such images");
  EXPECT_EQ(error_of([&] { images.header(4); }), "no error");
  EXPECT_THAT(error_of([&] { images.file_bytes(17); }), HasSubstr("train/dog/0003.png"));
}

TEST_F(Packs, StopAtADamagedImageOrSkipIt) {
  const int64_t damaged = Dataset(config_of(file()), 0).indices(Split::kTrain)[3];
  damage_image(damaged);
  DataConfig config = config_of(file());
  config.on_error = OnError::kSkip;
  const Dataset skipping(config, 0);
  TrainLoaderOptions options = train_loader_options(skipping, {32}, /*seed=*/5);
  TrainLoader loader(skipping, options);
  for (int i = 0; i < 8; ++i) {
    for (const int64_t index : loader.next().indices) EXPECT_NE(index, damaged);
  }
  EXPECT_EQ(loader.skipped(), 1);
  options.on_error = OnError::kStop;
  TrainLoader stopping(skipping, options);
  EXPECT_THAT(error_of([&] {
                for (int i = 0; i < 8; ++i) stopping.next();
              }),
              HasSubstr(fmt::format("image {} (train/cat/", damaged)));
}

TEST_F(Packs, NameEveryFlippedByte) {
  int refused = 0, named = 0;
  const size_t last_image = begin_of(bytes_, PackIndex(bytes_, "a").size() - 1);
  for (size_t at = 0; at < bytes_.size(); at += at < 16 || at > last_image + 100 ? 1 : 997) {
    std::string bytes = bytes_;
    bytes[at] ^= static_cast<char>(1 << at % 8);
    const std::string problem = problem_of(bytes);
    if (problem != "no error") {
      EXPECT_THAT(problem, HasSubstr("a.pack: "));
      ++refused;
    } else {
      ASSERT_EQ(damaged_images(PackImages(file())).size(), 1U) << at;
      ++named;
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_GT(named, 20);
}

TEST_F(Packs, SayWhatIsDamaged) {
  const size_t size = bytes_.size();
  const auto flipped = [&](size_t at) {
    std::string bytes = bytes_;
    bytes[at] ^= 4;
    return problem_of(bytes);
  };
  EXPECT_EQ(flipped(2), "data.source: " + file() +
                            ": expected fashion-mnist, a folder or a pack (ofa pack), found "
                            "another file");
  EXPECT_EQ(flipped(9), file() + ": its first bytes are not those of a pack of version 1");
  EXPECT_EQ(flipped(size - 60),
            file() + ": damaged: its index of 32 images does not have its checksum");
  EXPECT_EQ(flipped(size - 30), file() + ": damaged: its last 48 bytes do not have their checksum");
  for (const size_t kept : {size - 1, size / 2, size_t{70}}) {
    EXPECT_EQ(problem_of(bytes_.substr(0, kept)),
              file() + ": it does not end as a pack does; is it cut off, or still being copied?");
  }
  EXPECT_EQ(problem_of(bytes_.substr(0, 20)),
            file() + ": 20 bytes are no pack; is it cut off, or still being copied?");
  EXPECT_THAT(problem_of(bytes_ + "x"), HasSubstr("it does not end as a pack does"));
  EXPECT_THAT(problem_of(std::string(bytes_).erase(1000, 64)), HasSubstr("image 31: bytes"));
  EXPECT_THAT(problem_of(std::string(bytes_).insert(1000, 64, 'x')),
              HasSubstr("bytes are missing, or more"));
}

TEST_F(Packs, AreNotBelieved) {
  const auto footer = [&](auto PackFooter::*field, uint64_t value) {
    return problem_of(with_footer([&](std::string&, PackFooter& lying) { lying.*field = value; }));
  };
  EXPECT_THAT(
      footer(&PackFooter::num_images, 1ULL << 62),
      AllOf(StartsWith(file() + ": its footer says 4,611,686,018,427,387,904 images, which"),
            HasSubstr("bytes cannot hold; is it cut off")));
  EXPECT_THAT(footer(&PackFooter::name_bytes, ~0ULL), HasSubstr("bytes of names, which"));
  EXPECT_THAT(footer(&PackFooter::header_bytes, ~0ULL), HasSubstr("bytes of header, which"));
  EXPECT_THAT(footer(&PackFooter::num_images, 5), HasSubstr("does not have its checksum"));

  const auto entry = [&](auto PackEntry::*field, auto value) {
    return problem_of(with_entry(4, [&](PackEntry& lying) { lying.*field = value; }));
  };
  EXPECT_THAT(entry(&PackEntry::end, ~0ULL), HasSubstr("image 4: bytes"));
  EXPECT_THAT(entry(&PackEntry::end, 5), HasSubstr("image 4: bytes"));
  EXPECT_THAT(entry(&PackEntry::name_end, ~0ULL), HasSubstr("image 4: bytes"));
  EXPECT_THAT(entry(&PackEntry::name_end, 1), HasSubstr("image 4: bytes"));
  EXPECT_THAT(entry(&PackEntry::label, 2),
              HasSubstr("its label is 2; expected 0 to 1, as there are 2 classes"));
  EXPECT_THAT(entry(&PackEntry::label, ~0U), HasSubstr("its label is -1"));
}

}  // namespace
}  // namespace ofa
