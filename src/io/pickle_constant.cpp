#include "io/pickle_constant.h"

#include <bit>

namespace ofa {
namespace {

PickleValue long_integer(std::string_view bytes) {
  if (bytes.size() > sizeof(int64_t)) return PickleLong{bytes};
  const bool negative = !bytes.empty() && (static_cast<uint8_t>(bytes.back()) & 0x80) != 0;
  uint64_t value = negative ? ~uint64_t{0} : 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return static_cast<int64_t>(value);
}

double big_endian_double(uint64_t bits) {
  return std::bit_cast<double>(__builtin_bswap64(bits));
}

}  // namespace

std::optional<PickleValue> read_constant(PickleOp op, ByteReader& reader) {
  using enum PickleOp;
  switch (op) {
    case kNone:
      return PickleNone{};
    case kTrue:
      return true;
    case kFalse:
      return false;
    case kInt8:
      return int64_t{reader.u8()};
    case kInt16:
      return int64_t{reader.u16()};
    case kInt32:
      return int64_t{static_cast<int32_t>(reader.u32())};
    case kLong:
      return long_integer(reader.take(reader.u8()));
    case kFloat:
      return big_endian_double(reader.u64());
    case kText8:
    case kString8:
      return PickleText{reader.take(reader.u8())};
    case kText32:
    case kString32:
      return PickleText{reader.take(reader.u32())};
    case kText64:
      return PickleText{reader.take(reader.u64())};
    case kBytes8:
      return PickleBytes{reader.take(reader.u8())};
    case kBytes32:
      return PickleBytes{reader.take(reader.u32())};
    default:
      return std::nullopt;
  }
}

}  // namespace ofa
