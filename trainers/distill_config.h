#pragma once

#include <string>
#include <vector>

#include "trainers/distill_terms.h"

namespace ofa {

// By what a teacher's norms go.
enum class TeacherNorms { kBatch, kCalibrated };
constexpr auto names_of(TeacherNorms) {
  return std::array{std::pair{TeacherNorms::kBatch, "batch"},
                    std::pair{TeacherNorms::kCalibrated, "calibrated"}};
}

struct TeacherShare {
  std::string name;
  double share = 1;  // of what is learned from all teachers

  bool operator==(const TeacherShare&) const = default;
};

// One by name, or several with their shares: {max: 1, runs/big: 3}.
struct TeacherShares {
  std::vector<TeacherShare> all;

  bool contains(std::string_view name) const;
  bool operator==(const TeacherShares&) const = default;
};

template <>
struct Codec<TeacherShares> {
  static TeacherShares read(const Node& node);
  static Node dump(const TeacherShares& shares);
  static std::string type_name() { return "a name, or a map from names to shares > 0"; }
};

struct DistillConfig {
  static constexpr const char* kInPlace = "max";
  static constexpr const char* kAtStart = "start";

  TeacherShares teacher;
  std::vector<DistillTerm> terms = {SoftTerm()};
  Ramp labels;
  TeacherNorms statistics = TeacherNorms::kBatch;

  static void fields(auto& c, auto& v) {
    v.required("teacher", c.teacher,
               "max: the widest arch as it is being trained; start: as it was before the first "
               "step; the name of an earlier phase: as that left it; a run folder: its widest "
               "arch; a subnet folder; or several: {max: 1, FOLDER: 3}");
    v.optional("terms", c.terms, kFilled, "what makes a student like its teachers");
    v.optional("labels", c.labels, "weight of the labels' loss beside the terms");
    v.optional("statistics", c.statistics,
               "what norms of teachers that do not change go by: the batch at hand, or statistics "
               "found before");
  }
  void check(const Node& node) const;

  bool in_place() const { return teacher.contains(kInPlace); }
  bool compares_blocks() const;
  bool operator==(const DistillConfig&) const = default;
};

}  // namespace ofa
