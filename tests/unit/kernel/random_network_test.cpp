/// Compiled kernels against the reference on networks of every kind of reaction, drawn at random.
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "base/isa.hpp"
#include "kernel/kernel.hpp"
#include "support/catch.hpp"
#include "support/lane_arrays.hpp"
#include "support/network_builder.hpp"
#include "support/restore_isa.hpp"

namespace {

using namespace sigdyn;

class RandomNetwork {
 public:
  explicit RandomNetwork(unsigned seed) : random_(seed) {
    for (int i = 0; i < 6; ++i) k_.push_back(build.parameter("k" + std::to_string(i), value()));
    const ParameterId assigned = build.parameter("assigned", 0.0);
    const ParameterId dynamic = build.parameter("dynamic", 0.0);
    driven_ = build.parameter("driven", value());
    for (int i = 0; i < 10; ++i) {
      species_.push_back(build.species("S" + std::to_string(i), value(), i == 9));
    }
    build.network.assignment_rules = {
        {symbol(assigned), build.make(Op::divide, build.of(k_[0]), build.of(k_[1]))},
        {symbol(dynamic), build.make(Op::multiply, build.of(assigned), build.of(species_[0]))}};
    k_.push_back(assigned);
    k_.push_back(dynamic);
    k_.push_back(driven_);
    for (int i = 0; i < 40; ++i) add_reaction();
    for (int i = 0; i < 6; ++i) add_reversible_pair();
    for (int i = 0; i < 6; ++i) add_expression_reaction();
    build.network.reactions.back().products = {term(2), term(5)};
    build.network.reactions.back().products[0].stoichiometry = k_[2];
    build.network.rate_rules = {
        {symbol(driven_), build.make(Op::multiply, build.of(driven_), hill())},
        {{SymbolKind::species, species_[8].index}, build.make(Op::negate, build.of(species_[8]))}};
    validate(build.network);
  }

  double value() { return std::uniform_real_distribution<double>(0.5, 2.0)(random_); }

  NetworkBuilder build{1.7};

 private:
  static Symbol symbol(ParameterId id) { return {SymbolKind::parameter, id.index}; }
  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  SpeciesId any() { return species_[static_cast<std::size_t>(pick(10))]; }
  ParameterId any_k() { return k_[static_cast<std::size_t>(pick(static_cast<int>(k_.size())))]; }
  Term term(std::size_t i) {
    Term made;
    made.species = species_[i];
    return made;
  }

  MassAction law() {
    MassAction made;
    made.rate_constant = any_k();
    made.factor = pick(2) == 0 ? 1.0 : 0.5;
    made.volume = ParameterId{0};
    made.volume_power = pick(3) - 1;
    return made;
  }

  void add_reaction() {
    std::vector<SpeciesId> left, right;
    for (int i = pick(4); i > 0; --i) left.push_back(any());
    for (int i = pick(4); i > 0; --i) right.push_back(any());
    if (pick(3) == 0 && !left.empty()) right.push_back(left[0]);  // a catalyst
    build.reaction(left, right, law());
  }

  void add_reversible_pair() {
    const std::vector<SpeciesId> left{any(), any()};
    const std::vector<SpeciesId> right{any()};
    build.reaction(left, right, law());
    build.reaction(right, left, law());
  }

  /// x^n / (K^n + x^n) with a whole n, times exp(-time).
  ExpressionId hill() {
    const ExpressionId x = build.make(Op::power, build.of(any()), build.number(1.0 + pick(4)));
    const ExpressionId fraction =
        build.make(Op::divide, x, build.make(Op::add, build.of(any_k()), x));
    const ExpressionId decay =
        build.make(Op::exp, build.make(Op::negate, build.network.expressions.time()));
    return build.make(Op::multiply, fraction, decay);
  }

  void add_expression_reaction() {
    const ExpressionId gain = build.make(Op::multiply, build.of(any_k()), build.of(any()));
    const ExpressionId loss = build.make(Op::multiply, build.of(any_k()), build.of(any()));
    const ExpressionId polynomial = build.make(Op::subtract, gain, loss);
    build.reaction(
        {any()}, {any(), any()},
        ExpressionLaw{pick(2) == 0 ? polynomial : build.make(Op::multiply, gain, hill())});
  }

  std::mt19937 random_;
  std::vector<ParameterId> k_;
  std::vector<SpeciesId> species_;
  ParameterId driven_;
};

/// dydt of the states, from the reference.
std::vector<double> reference_of_states(const Network& network, const Kernel& kernel, double t,
                                        const NetworkValues& values) {
  const std::vector<double> all = reference_rhs(network, t, values);
  std::vector<double> wanted;
  for (std::size_t i = 0; i < kernel.n_states(); ++i) {
    const Symbol symbol = kernel.symbol_of_state(i);
    std::size_t index = symbol.index;
    if (symbol.kind == SymbolKind::parameter) {
      index = network.species.size();
      while (network.rate_rules[index - network.species.size()].target != symbol) ++index;
    }
    wanted.push_back(all[index]);
  }
  return wanted;
}

TEST_CASE("random networks: the right-hand side agrees with the reference", "[kernel]") {
  const auto seed = static_cast<unsigned>(GENERATE(range(1, 41)));
  const KernelForm form = GENERATE(KernelForm::automatic, KernelForm::tables);
  CAPTURE(seed, form == KernelForm::tables);
  const RandomNetwork random(seed);
  const Network& network = random.build.network;
  const Kernel kernel(network);
  const NetworkValues values = kernel.initial_values(0.3);
  const auto system = make_kernel_system(kernel, 1, form);
  system->set_constants(0, values);
  const double t = 0.3;
  LaneArray y(kernel.n_states(), 1), dydt(kernel.n_states(), 1);
  kernel.get_states(values, {y.data(), kernel.n_states()});

  system->rhs(&t, y.data(), dydt.data());

  const std::vector<double> wanted = reference_of_states(network, kernel, t, values);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CAPTURE(i);
    // Up to 100 terms of magnitude below 200, each rounded a few times: 1e4 units of 2e-16 * 1e2.
    CHECK(dydt(i, 0) == Approx(wanted[i]).epsilon(1e-13).margin(1e-11));
  }
}

TEST_CASE("random networks: the Jacobian agrees with central differences", "[kernel]") {
  const auto seed = static_cast<unsigned>(GENERATE(range(1, 41)));
  const KernelForm form = GENERATE(KernelForm::automatic, KernelForm::tables);
  CAPTURE(seed, form == KernelForm::tables);
  const RandomNetwork random(seed);
  const Kernel kernel(random.build.network);
  const std::size_t n = kernel.n_states();
  const auto system = make_kernel_system(kernel, 1, form);
  const SparsityPattern& pattern = system->jacobian_pattern();
  NetworkValues values = kernel.initial_values(0.0);
  LaneArray y(n, 1), plus(n, 1), minus(n, 1), entries(pattern.column.size(), 1);
  kernel.get_states(values, {y.data(), n});
  const double t = 0.3;

  system->jacobian(&t, y.data(), entries.data());

  for (std::size_t j = 0; j < n; ++j) {
    const double center = y(j, 0);
    const double h =
        1e-5 * center;  // truncation h^2 f''' / 6 near 1e-10, rounding eps f / h near 1e-9
    y(j, 0) = center + h;
    system->rhs(&t, y.data(), plus.data());
    y(j, 0) = center - h;
    system->rhs(&t, y.data(), minus.data());
    y(j, 0) = center;
    for (std::size_t i = 0; i < n; ++i) {
      double entry = 0.0;
      for (std::uint32_t k = pattern.row_start[i]; k < pattern.row_start[i + 1]; ++k) {
        if (pattern.column[k] == j) entry = entries(k, 0);
      }
      CAPTURE(i, j);
      CHECK(entry == Approx((plus(i, 0) - minus(i, 0)) / (2 * h)).epsilon(1e-7).margin(1e-6));
    }
  }
}

TEST_CASE("random networks: df/dt agrees with a central difference", "[kernel]") {
  const auto seed = static_cast<unsigned>(GENERATE(range(1, 11)));
  const RandomNetwork random(seed);
  const Kernel kernel(random.build.network);
  const std::size_t n = kernel.n_states();
  const auto system = make_kernel_system(kernel, 1);
  LaneArray y(n, 1), plus(n, 1), minus(n, 1), dfdt(n, 1);
  kernel.get_states(kernel.initial_values(0.0), {y.data(), n});
  const double t = 0.3;
  const double h = 1e-5;
  const double after = t + h;
  const double before = t - h;

  REQUIRE(system->depends_on_time());
  system->time_derivative(&t, y.data(), dfdt.data());
  system->rhs(&after, y.data(), plus.data());
  system->rhs(&before, y.data(), minus.data());

  for (std::size_t i = 0; i < n; ++i) {
    CHECK(dfdt(i, 0) == Approx((plus(i, 0) - minus(i, 0)) / (2 * h)).epsilon(1e-7).margin(1e-6));
  }
}

/// Right-hand side, Jacobian and df/dt of `lanes` members that differ in constants, state and time.
std::vector<std::vector<double>> run_lanes(const Kernel& kernel, std::size_t lanes,
                                           const std::vector<NetworkValues>& members,
                                           KernelForm form) {
  const auto system = make_kernel_system(kernel, lanes, form);
  const std::size_t n = kernel.n_states();
  const std::size_t n_nonzero = system->jacobian_pattern().column.size();
  std::vector<std::vector<double>> results;
  for (std::size_t first = 0; first < members.size(); first += lanes) {
    LaneArray t(1, lanes), y(n, lanes), out(n, lanes), entries(n_nonzero, lanes), dfdt(n, lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const NetworkValues& values = members[first + lane];
      system->set_constants(lane, values);
      t(0, lane) = 0.1 * static_cast<double>(first + lane);
      std::vector<double> state(n);
      kernel.get_states(values, state);
      for (std::size_t i = 0; i < n; ++i) y(i, lane) = state[i];
    }
    system->rhs(t.data(), y.data(), out.data());
    system->jacobian(t.data(), y.data(), entries.data());
    system->time_derivative(t.data(), y.data(), dfdt.data());
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      std::vector<double> result;
      for (std::size_t i = 0; i < n; ++i) result.push_back(out(i, lane));
      for (std::size_t i = 0; i < n_nonzero; ++i) result.push_back(entries(i, lane));
      for (std::size_t i = 0; i < n; ++i) result.push_back(dfdt(i, lane));
      results.push_back(result);
    }
  }
  return results;
}

TEST_CASE("random networks: a lane has the same bits for W = 1, 4, 8, and sets agree to rounding",
          "[kernel]") {
  const auto seed = static_cast<unsigned>(GENERATE(range(1, 11)));
  const KernelForm form = GENERATE(KernelForm::automatic, KernelForm::tables);
  CAPTURE(seed, form == KernelForm::tables);
  const test::RestoreIsa restore;
  RandomNetwork random(seed);
  const Kernel kernel(random.build.network);
  std::vector<NetworkValues> members;
  for (int m = 0; m < 8; ++m) {
    NetworkValues values = kernel.initial_values(0.0);
    for (double& x : values.species) x *= random.value();
    for (double& x : values.parameters) x *= random.value();
    kernel.apply_assignments(0.0, values);
    members.push_back(values);
  }
  REQUIRE(set_isa("sse2"));
  const auto plain = run_lanes(kernel, 1, members, KernelForm::tables);

  for (const char* isa : {"sse2", "avx2", "avx512"}) {
    if (!set_isa(isa)) {
      WARN("this processor has no " << isa << ": not tested");
      continue;
    }
    CAPTURE(isa);
    const auto scalar = run_lanes(kernel, 1, members, form);
    const auto four = run_lanes(kernel, 4, members, form);
    const auto eight = run_lanes(kernel, 8, members, form);
    for (std::size_t m = 0; m < members.size(); ++m) {
      const std::size_t bytes = scalar[m].size() * sizeof(double);
      CHECK(std::memcmp(scalar[m].data(), four[m].data(), bytes) == 0);
      CHECK(std::memcmp(scalar[m].data(), eight[m].data(), bytes) == 0);
      for (std::size_t i = 0; i < scalar[m].size(); ++i) {
        // As above: terms up to 1e4 here, since every factor may have doubled.
        CHECK(scalar[m][i] == Approx(plain[m][i]).epsilon(1e-13).margin(1e-9));
      }
    }
  }
}

}  // namespace
