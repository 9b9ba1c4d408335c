#include "trainers/losses.h"

#include <ATen/ATen.h>

namespace ofa {

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

}  // namespace ofa
