#include "tools/latency_text.h"

#include <gmock/gmock.h>

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::Not;

Table some_table() {
  Table table;
  table.source = "t.json";
  table.space = "fashion";
  table.resolutions = {28};
  table.fingerprint = {{"EPYC", {}, 2, ""}, "openvino", "2026.4", Arithmetic::kFp32, 1, 1};
  table.measured = "2026-11-22 01:02";
  table.correction = {.factor = 1.1, .measured = table.measured, .networks = 24, .error = 0.008};
  table.quality = Quality{{.networks = 40, .error = 0.012}, {.networks = 38, .error = 0.034}};
  return table;
}

std::string written(const Table& table) {
  return written_table_text(table, "t.json", "fashion");
}

TEST(LatencyText, TellsOfATableOnALine) {
  EXPECT_EQ(table_line(some_table()),
            "openvino 2026.4 fp32, 1 thread, EPYC with 2 cores; error 1.2 % on 40 random, 3.4 % on "
            "38 structured networks");
  Table imported = some_table();
  imported.quality.reset();
  EXPECT_THAT(table_line(imported), HasSubstr("cores; its error is unknown"));
}

// Figures do not follow a correction that is renewed; of the same day it may be.
TEST(LatencyText, TellsOfWhichCorrectionItsFiguresAre) {
  EXPECT_THAT(written(some_table()), Not(HasSubstr("corrected")));
  Table table = some_table();
  table.correction.measured = "2026-11-22 02:31";
  EXPECT_EQ(table_line(table),
            "openvino 2026.4 fp32, 1 thread, EPYC with 2 cores; corrected 2026-11-22 02:31: 0.8 % "
            "on 24 networks; with the correction before: error 1.2 % on 40 random, 3.4 % on 38 "
            "structured networks");
  EXPECT_THAT(written(table), HasSubstr("corrected 2026-11-22 02:31: 0.8 % on 24 networks; figures "
                                        "below are of the correction before\n"));
  EXPECT_EQ(table_json(table, {})["corrected"]["measured"], "2026-11-22 02:31");
  EXPECT_FALSE(table_json(some_table(), {}).contains("corrected"));
}

// No error on no networks is none at all.
TEST(LatencyText, TellsNoErrorOnNoNetworks) {
  Table table = some_table();
  table.quality->random = {};
  EXPECT_THAT(table_line(table), HasSubstr("error - on 0 random, 3.4 % on 38 structured"));
  EXPECT_THAT(written(table), HasSubstr("random             0        -       -        -"));
  EXPECT_TRUE(table_json(table, {})["error"]["random"].is_null());
}

TEST(LatencyText, IsTheSameForMachines) {
  const Json json = table_json(some_table(), {"cores: 2, here 4"});
  EXPECT_EQ(json["file"], "t.json");
  EXPECT_EQ(json["measured"], "2026-11-22 01:02");
  EXPECT_EQ(json["error"]["random"], 0.012);
  EXPECT_EQ(json["error"]["structured"], 0.034);
  EXPECT_EQ(json["differences"], Json{"cores: 2, here 4"});
  Table imported = some_table();
  imported.quality.reset();
  EXPECT_TRUE(table_json(imported, {})["error"].is_null());
}

}  // namespace
}  // namespace ofa
