#pragma once

#include <ATen/core/Tensor.h>

#include "core/machine.h"
#include "trainers/train_config.h"

namespace ofa {

// What `auto` means on this device of this machine, decided once, when a run begins.
Precision resolved(Precision precision, at::Device device, const Machine& machine = this_machine());

at::ScalarType scalar_type(Precision precision);  // of one that is resolved

// "cpu", "cuda:1"; an Error where there is no such device.
at::Device device_named(const std::string& name);

}  // namespace ofa
