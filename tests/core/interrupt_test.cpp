#include "core/interrupt.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "tests/core/child.h"

namespace ofa {
namespace {

TEST(Interrupt, RaisesAFlagInsteadOfEndingTheProgram) {
  for (const int number : {SIGINT, SIGTERM}) {
    const ChildEnd end = in_child([&] {
      install_interrupt_handlers();
      std::string text = std::to_string(interrupted()) + std::to_string(interrupt_signal());
      ::raise(number);
      return text + " " + std::to_string(interrupted()) + " " + std::to_string(interrupt_signal());
    });
    EXPECT_EQ(end.exit, 0);
    EXPECT_EQ(end.text, "00 1 " + std::to_string(number));
  }
}

TEST(Interrupt, EndsTheProgramAtTheSecondSignalOfEitherKind) {
  for (const int first : {SIGINT, SIGTERM}) {
    for (const int second : {SIGINT, SIGTERM}) {
      const ChildEnd end = in_child([&]() -> std::string {
        install_interrupt_handlers();
        ::raise(first);
        ::raise(second);
        return "survived";
      });
      EXPECT_EQ(end.killed_by, second);
      EXPECT_EQ(end.text, "");
    }
  }
}

TEST(Interrupt, KeepsIgnoringWhatTheParentIgnores) {
  const ChildEnd end = in_child([] {
    ::signal(SIGINT, SIG_IGN);
    install_interrupt_handlers();
    ::raise(SIGINT);
    ::raise(SIGINT);
    return std::to_string(interrupt_signal());
  });
  EXPECT_EQ(end.exit, 0);
  EXPECT_EQ(end.text, "0");
}

TEST(Interrupt, LetsAReadUnderWayGoOn) {
  const ChildEnd end = in_child([]() -> std::string {
    install_interrupt_handlers();
    int ends[2];
    if (::pipe(ends) != 0) return "no pipe";
    if (::fork() == 0) {
      ::usleep(50'000);
      ::kill(::getppid(), SIGTERM);
      ::usleep(50'000);
      const bool sent = ::write(ends[1], "x", 1) == 1;
      ::_exit(sent ? 0 : 1);
    }
    char byte = '-';
    const bool read = ::read(ends[0], &byte, 1) == 1;
    return std::string(1, byte) + (read && interrupted() ? " interrupted" : "");
  });
  EXPECT_EQ(end.text, "x interrupted");
}

}  // namespace
}  // namespace ofa
