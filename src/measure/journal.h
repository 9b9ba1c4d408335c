#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/append_file.h"
#include "measure/samples.h"

namespace ofa {

// The rounds of a measurement that are done, in a file that outlives whoever is killed.
class Journal {
 public:
  // Goes on where the file ends; an Error where it is another measurement's: `plan` names it. No
  // file: nothing outlives the process.
  Journal(std::filesystem::path file, const std::string& plan, size_t num_subjects);

  // Of these subjects, who may have been in other groups before, the fewest.
  int rounds_of(size_t first_subject, size_t num_subjects) const;
  // What the subjects from `first` on, in their order, took in one more round.
  void append(size_t first_subject, const std::vector<double>& visits);

  const Samples& samples() const { return samples_; }
  const std::filesystem::path& file() const { return path_; }

 private:
  uint64_t read(const std::string& plan);

  std::filesystem::path path_;
  Samples samples_;
  std::unique_ptr<AppendFile> file_;  // null: no file
};

}  // namespace ofa
