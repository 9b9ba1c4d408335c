#include "search/ensemble.h"

#include <cmath>

namespace ofa {

Ensemble::Ensemble(const std::vector<Layers>& members) {
  for (const Layers& layers : members) members_.emplace_back(layers);
}

void Ensemble::operator()(const Codes& codes, std::span<double> means,
                          std::span<double> spreads) const {
  const size_t rows = codes.rows();
  const double count = static_cast<double>(members_.size());
  std::vector<float> said(members_.size() * rows);  // [member, row]
  for (size_t i = 0; i < members_.size(); ++i)
    members_[i](codes, std::span(said).subspan(i * rows, rows));
  for (size_t row = 0; row < rows; ++row) {
    double sum = 0, squares = 0;
    for (size_t i = row; i < said.size(); i += rows) sum += said[i];
    means[row] = sum / count;
    for (size_t i = row; i < said.size(); i += rows) squares += std::pow(said[i] - means[row], 2);
    spreads[row] = std::sqrt(squares / count);
  }
}

}  // namespace ofa
