#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "bngl/load_net.hpp"
#include "simulate/run.hpp"
#include "support/catch.hpp"
#include "support/shared_data.hpp"

namespace {

using namespace sigdyn;

struct Table {
  std::vector<double> times;
  std::vector<std::vector<double>> rows;
};

/// time,S1,...,Sn; every `stride`-th row up to t_end.
Table read_table(const std::string& path, double t_end, std::size_t stride) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  Table table;
  for (std::size_t number = 0; std::getline(file, line); ++number) {
    std::vector<double> row;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(std::stod(cell));
    if (row.empty() || row[0] > t_end || number % stride != 0) continue;
    table.times.push_back(row[0]);
    table.rows.emplace_back(row.begin() + 1, row.end());
  }
  return table;
}

/// Largest |y - reference| / (|reference| + A), A = 1e-6 of the largest initial amount.
double largest_error(const std::vector<double>& species, const Table& reference) {
  const double floor = 1e-6 * *std::ranges::max_element(reference.rows.front());
  double largest = 0.0;
  std::size_t k = 0;
  for (const std::vector<double>& row : reference.rows) {
    for (const double wanted : row) {
      const double error = std::abs(species[k++] - wanted) / (std::abs(wanted) + floor);
      largest = error <= largest ? largest : error;  // NaN counts
    }
  }
  return largest;
}

struct Case {
  std::string name;
  double t_end;
  std::size_t stride;
  Method method;
  double tolerance;
};

double error_of(const Case& test, const std::string& folder) {
  const Network network = load_net(folder + "/" + test.name + ".net");
  const Table reference =
      read_table(folder + "/ref/" + test.name + ".csv", test.t_end, test.stride);
  RunPlan plan;
  plan.output_times = reference.times;
  SimulateOptions options;
  options.integrator.method = test.method;
  options.integrator.error.rtol = 1e-9;
  options.integrator.error.atol = 1e-12;
  options.record.observables = false;
  options.lanes = 1;
  const auto results = Simulator(network).run({plan}, options);
  REQUIRE(results.at(0).status == RunStatus::success);
  REQUIRE(results[0].species.size() == reference.times.size() * network.species.size());
  return largest_error(results[0].species, reference);
}

void check(const Case& test) {
  const auto folder = shared_data("suites/net");
  if (!folder) SIGDYN_SKIP("no reference trajectories in shared/suites/net");
  CAPTURE(test.name);
  CHECK(error_of(test, *folder) < test.tolerance);
}

// Tolerances: BDF at rtol 1e-9 accumulates some hundred steps' local errors, so 1e-6 on amounts
// that count; the references agree among themselves to 4e-9 .. 4e-7.

TEST_CASE("networks: small rule-based models follow their reference trajectories", "[net]") {
  check(GENERATE(Case{"multistate", 20, 5, Method::cvode_bdf, 1e-6},
                 Case{"multisite2", 2, 5, Method::cvode_bdf, 1e-5},
                 Case{"igf1r_insr_erdem2021", 1800, 5, Method::cvode_bdf, 1e-5}));
}

TEST_CASE("networks: every integrator of lanes follows the same references", "[net]") {
  const Method method = GENERATE(Method::rodas5p, Method::dopri5, Method::rock4);
  check({"multistate", 20, 5, method, 1e-6});
  check({"multisite2", 2, 5, method, 1e-5});
  // Far too stiff for explicit methods: radius x span is 2e12.
  if (method == Method::rodas5p) check({"igf1r_insr_erdem2021", 1800, 5, method, 1e-5});
}

TEST_CASE("networks: EGFR signalling with 356 species follows its reference", "[net][slow]") {
  check({"egfr_net", 10, 5, GENERATE(Method::cvode_bdf, Method::dopri5, Method::rock4), 1e-5});
}

TEST_CASE("networks: the excitable B-cell receptor model follows its reference", "[net][slow]") {
  // Its spikes turn an error of the threshold into one of phase: 1e-3 of it is left.
  check({"BCR", 5000, 1, Method::cvode_bdf, 1e-3});
}

TEST_CASE("networks: Fc epsilon RI with 3744 species follows its reference", "[net][slow]") {
  check({"fceri_gamma2", 3, 1, Method::dopri5, 1e-4});
}

}  // namespace
