#pragma once

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace ofa {

// A real pseudo terminal on stderr for as long as the object lives.
class FakeTerminal {
 public:
  explicit FakeTerminal(unsigned short columns) {
    ::setenv("TERM", "xterm", 1);
    termios raw{};
    ::cfmakeraw(&raw);
    const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    int terminal = -1;
    if (::openpty(&screen_, &terminal, nullptr, &raw, &size) != 0) {
      throw std::runtime_error("openpty");
    }
    // Better to lose output than to hang when nobody reads.
    ::fcntl(terminal, F_SETFL, O_NONBLOCK);
    saved_ = ::dup(STDERR_FILENO);
    ::dup2(terminal, STDERR_FILENO);
    ::close(terminal);
  }
  ~FakeTerminal() {
    ::dup2(saved_, STDERR_FILENO);
    ::close(saved_);
    ::close(screen_);
  }
  FakeTerminal(const FakeTerminal&) = delete;
  FakeTerminal& operator=(const FakeTerminal&) = delete;

  // What was written since the last call.
  std::string read() {
    std::string text;
    pollfd waiting{.fd = screen_, .events = POLLIN, .revents = 0};
    while (::poll(&waiting, 1, /*timeout_ms=*/50) > 0 && (waiting.revents & POLLIN)) {
      char part[4096];
      const ssize_t n = ::read(screen_, part, sizeof part);
      if (n <= 0) break;
      text.append(part, static_cast<size_t>(n));
    }
    return text;
  }

 private:
  int screen_ = -1;
  int saved_ = -1;
};

}  // namespace ofa
