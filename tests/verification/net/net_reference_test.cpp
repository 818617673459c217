#include <algorithm>
#include <string>
#include <vector>

#include "bngl/load_net.hpp"
#include "simulate/run.hpp"
#include "support/catch.hpp"
#include "support/reference_table.hpp"
#include "support/shared_data.hpp"

namespace {

using namespace sigdyn;

using test::error_in_row;
using test::read_reference;
using test::ReferenceTable;

struct Case {
  std::string name;
  double t_end;
  std::size_t stride;
  Method method;
  double tolerance;
};

double error_of(const Case& test, const std::string& folder) {
  const Network network = load_net(folder + "/" + test.name + ".net");
  const ReferenceTable reference =
      read_reference(folder + "/ref/" + test.name + ".csv", test.t_end, test.stride);
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
  double largest = 0.0;
  for (std::size_t k = 0; k < reference.rows.size(); ++k) {
    const double* y = results[0].species.data() + k * network.species.size();
    largest = std::max(largest, error_in_row(y, reference.rows[k], reference));
  }
  return largest;
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
