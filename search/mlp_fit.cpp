#include "search/mlp_fit.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/statistics.h"
#include "search/mlp_loops.h"

namespace ofa {
namespace {

// About its mean, in units of its deviation: what training is easy with.
struct Scale {
  double mean = 0, deviation = 1;

  explicit Scale(std::span<const double> values) {
    if (values.empty()) return;
    mean = ofa::mean(values);
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    if (squares > 0) deviation = std::sqrt(squares / static_cast<double>(values.size()));
  }
  float operator()(double value) const { return static_cast<float>((value - mean) / deviation); }
};

// The first layer's weights lie as [inputs, outputs], to be summed by ones; the others' as files
// hold them. All weights come before all biases.
class Training {
 public:
  Training(const Codes& codes, std::span<const double> targets, const MlpOptions& options);

  void run(Random& random);
  Layers layers() const;

 private:
  struct Shape : LayerSize {
    size_t weights = 0, bias = 0;  // where they begin
  };

  void draw_weights(Random& random);
  void step(std::span<const int64_t> rows);
  void forward(std::span<const int64_t> rows);
  void backward(std::span<const int64_t> rows);
  void update();
  void unscale(Layers& layers) const;

  const Codes& codes_;
  const MlpOptions& options_;
  Scale target_scale_, real_scale_;
  std::vector<float> targets_, reals_;
  std::vector<Shape> shapes_;
  size_t num_weights_ = 0;
  std::vector<float> values_, gradients_, averages_, squares_;
  std::vector<std::vector<float>> outputs_, at_outputs_;  // of each layer; gradients there
  int steps_done_ = 0;
};

Training::Training(const Codes& codes, std::span<const double> targets, const MlpOptions& options)
    : codes_(codes),
      options_(options),
      target_scale_(targets),
      real_scale_(std::vector<double>(codes.reals.begin(), codes.reals.end())) {
  for (const double target : targets) targets_.push_back(target_scale_(target));
  for (const float real : codes.reals) reals_.push_back(real_scale_(real));
  std::vector<int> sizes = options.hidden;
  sizes.push_back(1);
  for (int inputs = codes.width; const int outputs : sizes) {
    shapes_.push_back({{inputs, outputs}, num_weights_});
    num_weights_ += size_t(inputs) * outputs;
    inputs = outputs;
  }
  size_t size = num_weights_;
  for (Shape& shape : shapes_) {
    shape.bias = size;
    size += shape.outputs;
    outputs_.emplace_back(size_t(options.batch) * shape.outputs);
  }
  at_outputs_ = outputs_;
  for (auto* all : {&values_, &gradients_, &averages_, &squares_}) all->resize(size);
}

void Training::run(Random& random) {
  draw_weights(random);
  const auto count = static_cast<int64_t>(codes_.rows());
  const int64_t batch = std::min<int64_t>(options_.batch, count);
  std::vector<int64_t> order;
  for (int64_t next = count; steps_done_ < options_.steps; next += batch) {
    if (next + batch > count) {
      order = permutation(count, random);
      next = 0;
    }
    step(std::span(order).subspan(next, batch));
  }
}

// He et al. (2015), by how many inputs are not zero.
void Training::draw_weights(Random& random) {
  const double ones = static_cast<double>(codes_.ones.size()) / static_cast<double>(codes_.rows());
  for (const Shape& shape : shapes_) {
    const double inputs = &shape == &shapes_.front() ? std::max(ones, 1.0) : shape.inputs;
    const double deviation = std::sqrt((&shape == &shapes_.back() ? 1 : 2) / inputs);
    for (size_t i = 0; i < size_t(shape.inputs) * shape.outputs; ++i)
      values_[shape.weights + i] = static_cast<float>(deviation * random.normal());
  }
}

void Training::step(std::span<const int64_t> rows) {
  forward(rows);
  const auto batch = static_cast<float>(rows.size());
  for (size_t i = 0; i < rows.size(); ++i)
    at_outputs_.back()[i] = 2 * (outputs_.back()[i] - targets_[rows[i]]) / batch;
  backward(rows);
  update();
}

void Training::forward(std::span<const int64_t> rows) {
  const Shape& first = shapes_.front();
  const float* weights = &values_[first.weights];
  for (size_t i = 0; i < rows.size(); ++i) {
    float* out = &outputs_.front()[i * first.outputs];
    std::copy_n(&values_[first.bias], first.outputs, out);
    add_rows(weights, first.outputs, codes_.ones_of(rows[i]), out);
    if (codes_.has_real())
      add_scaled(out, reals_[rows[i]], weights + (first.inputs - 1) * first.outputs, first.outputs);
  }
  for (size_t i = 1; i < shapes_.size(); ++i) {
    const Shape& shape = shapes_[i];
    relu(outputs_[i - 1]);
    layer_forward(shape, &values_[shape.weights], &values_[shape.bias], outputs_[i - 1].data(),
                  static_cast<int>(rows.size()), outputs_[i].data());
  }
}

void Training::backward(std::span<const int64_t> rows) {
  std::ranges::fill(gradients_, 0.0f);
  for (size_t i = shapes_.size() - 1; i > 0; --i) {
    const Shape& shape = shapes_[i];
    const std::vector<float>& in = outputs_[i - 1];
    std::vector<float>& at_in = at_outputs_[i - 1];
    std::ranges::fill(at_in, 0.0f);
    layer_backward(shape, &values_[shape.weights], in.data(), at_outputs_[i].data(),
                   static_cast<int>(rows.size()), &gradients_[shape.weights],
                   &gradients_[shape.bias], at_in.data());
    relu_backward(in, at_in);
  }
  const Shape& first = shapes_.front();
  float* at_weights = &gradients_[first.weights];
  for (size_t i = 0; i < rows.size(); ++i) {
    const float* at_out = &at_outputs_.front()[i * first.outputs];
    add_scaled(&gradients_[first.bias], 1, at_out, first.outputs);
    add_to_rows(at_weights, first.outputs, codes_.ones_of(rows[i]), at_out);
    if (codes_.has_real())
      add_scaled(at_weights + (first.inputs - 1) * first.outputs, reals_[rows[i]], at_out,
                 first.outputs);
  }
}

void Training::update() {
  const double done = static_cast<double>(steps_done_++) / options_.steps;
  const double lr = options_.lr * (1 + std::cos(std::numbers::pi * done)) / 2;
  AdamStep step{.lr = static_cast<float>(lr),
                .weight_decay = static_cast<float>(options_.weight_decay),
                .correction1 = static_cast<float>(1 / (1 - std::pow(kBeta1, steps_done_))),
                .correction2 = static_cast<float>(1 / (1 - std::pow(kBeta2, steps_done_)))};
  const std::span all(values_);
  adam(step, all.first(num_weights_), gradients_.data(), averages_.data(), squares_.data());
  step.weight_decay = 0;
  adam(step, all.subspan(num_weights_), &gradients_[num_weights_], &averages_[num_weights_],
       &squares_[num_weights_]);
}

Layers Training::layers() const {
  Layers layers;
  for (const Shape& shape : shapes_) {
    const float* weights = &values_[shape.weights];
    const float* bias = &values_[shape.bias];
    layers.push_back({shape.inputs,
                      shape.outputs,
                      {weights, weights + size_t(shape.inputs) * shape.outputs},
                      {bias, bias + shape.outputs}});
  }
  DenseLayer& first = layers.front();
  for (int j = 0; j < first.outputs; ++j)
    for (int i = 0; i < first.inputs; ++i)
      first.weights[size_t(j) * first.inputs + i] = values_[size_t(i) * first.outputs + j];
  unscale(layers);
  return layers;
}

// The scales go into the first and the last layer.
void Training::unscale(Layers& layers) const {
  DenseLayer& first = layers.front();
  for (int j = 0; codes_.has_real() && j < first.outputs; ++j) {
    float& weight = first.weights[size_t(j + 1) * first.inputs - 1];
    weight = static_cast<float>(weight / real_scale_.deviation);
    first.bias[j] -= static_cast<float>(weight * real_scale_.mean);
  }
  DenseLayer& last = layers.back();
  for (auto* all : {&last.weights, &last.bias})
    for (float& value : *all) value = static_cast<float>(value * target_scale_.deviation);
  last.bias.front() += static_cast<float>(target_scale_.mean);
}

}  // namespace

Layers fit_mlp(const Codes& codes, std::span<const double> targets, const MlpOptions& options,
               Random random) {
  Training training(codes, targets, options);
  training.run(random);
  return training.layers();
}

}  // namespace ofa
