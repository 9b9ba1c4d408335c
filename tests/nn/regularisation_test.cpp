#include "nn/regularisation.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "space/arch_text.h"
#include "space/lower.h"
#include "tests/nn/autograd_network.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

constexpr Regularisation kMuch{.dropout = 0.3, .drop_path = 0.7, .seed = 5, .pass = 9};

std::map<int, at::Tensor> factors_of(const Regularisation& regularisation, const Graph& graph,
                                     const at::Tensor& images) {
  const Drops drops(regularisation, graph);
  std::map<int, at::Tensor> factors;
  for (size_t op = 0; op < graph.ops.size(); ++op) {
    const ValueId input = graph.ops[op].inputs[0];
    std::vector<int64_t> sizes{images.size(0), graph.channels(input)};
    if (!graph.values[input].is_matrix())
      sizes.insert(sizes.end(), {graph.values[input].height, graph.values[input].width});
    const at::Tensor of_op =
        drops.factors(static_cast<int>(op), at::empty(sizes, images.options()));
    if (of_op.defined()) factors[static_cast<int>(op)] = of_op;
  }
  return factors;
}

// Logits, then all gradients.
std::vector<at::Tensor> pass(RandomSupernet& net, const Plan& plan, const at::Tensor& images,
                             at::ScalarType precision, const Regularisation* regularisation) {
  clear_gradients(net.weights);
  Tape tape;
  const at::Tensor logits =
      forward_train(net.weights, plan, images, precision, &tape, {}, regularisation)
          .at(plan.graph.output);
  backward(net.weights, tape, {{plan.graph.output, some_gradient(logits)}});
  return {logits, net.weights.flat_gradients(WeightGroup::kDecayed).clone(),
          net.weights.flat_gradients(WeightGroup::kPlain).clone()};
}

bool are_equal(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
  return std::ranges::equal(
      a, b, [](const at::Tensor& x, const at::Tensor& y) { return at::equal(x, y); });
}

// In double, against autograd with the same factors; `keep` as forward_train has it.
void expect_as_autograd(RandomSupernet& net, const Plan& plan, const std::vector<ValueId>& keep) {
  const ValueId logits = plan.graph.output;
  const at::Tensor images =
      random_images(6, net.space.spec.input.channels, plan.arch.resolution, 3, at::kDouble)
          .to(net.weights.device());
  Tape tape;
  const Values values = forward_train(net.weights, plan, images, at::kDouble, &tape, keep, &kMuch);
  const at::Tensor gradient = some_gradient(values.at(logits));
  clear_gradients(net.weights);
  backward(net.weights, tape, {{logits, gradient}});

  const AutogradResult expected = autograd_network(net.weights, plan, images, {{logits, gradient}},
                                                   factors_of(kMuch, plan.graph, images));
  EXPECT_LT(relative_difference(values.at(logits), expected.values.at(logits)), 1e-11);
  double largest = 0;
  for (const at::Tensor& full : expected.gradients)
    largest = std::max(largest, full.abs().max().item<double>());
  for (size_t id = 0; id < expected.gradients.size(); ++id) {
    const at::Tensor found = net.weights.gradients(static_cast<ParamId>(id));
    EXPECT_LT((found - expected.gradients[id]).abs().max().item<double>(), 1e-11 * largest)
        << net.weights.declared().parameters[id].name << " " << to_text(net.space, plan.arch);
  }
}

class EverySpaceRegularised : public OnEverySpace {};

TEST_P(EverySpaceRegularised, GivesTheGradientsOfPlainAutogradWithTheSameFactors) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kDouble, device());
  for (const Arch& arch : small_archs(net.space, count(2, 5), 2, 64))
    expect_as_autograd(net, make_plan(net.space, arch, net.weights), {});
}

TEST_P(EverySpaceRegularised, IsBitForBitAsWithoutWhereRatesAreZero) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kFloat, device());
  const Plan plan = make_plan(net.space, small_archs(net.space, 3, 2).back(), net.weights);
  const at::Tensor images = random_images(4, net.space.spec.input.channels, 32, 3).to(device());
  const Regularisation none{.stages = 2, .seed = 5, .pass = 9};
  for (const at::ScalarType precision : {at::kFloat, at::kBFloat16})
    EXPECT_TRUE(are_equal(pass(net, plan, images, precision, &none),
                          pass(net, plan, images, precision, nullptr)))
        << precision;
}

TEST_P(EverySpaceRegularised, RunsInBFloat16NearFloat) {
  RandomSupernet net = random_supernet(space_name(), 1, at::kFloat, device());
  const Plan plan = make_plan(net.space, small_archs(net.space, 1, 2)[0], net.weights);
  const at::Tensor images = random_images(8, net.space.spec.input.channels, 32, 3).to(device());
  const auto logits = [&](at::ScalarType precision, const Regularisation* regularisation) {
    return pass(net, plan, images, precision, regularisation)[0];
  };
  const auto off = [&](const Regularisation* regularisation) {
    const at::Tensor exact = logits(at::kFloat, regularisation);
    return ((logits(at::kBFloat16, regularisation) - exact).norm() / exact.norm()).item<double>();
  };
  EXPECT_LT(off(&kMuch), 0.05 + 3 * off(nullptr));
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceRegularised,
                         testing::Combine(testing::ValuesIn(space_names()), every_device()),
                         OnEverySpace::name);

class Regularised : public OnDevice {};

TEST_P(Regularised, PassesHaveTheSameBitsWhateverRanBefore) {
  RandomSupernet net = random_supernet(toy_space(), 1, at::kFloat, GetParam());
  const Plan plan = make_plan(net.space, max_arch(net.space), net.weights);
  const at::Tensor images = random_images(16, 1, 10, 3).to(GetParam());
  const auto with = [&](uint64_t seed, uint64_t number) {
    const Regularisation regularisation{
        .dropout = 0.3, .drop_path = 0.5, .seed = seed, .pass = number};
    return pass(net, plan, images, at::kFloat, &regularisation);
  };
  const std::vector<at::Tensor> first = with(1, 1);
  EXPECT_FALSE(are_equal(with(1, 2), first));
  EXPECT_FALSE(are_equal(with(2, 1), first));
  at::rand({3});
  EXPECT_TRUE(are_equal(with(1, 1), first));
}

// What is fused depends on what is kept; which branch is dropped does not.
TEST_P(Regularised, DropsTheSameWhateverIsKept) {
  for (const Space& space : {toy_space(), scaled_toy_space()}) {
    RandomSupernet net = random_supernet(space, 1, at::kDouble, GetParam());
    const Plan plan = make_plan(net.space, max_arch(net.space), net.weights);
    std::vector<ValueId> all;
    for (const Op& op : plan.graph.ops) {
      all.push_back(op.output);
      if (std::holds_alternative<BatchNorm>(op.operation))
        expect_as_autograd(net, plan, {op.output});
    }
    expect_as_autograd(net, plan, all);
  }
}

INSTANTIATE_TEST_SUITE_P(Devices, Regularised, every_device(), device_name);

// By the names of the operations that drop something.
std::map<std::string, double> rates_of(const std::string& space, const Regularisation& of) {
  const Space loaded = load_space(space);
  const Graph graph = lower(loaded, max_arch(loaded));
  const std::vector<double> rates = drop_rates(of, graph);
  std::map<std::string, double> found;
  for (size_t op = 0; op < rates.size(); ++op)
    if (rates[op] > 0) found[graph.ops[op].name] = rates[op];
  return found;
}

TEST(DropRates, GrowWithDepthOverBlocksThatAddAShortcut) {
  using testing::DoubleEq;
  using testing::ElementsAre;
  using testing::Pair;
  EXPECT_THAT(rates_of("fashion", {.drop_path = 0.2}),
              ElementsAre(Pair("stages.0.blocks.1.add", DoubleEq(0.04)),
                          Pair("stages.1.blocks.1.add", DoubleEq(0.08)),
                          Pair("stages.1.blocks.2.add", DoubleEq(0.12)),
                          Pair("stages.2.blocks.1.add", DoubleEq(0.16)),
                          Pair("stages.2.blocks.2.add", DoubleEq(0.2))));
  EXPECT_THAT(rates_of("fashion", {.drop_path = 0.2, .stages = 1}),
              ElementsAre(Pair("stages.2.blocks.1.add", DoubleEq(0.16)),
                          Pair("stages.2.blocks.2.add", DoubleEq(0.2))));
  EXPECT_EQ(rates_of("fashion", {.drop_path = 0.2, .stages = 2}).size(), 4);
  EXPECT_EQ(rates_of("fashion", {.drop_path = 0.2, .stages = 9}),
            rates_of("fashion", {.drop_path = 0.2}));
}

TEST(DropRates, OfDropoutAreThoseOfItsMark) {
  EXPECT_EQ(rates_of("mobilenet_v1", {.dropout = 0.2, .drop_path = 0.2}),
            (std::map<std::string, double>{{"head.1.dropout", 0.2}}));
}

// Of many images, in float.
class DropFactors : public testing::Test {
 protected:
  at::Tensor factors(const Regularisation& regularisation, const std::string& name,
                     at::IntArrayRef sizes = {40'000, 1, 1, 1}) const {
    for (size_t op = 0; op < graph_.ops.size(); ++op)
      if (graph_.ops[op].name == name)
        return Drops(regularisation, graph_).factors(static_cast<int>(op), at::empty(sizes));
    throw std::logic_error(name);
  }

  Graph graph_ = lower(load_space("attentive_nas"), max_arch(load_space("attentive_nas")));
};

void expect_share(const at::Tensor& true_or_false, double share) {
  const auto count = static_cast<double>(true_or_false.numel());
  EXPECT_NEAR(true_or_false.to(at::kDouble).mean().item<double>(), share,
              4 * std::sqrt(share * (1 - share) / count));
}

TEST_F(DropFactors, KeepTheirShareAndTheMeanOfWhatTheyAreOf) {
  const std::vector<double> rates = drop_rates(kMuch, graph_);
  for (size_t op = 0; op < rates.size(); ++op) {
    if (rates[op] == 0) continue;
    const bool of_path = std::holds_alternative<Add>(graph_.ops[op].operation);
    const at::Tensor found =
        factors(kMuch, graph_.ops[op].name,
                of_path ? at::IntArrayRef{20'000, 3, 2, 2} : at::IntArrayRef{200, 100, 1, 1});
    ASSERT_EQ(found.numel(), 20'000) << graph_.ops[op].name;
    expect_share(found == 0, rates[op]);
    const at::Tensor kept = found.masked_select(found != 0);
    EXPECT_LT((kept * (1 - rates[op]) - 1).abs().max().item<double>(), 1e-6);
  }
}

// Whatever they differ in.
TEST_F(DropFactors, OfTwoPassesOperationsOrSeedsAreIndependent) {
  const std::string last = "stages.6.blocks.1.add", before = "stages.6.blocks.0.add";
  const Regularisation one{.drop_path = 0.5, .seed = 1, .pass = 1};
  Regularisation of_seed = one, of_pass = one;
  of_seed.seed = of_pass.pass = 2;
  const double rate = one.drop_path;
  const at::Tensor dropped = factors(one, last) == 0;
  for (const at::Tensor& other : {factors(of_seed, last), factors(of_pass, last)})
    expect_share(at::logical_and(dropped, other == 0), rate * rate);
  const at::Tensor of_other = factors(one, before);
  const double share = (of_other == 0).to(at::kDouble).mean().item<double>();
  EXPECT_NEAR(at::logical_and(dropped, of_other == 0).to(at::kDouble).mean().item<double>(),
              rate * share, 0.01);
}

// An image's own does not depend on how many come after it.
TEST_F(DropFactors, AreEachImagesOwn) {
  const std::string last = "stages.6.blocks.1.add";
  const at::Tensor few = factors(kMuch, last, {40, 3, 2, 2});
  EXPECT_TRUE(at::equal(few, factors(kMuch, last).narrow(0, 0, 40)));
  EXPECT_GT(few.max().item<float>(), few.min().item<float>());
}

}  // namespace
}  // namespace ofa
