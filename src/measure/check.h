#pragma once

#include "measure/measure.h"

namespace ofa {

// A table's predictions beside what a few of its networks take now.
struct TableCheck {
  struct Row {
    std::string arch;
    double predicted_ms = 0, measured_ms = 0;
  };
  std::vector<Row> rows;
  std::vector<std::string> differences;  // of the fingerprint
  double error = 0;
  double factor = 1;            // by which most networks are slower than predicted
  double error_but_factor = 0;  // what remains without it

  bool holds() const;
  bool needs_correction() const;  // and nothing more
};

TableCheck check_table(const Space& space, const Table& table,
                       const std::vector<BlockRuntime>& runtimes);

// Measures again the networks that the correction was fitted on, and fits it anew; the figures
// remain those of the correction before. An Error with Exit::kNo where the blocks are of another
// processor or runtime.
void recorrect(const Space& space, Table& table, const std::vector<BlockRuntime>& runtimes);

// In what this machine and its runtimes differ from what a table was measured on.
std::vector<std::string> differences_here(const Table& table,
                                          const std::vector<BlockRuntime>& runtimes);

}  // namespace ofa
