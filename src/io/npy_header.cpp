#include "io/npy_header.h"

#include <fmt/ranges.h>

#include <charconv>
#include <set>

#include "core/error.h"
#include "core/format.h"
#include "io/quote.h"

namespace ofa {
namespace {

constexpr size_t kMostDims = 64;

struct DescrRow {
  std::string_view descr;
  DType dtype;
};

constexpr DescrRow kDescrs[] = {
    {"|b1", DType::kBool}, {"|u1", DType::kU8},  {"|i1", DType::kI8},
    {"<i2", DType::kI16},  {"<i4", DType::kI32}, {"<i8", DType::kI64},
    {"<f2", DType::kF16},  {"<f4", DType::kF32}, {"<f8", DType::kF64},
};

class NpyHeaderParser {
 public:
  NpyHeaderParser(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  NpyHeader parse() {
    expect('{');
    while (!accept('}')) {
      const std::string_view key = string();
      if (!keys_.insert(key).second) fail(fmt::format("{} twice", in_quotes(key)));
      expect(':');
      read_value(key);
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_space();
    if (at_ < text_.size()) fail("more text after the dict");
    for (const std::string_view needed : {"descr", "fortran_order", "shape"}) {
      if (!keys_.contains(needed)) fail(fmt::format("no {}", in_quotes(needed)));
    }
    return header_;
  }

 private:
  void read_value(std::string_view key) {
    if (key == "descr") {
      header_.dtype = dtype(string());
    } else if (key == "fortran_order") {
      header_.fortran_order = boolean();
    } else if (key == "shape") {
      read_shape();
    } else {
      fail(fmt::format("unknown key {}", in_quotes(key)));
    }
  }

  DType dtype(std::string_view descr) const {
    for (const DescrRow& row : kDescrs) {
      if (row.descr == descr) return row.dtype;
    }
    if (descr.starts_with('>'))
      fail(fmt::format("{} is big endian; little endian expected", in_quotes(descr)));
    fail(fmt::format("dtype {} is not one that is read", in_quotes(descr)));
  }

  bool boolean() {
    skip_space();
    for (const bool value : {false, true}) {
      const std::string_view word = value ? "True" : "False";
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return value;
    }
    fail("True or False expected");
  }

  void read_shape() {
    expect('(');
    while (!accept(')')) {
      if (header_.shape.size() == kMostDims) fail("too many dimensions");
      header_.shape.push_back(integer());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
  }

  int64_t integer() {
    skip_space();
    int64_t value = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc() || value < 0) fail("a whole number >= 0 expected");
    at_ += static_cast<size_t>(end - begin);
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // as Python 2 writes it
    return value;
  }

  std::string_view string() {
    skip_space();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') fail("a quoted text expected");
    const size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("a text without an end");
    const std::string_view result = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return result;
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  bool accept(char c) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail(fmt::format("'{}' expected", c));
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error("{}: header: at its byte {}: {}", file_, with_thousands(at_), what);
  }

  std::string_view text_;
  const std::string& file_;
  size_t at_ = 0;
  NpyHeader header_;
  std::set<std::string_view> keys_;
};

}  // namespace

NpyHeader parse_npy_header(std::string_view text, const std::string& file) {
  return NpyHeaderParser(text, file).parse();
}

std::string npy_header_text(const NpyHeader& header, const std::string& file) {
  for (const DescrRow& row : kDescrs) {
    if (row.dtype != header.dtype) continue;
    return fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': ({}{}), }}", row.descr,
                       header.fortran_order ? "True" : "False", fmt::join(header.shape, ", "),
                       header.shape.size() == 1 ? "," : "");
  }
  throw Error("{}: NumPy has no {}", file, name_of(header.dtype));
}

}  // namespace ofa
