#include "space/natural.h"

#include <algorithm>

namespace ofa {

Natural::Natural(uint64_t value) {
  for (; value; value >>= 32) digits_.push_back(static_cast<uint32_t>(value));
}

Natural& Natural::operator+=(const Natural& other) {
  digits_.resize(std::max(digits_.size(), other.digits_.size()));
  uint64_t carry = 0;
  for (size_t i = 0; i < digits_.size(); ++i) {
    carry += uint64_t{digits_[i]} + (i < other.digits_.size() ? other.digits_[i] : 0);
    digits_[i] = static_cast<uint32_t>(carry);
    carry >>= 32;
  }
  if (carry) digits_.push_back(static_cast<uint32_t>(carry));
  return *this;
}

Natural& Natural::operator*=(const Natural& other) {
  std::vector<uint32_t> product(digits_.size() + other.digits_.size(), 0);
  for (size_t i = 0; i < digits_.size(); ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < other.digits_.size(); ++j) {
      carry += uint64_t{digits_[i]} * other.digits_[j] + product[i + j];
      product[i + j] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    product[i + other.digits_.size()] = static_cast<uint32_t>(carry);
  }
  while (!product.empty() && !product.back()) product.pop_back();
  digits_ = std::move(product);
  return *this;
}

std::string Natural::to_string() const {
  std::string text;
  std::vector<uint32_t> rest = digits_;
  while (!rest.empty()) {
    uint64_t remainder = 0;
    for (size_t i = rest.size(); i-- > 0;) {
      remainder = (remainder << 32) | rest[i];
      rest[i] = static_cast<uint32_t>(remainder / 10);
      remainder %= 10;
    }
    text += static_cast<char>('0' + remainder);
    while (!rest.empty() && !rest.back()) rest.pop_back();
  }
  std::ranges::reverse(text);
  return text.empty() ? "0" : text;
}

long double Natural::to_real() const {
  long double value = 0;
  for (size_t i = digits_.size(); i-- > 0;) value = value * 4294967296.0L + digits_[i];
  return value;
}

}  // namespace ofa
