#include "io/npy.h"

#include <algorithm>
#include <limits>

#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "io/byte_reader.h"
#include "io/npy_header.h"
#include "io/strided.h"

namespace ofa {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kAlignment = 64;

NpyHeader read_header(ByteReader& reader) {
  const std::string& file = reader.name();
  if (reader.left() < kMagic.size() || reader.take(kMagic.size()) != kMagic) {
    throw Error("{}: no .npy file: it does not begin with \\x93NUMPY", file);
  }
  const uint8_t major = reader.u8();
  const uint8_t minor = reader.u8();
  if (major < 1 || major > 3 || minor != 0) {
    throw Error("{}: .npy version {}.{}; 1.0 to 3.0 are known", file, major, minor);
  }
  const uint32_t length = major == 1 ? reader.u16() : reader.u32();
  return parse_npy_header(reader.take(length), file);
}

// The first index changes fastest.
StridedLayout fortran_layout(const std::vector<int64_t>& shape) {
  StridedLayout layout{0, shape, {}};
  int64_t stride = 1;
  for (const int64_t size : shape) {
    layout.strides.push_back(stride);
    stride *= std::max<int64_t>(size, 1);
  }
  return layout;
}

std::shared_ptr<const std::string> in_c_order(const NpyHeader& header, std::string_view data) {
  std::string result(data.size(), '\0');
  gather(fortran_layout(header.shape), size_of(header.dtype), as_bytes(data),
         std::as_writable_bytes(std::span(result)));
  return std::make_shared<const std::string>(std::move(result));
}

}  // namespace

NpyFile read_npy(const std::filesystem::path& path) {
  return parse_npy(read_file(path, std::numeric_limits<int64_t>::max()), path.string());
}

NpyFile parse_npy(std::string bytes, const std::string& file) {
  auto owner = std::make_shared<const std::string>(std::move(bytes));
  ByteReader reader(*owner, file);
  NpyHeader header = read_header(reader);
  const std::optional<int64_t> needed = num_bytes(header.dtype, header.shape);
  if (!needed) {
    throw Error("{}: shape {} is larger than any file", file, shape_text(header.shape));
  }
  if (static_cast<uint64_t>(*needed) != reader.left()) {
    throw Error("{}: {} bytes needed for {} of {}, {} follow the header", file,
                with_thousands(*needed), shape_text(header.shape), name_of(header.dtype),
                with_thousands(reader.left()));
  }
  std::string_view data = reader.take(reader.left());
  if (header.fortran_order) data = *(owner = in_c_order(header, data));
  return {{file, header.dtype, std::move(header.shape), as_bytes(data)}, owner};
}

void write_npy(const std::filesystem::path& path, const TensorView& array) {
  const std::string file = path.string();
  const std::optional<int64_t> needed = num_bytes(array.dtype, array.shape);
  if (!needed || static_cast<uint64_t>(*needed) != array.bytes.size()) {
    throw Error("{}: {} bytes given for {} of {}", file, with_thousands(array.bytes.size()),
                shape_text(array.shape), name_of(array.dtype));
  }
  constexpr size_t kBeforeHeader = 10;
  std::string header = npy_header_text({array.dtype, false, array.shape}, file);
  while ((kBeforeHeader + header.size() + 1) % kAlignment != 0) header += ' ';
  header += '\n';
  if (header.size() > 0xFFFF) throw Error("{}: too many dimensions for a .npy file", file);
  AtomicFile out(path);
  out.append(kMagic);
  const char version_and_length[] = {1, 0, static_cast<char>(header.size() & 0xFF),
                                     static_cast<char>(header.size() >> 8)};
  out.append({version_and_length, sizeof version_and_length});
  out.append(header);
  out.append(as_text(array.bytes));
  out.commit();
}

}  // namespace ofa
