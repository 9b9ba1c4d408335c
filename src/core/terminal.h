#pragma once

#include <functional>
#include <string>

namespace ofa {

bool stderr_is_terminal();
int terminal_width();  // of the terminal on stderr, in columns; 80 where it does not tell

// The status line: the terminal's last line on stderr, redrawn in place, below everything printed.
void show_status(std::string line);
void clear_status();

// Whatever writes lines to stderr does it in here: one at a time, and never into the status line.
void print_above_status(const std::function<void()>& print);

}  // namespace ofa
