/// A fixed amount of work for callgrind: 16 draws of one network by one method.
/// usage: instruction_workload METHOD LANES
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/isa.hpp"
#include "bngl/load_net.hpp"
#include "ode/integrator.hpp"
#include "ode/symbolic_lu.hpp"
#include "work_precision/bench_model.hpp"

namespace {

using namespace sigdyn;
using namespace sigdyn::bench;

/// Twelve phosphorylation cycles in a row, each kinase made active by the one before: 49 species.
std::string cascade() {
  constexpr int n_levels = 12;
  std::string parameters =
      "begin parameters\n1 one 1\n2 bind 0.01\n3 leave 0.5\n4 turn 1\n5 undo 0.2\n";
  parameters += "end parameters\n";
  std::string species = "begin species\n1 K0() 100\n";
  std::string reactions = "begin reactions\n";
  int n_reactions = 0;
  for (int level = 0; level < n_levels; ++level) {
    const int kinase = level == 0 ? 1 : 4 * level;  // the active form of the level above
    const int inactive = 4 * level + 2, complex = inactive + 1, active = inactive + 2;
    species += fmt::format("{} S{}() {}\n{} C{}() 0\n{} A{}() 0\n{} W{}() 0\n", inactive, level,
                           1000, complex, level, active, level, active + 1, level);
    const auto add = [&](const std::string& reaction) {
      reactions += fmt::format("{} {}\n", ++n_reactions, reaction);
    };
    add(fmt::format("{},{} {} bind", kinase, inactive, complex));
    add(fmt::format("{} {},{} leave", complex, kinase, inactive));
    add(fmt::format("{} {},{} turn", complex, kinase, active));
    add(fmt::format("{} {} undo", active, inactive));
    add(fmt::format("{} {} undo", active, active + 1));
  }
  return parameters + species + "end species\n" + reactions + "end reactions\n";
}

}  // namespace

int main(int argc, char** argv) {
  bool is_known = argc == 3;
  const Method method = is_known ? parse_method(argv[1], &is_known) : Method::automatic;
  if (!is_known) {
    fmt::print(stderr, "usage: instruction_workload METHOD LANES\n");
    return 2;
  }
  set_isa("avx2");  // valgrind knows no AVX-512
  const BenchModel model("cascade", parse_net(cascade(), "cascade.net"), 100.0);
  const auto system =
      make_kernel_system(model.kernel(), static_cast<std::size_t>(std::atoi(argv[2])));
  IntegratorOptions options;
  options.method = method;
  const auto integrator =
      make_integrator(*system, options, analyse_pattern(system->jacobian_pattern()));
  std::vector<double> outputs;
  EnsembleClient client(model, *system, 0, 16, model.output_times(20), outputs);
  integrator->run(client);
  fmt::print("{} steps\n", client.total().n_steps);
  return client.n_failed() == 0 ? 0 : 1;
}
