#include "core/interrupt.h"

#include <signal.h>

#include <atomic>

namespace ofa {
namespace {

std::atomic<int> received = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler writes it");

void handle(int signal_number) {
  received = signal_number;
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void install_interrupt_handlers() {
  struct sigaction action {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;  // reads and writes under way go on
  // Each holds the other back while it is handled, so that the first is the one we report.
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGTERM);
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction old {};
    ::sigaction(number, nullptr, &old);
    if (old.sa_handler != SIG_IGN) ::sigaction(number, &action, nullptr);
  }
}

bool interrupted() {
  return interrupt_signal() != 0;
}

int interrupt_signal() {
  return received.load(std::memory_order_relaxed);
}

}  // namespace ofa
