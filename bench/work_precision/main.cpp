/// Work and precision of our integrators and of CVODE over one model: single runs or an ensemble.
/// Writes one JSON object to stdout, progress to stderr. See bench/README.md.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sched.h>

#include "base/isa.hpp"
#include "ode/symbolic_lu.hpp"
#include "work_precision/measure.hpp"

namespace {

using namespace sigdyn;
using namespace sigdyn::bench;

struct Options {
  std::string model;
  std::string name;
  double t_end = 0.0;
  std::map<std::string, double> initial;
  std::size_t n_draws = 1000;
  bool is_single = false;
  double budget = 10.0;
  double reference_rtol = 1e-10;
  std::string reference = "rodas5p";
  std::vector<std::string> only;
  std::vector<double> rtols{1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10};
  int core = 0;
};

void pin_to(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  sched_setaffinity(0, sizeof set, &set);
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::vector<Contender> contenders(bool is_single) {
  std::vector<Contender> list;
  const auto ours = [&](Method method, std::size_t lanes) {
    list.push_back(
        {.name = fmt::format("{}/{}", to_string(method), lanes), .method = method, .lanes = lanes});
  };
  if (is_single) {
    for (const Method method :
         {Method::rodas5p, Method::rock4, Method::dopri5, Method::cvode_bdf, Method::cvode_gmres}) {
      ours(method, 1);
    }
  } else {
    for (const Method method : {Method::dopri5, Method::rock4, Method::rodas5p}) ours(method, 8);
    for (const Method method : {Method::dopri5, Method::rock4, Method::rodas5p}) ours(method, 4);
  }
  list.push_back({.name = "CVODE KLU(AMD)", .is_baseline = true, .baseline = BaselineSolver::klu});
  list.push_back({.name = "CVODE dense", .is_baseline = true, .baseline = BaselineSolver::dense});
  list.push_back({.name = "CVODE GMRES", .is_baseline = true, .baseline = BaselineSolver::gmres});
  list.push_back(
      {.name = "CVODE GMRES+ILU", .is_baseline = true, .baseline = BaselineSolver::gmres_ilu});
  return list;
}

/// JSON has no NaN and no infinity.
std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : "null";
}

std::string to_json(const Measurement& m) {
  return fmt::format(
      R"(    {{"contender": "{}", "rtol": {:g}, "draws": {}, "seconds": {}, "error": {}, )"
      R"("error_p90": {}, "failed": {}, "steps": {:.1f}, "rhs": {:.1f}, "decompositions": {:.1f}}})",
      m.contender, m.rtol, m.n_draws, number(m.seconds), number(m.error_median),
      number(m.error_p90), m.n_failed, m.n_steps, m.n_rhs, m.n_decompositions);
}

/// The table asks for 1e-6.
constexpr double finest_error = 3e-7;

bool is_baseline(const Measurement& m) {
  return m.contender.starts_with("CVODE ");
}

/// 25 times slower than something of the same side that is as good: what is best of either side is
/// never given up.
bool is_hopeless(const Measurement& m, const std::vector<Measurement>& all) {
  return std::any_of(all.begin(), all.end(), [&](const Measurement& other) {
    return is_baseline(other) == is_baseline(m) && other.error_median <= m.error_median &&
           25.0 * other.seconds < m.seconds;
  });
}

std::vector<Measurement> measure_all(const BenchModel& model, const Options& options,
                                     const Workload& work, const std::vector<double>& reference) {
  std::vector<Measurement> all;
  for (const Contender& contender : contenders(options.is_single)) {
    const bool is_wanted =
        options.only.empty() ||
        std::any_of(options.only.begin(), options.only.end(), [&](const std::string& word) {
          return contender.name.find(word) != std::string::npos;
        });
    if (!is_wanted) continue;
    for (const double rtol : options.rtols) {
      try {
        const Measurement m = measure(model, contender, rtol, work, reference);
        fmt::print(stderr, "{:18} {:7.0e} {:5} draws {:11.4f} ms  error {:8.1e}  {:8.0f} steps{}\n",
                   m.contender, rtol, m.n_draws, 1e3 * m.seconds, m.error_median, m.n_steps,
                   m.n_failed > 0 ? fmt::format("  {} FAILED", m.n_failed) : "");
        all.push_back(m);
        // Neither finer answers nor longer waits are of use beyond these.
        if (m.error_median < finest_error || m.seconds > 2.0 * options.budget) break;
        if (is_hopeless(m, all)) break;
        if (m.n_failed == m.n_draws && m.seconds > 0.01 * options.budget) break;
      } catch (const UnsupportedError& error) {
        fmt::print(stderr, "{:18} left out: {}\n", contender.name, error.what());
        break;
      }
    }
  }
  return all;
}

int run(const Options& options) {
  pin_to(options.core);
  const double begin = thread_seconds();
  const BenchModel model(options.name, options.model, options.t_end, options.initial);
  const auto system = make_kernel_system(model.kernel(), 1);
  const double loaded = thread_seconds();

  system->set_constants(0, model.draw(0));
  LaneTask task;
  task.t_stop = model.t_end();
  task.y = model.states_of(model.draw(0));
  task.error_scale.assign(task.y.size(), model.error_floor());
  const LuSource lu = [&system](std::uint64_t max_multiply_adds) {
    return analyse_pattern(system->jacobian_pattern(), max_multiply_adds);
  };
  const MethodChoice choice = choose_method(*system, lu, task, model.t_end(), {});
  const double chosen = thread_seconds();
  fmt::print(stderr, "{}: load {:.3f} s, choice with LU analysis {:.3f} s: {} in {} lanes: {}\n",
             model.name(), loaded - begin, chosen - loaded, to_string(choice.method), choice.lanes,
             choice.reason);

  const Workload work{.first_draw = options.is_single ? std::size_t{0} : std::size_t{1},
                      .n_draws = options.is_single ? 1 : options.n_draws,
                      .n_outputs = options.is_single ? std::size_t{100} : std::size_t{20},
                      .budget = options.budget,
                      .n_repeats = 3};
  bool is_known = false;
  const Method method = parse_method(options.reference, &is_known);
  const bool has_lanes =
      method == Method::rodas5p || method == Method::rock4 || method == Method::dopri5;
  const std::size_t lanes = has_lanes ? 8 : 1;
  Workload reference_work = work;
  reference_work.budget = 6.0 * options.budget;
  const std::vector<double> reference =
      solve(model, {.name = "reference", .method = method, .lanes = options.is_single ? 1 : lanes},
            options.reference_rtol, reference_work);
  const std::size_t n_reference = reference.size() / (work.n_outputs * model.kernel().n_states());
  fmt::print(stderr, "reference: {} at {:g}, {} draws\n", options.reference, options.reference_rtol,
             n_reference);

  const std::vector<Measurement> all = measure_all(model, options, work, reference);
  fmt::print(
      "{{\n  \"model\": \"{}\", \"states\": {}, \"reactions\": {}, \"t_end\": {:g},\n"
      "  \"kind\": \"{}\", \"draws\": {}, \"outputs\": {}, \"processor\": \"{}\", \"isa\": "
      "\"{}\",\n  \"reference\": \"{} at {:g}, {} draws\",\n  \"auto\": \"{}/{}\", "
      "\"reason\": \"{}\",\n  \"load_seconds\": {:.4f}, \"choice_seconds\": {:.4f},\n"
      "  \"measurements\": [\n",
      model.name(), model.kernel().n_states(), model.kernel().n_reactions(), model.t_end(),
      options.is_single ? "single" : "ensemble", work.n_draws, work.n_outputs, processor(),
      to_string(current_isa()), options.reference, options.reference_rtol, n_reference,
      to_string(choice.method), options.is_single ? 1 : choice.lanes, choice.reason, loaded - begin,
      chosen - loaded);
  for (std::size_t i = 0; i < all.size(); ++i) {
    fmt::print("{}{}\n", to_json(all[i]), i + 1 < all.size() ? "," : "");
  }
  fmt::print("  ]\n}}\n");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Work and precision of sigdyn's integrators and of CVODE over one model");
  app.add_option("model", options.model, "a .net or model.yaml file")->required();
  app.add_option("--name", options.name, "how the result names the model")->required();
  app.add_option("--until", options.t_end, "time span")->required();
  std::vector<std::pair<std::string, double>> initial;
  app.add_option("--initial", initial, "species and its amount at the start");
  app.add_option("--draws", options.n_draws, "members of the ensemble");
  app.add_flag("--single", options.is_single, "one run with nominal constants instead");
  app.add_option("--budget", options.budget, "CPU seconds per measurement");
  app.add_option("--reference", options.reference, "method of the reference solution");
  app.add_option("--reference-rtol", options.reference_rtol, "its tolerance");
  app.add_option("--only", options.only, "contenders whose name contains one of these");
  app.add_option("--rtol", options.rtols, "tolerances");
  app.add_option("--core", options.core, "processor core to be pinned to");
  CLI11_PARSE(app, argc, argv);
  options.initial = {initial.begin(), initial.end()};
  return run(options);
}
