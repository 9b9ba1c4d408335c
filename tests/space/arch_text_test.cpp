#include "space/arch_text.h"

#include <fstream>

#include "space/arch_json.h"
#include "space/sample.h"
#include "space_testing.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

std::string error(const std::string& space, const std::string& text) {
  return error_of([&] { parse_arch(every_space(space), text); });
}

TEST(ArchText, IsOneShortLine) {
  const auto min = [](const char* name) {
    const Space space = every_space(name);
    return to_text(space, min_arch(space));
  };
  EXPECT_EQ(min("fashion"), "24/16:k3e2/24:k3e2/48:k3e2");
  EXPECT_EQ(min("mobilenet_v3"), "128/k3e3,k3e3/k3e3,k3e3/k3e3,k3e3/k3e3,k3e3/k3e3,k3e3");
  EXPECT_EQ(min("resnet50"),
            "128/24/d0/40/168:e0.2,e0.2/336:e0.2,e0.2/664:e0.2,e0.2,e0.2,e0.2/1328:e0.2,e0.2");
  EXPECT_EQ(min("attentive_nas"),
            "192/16/16:d1k3/24:d3k3e4/32:d3k3e4/64:d3k3e4/112:d3k3e4/192:d3k3/216:d1k3/1792");
  EXPECT_EQ(min("mobilenet_v1"), "128/w0.25");
  EXPECT_EQ(min("efficientnet"), "224/b0");
  EXPECT_EQ(min("per_net"), "32/d1/k3/e2/32");
  EXPECT_EQ(min("conv_kernels"), "15/k1/8:k3/k3//16");
  EXPECT_EQ(min("mids"), "31/w0.5/m16/24:k3m8/d0/32:m12/d1k3e1");
  EXPECT_EQ(min("shortcuts"), "31/d0/12:e0.5k3/16:d1e0.5/e0.9k1,k1/32:d1/e0.5");
}

TEST(ArchText, OfACompoundNeedsNoResolution) {
  const Space space = load_space("efficientnet");
  EXPECT_EQ(to_text(space, parse_arch(space, "b3")), "300/b3");
  EXPECT_EQ(to_text(space, parse_arch(space, "301/b3")), "301/b3");
  EXPECT_EQ(error("efficientnet", "224/b3"), "arch 224/b3: resolution: b3 goes with 300, got 224");
}

TEST(ParseArch, KnowsMinMaxRandomAndFiles) {
  const Space space = load_space("fashion");
  EXPECT_EQ(parse_arch(space, "min"), min_arch(space));
  EXPECT_EQ(parse_arch(space, "max"), max_arch(space));
  EXPECT_EQ(parse_arch(space, "random:7"), random_arch(space, 7));
  const TempFolder folder;
  const std::string file = folder / "a.json";
  std::ofstream(file) << to_json(space, max_arch(space));
  EXPECT_EQ(parse_arch(space, file), max_arch(space));
  std::ofstream(file) << "{}";
  EXPECT_EQ(error("fashion", file), file + ": resolution is missing");
  std::ofstream(file) << std::string(200'001, ' ');
  EXPECT_EQ(error("fashion", file), file + ": expected at most 200,000 bytes, found 200,001");
}

TEST(ParseArch, RefusesWhatIsNoArch) {
  const std::string forms =
      "expected min, max, random:SEED, a .json file or 4 parts between slashes, as in "
      "24/16:k3e2/24:k3e2/48:k3e2; got 1";
  EXPECT_EQ(error("fashion", "mni"), "arch mni: " + forms);
  EXPECT_EQ(error("fashion", ""), "arch '': " + forms);
  EXPECT_EQ(error("fashion", "random:x"), "arch random:x: expected random:SEED, a whole number");
  EXPECT_EQ(error("fashion", "random:-1"), "arch random:-1: expected random:SEED, a whole number");
  EXPECT_EQ(error("fashion", "nowhere.json"), "nowhere.json: no such file");
}

// The error of a fashion arch, without the arch.
std::string problem(const std::string& text) {
  const std::string whole = error("fashion", text), start = "arch " + text + ": ";
  return whole.starts_with(start) ? whole.substr(start.size()) : whole;
}

TEST(ArchText, RefusesWhatItCannotMean) {
  EXPECT_EQ(problem("28/24:k5e4/32:k3e4"),
            "expected 4 parts between slashes, as in 24/16:k3e2/24:k3e2/48:k3e2; got 3");
  EXPECT_EQ(problem("x/24:k5e4/32:k3e4/64:k5e4"),
            "expected a resolution before the first slash, got 'x'");
  EXPECT_EQ(problem("5/24:k5e4/32:k3e4/64:k5e4"),
            "resolution: expected a whole number from 8 to 2048, got 5");
  EXPECT_EQ(problem("28/24:k5/32:k3e4/64:k5e4"),
            "stages.0.blocks.0: expand is missing; expected one of 2, 3, 4");
  EXPECT_EQ(problem("28/24:k5x4/32:k3e4/64:k5e4"), "expected d, k, e or m with a number, got 'x4'");
  EXPECT_EQ(problem("28/24:k5k5/32:k3e4/64:k5e4"), "kernel stands twice in 'k5k5'");
  EXPECT_EQ(problem("28/24/32:k3e4/64:k5e4"), "stages.0.blocks: expected 1 or 2 blocks, got 0");
  EXPECT_EQ(problem("28/k5e4/32:k3e4/64:k5e4"),
            R"(stages.0.channels: expected one of 16, 24, got "k5e4")");
  EXPECT_EQ(problem("28/24:d1k5e4/32:k3e4/64:k5e4"),
            R"(stages.0.blocks.0: unknown key "depth"; expected kernel, expand)");
  EXPECT_EQ(problem("28/24:k7e4/32:k3e4/64:k5e4"),
            R"(stages.0.blocks.0.kernel: expected one of 3, 5, got "7")");
  EXPECT_EQ(error("mobilenet_v1", "160/0.5"), "arch 160/0.5: expected w and a number, got '0.5'");
  EXPECT_EQ(error("mobilenet_v1", "160/w0.6"),
            R"(arch 160/w0.6: width: expected one of 0.25, 0.5, 0.75, 1, got "0.6")");
  const std::string longest(1000, '/');
  EXPECT_EQ(
      error("fashion", longest),
      "arch " + longest.substr(0, 57) +
          "...: expected 4 parts between slashes, as in 24/16:k3e2/24:k3e2/48:k3e2; got 1001");
}

}  // namespace
}  // namespace ofa
