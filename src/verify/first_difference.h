#pragma once

#include <span>
#include <string>

#include "runtime/folded_run.h"
#include "runtime/runtimes.h"

namespace ofa {

// The first block, in the order in which they run, whose output in a runtime differs from our own
// run by more than the tolerance (a part of its largest value); empty where none does.
std::string first_differing_block(const Runtime& runtime, const RuntimeOptions& options,
                                  const std::string& bytes, const FoldedRun& own,
                                  const at::Tensor& images, std::span<const std::byte> input,
                                  double tolerance);

}  // namespace ofa
