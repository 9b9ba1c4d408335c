#include "io/safetensors_header.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.h"
#include "core/format.h"
#include "io/quote.h"

namespace ofa {
namespace {

using nlohmann::json;

// Takes the JSON event by event: nothing is kept that the format does not have.
class HeaderHandler : public nlohmann::json_sax<json> {
 public:
  explicit HeaderHandler(const std::string& file) : file_(file) {}

  SafetensorsHeader take() && { return std::move(header_); }

  bool null() override { return refuse("null"); }
  bool boolean(bool) override { return refuse("true or false"); }
  bool number_integer(number_integer_t value) override { return refuse(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return refuse(text); }
  bool binary(binary_t&) override { return refuse("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ == Place::kShape) {
      if (value > std::numeric_limits<int64_t>::max()) return refuse(std::to_string(value));
      entry().shape.push_back(static_cast<int64_t>(value));
    } else if (place_ == Place::kOffsets && num_offsets_ < 2) {
      (num_offsets_++ == 0 ? entry().begin : entry().end) = value;
    } else {
      return refuse(std::to_string(value));
    }
    return true;
  }

  bool string(string_t& text) override {
    if (place_ == Place::kMetadata) {
      header_.metadata[key_] = text;
      return true;
    }
    if (place_ != Place::kTensor || key_ != "dtype") return refuse(in_quotes(text));
    const std::optional<DType> dtype = dtype_named(text);
    if (!dtype) fail(fmt::format("unknown dtype {}", in_quotes(text)));
    entry().dtype = *dtype;
    return true;
  }

  bool start_object(size_t) override {
    if (place_ == Place::kOutside) {
      place_ = Place::kTop;
    } else if (place_ == Place::kTop && key_ == "__metadata__") {
      place_ = Place::kMetadata;
    } else if (place_ == Place::kTop) {
      header_.entries.emplace_back().name = key_;
      keys_of_tensor_.clear();
      place_ = Place::kTensor;
    } else {
      return refuse("an object");
    }
    return true;
  }

  bool key(string_t& key) override {
    key_ = key;
    if (place_ == Place::kTop && !names_.insert(key).second) fail("stands twice in the header");
    if (place_ == Place::kMetadata && header_.metadata.contains(key)) {
      fail(fmt::format("key {} stands twice", in_quotes(key)));
    }
    if (place_ != Place::kTensor) return true;
    if (key != "dtype" && key != "shape" && key != "data_offsets") {
      fail(fmt::format("unknown key {}", in_quotes(key)));
    }
    if (!keys_of_tensor_.insert(key).second) fail(fmt::format("{} stands twice", key));
    return true;
  }

  bool end_object() override {
    if (place_ == Place::kTensor) {
      for (const char* needed : {"dtype", "shape", "data_offsets"}) {
        if (!keys_of_tensor_.contains(needed)) fail(fmt::format("no {}", needed));
      }
    }
    place_ = place_ == Place::kTop ? Place::kOutside : Place::kTop;
    return true;
  }

  bool start_array(size_t) override {
    if (place_ != Place::kTensor || key_ == "dtype") return refuse("an array");
    place_ = key_ == "shape" ? Place::kShape : Place::kOffsets;
    num_offsets_ = 0;
    return true;
  }

  bool end_array() override {
    if (place_ == Place::kOffsets && num_offsets_ != 2) fail("data_offsets: two numbers expected");
    place_ = Place::kTensor;
    return true;
  }

  bool parse_error(size_t position, const std::string&, const json::exception&) override {
    throw Error("{}: header: no valid JSON at its byte {}", file_, with_thousands(position));
  }

 private:
  enum class Place { kOutside, kTop, kMetadata, kTensor, kShape, kOffsets };

  SafetensorsEntry& entry() { return header_.entries.back(); }

  // Which of the header's values we are at, for errors.
  std::string where() const {
    if (place_ == Place::kOutside) return "header";
    if (place_ == Place::kMetadata) return "__metadata__";
    return fmt::format("tensor {}",
                       in_quotes(place_ == Place::kTop ? key_ : header_.entries.back().name));
  }

  std::string expected() const {
    if (place_ == Place::kMetadata) return fmt::format("key {}: a string", in_quotes(key_));
    if (place_ == Place::kShape) return "shape: whole numbers >= 0";
    if (place_ == Place::kOffsets) return "data_offsets: two whole numbers >= 0";
    if (place_ != Place::kTensor) return "an object";
    return key_ == "dtype" ? "dtype: a string" : key_ + ": an array";
  }

  bool refuse(const std::string& got) const {
    fail(fmt::format("{} expected, got {}", expected(), got.substr(0, 130)));
  }

  [[noreturn]] void fail(const std::string& text) const {
    throw Error("{}: {}: {}", file_, where(), text);
  }

  const std::string& file_;
  SafetensorsHeader header_;
  Place place_ = Place::kOutside;
  std::string key_;
  std::set<std::string, std::less<>> names_;
  std::set<std::string, std::less<>> keys_of_tensor_;
  int num_offsets_ = 0;
};

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view text, const std::string& file) {
  if (!text.starts_with('{')) throw Error("{}: header: no JSON object: no {{ at its start", file);
  // The JSON reader would take this for the end of the text.
  const size_t zero = text.find('\0');
  if (zero != std::string_view::npos) {
    throw Error("{}: header: no valid JSON at its byte {}", file, with_thousands(zero + 1));
  }
  HeaderHandler handler(file);
  json::sax_parse(text, &handler);
  return std::move(handler).take();
}

}  // namespace ofa
