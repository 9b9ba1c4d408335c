#include "data/pack_index.h"

#include <cstring>

#include "core/error.h"
#include "core/format.h"
#include "data/decode.h"

namespace ofa {
namespace {

constexpr const char* kCutOff = "is it cut off, or still being copied?";

PackFooter read_footer(std::string_view bytes, const std::string& file) {
  if (!bytes.starts_with(kPackMagic)) {
    if (!bytes.starts_with(kPackBegin)) throw Error("{}: no pack that ofa pack made", file);
    throw Error("{}: its first bytes are not those of a pack of version 1", file);
  }
  PackFooter footer;
  if (bytes.size() < kPackMagic.size() + sizeof(footer)) {
    throw Error("{}: {} bytes are no pack; {}", file, bytes.size(), kCutOff);
  }
  std::memcpy(&footer, bytes.data() + bytes.size() - sizeof(footer), sizeof(footer));
  if (footer.end != kPackEnd) throw Error("{}: it does not end as a pack does; {}", file, kCutOff);
  if (footer.footer_checksum != footer_checksum(footer)) {
    throw Error("{}: damaged: its last {} bytes do not have their checksum", file, sizeof(footer));
  }
  return footer;
}

}  // namespace

PackIndex::PackIndex(std::string_view bytes, const std::string& file)
    : bytes_(bytes), footer_(read_footer(bytes, file)) {
  const std::string_view contents = take_contents(file);
  if (footer_.contents_checksum != pack_checksum(contents)) {
    throw Error("{}: damaged: its index of {} images does not have its checksum", file,
                with_thousands(footer_.num_images));
  }
  entries_ = contents.substr(0, footer_.num_images * sizeof(PackEntry));
  names_ = contents.substr(entries_.size(), footer_.name_bytes);
  header_ = pack_header_from_json(contents.substr(entries_.size() + names_.size()), file);
  uint64_t told = 0;  // three numbers of at most 1e12
  for (const int64_t count : header_.counts) told += static_cast<uint64_t>(count);
  if (told != footer_.num_images) {
    throw Error("{}: its header says {} images, its index has {}", file, with_thousands(told),
                with_thousands(footer_.num_images));
  }
  check_entries(file);
}

// Where the images end. Sizes are believed only where the file holds them.
std::string_view PackIndex::take_contents(const std::string& file) {
  const uint64_t room = bytes_.size() - kPackMagic.size() - sizeof(PackFooter);
  uint64_t left = room;
  const auto take = [&](uint64_t count, uint64_t size, const char* what) {
    if (count > left / size) {
      throw Error("{}: its footer says {} {}, which {} bytes cannot hold; {}", file,
                  with_thousands(count), what, with_thousands(room), kCutOff);
    }
    left -= count * size;
  };
  take(footer_.num_images, sizeof(PackEntry), "images");
  take(footer_.name_bytes, 1, "bytes of names");
  take(footer_.header_bytes, 1, "bytes of header");
  return bytes_.substr(kPackMagic.size() + left, room - left);
}

void PackIndex::check_entries(const std::string& file) const {
  const uint64_t images_end = static_cast<uint64_t>(entries_.data() - bytes_.data());
  uint64_t end = kPackMagic.size(), name_end = 0;
  for (int64_t i = 0; i < size(); ++i) {
    const PackEntry next = entry(i);
    if (next.end < end || next.end > images_end || next.name_end < name_end ||
        next.name_end > names_.size() || next.end - end > kMaxImageBytes) {
      throw Error("{}: image {}: bytes {} to {}, its name {} to {}: expected ones within {} and {}",
                  file, i, with_thousands(end), with_thousands(next.end), with_thousands(name_end),
                  with_thousands(next.name_end), with_thousands(images_end),
                  with_thousands(names_.size()));
    }
    end = next.end;
    name_end = next.name_end;
  }
  if (end != images_end || name_end != names_.size()) {
    throw Error("{}: its images end at byte {}, its index begins at {}: bytes are missing, or more",
                file, with_thousands(end), with_thousands(images_end));
  }
}

PackEntry PackIndex::entry(int64_t index) const {
  PackEntry entry;
  std::memcpy(&entry, entries_.data() + index * sizeof(entry), sizeof(entry));
  return entry;
}

std::string_view PackIndex::image(int64_t index) const {
  const uint64_t begin = index == 0 ? kPackMagic.size() : entry(index - 1).end;
  return bytes_.substr(begin, entry(index).end - begin);
}

std::string_view PackIndex::name(int64_t index) const {
  const uint64_t begin = index == 0 ? 0 : entry(index - 1).name_end;
  return names_.substr(begin, entry(index).name_end - begin);
}

}  // namespace ofa
