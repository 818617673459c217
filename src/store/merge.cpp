#include "store/merge.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <system_error>

#include <fmt/core.h>

#include "base/contract.hpp"
#include "base/diagnostic.hpp"
#include "results/reader.hpp"

namespace sigdyn {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t max_rows_at_once = 4096;
constexpr const char* member_axis = "member";

[[noreturn]] void refuse(const std::string& path, const std::string& message) {
  throw InputError({{Severity::error, {path, 0, 0}, message}});
}

bool is_axis(const StoredArray& array) {
  return array.axes.size() == 1 && array.axes.front() == array.name;
}

Axis axis_from(const ResultReader& block, const StoredArray& array) {
  Axis axis{.name = array.name, .long_name = array.long_name, .units = array.units};
  if (array.type == "text") axis.labels = block.texts(array.name);
  if (array.type == "real") axis.labels = block.reals(array.name);
  if (array.type == "integer") axis.labels = block.integers(array.name);
  return axis;
}

ValueType type_from(const StoredArray& array) {
  if (array.type == "text") return ValueType::text;
  if (array.type == "real") return ValueType::real;
  return array.flags.empty() ? ValueType::integer : ValueType::flag;
}

/// The schema of a block with the member axis of the whole sweep.
ResultSchema whole_schema(const ResultReader& block, std::uint64_t n_members,
                          std::vector<Attribute> provenance) {
  ResultSchema schema;
  schema.attributes = std::move(provenance);
  for (const StoredArray& array : block.arrays()) {
    if (!is_axis(array)) {
      schema.variables.push_back({.name = array.name,
                                  .axes = array.axes,
                                  .units = array.units,
                                  .long_name = array.long_name,
                                  .type = type_from(array),
                                  .flags = array.flags,
                                  .coordinates = array.coordinates});
      continue;
    }
    Axis axis = axis_from(block, array);
    if (axis.name == member_axis) {
      std::vector<std::int64_t> numbers(n_members);
      std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
      axis.labels = std::move(numbers);
    }
    schema.axes.push_back(std::move(axis));
  }
  return schema;
}

/// Rows [first, first + count) of a block hold consecutive members.
struct RowRun {
  std::size_t first = 0;
  std::size_t count = 0;
};

std::vector<RowRun> consecutive_rows(const std::vector<std::uint64_t>& members) {
  std::vector<RowRun> runs;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool goes_on =
        !runs.empty() && members[i] == members[i - 1] + 1 && runs.back().count < max_rows_at_once;
    if (goes_on) {
      ++runs.back().count;
    } else {
      runs.push_back({i, 1});
    }
  }
  return runs;
}

void copy_rows(const ResultReader& block, const StoredArray& array, RowRun run,
               std::size_t first_row, ResultWriter& writer) {
  const Rows rows{run.first, run.count};
  if (array.type == "text") {
    writer.write(array.name, block.texts(array.name, rows), first_row);
  } else if (array.type == "real") {
    writer.write(array.name, block.reals(array.name, rows), first_row);
  } else {
    writer.write(array.name, block.integers(array.name, rows), first_row);
  }
}

/// Copies what every block says alike (axes are in the schema already).
void copy_common(const ResultReader& block, ResultWriter& writer) {
  for (const StoredArray& array : block.arrays()) {
    if (is_axis(array) || array.axes.front() == member_axis) continue;
    copy_rows(block, array, {0, array.shape.front()}, 0, writer);
  }
}

std::uint64_t copy_members(const StoredBlock& block, ResultWriter& writer) {
  const ResultReader reader(block.path);
  for (const StoredArray& array : reader.arrays()) {
    if (is_axis(array) || array.axes.front() != member_axis) continue;
    for (const RowRun& run : consecutive_rows(block.members)) {
      copy_rows(reader, array, run, block.members[run.first], writer);
    }
  }
  const auto status = reader.integers("status");
  return static_cast<std::uint64_t>(
      std::count_if(status.begin(), status.end(), [](std::int64_t flag) { return flag > 1; }));
}

}  // namespace

MergeReport merge_shards(const std::vector<std::string>& folders, const std::string& out,
                         ExistingResult existing) {
  SIGDYN_EXPECTS(!folders.empty());
  const ShardFolder first(folders.front());
  std::vector<StoredBlock> blocks;
  for (const std::string& path : folders) {
    const ShardFolder folder(path);
    if (folder.manifest().hash != first.manifest().hash ||
        folder.manifest().n_members != first.manifest().n_members) {
      refuse(path, fmt::format("belongs to another sweep than '{}' ('{}' with hash {}, not '{}' "
                               "with hash {})",
                               first.path(), folder.manifest().sweep_id, folder.manifest().hash,
                               first.manifest().sweep_id, first.manifest().hash));
    }
    const auto found = folder.blocks();
    blocks.insert(blocks.end(), found.begin(), found.end());
  }
  if (blocks.empty())
    refuse(folders.front(), "no member is finished yet: there is nothing to merge");
  std::sort(blocks.begin(), blocks.end(), [](const StoredBlock& a, const StoredBlock& b) {
    return a.members.front() < b.members.front();
  });

  MergeReport report;
  report.n_members = first.manifest().n_members;
  report.gaps = missing_members({0, report.n_members}, blocks);
  report.n_found = report.n_members;
  for (const MemberRange& gap : report.gaps) report.n_found -= gap.size();

  const ResultReader model(blocks.front().path);
  ResultWriter writer(out, whole_schema(model, report.n_members, first.provenance()), existing);
  copy_common(model, writer);
  for (const StoredBlock& block : blocks) {
    try {
      report.n_failed_runs += copy_members(block, writer);
    } catch (const IoError& error) {
      refuse(block.path, fmt::format("the block is damaged (delete it and --resume its shard): {}",
                                     error.what()));
    }
  }
  writer.finish();
  return report;
}

std::vector<std::string> find_shards(const std::vector<std::string>& paths) {
  std::vector<std::string> folders;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      throw IoError(path, "read", "no such folder (a shard is a folder with a manifest.txt)");
    }
    if (fs::exists(fs::path(path) / "manifest.txt", error)) {
      folders.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
      if (fs::exists(entry.path() / "manifest.txt", error)) inside.push_back(entry.path().string());
    }
    if (inside.empty()) refuse(path, "holds no shard of a sweep (no folder with a manifest.txt)");
    std::sort(inside.begin(), inside.end());
    folders.insert(folders.end(), inside.begin(), inside.end());
  }
  return folders;
}

}  // namespace sigdyn
