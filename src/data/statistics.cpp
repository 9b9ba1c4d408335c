#include "data/statistics.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <optional>

#include "core/error.h"

namespace ofa {
namespace {

constexpr Size kLookedAt{224, 224};
constexpr double kLeastStd = 1.0 / 255;  // of a channel that never changes

struct Sums {
  uint64_t count = 0;
  std::array<uint64_t, 3> sum{}, square{};

  void add(const Image& image) {
    const uint8_t* value = image.pixels.data();
    const uint64_t num_pixels = uint64_t(image.height) * image.width;
    for (uint64_t i = 0; i < num_pixels; ++i) {
      for (int c = 0; c < image.channels; ++c, ++value) {
        sum[c] += *value;
        square[c] += uint64_t(*value) * *value;
      }
    }
    count += num_pixels;
  }
  void add(const Sums& other) {
    count += other.count;
    for (size_t c = 0; c < sum.size(); ++c) {
      sum[c] += other.sum[c];
      square[c] += other.square[c];
    }
  }
};

// Calls use(i) for each of a run of images; where one is broken and may be, goes on without it.
void each_image(size_t begin, size_t end, OnError on_error, const auto& use) {
  for (size_t i = begin; i < end; ++i) {
    try {
      use(i);
    } catch (const Error&) {
      if (on_error == OnError::kStop) throw;
    }
  }
}

constexpr size_t kChunk = 64;

// Calls use(begin, end) for parts of n images, on all processors.
void each_chunk(size_t n, const auto& use) {
  tbb::parallel_for(size_t{0}, (n + kChunk - 1) / kChunk,
                    [&](size_t chunk) { use(chunk * kChunk, std::min(n, (chunk + 1) * kChunk)); });
}

int median(std::vector<int> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

[[noreturn]] void fail_all_broken(size_t count) {
  throw Error("data.source: all of {} images looked at are broken", count);
}

}  // namespace

Survey survey(const Images& images, const std::vector<int64_t>& indices, OnError on_error) {
  std::vector<std::optional<ImageHeader>> headers(indices.size());
  each_chunk(indices.size(), [&](size_t begin, size_t end) {
    each_image(begin, end, on_error, [&](size_t i) { headers[i] = images.header(indices[i]); });
  });
  std::vector<int> heights, widths;
  Survey result{.grey = true};
  for (const auto& header : headers) {
    if (!header) continue;
    heights.push_back(header->size.height);
    widths.push_back(header->size.width);
    result.grey = result.grey && header->grey;
  }
  if (heights.empty()) fail_all_broken(indices.size());
  result.typical = {median(heights), median(widths)};
  return result;
}

Statistics measure_statistics(const Images& images, const std::vector<int64_t>& indices,
                              int channels, OnError on_error) {
  const auto whole = [](Size size) { return Window{0, 0, size.width, size.height}; };
  const DecodeRequest request{.channels = channels, .window = whole, .least = kLookedAt};
  Sums total;
  std::mutex mutex;
  each_chunk(indices.size(), [&](size_t begin, size_t end) {
    Image image;
    Sums sums;
    each_image(begin, end, on_error, [&](size_t i) {
      images.read(indices[i], request, image);
      sums.add(image);
    });
    const std::lock_guard lock(mutex);
    total.add(sums);
  });
  if (total.count == 0) fail_all_broken(indices.size());
  Statistics result;
  for (int c = 0; c < channels; ++c) {
    const double count = static_cast<double>(total.count) * 255;
    const double mean = static_cast<double>(total.sum[c]) / count;
    const double variance = static_cast<double>(total.square[c]) / (count * 255) - mean * mean;
    result.mean.push_back(mean);
    result.std.push_back(std::max(kLeastStd, std::sqrt(std::max(0.0, variance))));
  }
  return result;
}

}  // namespace ofa
