#include "search/dense.h"

#include <algorithm>

// Vectors of no fixed size cannot be kept in arrays.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "search/dense.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Layer = DenseNetwork::Layer;

constexpr int kPanel = DenseNetwork::kPanel;
constexpr hn::CappedTag<float, kPanel> d;
using Vector = hn::Vec<decltype(d)>;
constexpr int kLanes = static_cast<int>(hn::MaxLanes(d));
constexpr int kVectors = kPanel / kLanes;  // of a panel

// Rows and panels whose sums are kept in registers at a time: 24 of 32, 12 of 16, 8 of 16.
constexpr int kRows = kLanes == 16 ? 8 : kLanes == 8 ? 6 : 2;
constexpr int kPanels = kLanes == 16 ? 3 : 1;

// Sums of the rows of weights that a code has ones for.
void read_code(const Layer& layer, const Codes& codes, size_t row, bool relu, float* out) {
  const std::span<const int> ones = codes.ones_of(row);
  for (int panel = 0; panel < layer.panels; ++panel) {
    const float* weights = &layer.weights[size_t(panel) * layer.inputs * kPanel];
    Vector sums[kVectors];
    for (int v = 0; v < kVectors; ++v)
      sums[v] = hn::Load(d, &layer.bias[panel * kPanel + v * kLanes]);
    for (const int one : ones)
      for (int v = 0; v < kVectors; ++v)
        sums[v] = hn::Add(sums[v], hn::Load(d, weights + one * kPanel + v * kLanes));
    if (codes.has_real()) {
      const Vector real = hn::Set(d, codes.reals[row]);
      const float* last = weights + (layer.inputs - 1) * kPanel;
      for (int v = 0; v < kVectors; ++v)
        sums[v] = hn::MulAdd(real, hn::Load(d, last + v * kLanes), sums[v]);
    }
    for (int v = 0; v < kVectors; ++v)
      hn::Store(relu ? hn::Max(sums[v], hn::Zero(d)) : sums[v], d,
                out + panel * kPanel + v * kLanes);
  }
}

// A tile of a product. Each sum runs over the inputs in their order, whatever the tile.
template <int rows, int panels>
HWY_INLINE void tile(const Layer& layer, int panel, const float* in, int in_stride, bool relu,
                     float* out) {
  const size_t panel_size = size_t(layer.inputs) * kPanel;
  const float* weights = &layer.weights[panel * panel_size];
  Vector sums[rows][panels * kVectors];
  for (int v = 0; v < panels * kVectors; ++v) {
    const Vector bias = hn::Load(d, &layer.bias[panel * kPanel + v * kLanes]);
    for (int r = 0; r < rows; ++r) sums[r][v] = bias;
  }
  for (int i = 0; i < layer.inputs; ++i) {
    Vector of_input[panels * kVectors];
    for (int v = 0; v < panels * kVectors; ++v)
      of_input[v] =
          hn::Load(d, weights + v / kVectors * panel_size + i * kPanel + v % kVectors * kLanes);
    for (int r = 0; r < rows; ++r) {
      const Vector input = hn::Set(d, in[r * in_stride + i]);
      for (int v = 0; v < panels * kVectors; ++v)
        sums[r][v] = hn::MulAdd(input, of_input[v], sums[r][v]);
    }
  }
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < panels * kVectors; ++v)
      hn::Store(relu ? hn::Max(sums[r][v], hn::Zero(d)) : sums[r][v], d,
                out + r * layer.stride() + panel * kPanel + v * kLanes);
}

template <int panels>
void columns(const Layer& layer, int panel, int rows, const float* in, int in_stride, bool relu,
             float* out) {
  int row = 0;
  for (; row + kRows <= rows; row += kRows)
    tile<kRows, panels>(layer, panel, in + row * in_stride, in_stride, relu,
                        out + row * layer.stride());
  for (; row < rows; ++row)
    tile<1, panels>(layer, panel, in + row * in_stride, in_stride, relu,
                    out + row * layer.stride());
}

void multiply(const Layer& layer, int rows, const float* in, int in_stride, bool relu, float* out) {
  int panel = 0;
  for (; panel + kPanels <= layer.panels; panel += kPanels)
    columns<kPanels>(layer, panel, rows, in, in_stride, relu, out);
  for (; panel < layer.panels; ++panel) columns<1>(layer, panel, rows, in, in_stride, relu, out);
}

// A block of rows through all layers, between two buffers.
void run(const std::vector<Layer>& layers, const Codes& codes, size_t first, int rows, float* in,
         float* out, float* results) {
  const int last = static_cast<int>(layers.size()) - 1;
  for (int row = 0; row < rows; ++row)
    read_code(layers[0], codes, first + row, last > 0, out + row * layers[0].stride());
  for (int i = 1; i <= last; ++i) {
    std::swap(in, out);
    multiply(layers[i], rows, in, layers[i - 1].stride(), i < last, out);
  }
  for (int row = 0; row < rows; ++row) results[row] = out[row * layers[last].stride()];
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {
namespace {

HWY_EXPORT(run);

// Rows that go through all layers together: their values stay in the nearest cache but one.
constexpr int kBlock = 48;

DenseNetwork::Layer lay_out(const DenseLayer& layer) {
  constexpr int kPanel = DenseNetwork::kPanel;
  DenseNetwork::Layer result{.inputs = layer.inputs,
                             .panels = (layer.outputs + kPanel - 1) / kPanel};
  const size_t outputs = result.stride();
  result.weights = hwy::AllocateAligned<float>(outputs * layer.inputs);
  result.bias = hwy::AllocateAligned<float>(outputs);
  std::fill_n(result.weights.get(), outputs * layer.inputs, 0.0f);
  std::fill_n(result.bias.get(), outputs, 0.0f);
  std::ranges::copy(layer.bias, result.bias.get());
  for (int output = 0; output < layer.outputs; ++output) {
    float* panel = &result.weights[size_t(output / kPanel) * layer.inputs * kPanel];
    for (int input = 0; input < layer.inputs; ++input)
      panel[input * kPanel + output % kPanel] =
          layer.weights[size_t(output) * layer.inputs + input];
  }
  return result;
}

}  // namespace

DenseNetwork::DenseNetwork(const Layers& layers) {
  for (const DenseLayer& layer : layers) {
    layers_.push_back(lay_out(layer));
    widest_ = std::max(widest_, layers_.back().stride());
  }
}

void DenseNetwork::operator()(const Codes& codes, std::span<float> results) const {
  if (codes.rows() == 0) return;
  const size_t most = std::min<size_t>(kBlock, codes.rows());
  const auto in = hwy::AllocateAligned<float>(most * widest_);
  const auto out = hwy::AllocateAligned<float>(most * widest_);
  for (size_t first = 0; first < codes.rows(); first += most) {
    const int rows = static_cast<int>(std::min(most, codes.rows() - first));
    HWY_DYNAMIC_DISPATCH(run)(layers_, codes, first, rows, in.get(), out.get(), &results[first]);
  }
}

}  // namespace ofa
#endif
