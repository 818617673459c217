/// sigdyn plan SWEEP: what a sweep will take, from a few pilot members.
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "base/diagnostic.hpp"
#include "base/units.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/processors.hpp"
#include "cli/sweep_job.hpp"
#include "cli/text_table.hpp"
#include "cli/writing_time.hpp"
#include "store/predict_size.hpp"

namespace sigdyn {
namespace {

using Clock = std::chrono::steady_clock;

struct PlanOptions {
  std::string sweep;
  unsigned n_threads = 0;
  double pilot_seconds = 5.0;
  std::string wall_time = "24 h";
};

/// Time per member with its standard error, by rounds of pilot members spread over the design.
struct Pilot {
  std::vector<MemberResult> members;
  double seconds_per_member = 0.0;
  double error = 0.0;
};

/// Round r of `n_rounds` takes every n_rounds-th of the members picked, so that each round sees the
/// whole design.
std::vector<MemberRange> pick_members(std::uint64_t n_members, std::uint64_t n_picked,
                                      std::uint64_t round, std::uint64_t n_rounds) {
  std::vector<MemberRange> ranges;
  for (std::uint64_t i = round; i < n_picked; i += n_rounds) {
    const auto member =
        static_cast<std::uint64_t>((static_cast<double>(i) + 0.5) / static_cast<double>(n_picked) *
                                   static_cast<double>(n_members));
    ranges.push_back({member, member + 1});
  }
  return ranges;
}

double run_round(const SweepJob& job, const std::vector<MemberRange>& members, unsigned n_threads,
                 std::vector<MemberResult>& results) {
  const auto start = Clock::now();
  job.run(
      members, n_threads, [&](MemberResult&& member) { results.push_back(std::move(member)); },
      is_interrupted);
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Pilot run_pilot(const SweepJob& job, unsigned n_threads, double budget) {
  const std::uint64_t n_members = job.plan().n_members();
  constexpr std::uint64_t lanes_and_threads = 16;
  Pilot pilot;
  // The first members tell how many the budget pays for; they warm the caches and do not count.
  const auto first = std::min<std::uint64_t>(n_members, lanes_and_threads * n_threads);
  const double probe =
      run_round(job, pick_members(n_members, first, 0, 1), n_threads, pilot.members);
  const double affordable = budget / std::max(1e-6, probe / static_cast<double>(first));
  constexpr std::uint64_t n_rounds = 4;
  const auto n_picked = static_cast<std::uint64_t>(
      std::min({static_cast<double>(n_members), 65536.0,
                std::max(affordable, static_cast<double>(n_rounds * first))}));
  std::vector<double> per_member;
  for (std::uint64_t round = 0; round < n_rounds && !is_interrupted(); ++round) {
    const auto members = pick_members(n_members, n_picked, round, n_rounds);
    if (members.empty()) break;
    const double seconds = run_round(job, members, n_threads, pilot.members);
    per_member.push_back(seconds / static_cast<double>(members.size()));
  }
  const auto n = static_cast<double>(per_member.size());
  double squares = 0.0;
  for (const double x : per_member) pilot.seconds_per_member += x / n;
  for (const double x : per_member) squares += std::pow(x - pilot.seconds_per_member, 2);
  pilot.error = n > 1 ? std::sqrt(squares / (n - 1) / n) : pilot.seconds_per_member;
  return pilot;
}

/// Resident memory of this process at its highest [bytes].
double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return 1024.0 * std::stod(line.substr(6));
  }
  return 0.0;
}

double seconds_of(const std::string& wall_time) {
  const auto quantity = parse_quantity(wall_time);
  if (!quantity || quantity->unit.dimension != time_dimension || !(quantity->value > 0.0)) {
    throw UsageError(fmt::format("--wall-time '{}' is no time (such as '2 h')", wall_time));
  }
  return quantity->coherent();
}

ExitCode run_plan(const PlanOptions& options, const GlobalOptions& global) {
  const double wall_time = seconds_of(options.wall_time);
  catch_interrupts();
  const auto start = Clock::now();
  const SweepJob job(options.sweep);
  const double start_up = std::chrono::duration<double>(Clock::now() - start).count();
  const unsigned n_threads = options.n_threads > 0 ? options.n_threads : usable_processors();
  const Pilot pilot = run_pilot(job, n_threads, options.pilot_seconds);
  if (is_interrupted()) return exit_interrupted;

  const auto n_members = static_cast<double>(job.plan().n_members());
  const WritingTime writing = predict_writing_time(job, pilot.members);
  // One thread commits while the others wait to hand over what they have.
  const double in_shards = n_members * pilot.seconds_per_member + writing.commits;
  const double seconds = start_up + in_shards + writing.merge;
  const double error = 2.0 * n_members * pilot.error;
  const double bytes = predict_size(job.network(), job.plan(), job.record(), pilot.members,
                                    job.provenance(global.command_line));
  std::size_t n_failed = 0;
  for (const MemberResult& member : pilot.members) n_failed += has_failed(member) ? 1 : 0;

  print_result(
      fmt::format("members: {}, each of {} arms\n", job.plan().n_members(), job.plan().n_arms()));
  print_result(fmt::format("pilot: {} members, {} failed\n", pilot.members.size(), n_failed));
  print_result(fmt::format("method: {}, {} lanes\n", to_string(job.options().integrator.method),
                           job.options().lanes));
  print_result(fmt::format("time: {} +- {} on {} threads\n", format_duration(seconds),
                           format_duration(error), n_threads));
  print_result(
      fmt::format("writing: {} of it\n", format_duration(writing.commits + writing.merge)));
  print_result(fmt::format("memory: {:.0f} MiB\n", peak_memory() / 0x1p20));
  print_result(fmt::format("disk: {:.4g} MiB\n", bytes / 0x1p20));
  constexpr double usable_share = 0.8;  // the rest is for start-up and slow nodes
  const double shards = std::ceil((in_shards + error) / (usable_share * wall_time));
  print_result(fmt::format("shards for {}: {:.0f}\n", options.wall_time, std::max(1.0, shards)));
  return exit_success;
}

}  // namespace

void add_plan_command(CommandLine& command_line) {
  const auto options = std::make_shared<PlanOptions>();
  CLI::App& command =
      add_command(command_line, "plan",
                  "predict time, memory and disk of a sweep from a few members", options, run_plan);
  command.add_option("sweep", options->sweep, "sweep file")->required();
  command.add_option("-j,--threads", options->n_threads, "threads [the processors given]")
      ->check(CLI::PositiveNumber);
  command.add_option("--pilot", options->pilot_seconds, "seconds to spend on pilot members")
      ->capture_default_str()
      ->check(CLI::Range(1e-3, 86400.0));
  command.add_option("--wall-time", options->wall_time, "of one task, to suggest shards")
      ->capture_default_str();
}

}  // namespace sigdyn
