/// Every integrator on every shipped model and on the rule-based networks, against each other at
/// tight tolerances and against trajectories computed elsewhere.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agreement.hpp"
#include "bngl/load_net.hpp"
#include "model/model.hpp"
#include "sbml/load_sbml.hpp"
#include "support/catch.hpp"
#include "support/reference_table.hpp"
#include "support/shared_data.hpp"

namespace {

using namespace sigdyn;
using namespace sigdyn::test;

constexpr double tolerance = 1e-10;

Network load(const std::string& path) {
  if (path.ends_with(".net")) return load_net(path);
  if (path.ends_with(".xml")) return load_sbml(path).network;
  return load_model(path).network;
}

/// How far a method may be from Rodas5P (from GMRES where there is no LU), in units of the
/// tolerance. The local errors of one-step methods nearly cancel or are damped: 0.5 to 30 was
/// measured, whatever the model. BDF takes a thousand steps with errors of one sign that add up: 10
/// to 230; GMRES solves its equations to a tenth of the tolerance besides: up to 500. The bounds
/// are two to three times the largest; where a model amplifies errors it has its own, with the
/// reason.
struct Allowed {
  double one_step = 100.0;
  double bdf = 700.0;
  double gmres = 1500.0;

  double of(Method method) const {
    if (method == Method::cvode_bdf) return bdf;
    return method == Method::cvode_gmres ? gmres : one_step;
  }
};

struct Case {
  std::string path;
  double t_end = 0.0;  ///< [time unit of the model]
  std::optional<Stimulus> stimulus;
  Allowed allowed;
};

std::string file_name(const std::string& path) {
  return path.substr(std::string(SIGDYN_ROOT "/models/").size());
}

/// All courses against the first; says what was left out.
Courses check_agreement(const Network& network, const Case& test, const Budget& budget,
                        std::size_t n_at_least) {
  RunPlan plan = plan_to(test.t_end);
  if (test.stimulus) stimulate(network, *test.stimulus, plan);
  Courses courses = run_every_method(network, plan, tolerance, budget);
  if (!courses.left_out.empty()) WARN(test.path << ": " << courses.left_out);
  CHECK(courses.of_method.size() >= n_at_least);
  const auto& [first_method, first] = courses.of_method.at(0);
  for (const auto& [method, result] : courses.of_method) {
    INFO(to_string(method) << ": " << result.message);
    REQUIRE(result.status == RunStatus::success);
    REQUIRE(result.species.size() == plan.output_times.size() * network.species.size());
    CHECK(distance(result.species, first.species, courses.scale, tolerance) <=
          std::max(test.allowed.of(method), test.allowed.of(first_method)));
  }
  return courses;
}

std::vector<Case> shipped_models() {
  return {
      {"igf1r/model.yaml", 3600.0, Stimulus{"IGF1", 1.26e7}, {}},  // 10 nM in 2.1 nL
      {"igf1r/core.yaml", 3600.0, Stimulus{"IGF1", 1.26e7}, {}},
      {"igf1r/upstream.yaml", 14400.0, Stimulus{"IGF1", 1.26e7}, {}},
      {"igf1r/downstream.yaml", 3600.0, std::nullopt, {}},
      {"erdem2021_igf1r_insr/model.yaml", 1800.0, Stimulus{"IGF1", 1e5}, {}},
      {"erickson2019_receptor/model.yaml", 36000.0, Stimulus{"IGF1", 1e6}, {}},
      {"huang1996_mapk/model.yaml", 200.0, std::nullopt, {}},
      {"huang1996_mapk/BIOMD0000000009.xml", 200.0, std::nullopt, {}},
      {"markevich2004_mapk/model.yaml", 2000.0, std::nullopt, {}},
      {"markevich2004_mapk/BIOMD0000000028.xml", 2000.0, std::nullopt, {}},
      {"bianconi2012_lung/model.xml", 60.0, std::nullopt, {}},
      {"kholodenko2000_mapk/model.xml", 6000.0, std::nullopt, {}},  // five periods
      // Undamped: errors of phase add up over its six periods. Measured 290, 520, 750.
      {"gevazatorsky2006_p53/model.xml", 40.0, std::nullopt, {900.0, 1500.0, 2200.0}},
      // When its event takes the insulin away at 15 min, x17 starts anew at 10 and is asked for
      // 1e-10 of that; at 60 min it is 0.01. Measured 27, 770, 860.
      {"sedaghat2002_insulin/model.xml", 60.0, std::nullopt, {100.0, 2200.0, 2500.0}},
  };
}

TEST_CASE("every shipped model: all integrators agree at a tolerance of 1e-10", "[integrators]") {
  const Case test = GENERATE(from_range(shipped_models()));
  CAPTURE(test.path);
  // 1e10 terms of right-hand sides are some ten seconds; 1e8 of an LU a tenth of one.
  check_agreement(load(SIGDYN_ROOT "/models/" + test.path), test, {1e10, 1e8}, 3);
}

TEST_CASE("every shipped model is among those compared", "[integrators]") {
  std::set<std::string> listed;
  for (const Case& test : shipped_models()) listed.insert(test.path);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SIGDYN_ROOT "/models")) {
    const std::string path = entry.path().string();
    const std::string extension = entry.path().extension().string();
    // The other .yaml files are modules that model.yaml includes.
    const bool is_model =
        entry.path().filename() == "model.yaml" || extension == ".xml" || extension == ".net";
    if (is_model) CHECK(listed.count(file_name(path)) == 1);
  }
}

/// The references were computed elsewhere at rtol 1e-10 or tighter, by two methods that agree: what
/// is left is their tolerance times what the network makes of it. Measured for Rodas5P at 1e-10, as
/// |y - ref| / (|ref| + 1e-6 of the largest initial amount): 1e-10 (multistate), 9e-10
/// (multisite2, egfr), 4e-9 (erdem2021); BDF 6e-8 to 2e-7, dopri5 and
/// ROCK4 up to 6e-8, but 1e-6 for dopri5 on multistate, where it uses the atol it may.
struct NetworkCase {
  Case agreement;  ///< path: name below shared/suites/net
  double from_reference = 0.0;
  double others_from_reference = 0.0;
};

void check_network(const NetworkCase& test, const Budget& budget, std::size_t n_at_least) {
  const auto folder = shared_data("suites/net");
  if (!folder) SIGDYN_SKIP("no networks in shared/suites/net");
  CAPTURE(test.agreement.path);
  const Network network = load(*folder + "/" + test.agreement.path + ".net");
  const RunPlan plan = plan_to(test.agreement.t_end);
  const Courses courses = check_agreement(network, test.agreement, budget, n_at_least);
  const ReferenceTable reference =
      read_reference(*folder + "/ref/" + test.agreement.path + ".csv", test.agreement.t_end);
  REQUIRE_FALSE(reference.times.empty());
  for (const auto& [method, result] : courses.of_method) {
    double error = 0.0;
    for (std::size_t k = 0; k < reference.times.size(); ++k) {
      const auto at = std::ranges::find_if(plan.output_times, [&](double t) {
        return std::abs(t - reference.times[k]) <= 1e-12 * test.agreement.t_end;
      });
      REQUIRE(at != plan.output_times.end());
      const auto row = static_cast<std::size_t>(at - plan.output_times.begin());
      error = std::max(error, error_in_row(result.species.data() + row * network.species.size(),
                                           reference.rows[k], reference));
    }
    INFO(to_string(method) << " differs from the reference by " << error);
    CHECK(error <= (method == courses.of_method.front().method ? test.from_reference
                                                               : test.others_from_reference));
  }
}

TEST_CASE("rule-based networks: all integrators agree at 1e-10, and with the references",
          "[integrators]") {
  check_network(GENERATE(NetworkCase{{"multistate", 20.0, {}, {}}, 1e-8, 4e-6},
                         NetworkCase{{"multisite2", 2.0, {}, {}}, 1e-8, 6e-7},
                         NetworkCase{{"igf1r_insr_erdem2021", 1800.0, {}, {}}, 1e-8, 6e-7},
                         NetworkCase{{"egfr_net", 10.0, {}, {}}, 1e-8, 6e-7},
                         NetworkCase{{"BCR", 20.0, {}, {}}, 1e-8, 6e-7},
                         NetworkCase{{"fceri_gamma2", 0.09, {}, {}}, 1e-8, 6e-7}),
                {1e10, 1e8}, 2);
}

TEST_CASE("rule-based networks: the large ones over longer spans", "[integrators][slow]") {
  // BCR fires at t = 180: on the flank of the spike an error in its time is 1.5e5 units for BDF
  // (1e3 before and after).
  const Allowed spike{100.0, 4e5, 4e5};
  check_network(GENERATE_COPY(NetworkCase{{"BCR", 2000.0, {}, spike}, 2e-7, 2e-6},
                              NetworkCase{{"fceri_gamma2", 3.0, {}, {}}, 2e-7, 2e-6}),
                {5e9, 1e8}, 2);
}

}  // namespace
