// What activations are taken of, and their gradients. Included once for each target.
#if defined(OFA_KERNELS_NORM_CURVE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_NORM_CURVE_INL_H_
#undef OFA_KERNELS_NORM_CURVE_INL_H_
#else
#define OFA_KERNELS_NORM_CURVE_INL_H_
#endif

#include "kernels/norm_act-inl.h"
#include "kernels/norm_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

// A curve, and its gradient, whose numbers of channels are those of a row. That of an image is
// good until the next one is asked for; without gate, factors and pooled gradient all images' are
// the same. An image's factor is part of its scale and shift.
template <typename T>
class RowCurve {
 public:
  RowCurve(int64_t channels, const NormCurve<T>& curve)
      : channels_(channels),
        curve_(curve),
        scale_(channels, curve.scale),
        shift_(channels, curve.shift),
        gate_(channels) {}

  bool has_images() const { return curve_.gate != nullptr || curve_.factors != nullptr; }

  NormCurve<T> of_image(int64_t image) {
    NormCurve<T> result = curve_;
    if (curve_.factors != nullptr) {
      scale_.fill(curve_.scale, curve_.factors[image]);
      shift_.fill(curve_.shift, curve_.factors[image]);
    }
    result.scale = scale_.data();
    result.shift = shift_.data();
    if (curve_.gate != nullptr) result.gate = gate_.fill(curve_.gate + image * channels_);
    return result;
  }

  // As a gate it makes q of p.
  const RealOf<T>* factor_of(int64_t image) { return gate_.fill_with(curve_.factors[image]); }

 private:
  int64_t channels_;
  NormCurve<T> curve_;
  RowNumbers<T> scale_, shift_, gate_;
};

template <typename T>
class RowGradient {
 public:
  RowGradient(int64_t channels, const NormGradient<T>& gradient)
      : channels_(channels),
        gradient_(gradient),
        forward_(channels, gradient.forward),
        pooled_(channels),
        mean_(channels, gradient.mean) {}

  bool has_images() const { return forward_.has_images() || gradient_.pooled_gradient != nullptr; }

  // Without inverse_deviation.
  NormGradient<T> of_image(int64_t image) {
    NormGradient<T> result = gradient_;
    result.forward = forward_.of_image(image);
    result.mean = mean_.data();
    result.inverse_deviation = nullptr;
    if (gradient_.pooled_gradient != nullptr)
      result.pooled_gradient = pooled_.fill(gradient_.pooled_gradient + image * channels_);
    return result;
  }

  // The same of q.
  NormGradient<T> of_norm(int64_t image) {
    NormGradient<T> result = of_image(image);
    if (gradient_.forward.factors != nullptr) result.forward.gate = forward_.factor_of(image);
    return result;
  }

 private:
  int64_t channels_;
  NormGradient<T> gradient_;
  RowCurve<T> forward_;
  RowNumbers<T> pooled_, mean_;
};

// y * scale + shift + residual.
template <class B, typename T>
HWY_INLINE NormPair<T> argument(const B& block, const NormCurve<T>& curve, const NormPair<T>& y,
                                int64_t at, int64_t place) {
  const auto x =
      multiply_add(y, load_numbers<T>(curve.scale + place), load_numbers<T>(curve.shift + place));
  return curve.residual == nullptr ? x : x + block.load(curve.residual + at);
}

// act(y * scale + shift + residual).
template <class Activation, class B, typename T>
HWY_INLINE NormPair<T> activated(const B& block, const NormCurve<T>& curve, int64_t at,
                                 int64_t place) {
  const typename B::D d;
  const auto x = argument(block, curve, block.load(curve.y + at), at, place);
  return {Activation::value(d, x.a), Activation::value(d, x.b)};
}

// (gradient * gate + pooled_gradient) * act'(y * scale + shift + residual).
template <class Activation, class B, typename T>
HWY_INLINE NormPair<T> gradient_of_argument(const B& block, const NormGradient<T>& gradient,
                                            const NormPair<T>& y, int64_t at, int64_t place) {
  const typename B::D d;
  const NormCurve<T>& curve = gradient.forward;
  const auto x = argument(block, curve, y, at, place);
  auto g = block.load(gradient.gradient + at);
  if (curve.gate != nullptr) g = g * load_numbers<T>(curve.gate + place);
  if (gradient.pooled_gradient != nullptr)
    g = g + load_numbers<T>(gradient.pooled_gradient + place);
  return {Activation::gradient(d, x.a, g.a), Activation::gradient(d, x.b, g.b)};
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
