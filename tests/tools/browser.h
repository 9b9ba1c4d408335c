#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/core/temp_folder.h"

namespace ofa {

// What a page became, and what it wrote to its console.
struct Drawn {
  std::string dom, console;
};

std::vector<std::string> matches(const std::string& text, const std::string& pattern);

// Pages in a real browser: Chromium without a window, where there is one.
class InBrowser : public testing::Test {
 protected:
  void SetUp() override;

  Drawn draw(const std::string& file, int width) const;
  // On a telephone's width; what is wider says so: class="too-wide".
  Drawn draw_narrow(const std::string& file) const;

 private:
  const TempFolder profile_;
  std::string browser_;
};

}  // namespace ofa
