#include "nn/nhwc.h"

#include <array>

namespace ofa {
namespace {

std::array<int64_t, 4> nhwc_strides(at::IntArrayRef sizes) {
  return {sizes[1] * sizes[2] * sizes[3], 1, sizes[3] * sizes[1], sizes[1]};
}

// The strides of dimensions of size 1 say nothing about where values lie.
bool lies_as_nhwc(const at::Tensor& map) {
  const auto strides = nhwc_strides(map.sizes());
  for (int i = 0; i < 4; ++i)
    if (map.size(i) > 1 && map.stride(i) != strides[i]) return false;
  return true;
}

}  // namespace

bool is_nhwc(const at::Tensor& map) {
  return map.dim() == 4 && map.strides() == at::IntArrayRef(nhwc_strides(map.sizes()));
}

at::Tensor nhwc(const at::Tensor& map) {
  TORCH_CHECK(map.dim() == 4, "nhwc: expected [N, C, H, W]");
  if (is_nhwc(map)) return map;
  const auto strides = nhwc_strides(map.sizes());
  if (lies_as_nhwc(map)) return map.as_strided(map.sizes(), strides);
  at::Tensor result = at::empty_strided(map.sizes(), strides, map.options());
  return result.copy_(map);
}

}  // namespace ofa
