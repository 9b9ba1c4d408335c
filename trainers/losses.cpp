#include "trainers/losses.h"

#include <ATen/ATen.h>

#include <cmath>

namespace ofa {
namespace {

// An alpha-divergence of each image [N], and what has its gradient.
struct Divergence {
  at::Tensor value, surrogate;
};

Divergence divergence(const at::Tensor& log_q, const at::Tensor& log_p, double alpha, double clip) {
  constexpr double kSame = 1e-3;
  const at::Tensor q = log_q.detach().exp();
  const at::Tensor log_w = log_p - log_q.detach();
  at::Tensor value, weight;  // times q; the gradient is -sum weight d(log q)
  if (std::abs(alpha - 1) < kSame) {
    weight = log_p.exp();
    value = weight * log_w;
  } else if (std::abs(alpha) < kSame) {
    const at::Tensor clipped = log_w.clamp_max(std::log(clip));
    weight = q * (clipped - 1);
    value = -q * clipped;
  } else {
    const double scale = 1 / (alpha * (alpha - 1));
    const at::Tensor power = (alpha * log_w).clamp_max(std::log(clip)).exp();
    weight = q * (power / alpha + scale);
    value = q * scale * (power - 1);
  }
  return {value.sum(1), -(weight * log_q).sum(1)};
}

}  // namespace

at::Tensor hard_loss(const at::Tensor& logits, const at::Tensor& labels, double smoothing) {
  return at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, /*ignore_index=*/-100,
                                smoothing);
}

at::Tensor soft_loss(const at::Tensor& logits, const at::Tensor& teacher_logits,
                     double temperature) {
  const at::Tensor wanted = at::softmax(teacher_logits / temperature, 1);
  const at::Tensor got = at::log_softmax(logits / temperature, 1);
  return -(wanted * got).sum(1).mean() * (temperature * temperature);
}

at::Tensor alpha_loss(const at::Tensor& logits, const at::Tensor& teacher_logits, double low,
                      double high, double clip) {
  const at::Tensor log_q = at::log_softmax(logits, 1);
  const at::Tensor log_p = at::log_softmax(teacher_logits.detach(), 1);
  const Divergence a = divergence(log_q, log_p, low, clip);
  const Divergence b = divergence(log_q, log_p, high, clip);
  const at::Tensor larger = a.value > b.value;
  const at::Tensor value = at::where(larger, a.value, b.value).detach();
  const at::Tensor surrogate = at::where(larger, a.surrogate, b.surrogate);
  return (value + (surrogate - surrogate.detach())).mean();
}

at::Tensor logits_loss(const at::Tensor& logits, const at::Tensor& teacher_logits) {
  return at::mse_loss(logits, teacher_logits.detach());
}

at::Tensor feature_loss(const at::Tensor& features, const at::Tensor& teacher_features) {
  constexpr double kTiny = 1e-12;  // a teacher that gives nothing but zeros
  const at::Tensor wanted = teacher_features.detach();
  return at::mse_loss(features, wanted) / wanted.square().mean().clamp_min(kTiny);
}

at::Tensor cosine_loss(const at::Tensor& features, const at::Tensor& teacher_features) {
  return 1 - at::cosine_similarity(features, teacher_features.detach(), /*dim=*/1).mean();
}

}  // namespace ofa
