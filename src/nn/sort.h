#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "nn/importance.h"

namespace ofa {

// A new order of channels: [from] for each dim that changes; new channel i is what was channel
// from[i]. Dims that identity adds join have the same.
using ChannelOrder = std::map<DimId, at::Tensor>;

// The most important channels first, within bands: a narrower width that was trained keeps its
// channels, so every trained arch computes what it did: `trained` is dim_sizes of the archs trained
// so far. `dims` are names; an Error for one whose class cannot be sorted.
ChannelOrder sorted_channels(const Weights& weights, const ElementScores& scores,
                             const std::vector<std::string>& dims, const DimSizes& trained);

// Every dim of channels between two weights (not the picture's, the classes' or a kernel's) whose
// class is of one width.
std::vector<std::string> sortable_dims(const Weights& weights);

ChannelOrder inverse(const ChannelOrder& order);

// Permutes every axis of these dims in buffers laid out like the weights' groups: the values
// themselves, gradients, optimizer state, averages, scores.
void reorder(const Weights& weights, const ChannelOrder& order,
             const std::array<at::Tensor, 2>& buffers);
void reorder(Weights& weights, const ChannelOrder& order);  // values and gradients

}  // namespace ofa
