#include "core/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string_view>

namespace ofa {
namespace {

std::mutex mutex;
std::string status;

// One fwrite each: stderr has no buffer, and halves of a line would flicker.
void draw() {
  if (status.empty()) return;
  const std::string text = "\r" + status + "\x1b[K";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void erase() {
  if (!status.empty()) std::fputs("\r\x1b[K", stderr);
}

}  // namespace

bool stderr_is_terminal() {
  const char* term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) && !(term && std::string_view(term) == "dumb");
}

int terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

void show_status(std::string line) {
  const std::lock_guard lock(mutex);
  status = std::move(line);
  draw();
}

void clear_status() {
  const std::lock_guard lock(mutex);
  erase();
  status.clear();
}

void print_above_status(const std::function<void()>& print) {
  const std::lock_guard lock(mutex);
  erase();
  print();
  draw();
}

}  // namespace ofa
