#include <cmath>
#include <filesystem>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "base/isa.hpp"
#include "bngl/load_net.hpp"
#include "kernel/kernel.hpp"
#include "model/model.hpp"
#include "sbml/load_sbml.hpp"
#include "support/catch.hpp"
#include "support/lane_arrays.hpp"
#include "support/restore_isa.hpp"
#include "support/shared_data.hpp"

namespace {

using namespace sigdyn;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// Every model.yaml and every SBML model below models/.
std::vector<std::string> shipped_models() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SIGDYN_ROOT "/models")) {
    if (entry.path().filename() == "model.yaml" || entry.path().extension() == ".xml") {
      paths.push_back(entry.path().string());
    }
  }
  return paths;
}

/// A kernel at a state in which nothing is zero: initial amounts times and plus something.
struct Probe {
  explicit Probe(const Network& probed)
      : network(probed), kernel(probed), system(make_kernel_system(kernel, 1)) {
    values = kernel.initial_values(0.0);
    std::mt19937 random(7);
    std::uniform_real_distribution<double> factor(0.5, 2.0);
    double largest = 1.0;
    for (const double amount : values.species) largest = std::max(largest, amount);
    for (std::size_t i = 0; i < kernel.n_states(); ++i) {
      const Symbol symbol = kernel.symbol_of_state(i);
      auto& list = symbol.kind == SymbolKind::species ? values.species : values.parameters;
      list[symbol.index] = (list[symbol.index] + 1e-3 * largest) * factor(random);
    }
    kernel.apply_assignments(0.0, values);
    system->set_constants(0, values);
  }

  /// Per species, the sum of the magnitudes of all terms of its balance: what rounding is relative
  /// to.
  std::vector<double> magnitudes() const {
    std::vector<double> fluxes(kernel.n_reactions());
    kernel.fluxes(0.0, values, fluxes);
    std::vector<double> sums(kernel.n_species(), 0.0);
    for (std::size_t j = 0; j < fluxes.size(); ++j) {
      for (const auto* terms : {&network.reactions[j].reactants, &network.reactions[j].products}) {
        for (const Term& term : *terms) {
          sums[term.species.index] += std::abs(term.count * fluxes[j]);
        }
      }
    }
    return sums;
  }

  const Network& network;
  Kernel kernel;
  std::unique_ptr<KernelSystem> system;
  NetworkValues values;
};

void check_rhs(const Network& network) {
  const Probe probe(network);
  const std::size_t n = probe.kernel.n_states();
  LaneArray y(n, 1), dydt(n, 1);
  probe.kernel.get_states(probe.values, {y.data(), n});
  const double t = 0.0;

  probe.system->rhs(&t, y.data(), dydt.data());

  const std::vector<double> reference = reference_rhs(network, t, probe.values);
  const std::vector<double> magnitudes = probe.magnitudes();
  std::size_t n_wrong = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Symbol symbol = probe.kernel.symbol_of_state(i);
    if (symbol.kind != SymbolKind::species) continue;
    // A sum of up to some thousand terms, each rounded a few times; roundings add up like a walk.
    const double allowed = 100.0 * epsilon * magnitudes[symbol.index];
    if (!(std::abs(dydt(i, 0) - reference[symbol.index]) <= allowed)) ++n_wrong;
  }
  CHECK(n_wrong == 0);
}

void check_jacobian(const Network& network, std::size_t every) {
  const Probe probe(network);
  const std::size_t n = probe.kernel.n_states();
  const SparsityPattern& pattern = probe.system->jacobian_pattern();
  LaneArray y(n, 1), plus(n, 1), minus(n, 1), entries(pattern.column.size(), 1);
  probe.kernel.get_states(probe.values, {y.data(), n});
  const std::vector<double> magnitudes = probe.magnitudes();
  const double t = 0.0;

  probe.system->jacobian(&t, y.data(), entries.data());

  std::size_t n_wrong = 0;
  for (std::size_t j = 0; j < n; j += every) {
    const double center = y(j, 0);
    // Mass action is a polynomial of degree two in almost all: central differences are then exact
    // but for rounding, eps * magnitude / h, and 1e-3 leaves 1e-6 of truncation for the rest.
    const double h = 1e-3 * center;
    y(j, 0) = center + h;
    probe.system->rhs(&t, y.data(), plus.data());
    y(j, 0) = center - h;
    probe.system->rhs(&t, y.data(), minus.data());
    y(j, 0) = center;
    for (std::size_t i = 0; i < n; ++i) {
      double entry = 0.0;
      for (std::uint32_t k = pattern.row_start[i]; k < pattern.row_start[i + 1]; ++k) {
        if (pattern.column[k] == j) entry = entries(k, 0);
      }
      const double slope = (plus(i, 0) - minus(i, 0)) / (2.0 * h);
      const Symbol symbol = probe.kernel.symbol_of_state(i);
      const double scale =
          symbol.kind == SymbolKind::species ? magnitudes[symbol.index] : std::abs(plus(i, 0));
      if (!(std::abs(entry - slope) <= 1e-5 * std::abs(slope) + 1000.0 * epsilon * scale / h)) {
        ++n_wrong;
      }
    }
  }
  CHECK(n_wrong == 0);
}

TEST_CASE("shipped models: right-hand side and Jacobian agree with the reference in every set",
          "[kernel]") {
  const std::string path = GENERATE(from_range(shipped_models()));
  const std::string isa = GENERATE("sse2", "avx2", "avx512");
  CAPTURE(path, isa);
  const test::RestoreIsa restore;
  if (!set_isa(isa)) {
    WARN("this processor has no " << isa << ": not tested");
    return;
  }
  const Network network =
      path.ends_with(".xml") ? load_sbml(path).network : load_model(path).network;

  check_rhs(network);
  check_jacobian(network, 1);
}

TEST_CASE("rule-based networks: right-hand side and Jacobian agree with the reference",
          "[kernel]") {
  const std::string name =
      GENERATE("multistate", "multisite2", "igf1r_insr_erdem2021", "egfr_net", "BCR");
  const auto path = shared_data("suites/net/" + name + ".net");
  if (!path) SIGDYN_SKIP("no networks in shared/suites/net");
  CAPTURE(name);
  const Network network = load_net(*path);

  check_rhs(network);
  check_jacobian(network, network.species.size() > 200 ? 17 : 1);
}

}  // namespace
