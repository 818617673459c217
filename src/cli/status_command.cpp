/// sigdyn status DIR: how far the shards of a sweep are.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <utility>

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

/// A row of the table: a shard, or consecutive ones that no task has begun.
struct Line {
  std::string shards;
  std::uint64_t n_members = 0;
  std::uint64_t n_done = 0;
  std::uint64_t n_failed = 0;
  std::string last_commit;
  std::string left;
  std::uint64_t n_missing() const { return n_members - n_done; }
};

Line line_of(const ShardProgress& progress) {
  const ShardManifest& shard = progress.manifest;
  const std::uint64_t n_members = shard.members().size();
  return {fmt::format("{} of {}", shard.index, shard.count),
          n_members,
          progress.n_done,
          progress.n_failed,
          format_duration(progress.idle) + " ago",
          time_left(progress, n_members - progress.n_done)};
}

Line line_of_absent(ShardManifest sweep, std::uint64_t first, std::uint64_t last) {
  sweep.index = first;
  const std::uint64_t begin = sweep.members().begin;
  sweep.index = last;
  const std::string shards =
      first == last ? std::to_string(first) : fmt::format("{}-{}", first, last);
  return {fmt::format("{} of {}", shards, sweep.count),
          sweep.members().end - begin,
          0,
          0,
          "never",
          "not begun"};
}

/// Shards of one sweep by their index.
using Shards = std::multimap<std::uint64_t, ShardProgress>;

/// In the order of the shards, the gaps between them included.
std::vector<Line> lines_of(const Shards& shards) {
  const ShardManifest& sweep = shards.begin()->second.manifest;
  std::vector<Line> lines;
  std::uint64_t next = 0;
  const auto add_absent_until = [&](std::uint64_t index) {
    if (next < index) lines.push_back(line_of_absent(sweep, next, index - 1));
  };
  for (const auto& [index, progress] : shards) {
    add_absent_until(index);
    lines.push_back(line_of(progress));
    next = index + 1;
  }
  add_absent_until(sweep.count);
  return lines;
}

ExitCode run_status(const StatusOptions& options, const GlobalOptions& /*global*/) {
  std::map<std::pair<std::string, std::uint64_t>, Shards> sweeps;  // by hash and number of shards
  for (const std::string& path : find_shards(options.folders)) {
    ShardProgress progress = progress_of(path);
    Shards& shards = sweeps[{progress.manifest.hash, progress.manifest.count}];
    const std::uint64_t index = progress.manifest.index;
    shards.emplace(index, std::move(progress));
  }
  std::vector<std::vector<std::string>> rows;
  std::uint64_t n_missing = 0;
  std::uint64_t n_failed = 0;
  for (const auto& [sweep, shards] : sweeps) {
    for (const Line& line : lines_of(shards)) {
      rows.push_back({line.shards, std::to_string(line.n_members), std::to_string(line.n_done),
                      std::to_string(line.n_failed), std::to_string(line.n_missing()),
                      line.last_commit, line.left});
      n_missing += line.n_missing();
      n_failed += line.n_failed;
    }
  }
  print_result(format_table(
      {"shard", "members", "done", "failed runs", "missing", "last commit", "left"}, rows));
  if (n_missing > 0) print_result(fmt::format("{} members are missing\n", n_missing));
  return n_failed > 0 ? exit_run_failed : exit_success;
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
