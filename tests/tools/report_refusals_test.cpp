// What a report says of files that are missing or broken.
#include <gmock/gmock.h>

#include "tests/error_of.h"
#include "tests/tools/report_testing.h"
#include "tools/report/report_data.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ReportRefusals : public testing::Test {
 protected:
  static Json data_of(const std::string& folder) { return report_data(find_sources(folder)); }
  Json data() const { return data_of(folders_.search()); }
  std::string error() const {
    return error_of([this] { data(); });
  }
  std::string error_after(const std::function<void(Json&)>& change) const {
    Json front = front_;
    change(front);
    folders_.write_front(front);
    return error();
  }

  const ReportFolders folders_;
  const Json front_ = folders_.front();
};

TEST_F(ReportRefusals, SaysWhatItCouldNotFind) {
  std::filesystem::remove(folders_.table());
  folders_.write("run/predictor.safetensors", "nothing of the kind");
  const Json all = data();
  EXPECT_THAT(all["notes"],
              ElementsAre(HasSubstr("table.json: not found"), HasSubstr("predictor.safetensors")));
  EXPECT_TRUE(all["tables"].empty());
  EXPECT_FALSE(all.contains("predictor"));
  EXPECT_EQ(all["networks"].size(), 3);
  EXPECT_TRUE(all["networks"][0]["rest_ms"].empty());

  std::filesystem::remove(folders_.run() + "/run.json");
  EXPECT_FALSE(data().contains("networks"));
  std::filesystem::remove(folders_.search() + "/search.yaml");
  EXPECT_THAT(data()["notes"], ElementsAre(HasSubstr("search.yaml: not found")));
}

TEST_F(ReportRefusals, NamesWhatIsNoReport) {
  EXPECT_THAT(error_of([&] { data_of(folders_.path("none")); }),
              HasSubstr("none: neither a search (front.json) nor a run (run.json)"));
  std::filesystem::remove(folders_.search() + "/front.json");
  EXPECT_THAT(error(),
              HasSubstr("search: the search has no front yet; go on with: ofa search --resume"));
}

TEST_F(ReportRefusals, NamesWhatIsWrongWithAFront) {
  EXPECT_THAT(error_after([](Json& json) { json["format"] = "ofa-front/2"; }),
              HasSubstr("front.json: format: expected ofa-front/1, got ofa-front/2"));
  EXPECT_THAT(error_after([](Json& json) { json["front"] = Json::array(); }),
              HasSubstr("front.json: front: expected members, got none"));
  EXPECT_THAT(error_after([](Json& json) { json["best"] = 1000; }),
              HasSubstr("front.json: best: expected a whole number of 0 .."));
  EXPECT_THAT(error_after([](Json& json) { json["limits"] = {"joy >= 1"}; }),
              HasSubstr("front.json: limits[0]: no member has a metric joy"));
  EXPECT_THAT(error_after([](Json& json) { json["limits"] = {"joy"}; }),
              HasSubstr("front.json: limits[0]: expected METRIC <= VALUE"));
  folders_.write("run/search/front.json", "{");
  EXPECT_THAT(error(), HasSubstr("front.json: not JSON"));
}

TEST_F(ReportRefusals, NamesWhatIsWrongWithAMember) {
  EXPECT_THAT(error_after([](Json& json) { json["front"][0] = 1; }),
              HasSubstr("front.json: front[0]: expected a map, got 1"));
  EXPECT_THAT(error_after([](Json& json) { json["front"][2].erase("macs"); }),
              HasSubstr("front.json: front[2]: macs is missing"));
  EXPECT_THAT(error_after([](Json& json) { json["front"][2]["macs"] = nullptr; }),
              HasSubstr("front.json: front[2]: macs: expected a number"));
  EXPECT_THAT(error_after([](Json& json) { json["front"][1]["arch"] = "28/24:k9e4/32:k3e4/64"; }),
              HasSubstr("front.json: front[1]: arch: "));
  EXPECT_THAT(error_after([](Json& json) { json["front"][0]["measured"].erase("accuracy_noise"); }),
              HasSubstr("front.json: front[0]: measured: accuracy_noise is missing"));
}

TEST_F(ReportRefusals, NamesTheLineThatIsBroken) {
  folders_.write("run/search/search.jsonl", "{\"generation\": 0}\n");
  EXPECT_THAT(error(), HasSubstr("search.jsonl:1: best is missing"));
  const auto run_error = [&] { return error_of([&] { data_of(folders_.run()); }); };
  folders_.write("run/metrics.jsonl", "{\"step\": 1, \"phase\": \"a\", \"loss\": null}\n");
  EXPECT_THAT(run_error(), HasSubstr("metrics.jsonl:1: loss: expected a number"));
  folders_.write("run/metrics.jsonl", "\n");
  EXPECT_THAT(run_error(), HasSubstr("metrics.jsonl:1: not JSON"));
}

TEST_F(ReportRefusals, NotesWhatIsWrongWithTheRunOfASearch) {
  folders_.write("run/metrics.jsonl", "\n");
  const Json all = data();
  EXPECT_THAT(all["notes"], ElementsAre(HasSubstr("metrics.jsonl:1: not JSON")));
  EXPECT_FALSE(all.contains("training"));
  EXPECT_TRUE(all.contains("networks"));
}

}  // namespace
}  // namespace ofa
