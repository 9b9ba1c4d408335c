#include "io/strided.h"

#include <limits>
#include <stdexcept>

#include "io_testing.h"

namespace ofa {
namespace {

constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
using testing::ElementsAre;

std::vector<int16_t> gathered(const StridedLayout& layout, const std::vector<int16_t>& storage,
                              size_t size) {
  std::vector<int16_t> result(size);
  gather(layout, 2, std::as_bytes(std::span(storage)), std::as_writable_bytes(std::span(result)));
  return result;
}

TEST(Strided, CopiesAnyLayoutInCOrder) {
  const std::vector<int16_t> storage = {0, 1, 2, 3, 4, 5};
  EXPECT_THAT(gathered({0, {2, 3}, {3, 1}}, storage, 6), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(gathered({0, {3, 2}, {1, 3}}, storage, 6), ElementsAre(0, 3, 1, 4, 2, 5));
  EXPECT_THAT(gathered({1, {2, 2}, {3, 1}}, storage, 4), ElementsAre(1, 2, 4, 5));
  EXPECT_THAT(gathered({4, {2, 2}, {1, 0}}, storage, 4), ElementsAre(4, 4, 5, 5));
  EXPECT_THAT(gathered({5, {}, {}}, storage, 1), ElementsAre(5));
  EXPECT_THAT(gathered({0, {0, 3}, {3, 1}}, storage, 0), ElementsAre());
}

TEST(Strided, IgnoresTheStrideOfASizeOfOne) {
  const std::vector<int16_t> storage = {7, 8};
  EXPECT_EQ(extent({0, {1, 2, 1}, {kHuge, 1, kHuge}}), 2);
  EXPECT_THAT(gathered({0, {1, 2, 1}, {kHuge, 1, kHuge}}, storage, 2), ElementsAre(7, 8));
}

TEST(Strided, KnowsItsLastElement) {
  EXPECT_EQ(extent({0, {}, {}}), 1);
  EXPECT_EQ(extent({2, {3, 2}, {10, 4}}), 2 + 20 + 4 + 1);
  EXPECT_EQ(extent({2, {3, 0}, {10, 4}}), 0);
}

TEST(Strided, HasNoExtentWhereNumbersMakeNoSense) {
  EXPECT_FALSE(extent({-1, {}, {}}));
  EXPECT_FALSE(extent({0, {-2}, {1}}));
  EXPECT_FALSE(extent({0, {2}, {-1}}));
  EXPECT_FALSE(extent({0, {2}, {1, 1}}));
  EXPECT_FALSE(extent({0, {3}, {kHuge}}));
  EXPECT_FALSE(extent({0, {2, 2}, {kHuge, kHuge}}));
  EXPECT_FALSE(extent({kHuge, {}, {}}));
}

TEST(Strided, NeverReadsOutsideOfTheStorage) {
  const std::vector<int16_t> storage = {0, 1, 2, 3};
  EXPECT_THROW(gathered({1, {2, 2}, {2, 1}}, storage, 4), std::logic_error);
}

TEST(Tensor, SizesThatOverflowAreNone) {
  const auto bytes = [](DType dtype, std::vector<int64_t> shape) {
    return num_bytes(dtype, shape);
  };
  EXPECT_EQ(bytes(DType::kF32, {}), 4);
  EXPECT_EQ(bytes(DType::kBF16, {2, 3}), 12);
  EXPECT_EQ(bytes(DType::kF64, {2, 0}), 0);
  EXPECT_FALSE(bytes(DType::kU8, {kHuge, 2}));
  EXPECT_FALSE(bytes(DType::kF32, {kHuge / 2}));
  EXPECT_FALSE(bytes(DType::kU8, {-1}));
  EXPECT_FALSE(bytes(DType::kU8, {0, kHuge, kHuge}));
}

TEST(Tensor, ValuesAreOfTheAskedTypeOnly) {
  const std::vector<float> numbers = {1, 2};
  const TensorView view = view_of<float>("x", {2}, numbers);
  EXPECT_THAT(values<float>(view), ElementsAre(1, 2));
  EXPECT_EQ(error_of([&] { values<double>(view); }), "tensor \"x\": F64 expected, got F32");
}

}  // namespace
}  // namespace ofa
