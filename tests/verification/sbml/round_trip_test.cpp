/// Networks written as SBML and read back: the same dynamics, the same ids, consistent units.
#include <cmath>
#include <string>
#include <utility>

#include "model/model.hpp"
#include "sbml/write_sbml.hpp"
#include "support/catch.hpp"
#include "verification/sbml/sbml_run.hpp"

namespace {

using namespace sigdyn;

SbmlRun read_back(const Network& network, double step, int n) {
  return run_sbml(write_sbml(network), step, n, 1e-11);
}

// Two integrations at rtol 1e-11 of equations that differ in their rounding; 1e-9 is the promise.
constexpr double promise = 1e-9;

void check_same_species(const SbmlRun& before, const SbmlRun& after) {
  REQUIRE(before.result.status == RunStatus::success);
  REQUIRE(after.result.status == RunStatus::success);
  for (const Species& species : before.network.species) {
    double largest = 0.0;
    for (std::size_t i = 0; i < before.times.size(); ++i) {
      largest = std::max(largest, std::abs(before(species.name, i)));
    }
    for (std::size_t i = 0; i < before.times.size(); ++i) {
      INFO(species.name << " at " << before.times[i]);
      CHECK(after(species.name, i) ==
            Approx(before(species.name, i)).epsilon(promise).margin(promise * largest));
    }
  }
}

TEST_CASE("round trip: published SBML models keep their dynamics and ids", "[sbml]") {
  const auto [path, t_end] =
      GENERATE(std::pair<const char*, double>{"kholodenko2000_mapk/model.xml", 1000.0},
               std::pair<const char*, double>{"sedaghat2002_insulin/model.xml", 20.0},
               std::pair<const char*, double>{"markevich2004_mapk/BIOMD0000000028.xml", 100.0},
               std::pair<const char*, double>{"bianconi2012_lung/model.xml", 10.0});
  const Network network = load_sbml(std::string(SIGDYN_ROOT "/models/") + path).network;
  INFO(path);
  check_same_species(run_network(network, t_end / 10, 10, 1e-11),
                     read_back(network, t_end / 10, 10));
}

TEST_CASE("round trip: the IGF1R model keeps all its observables", "[sbml]") {
  const Network network = load_model(SIGDYN_ROOT "/models/igf1r/model.yaml").network;
  const SbmlRun before = run_network(network, 600.0, 6, 1e-11);
  const SbmlRun after = read_back(network, 600.0, 6);
  REQUIRE(before.result.status == RunStatus::success);
  REQUIRE(after.result.status == RunStatus::success);
  const std::size_t n = network.observables.size();
  for (std::size_t j = 0; j < n; ++j) {
    // An observable that is called like a species has a '_' behind its id.
    std::string name = network.observables[j].name;
    if (find_parameter(after.network, name + "_")) name += "_";
    double largest = 0.0;
    for (std::size_t i = 0; i < before.times.size(); ++i) {
      largest = std::max(largest, std::abs(before.result.observables[i * n + j]));
    }
    for (std::size_t i = 0; i < before.times.size(); ++i) {
      INFO(network.observables[j].name << " at " << before.times[i]);
      CHECK(
          after(name, i) ==
          Approx(before.result.observables[i * n + j]).epsilon(promise).margin(promise * largest));
    }
  }
}

}  // namespace
