#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ofa {

// XXH3, 64 bits, as 16 hex digits (what `xxhsum -H3` prints). Finds damage, not forgery.
std::string checksum(std::string_view bytes);

// The same, of bytes that come in pieces.
class Checksum {
 public:
  Checksum();
  ~Checksum();

  void append(std::string_view bytes);
  std::string hex() const;  // of all bytes so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ofa
