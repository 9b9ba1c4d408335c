#include "tools/demo_models.h"

#include <gmock/gmock.h>

namespace ofa {
namespace {

std::vector<DemoModel> two_models() {
  return {{.name = "largest",
           .file = "a.onnx",
           .arch = "28/24:k5e4",
           .macs = 14'670'000,
           .test_accuracy = 0.918,
           .predicted_ms = 0.345,
           .time = {0.346, 0.34, 0.36},
           .bytes = 918'000,
           .verified_on = {"openvino", "onnxruntime"}},
          {.name = "chosen",
           .file = "b.onnx",
           .is_int8 = true,
           .arch = "28/16:k3e2",
           .macs = 3'710'000,
           .test_accuracy = 0.908,
           .time = {0.081, 0.08, 0.09},
           .bytes = 69'000,
           .verified_on = {"openvino"}}};
}

TEST(DemoModels, AreComparedWithTheFirst) {
  EXPECT_EQ(models_text(two_models()),
            "                 MMACs  test %  latency ms              file  verified on\n"
            "                                 predicted  measured\n"
            "  largest  fp32  14.67   91.80       0.345     0.346  918 kB  openvino, onnxruntime\n"
            "  chosen   int8   3.71   90.80           -     0.081   69 kB  openvino               "
            "4.3x faster, -1.0 points\n");
}

TEST(DemoModels, AreTheSameInJson) {
  const Json json = to_json(two_models());
  EXPECT_EQ(json[0]["predicted_ms"], 0.345);
  EXPECT_TRUE(json[1]["predicted_ms"].is_null());
  EXPECT_EQ(json[1]["precision"], "int8");
  EXPECT_EQ(json[1]["verified_on"], Json({"openvino"}));
  EXPECT_EQ(json[0]["ms"], 0.346);
}

}  // namespace
}  // namespace ofa
