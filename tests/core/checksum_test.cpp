#include "core/checksum.h"

#include <gtest/gtest.h>

namespace ofa {
namespace {

TEST(Checksum, IsTheXxh3ThatXxhsumPrints) {
  EXPECT_EQ(checksum(""), "2d06800538d394c2");
  EXPECT_EQ(checksum("once for all"), "6a89b3c234c7fd74");
  EXPECT_EQ(checksum(std::string(100'000, 'x')), "d8b99a30e426ac41");
}

TEST(Checksum, OfPiecesIsTheChecksumOfTheWhole) {
  std::string whole;
  Checksum pieces;
  EXPECT_EQ(pieces.hex(), checksum(""));
  for (int size = 0; size < 1000; size += 7) {
    const std::string piece(static_cast<size_t>(size), static_cast<char>('a' + size % 26));
    pieces.append(piece);
    whole += piece;
    ASSERT_EQ(pieces.hex(), checksum(whole)) << size;
  }
}

TEST(Checksum, ChangesWithEveryBit) {
  const std::string bytes(64, '\0');
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(1 << bit % 8);
    ASSERT_NE(checksum(damaged), checksum(bytes)) << bit;
  }
}

}  // namespace
}  // namespace ofa
