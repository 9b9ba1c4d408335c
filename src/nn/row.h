#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <utility>
#include <vector>

#include "nn/fuse.h"
#include "nn/operations.h"
#include "nn/plan.h"
#include "nn/regularisation.h"

namespace ofa {

// A map that can be made again from what backward keeps anyway.
class Remade {
 public:
  virtual ~Remade() = default;
  virtual at::Tensor make() const = 0;
};

// A value on its way through the network.
struct Passed {
  at::Tensor tensor;
  std::shared_ptr<const Remade> remade = nullptr;  // or none
};

// A value as backward comes by it.
class Kept {
 public:
  Kept() = default;
  explicit Kept(const Passed& value)
      : tensor_(value.remade ? at::Tensor() : value.tensor), remade_(value.remade) {}

  at::Tensor tensor() const { return remade_ ? remade_->make() : tensor_; }
  // What it keeps for itself: nothing where it is made again.
  std::vector<at::Tensor> memory() const {
    return remade_ ? std::vector<at::Tensor>{} : std::vector<at::Tensor>{tensor_};
  }

 private:
  at::Tensor tensor_;
  std::shared_ptr<const Remade> remade_;
};

// What one row of a network computes with.
struct RowSetting {
  const Weights& weights;
  const Plan& plan;
  at::ScalarType precision;
  Mode mode = Mode::kTrain;
  std::vector<Moments>* moments = nullptr;  // by norm; of modes that read or write them
  const Drops* drops = nullptr;             // of a training pass that drops something

  // As LibTorch's operations want it: a norm's in the weights' own type, any other in the
  // precision.
  at::Tensor read(ParamId parameter) const;
  at::Tensor read(ParamId parameter, at::ScalarType type) const;
  Moments* moments_of(int op) const;
  // Or undefined.
  at::Tensor drop_factors(int op, const at::Tensor& input) const;
};

// What a row of a forward pass leaves for the backward one.
class Row {
 public:
  Row(const Plan& plan, FusedOps ops) : plan_(plan), ops_(std::move(ops)) {}
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;
  virtual ~Row() = default;

  // From the gradient of its output, those of its inputs, in the order of `inputs` (undefined for
  // the network's own input); those of its parameters are added to the weights'. Called once; the
  // gradient's memory may be used up.
  virtual std::vector<at::Tensor> backward(Weights& weights, at::Tensor gradient) = 0;
  // The maps that it keeps, and the weights of convolutions.
  virtual std::vector<at::Tensor> kept() const = 0;

  const FusedOps& ops() const { return ops_; }
  const Op& op() const { return plan_.graph.ops[ops_.op]; }  // the first
  std::vector<ValueId> inputs() const { return ops_.inputs(plan_.graph); }
  ValueId output() const { return ops_.output(plan_.graph); }

 protected:
  bool wants_gradient_of(ValueId value) const { return value != plan_.graph.input; }
  const Plan& plan() const { return plan_; }

 private:
  const Plan& plan_;
  FusedOps ops_;
};

// A row's result; without `row` where nothing is recorded.
struct RowResult {
  Passed output;
  std::unique_ptr<Row> row = nullptr;
};

// The memory is nobody else's, and may be written over.
bool is_ours(const at::Tensor& tensor);

}  // namespace ofa
