#include "measure/rounds.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

// Takes as long as it is told, and writes down who was called.
Subject subject(int id, double ms, std::vector<int>* calls, uint64_t bytes = 1) {
  return {[=] {
            return TimedCall([=] {
              calls->push_back(id);
              return CallTime{ms, ms};
            });
          },
          2, bytes};
}

TEST(Visit, IsTheShortestCallAfterTheFirst) {
  std::vector<double> times{1, 5, 3, 4};
  size_t next = 0;
  const TimedCall call = [&] {
    const double ms = times[next++];
    return CallTime{ms, ms};
  };
  EXPECT_EQ(visit(call, 3, Disturbance::kDropped), 3);
}

TEST(Visit, LeavesOutCallsInWhichTheThreadDidNotCompute) {
  std::vector<CallTime> times{{9, 9}, {2, 1.9}, {4, 3.97}};
  size_t next = 0;
  const TimedCall call = [&] { return times[next++ % 3]; };
  EXPECT_EQ(visit(call, 2, Disturbance::kDropped), 4);
  next = 0;
  EXPECT_EQ(visit(call, 2, Disturbance::kUnknown), 2);
  times = {{9, 9}, {2, 1}, {4, 1}};
  next = 0;
  EXPECT_TRUE(std::isnan(visit(call, 2, Disturbance::kDropped)));
}

TEST(Rounds, VisitEverySubjectOnceInAnotherOrderEachTime) {
  std::vector<int> calls;
  std::vector<Subject> subjects;
  for (int id = 0; id < 8; ++id) subjects.push_back(subject(id, 1 + id, &calls));
  Journal journal({}, "", subjects.size());
  const Samples samples = measure_rounds(
      subjects, {.fewest_rounds = 8, .most_rounds = 8, .discarded_rounds = 3}, journal);
  ASSERT_THAT(calls, SizeIs((8 + 3) * 8 * 3));
  std::set<std::vector<int>> orders;
  for (int round = 0; round < 11; ++round) {
    std::vector<int> order;
    for (int i = 0; i < 8; ++i) order.push_back(calls[(round * 8 + i) * 3]);
    orders.insert(order);
    EXPECT_EQ(std::set<int>(order.begin(), order.end()).size(), 8u);
  }
  EXPECT_GE(orders.size(), 8u) << "the discarded rounds and the others share some orders, no more";
  for (int id = 0; id < 8; ++id) EXPECT_EQ(samples[id], Visits(8, 1 + id));
}

TEST(Rounds, EndWhereEvenAndOddOnesAgree) {
  std::vector<int> calls;
  const std::vector<Subject> steady{subject(0, 1, &calls)};
  Journal journal({}, "", 1);
  EXPECT_THAT(measure_rounds(steady, {.fewest_rounds = 8, .most_rounds = 40}, journal)[0],
              SizeIs(8));

  double ms = 0;
  const Subject rising{[&] {
                         return TimedCall([&] {
                           ms += 1;
                           return CallTime{ms, ms};
                         });
                       },
                       1, 1};
  Journal other({}, "", 1);
  EXPECT_THAT(measure_rounds({rising}, {.fewest_rounds = 8, .most_rounds = 16}, other)[0],
              SizeIs(16));
}

TEST(Rounds, LoadGroupByGroupWhatDoesNotFitTogether) {
  std::vector<int> calls;
  std::vector<Subject> subjects;
  for (int id = 0; id < 4; ++id) subjects.push_back(subject(id, 1, &calls, 10));
  Journal journal({}, "", subjects.size());
  measure_rounds(subjects,
                 {.fewest_rounds = 4, .most_rounds = 4, .discarded_rounds = 0, .most_bytes = 25},
                 journal);
  const std::set<int> first(calls.begin(), calls.begin() + 4 * 2 * 3);
  EXPECT_THAT(first, ElementsAre(0, 1));
}

// How much memory is free decides on the groups, and may be another when a measurement goes on.
TEST(Rounds, AreGivenToAllThatLackThemWhateverTheGroupsWere) {
  std::vector<int> calls;
  std::vector<Subject> subjects;
  for (int id = 0; id < 4; ++id) subjects.push_back(subject(id, 1, &calls, 10));
  for (const uint64_t most_bytes : {15, 25, 35, 100}) {
    Journal journal({}, "", subjects.size());
    for (int round = 0; round < 4; ++round) journal.append(0, {1, 1});
    journal.append(2, {1});
    const Samples samples = measure_rounds(
        subjects,
        {.fewest_rounds = 4, .most_rounds = 4, .discarded_rounds = 0, .most_bytes = most_bytes},
        journal);
    for (const Visits& visits : samples) EXPECT_GE(visits.size(), 4u) << most_bytes;
  }
}

// Who was disturbed is visited until there is something to say of it.
TEST(Rounds, DoNotEndBeforeEverySubjectHasEnough) {
  std::vector<int> calls;
  int visits = 0;
  const Subject disturbed{
      [&] { return TimedCall([&] {
              return CallTime{1, visits++ < 8 * 2 ? 0.5 : 1};
            }); }, 1, 1};
  Journal journal({}, "", 2);
  const Samples samples =
      measure_rounds({subject(0, 1, &calls), disturbed},
                     {.fewest_rounds = 8, .most_rounds = 40, .discarded_rounds = 0}, journal);
  EXPECT_THAT(samples[0], SizeIs(12));
  EXPECT_THAT(undisturbed(samples[1]), SizeIs(4));
}

// One that says nothing leaves the choice to the others.
TEST(Noise, OfASubjectWithoutUndisturbedOddRoundsIsThatOfItsOthers) {
  Samples samples(9);
  for (Visits& visits : samples)
    for (int i = 0; i < 40; ++i) visits.push_back(i == 7 ? 0.5 : 1 + 0.001 * (i % 2));
  const double share = steadiest_quantile(samples);
  EXPECT_GT(share, 0);
  for (const int least : {0, 37}) {  // half of them, and one alone
    Samples disturbed = samples;
    for (int i = 0; i < 40; ++i)
      if (i % 2 == 1 || i < least) disturbed[3][i] = std::nan("");
    EXPECT_EQ(steadiest_quantile(disturbed), share);
    EXPECT_LT(noise_at(disturbed, share), 0.002);
  }
}

TEST(Noise, DecidesOnTheQuantile) {
  Visits quiet, shared;  // the lowest is an outlier; a neighbour is there in most rounds
  for (int i = 0; i < 40; ++i) {
    quiet.push_back(i == 7 ? 0.5 : 1 + 0.001 * (i % 2));
    shared.push_back(i % 10 < 3 ? 1 : 1.5 + 0.1 * (i % 2));
  }
  EXPECT_GT(steadiest_quantile(Samples{quiet}), 0);
  EXPECT_LT(steadiest_quantile(Samples{shared}), 0.3);
}

TEST(Noise, IsTheDifferenceOfEvenAndOddRounds) {
  EXPECT_NEAR(noise_at(Visits{1, 1.1, 1, 1.1}, 0), 0.1, 1e-12);
  EXPECT_DOUBLE_EQ(noise_at(Visits{2, 2, std::nan(""), 2}, 0.5), 0);
  EXPECT_NEAR(noise_at(Visits{1, std::nan(""), 1.1, std::nan("")}, 0), 0.1, 1e-12);
}

}  // namespace
}  // namespace ofa
