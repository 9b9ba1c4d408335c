#include "latency/fingerprint.h"

#include <gmock/gmock.h>

#include "latency/fingerprint_json.h"
#include "latency_testing.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Fingerprint kHere{{"AMD EPYC", {"avx2", "fma"}, 2, "performance"},
                        "openvino",
                        "2026.4.1",
                        Arithmetic::kFp32,
                        1,
                        1};

TEST(Fingerprint, DiffersNotFromItself) {
  EXPECT_THAT(differences(kHere, kHere), IsEmpty());
  EXPECT_THAT(differences({}, {}), IsEmpty());
}

TEST(Fingerprint, NamesEachDifference) {
  const auto differs_by = [](const auto& change) {
    Fingerprint table = kHere;
    change(table);
    EXPECT_NE(table, kHere);
    const auto found = differences(table, kHere);
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? "" : found.front();
  };
  EXPECT_EQ(differs_by([](auto& f) { f.machine.processor = "Kryo"; }),
            "processor: Kryo, here AMD EPYC");
  EXPECT_EQ(differs_by([](auto& f) { f.machine.cores = 8; }), "cores: 8, here 2");
  EXPECT_EQ(differs_by([](auto& f) { f.machine.governor = "powersave"; }),
            "governor: powersave, here performance");
  EXPECT_EQ(differs_by([](auto& f) { f.machine.governor = ""; }),
            "governor: unknown, here performance");
  EXPECT_EQ(differs_by([](auto& f) { f.runtime = "onnxruntime"; }),
            "runtime: onnxruntime, here openvino");
  EXPECT_EQ(differs_by([](auto& f) { f.version = "2025.1"; }), "version: 2025.1, here 2026.4.1");
  EXPECT_EQ(differs_by([](auto& f) { f.precision = Arithmetic::kInt8; }),
            "precision: int8, here fp32");
  EXPECT_EQ(differs_by([](auto& f) { f.threads = 4; }), "threads: 4, here 1");
  EXPECT_EQ(differs_by([](auto& f) { f.batch = 16; }), "batch: 16, here 1");
}

TEST(Fingerprint, NamesVectorInstructionsThatOneOfThemHas) {
  const auto with = [](std::vector<std::string> features) {
    Fingerprint table = kHere;
    table.machine.features = std::move(features);
    return differences(table, kHere);
  };
  EXPECT_THAT(with({"avx2", "avx512f", "avx512vl", "fma"}),
              ElementsAre("vector instructions: without avx512f avx512vl here"));
  EXPECT_THAT(with({"avx2"}), ElementsAre("vector instructions: with fma here"));
  EXPECT_THAT(with({"asimd"}),
              ElementsAre("vector instructions: without asimd, with avx2 fma here"));
}

TEST(Fingerprint, NamesAllDifferencesInOrder) {
  EXPECT_THAT(differences({.machine = {.processor = "Kryo", .cores = 8}, .runtime = "published"},
                          {.machine = {.processor = "EPYC", .cores = 8}, .runtime = "openvino"}),
              ElementsAre("processor: Kryo, here EPYC", "runtime: published, here openvino"));
}

TEST(Fingerprint, ReadsAsOneLine) {
  EXPECT_EQ(to_text(kHere), "openvino 2026.4.1 fp32, 1 thread, AMD EPYC with 2 cores");
  Fingerprint other = kHere;
  other.version = "2026.4.1-19344-abcdef";
  other.precision = Arithmetic::kInt8;
  other.threads = 2;
  other.batch = 8;
  EXPECT_EQ(to_text(other), "openvino 2026.4.1 int8, 2 threads, batch 8, AMD EPYC with 2 cores");
  EXPECT_EQ(to_text({.runtime = "published"}), "published fp32, 1 thread, unknown");
}

TEST(Fingerprint, RoundTripsThroughJson) {
  const Fingerprint other{{"", {}, 0, ""}, "libtorch", "", Arithmetic::kBf16, 64, 1000};
  for (const Fingerprint& fingerprint : {kHere, other}) {
    const nlohmann::json json = to_json(fingerprint);
    EXPECT_EQ(read_fingerprint(JsonReader(json, "f")), fingerprint);
  }
}

// Older files carry the kernel's flag of memory protection.
TEST(Fingerprint, KeepsOfAFileWhatNamesVectorInstructions) {
  nlohmann::json json = to_json(kHere);
  json["features"] = {"avx2", "fma", "sme", "smep"};
  EXPECT_EQ(read_fingerprint(JsonReader(json, "f")), kHere);
}

TEST(Fingerprint, CountsVectorInstructionsAlone) {
  for (const char* flag : {"avx", "avx512_bf16", "avx_vnni", "amx_tile", "fma", "fma4", "f16c",
                           "asimd", "asimddp", "sve", "svei8mm", "sme2", "sme2p1", "i8mm", "bf16"})
    EXPECT_TRUE(is_vector_feature(flag)) << flag;
  for (const char* flag : {"sme", "smep", "smap", "sev", "svm", "fxsr", "sse2", "bmi2", ""})
    EXPECT_FALSE(is_vector_feature(flag)) << flag;
}

TEST(Arithmetic, HasANameThatIsRead) {
  for (const auto precision : {Arithmetic::kFp32, Arithmetic::kBf16, Arithmetic::kInt8})
    EXPECT_EQ(arithmetic_of(name(precision)), precision);
  EXPECT_STREQ(name(Arithmetic::kBf16), "bf16");
}

TEST(Arithmetic, OfAnotherNameIsWrongUsage) {
  EXPECT_EQ(error_of([] { arithmetic_of("f32"); }),
            "f32: no such precision; did you mean fp32?; one of fp32, bf16, int8");
  EXPECT_EQ(error_of([] { arithmetic_of("double"); }),
            "double: no such precision; one of fp32, bf16, int8");
  try {
    arithmetic_of("");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kUsage);
  }
}

}  // namespace
}  // namespace ofa
