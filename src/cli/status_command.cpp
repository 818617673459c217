/// sigdyn status DIR: how far the shards of a sweep are.
#include <algorithm>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/text_table.hpp"
#include "results/reader.hpp"
#include "store/merge.hpp"
#include "store/shard_folder.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

struct StatusOptions {
  std::vector<std::string> folders;
};

struct ShardProgress {
  ShardManifest manifest;
  std::uint64_t n_done = 0;
  std::uint64_t n_failed = 0;  ///< runs
  double seconds = 0.0;        ///< from the manifest to the last commit
  double idle = 0.0;           ///< since the last commit
};

double seconds_between(fs::file_time_type a, fs::file_time_type b) {
  return std::chrono::duration<double>(b - a).count();
}

ShardProgress progress_of(const std::string& path) {
  const ShardFolder folder(path);
  ShardProgress progress{.manifest = folder.manifest()};
  const auto begin = fs::last_write_time(fs::path(path) / "manifest.txt");
  auto last = begin;
  for (const StoredBlock& block : folder.blocks()) {
    progress.n_done += block.n_members();
    for (const std::int64_t flag : ResultReader(block.path).integers("status")) {
      progress.n_failed += flag > 1 ? 1 : 0;
    }
    last = std::max(last, fs::last_write_time(block.path));
  }
  progress.seconds = seconds_between(begin, last);
  progress.idle = seconds_between(last, fs::file_time_type::clock::now());
  return progress;
}

std::string time_left(const ShardProgress& progress, std::uint64_t n_missing) {
  if (n_missing == 0) return "done";
  if (progress.n_done == 0 || progress.seconds <= 0.0) return "?";
  return format_duration(static_cast<double>(n_missing) * progress.seconds /
                         static_cast<double>(progress.n_done));
}

ExitCode run_status(const StatusOptions& options, const GlobalOptions& /*global*/) {
  std::vector<std::vector<std::string>> rows;
  std::uint64_t n_missing_in_all = 0;
  std::uint64_t n_failed_in_all = 0;
  for (const std::string& path : find_shards(options.folders)) {
    const ShardProgress progress = progress_of(path);
    const std::uint64_t n_members = progress.manifest.members().size();
    const std::uint64_t n_missing = n_members - progress.n_done;
    n_missing_in_all += n_missing;
    n_failed_in_all += progress.n_failed;
    rows.push_back({fmt::format("{} of {}", progress.manifest.index, progress.manifest.count),
                    std::to_string(n_members), std::to_string(progress.n_done),
                    std::to_string(progress.n_failed), std::to_string(n_missing),
                    format_duration(progress.idle) + " ago", time_left(progress, n_missing)});
  }
  print_result(format_table(
      {"shard", "members", "done", "failed runs", "missing", "last commit", "left"}, rows));
  if (n_missing_in_all > 0) {
    print_result(fmt::format("{} members are missing\n", n_missing_in_all));
  }
  return n_failed_in_all > 0 ? exit_run_failed : exit_success;
}

}  // namespace

void add_status_command(CommandLine& command_line) {
  const auto options = std::make_shared<StatusOptions>();
  CLI::App& command = add_command(command_line, "status", "show how far the shards of a sweep are",
                                  options, run_status);
  command.add_option("folders", options->folders, "shard folders, or folders of them (OUT.shards)")
      ->required();
}

}  // namespace sigdyn
