#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <functional>
#include <stdexcept>
#include <string>

namespace ofa {

// How a child process ended, and the text that it left.
struct ChildEnd {
  std::string text;
  int exit = -1;  // -1: a signal ended it
  int killed_by = 0;
};

// Runs `body` in a forked process, for what changes a whole process. Its text is what the body
// returns or throws; the body asserts nothing itself.
inline ChildEnd in_child(const std::function<std::string()>& body) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe");
  const pid_t pid = ::fork();
  if (pid == 0) {
    std::string text;
    try {
      text = body();
    } catch (const std::exception& error) {
      text = error.what();
    }
    const bool sent =
        ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::_exit(sent ? 0 : 99);
  }
  ::close(ends[1]);
  ChildEnd end;
  char part[4096];
  for (ssize_t n; (n = ::read(ends[0], part, sizeof part)) > 0;) {
    end.text.append(part, static_cast<size_t>(n));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFEXITED(status)) end.exit = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) end.killed_by = WTERMSIG(status);
  return end;
}

}  // namespace ofa
