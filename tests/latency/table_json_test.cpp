#include "latency/table_json.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "latency_testing.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

using testing::StartsWith;

// Every field says something of its own.
Table small_table() {
  Table table;
  table.source = "t.json";
  table.space = "fashion";
  table.resolutions = {24, 28};
  table.fingerprint = {{"An \"Example\" CPU \u00b5 2", {"avx2", "fma"}, 4, "performance"},
                       "openvino",
                       "2026.4.1-abc",
                       Arithmetic::kBf16,
                       2,
                       8};
  table.measured = "2026-11-21";
  table.call_ms = 0.0041;
  table.blocks = {{"1x28x28 conv3-8 bn", {0.125, 0.01, 0.002, 25}},
                  {"8x28x28 dw3 bn relu", {1.0 / 3, 0.02, 0.001, 24}}};
  table.networks = {{"28/24:k5e4", NetworkRole::kFit, 2.5, 0.01, 20},
                    {"24/24:k3e2", NetworkRole::kRandom, 1.5, 0.02, 19},
                    {"24/24:k5e2", NetworkRole::kStructured, 1.75, 0.03, 18}};
  table.correction = {1.1, -0.0045, -0.02, 0.05, 0.3, "2026-11-22", 24, 0.0123};
  table.quality = {{40, 0.011, 0.9, 0.975, 0.991, 0.992, 0.93, 0.004, 0.02},
                   {54, 0.012, 0.8, 0.985, 0.981, 0.982, 0.94, 0.005, 0.03}};
  return table;
}

void expect_equal(const Table& a, const Table& b) {
  EXPECT_EQ(a.space, b.space);
  EXPECT_EQ(a.resolutions, b.resolutions);
  EXPECT_EQ(a.fingerprint, b.fingerprint);
  EXPECT_EQ(a.measured, b.measured);
  EXPECT_EQ(a.call_ms, b.call_ms);
  EXPECT_EQ(a.blocks, b.blocks);
  EXPECT_EQ(a.networks, b.networks);
  EXPECT_EQ(a.correction, b.correction);
  EXPECT_EQ(a.quality, b.quality);
}

Table round_trip(const Table& table) {
  return table_from_text(to_file_text(table), "t.json");
}

// Reads the small table's text, this part of which says something else.
std::string error_with(const std::string& part, const std::string& instead) {
  std::string text = to_file_text(small_table());
  const size_t place = text.find(part);
  if (place == text.npos) return "no " + part + " in\n" + text;
  text.replace(place, part.size(), instead);
  return error_of([&] { table_from_text(text, "t.json"); });
}

constexpr const char* kChanged =
    "t.json: its checksum does not fit: it was changed or damaged since it was written";

TEST(TableFile, RoundTrips) {
  const Table table = round_trip(small_table());
  expect_equal(table, small_table());
  EXPECT_EQ(table.source, "t.json");
  EXPECT_EQ(to_file_text(table), to_file_text(small_table()));
}

TEST(TableFile, RoundTripsAnotherMachinesUnknowns) {
  Table table = small_table();
  table.fingerprint = {.runtime = "published"};
  table.quality.reset();
  table.networks.clear();
  table.correction = {};
  table.measured = "";
  expect_equal(round_trip(table), table);
}

TEST(TableFile, RoundTripsEveryNumberExactly) {
  Table table = small_table();
  int count = 0;
  for (const double ms : {0.1, 1.0, 1e-300, 1e7, std::nextafter(1, 2), 2.0 / 3e5, 1e-5})
    table.blocks[std::to_string(count++)].ms = ms;
  table.correction.constant_ms = -0.0;
  table.correction.factor = -1e-17;
  expect_equal(round_trip(table), table);
}

TEST(TableFile, RoundTripsThroughAFile) {
  const TempFolder folder;
  const Space space = load_space("mobilenet_v3");
  const Table table = made_up_mobilenet(space, 0.02);
  save_table(table, folder / "t.json");
  const Table loaded = load_table(folder / "t.json");
  expect_equal(loaded, table);
  EXPECT_EQ(loaded.source, folder / "t.json");
}

// Whoever reads it, or a difference of two, sees a block a line.
TEST(TableFile, HasALineAnEntry) {
  const std::string text = to_file_text(small_table());
  EXPECT_THAT(text, StartsWith("{\n"
                               "  \"format\": \"ofa-latency/1\",\n"
                               "  \"space\": \"fashion\",\n"
                               "  \"resolutions\": [24, 28],\n"
                               "  \"measured\": \"2026-11-21\",\n"));
  EXPECT_THAT(text, testing::HasSubstr("  \"blocks\": [\n"
                                       "    {\"ms\": 0.125, \"spread_ms\": 0.01, \"noise\": 0.002, "
                                       "\"rounds\": 25, \"key\": \"1x28x28 conv3-8 bn\"},\n"));
}

TEST(TableFile, CutOffIsNoTable) {
  const std::string text = to_file_text(small_table());
  for (size_t length = 0; length + 1 < text.size(); ++length)  // the last byte ends the line
    ASSERT_THAT(error_of([&] { table_from_text(text.substr(0, length), "t.json"); }),
                StartsWith("t.json: not JSON: "))
        << length;
}

// Any bit: the text reads as the same table, of other spaces and lines, or as none.
TEST(TableFile, DamagedIsNoOtherTable) {
  std::string text = to_file_text(small_table());
  int refused = 0;
  for (size_t i = 0; i < text.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      text[i] ^= static_cast<char>(1 << bit);
      const std::string error =
          error_of([&] { expect_equal(table_from_text(text, "t.json"), small_table()); });
      if (error != "no error") {
        ++refused;
        ASSERT_THAT(error, StartsWith("t.json: ")) << "byte " << i << ", bit " << bit;
      }
      text[i] ^= static_cast<char>(1 << bit);
    }
  EXPECT_GT(refused, static_cast<int>(7.9 * static_cast<double>(text.size())));
}

TEST(TableFile, ChangedByHandIsRefused) {
  EXPECT_EQ(error_with("0.125", "0.126"), kChanged);
  EXPECT_EQ(error_with("\"fashion\"", "\"fushion\""), kChanged);
  EXPECT_EQ(error_with("\"rounds\": 18", "\"rounds\": 19"), kChanged);
  EXPECT_EQ(error_with("\"quality\"", "\"quantity\""), kChanged);
  EXPECT_EQ(error_with("{\n", "{\n  \"mine\": 1,\n"), kChanged);
  EXPECT_EQ(error_with("  \"space\"", "\t\t\n\"space\""), "no error");
}

TEST(TableFile, NeedsTimesAboveNothing) {
  const std::string problem = "t.json: blocks[0]: ms: expected a number > 0, got ";
  for (const char* value : {"-0.125", "0", "0.0", "-0.0", "null", "true", "\"0.125\"", "[1]"})
    EXPECT_EQ(error_with("0.125", value), problem + value);
  EXPECT_EQ(error_with("0.125", "2e7"),
            "t.json: blocks[0]: ms: expected a number of at most 10000000, got 20000000.0");
  EXPECT_EQ(error_with("0.125", "1e999"), "t.json: not JSON: number overflow parsing '1e999'");
  EXPECT_EQ(error_with("2.5", "-2.5"), "t.json: networks[0]: ms: expected a number > 0, got -2.5");
  EXPECT_EQ(error_with("1.75", "0"), "t.json: networks[2]: ms: expected a number > 0, got 0");
}

TEST(TableFile, WritesNoTimeThatIsNoNumber) {
  Table table = small_table();
  for (const double value : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    table.blocks.begin()->second.ms = value;
    EXPECT_EQ(error_of([&] { round_trip(table); }),
              "t.json: blocks[0]: ms: expected a number > 0, got null");
  }
}

TEST(TableFile, NamesTheEntryThatMakesNoSense) {
  EXPECT_EQ(error_with("[24, 28]", "[28, 24]"), "t.json: resolutions: expected ascending numbers");
  EXPECT_EQ(error_with("[24, 28]", "[24, 24]"), "t.json: resolutions: expected ascending numbers");
  EXPECT_EQ(error_with("[24, 28]", "[]"), "t.json: resolutions: expected ascending numbers");
  EXPECT_EQ(error_with("[24, 28]", "[24, 2.5]"),
            "t.json: resolutions[1]: expected a whole number of 1 .. 65536, got 2.5");
  EXPECT_EQ(error_with("[24, 28]", "24"), "t.json: resolutions: expected a list, got 24");
  EXPECT_EQ(error_with("8x28x28 dw3 bn relu", "1x28x28 conv3-8 bn"),
            "t.json: blocks[1]: a second time for 1x28x28 conv3-8 bn");
  EXPECT_EQ(error_with("\"spread_ms\": 0.02, ", ""), "t.json: blocks[1]: spread_ms is missing");
  EXPECT_EQ(error_with("\"rounds\": 24", "\"rounds\": 24.0"),
            "t.json: blocks[1]: rounds: expected a whole number of 0 .. 1000000000, got 24.0");
  EXPECT_EQ(error_with("\"rounds\": 24", "\"rounds\": 18446744073709551615"),
            "t.json: blocks[1]: rounds: expected a whole number of 0 .. 1000000000, got "
            "18446744073709551615");
  EXPECT_EQ(error_with("\"random\", ", "\"often\", "),
            "t.json: networks[1]: role: expected fit, random or structured, got often");
  EXPECT_EQ(error_with("\"threads\": 2", "\"threads\": 0"),
            "t.json: on: threads: expected a whole number of 1 .. 65536, got 0");
  EXPECT_EQ(error_with("\"factor\": 1.1", "\"factor\": 1e7"),
            "t.json: correction: factor: expected a number of -1000000 .. 1000000, got 10000000.0");
  EXPECT_EQ(error_with("\"within_5\": 0.9", "\"within_5\": 1.5"),
            "t.json: quality: random: within_5: expected a number of 0 .. 1, got 1.5");
  EXPECT_EQ(error_with("\"space\": \"fashion\"", "\"space\": 7"),
            "t.json: space: expected a text, got 7");
  EXPECT_EQ(error_with("\"space\": \"fashion\",", ""), "t.json: space is missing");
}

TEST(TableFile, NamesAnUnknownPrecision) {
  EXPECT_EQ(
      error_with("\"bf16\"", "\"bf17\""),
      "t.json: on: precision: bf17: no such precision; did you mean bf16?; one of fp32, bf16, "
      "int8");
}

// Texts reach the terminal in errors, and where a table is shown.
TEST(TableFile, HasNoTextsThatATerminalWouldObey) {
  for (const char* text : {"\\u001b[31m", "\\n", "\\t", "\\u0000", "\\u007f", "\\u0080", "\\u009b"})
    EXPECT_THAT(error_with("openvino", text),
                StartsWith("t.json: on: runtime: expected a text without control characters, got "))
        << text;
  EXPECT_EQ(error_with("openvino", "\\u001b[31m"),
            "t.json: on: runtime: expected a text without control characters, got \"\\u001b[31m\"");
  EXPECT_EQ(error_with("openvino", "\\u00a0\\u1234 \\ud83d\\ude00"), kChanged)
      << "or all would be refused";
}

TEST(TableFile, KnowsItsFormat) {
  EXPECT_EQ(error_with("ofa-latency/1", "ofa-latency/2"),
            "t.json: format: expected ofa-latency/1, got ofa-latency/2");
  const auto error = [](const std::string& text) {
    return error_of([&] { table_from_text(text, "t.json"); });
  };
  EXPECT_EQ(error("{}"), "t.json: format is missing");
  EXPECT_EQ(error("[1]"), "t.json: expected a map, got [1]");
  EXPECT_EQ(error(std::string(100, '[')), "t.json: nested deeper than 32 levels");
  EXPECT_EQ(error(std::string(32'000'001, ' ')), "t.json: 32000001 bytes; at most 32000000");
}

TEST(TableFile, NeedsItsChecksum) {
  std::string text = to_file_text(small_table());
  const size_t place = text.rfind(",\n  \"checksum\"");
  text = text.substr(0, place) + "\n}\n";
  EXPECT_EQ(error_of([&] { table_from_text(text, "t.json"); }), "t.json: checksum is missing");
}

// The reader's limits are the writer's.
TEST(TableFile, IsNotWrittenWhereItCouldNotBeRead) {
  const TempFolder folder;
  const std::string file = (folder / "t.json").string();
  save_table(small_table(), file);
  const auto error_with_change = [&](const auto& change) {
    Table table = small_table();
    change(table);
    return error_of([&] { save_table(table, file); });
  };
  const std::string start = file + ", not written: ";
  EXPECT_EQ(error_with_change([](Table& t) { t.blocks.begin()->second.noise = std::nan(""); }),
            start + "blocks[0]: noise: expected a number of 0 .. 1000000, got null");
  EXPECT_EQ(error_with_change([](Table& t) { t.blocks.begin()->second.ms = 0; }),
            start + "blocks[0]: ms: expected a number > 0, got 0.0");
  EXPECT_EQ(error_with_change([](Table& t) { t.networks[1].ms = 0; }),
            start + "networks[1]: ms: expected a number > 0, got 0.0");
  EXPECT_EQ(error_with_change([](Table& t) { t.quality->structured.noise = std::nan(""); }),
            start + "quality: structured: noise: expected a number of 0 .. 1000000, got null");
  EXPECT_EQ(error_with_change([](Table& t) {
              t.resolutions = {28, 24};
            }),
            start + "resolutions: expected ascending numbers");
  EXPECT_EQ(error_with_change([](Table& t) { t.resolutions = {}; }),
            start + "resolutions: expected ascending numbers");
  expect_equal(load_table(file), small_table());
}

TEST(TableFile, ThatIsNotThereIsNamed) {
  EXPECT_THAT(error_of([] { load_table("/nowhere/t.json"); }), StartsWith("/nowhere/t.json: "));
}

}  // namespace
}  // namespace ofa
