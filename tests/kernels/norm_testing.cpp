#include "norm_testing.h"

#include <algorithm>

namespace ofa {
namespace {

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

double value(Act act, double x) {
  switch (act) {
    case Act::kNone:
      return x;
    case Act::kRelu:
      return std::max(x, 0.0);
    case Act::kRelu6:
      return std::clamp(x, 0.0, 6.0);
    case Act::kHSwish:
      return x * std::clamp(x + 3, 0.0, 6.0) / 6;
    case Act::kSwish:
      return x * sigmoid(x);
    case Act::kSigmoid:
      return sigmoid(x);
    case Act::kHSigmoid:
      return std::clamp(x + 3, 0.0, 6.0) / 6;
  }
  return NAN;
}

// As LibTorch has it at kinks.
double derivative(Act act, double x) {
  switch (act) {
    case Act::kNone:
      return 1;
    case Act::kRelu:
      return x > 0 ? 1 : 0;
    case Act::kRelu6:
      return x > 0 && x < 6 ? 1 : 0;
    case Act::kHSwish:
      return x < -3 ? 0 : x <= 3 ? x / 3 + 0.5 : 1;
    case Act::kSwish:
      return sigmoid(x) * (1 + x * (1 - sigmoid(x)));
    case Act::kSigmoid:
      return sigmoid(x) * (1 - sigmoid(x));
    case Act::kHSigmoid:
      return x > -3 && x < 3 ? 1.0 / 6 : 0;
  }
  return NAN;
}

// Calls run(place in maps, place in [images, channels], channel).
template <typename Run>
void each_value(const NormShape& shape, const Run& run) {
  for (int64_t at = 0; at < shape.size(); ++at) {
    const int64_t channel = at % shape.channels;
    run(at, at / (shape.pixels * shape.channels) * shape.channels + channel, channel);
  }
}

double at_or(const std::vector<double>& values, int64_t at, double otherwise) {
  return values.empty() ? otherwise : values[at];
}

void take_moments(const PlainNorm& norm, PlainResults& results) {
  const auto count = static_cast<double>(norm.shape.num_pixels());
  const int64_t channels = norm.shape.channels;
  results.mean.assign(channels, 0);
  results.variance.assign(channels, 0);
  each_value(norm.shape, [&](int64_t at, int64_t, int64_t channel) {
    results.mean[channel] += norm.y[at] / count;
  });
  each_value(norm.shape, [&](int64_t at, int64_t, int64_t channel) {
    results.variance[channel] += std::pow(norm.y[at] - results.mean[channel], 2) / count;
  });
  for (int64_t c = 0; c < channels; ++c) {
    results.scale.push_back(norm.weight[c] / std::sqrt(results.variance[c] + kEpsilon));
    results.shift.push_back(norm.bias[c] - results.mean[c] * results.scale[c]);
  }
}

double factor(const PlainNorm& norm, int64_t at) {
  return at_or(norm.factors, at / (norm.shape.pixels * norm.shape.channels), 1);
}

double argument(const PlainNorm& norm, const PlainResults& results, int64_t at, int64_t channel) {
  return factor(norm, at) * (norm.y[at] * results.scale[channel] + results.shift[channel]) +
         at_or(norm.residual, at, 0);
}

void go_forward(const PlainNorm& norm, PlainResults& results) {
  const NormShape& shape = norm.shape;
  results.result.resize(shape.size());
  results.pooled.assign(shape.images * shape.channels, 0);
  results.gate_gradient = results.pooled;
  each_value(shape, [&](int64_t at, int64_t of_image, int64_t channel) {
    const double z = value(norm.act, argument(norm, results, at, channel));
    results.result[at] = z * at_or(norm.gate, of_image, 1);
    results.pooled[of_image] += z / static_cast<double>(shape.pixels);
    results.gate_gradient[of_image] += z * norm.gradient[at];
  });
}

void go_backward(const PlainNorm& norm, PlainResults& results) {
  const auto count = static_cast<double>(norm.shape.num_pixels());
  const auto yhat = [&](int64_t at, int64_t channel) {
    return (norm.y[at] - results.mean[channel]) / std::sqrt(results.variance[channel] + kEpsilon);
  };
  results.p.resize(norm.shape.size());
  results.q.resize(norm.shape.size());
  results.grad_y.resize(norm.shape.size());
  results.grad_shift.assign(norm.shape.channels, 0);
  results.grad_scale.assign(norm.shape.channels, 0);
  each_value(norm.shape, [&](int64_t at, int64_t of_image, int64_t channel) {
    const double gradient = norm.gradient[at] * at_or(norm.gate, of_image, 1) +
                            at_or(norm.pooled_gradient, of_image, 0);
    results.p[at] = gradient * derivative(norm.act, argument(norm, results, at, channel));
    results.q[at] = results.p[at] * factor(norm, at);
    results.grad_shift[channel] += results.q[at];
    results.grad_scale[channel] += results.q[at] * yhat(at, channel);
  });
  each_value(norm.shape, [&](int64_t at, int64_t, int64_t channel) {
    const double of_moments =
        (results.grad_shift[channel] + yhat(at, channel) * results.grad_scale[channel]) / count;
    results.grad_y[at] = results.scale[channel] * (results.q[at] - of_moments);
  });
}

}  // namespace

PlainResults plain_norm(const PlainNorm& norm) {
  PlainResults results;
  take_moments(norm, results);
  go_forward(norm, results);
  go_backward(norm, results);
  return results;
}

double plain_loss(const PlainNorm& norm) {
  PlainResults results;
  take_moments(norm, results);
  double loss = 0;
  each_value(norm.shape, [&](int64_t at, int64_t of_image, int64_t channel) {
    const double gradient = norm.gradient[at] * at_or(norm.gate, of_image, 1) +
                            at_or(norm.pooled_gradient, of_image, 0);
    loss += gradient * value(norm.act, argument(norm, results, at, channel));
  });
  return loss;
}

std::vector<NormShape> norm_shapes_to_test() {
  return {{1, 1, 1},   {1, 2, 3},   {3, 1, 8},    {2, 5, 12},  {5, 49, 16}, {2, 9, 24},
          {4, 7, 31},  {2, 33, 32}, {1, 65, 33},  {3, 16, 40}, {2, 130, 7}, {2, 6, 240},
          {2, 4, 255}, {1, 3, 960}, {2, 2, 1030}, {9, 150, 5}, {40, 1, 17}};
}

std::ostream& operator<<(std::ostream& out, const NormShape& shape) {
  return out << shape.images << " images of " << shape.pixels << " pixels of " << shape.channels
             << " channels";
}

}  // namespace ofa
