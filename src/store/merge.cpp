#include "store/merge.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>
#include <string_view>
#include <system_error>
#include <variant>

#include <fmt/core.h>

#include "base/contract.hpp"
#include "base/diagnostic.hpp"
#include "results/reader.hpp"
#include "store/detail/ensemble_quantiles.hpp"
#include "store/detail/member_rows.hpp"

namespace sigdyn {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t max_rows_at_once = 4096;
constexpr std::size_t max_sources = 900;  // HDF5 keeps them open, and 1024 files is a usual limit
constexpr const char* member_axis = "member";

[[noreturn]] void refuse(const std::string& path, const std::string& message) {
  throw InputError({{Severity::error, {path, 0, 0}, message}});
}

bool is_axis(const StoredArray& array) {
  return array.axes.size() == 1 && array.axes.front() == array.name;
}

bool is_per_member(const StoredArray& array) {
  return !is_axis(array) && array.axes.front() == member_axis;
}

/// The labels of the members are written piece by piece, later.
Axis axis_from(const ResultReader& block, const StoredArray& array, std::uint64_t n_members) {
  Axis axis{.name = array.name, .long_name = array.long_name, .units = array.units};
  if (array.name == member_axis) {
    axis.labels = std::vector<std::int64_t>();
    axis.n_entries = n_members;
    return axis;
  }
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
    if (is_axis(array)) {
      schema.axes.push_back(axis_from(block, array, n_members));
      continue;
    }
    schema.variables.push_back({.name = array.name,
                                .axes = array.axes,
                                .units = array.units,
                                .long_name = array.long_name,
                                .type = type_from(array),
                                .flags = array.flags,
                                .coordinates = array.coordinates});
  }
  detail::add_quantile_variables(schema);
  return schema;
}

/// Maps the numbers of all blocks; texts are copied, as HDF5 cannot map them.
void map_blocks(const std::vector<StoredBlock>& blocks, const std::vector<detail::MemberRows>& rows,
                const std::string& out, ResultSchema& schema) {
  const fs::path folder = fs::absolute(out).parent_path();
  std::vector<std::string> files;
  for (const StoredBlock& block : blocks) {
    files.push_back(fs::proximate(fs::absolute(block.path), folder).string());
  }
  for (const detail::MemberRows& piece : rows) {
    schema.sources.push_back({.file = files[piece.block],
                              .n_file_rows = blocks[piece.block].n_members(),
                              .first_there = piece.first_row,
                              .first_here = piece.member,
                              .n_rows = piece.n_rows});
  }
  for (Variable& variable : schema.variables) {
    variable.is_virtual = variable.axes.front() == member_axis && variable.type != ValueType::text;
  }
  schema.attributes.push_back({virtual_sources_attribute, files});
}

void number_members(std::uint64_t n_members, ResultWriter& writer) {
  std::vector<std::int64_t> numbers;
  for (std::uint64_t first = 0; first < n_members; first += numbers.size()) {
    numbers.resize(std::min<std::uint64_t>(max_rows_at_once, n_members - first));
    std::iota(numbers.begin(), numbers.end(), static_cast<std::int64_t>(first));
    writer.write(member_axis, numbers, first);
  }
}

void copy_rows(const ResultReader& block, const StoredArray& array, Rows rows,
               std::size_t first_row, ResultWriter& writer) {
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
    if (is_axis(array) || is_per_member(array)) continue;
    copy_rows(block, array, {0, array.shape.front()}, 0, writer);
  }
}

/// Copies the rows of one piece, or only its texts; returns how many of its runs have failed.
std::uint64_t copy_piece(const ResultReader& block, const detail::MemberRows& piece, MergeForm form,
                         ResultWriter& writer) {
  std::uint64_t n_failed = 0;
  for (std::uint64_t first = 0; first < piece.n_rows; first += max_rows_at_once) {
    const Rows rows{piece.first_row + first,
                    std::min<std::uint64_t>(max_rows_at_once, piece.n_rows - first)};
    for (const StoredArray& array : block.arrays()) {
      if (!is_per_member(array)) continue;
      if (form == MergeForm::virtual_result && array.type != "text") continue;
      copy_rows(block, array, rows, piece.member + first, writer);
    }
    for (const std::int64_t flag : block.integers("status", rows)) n_failed += flag > 1 ? 1 : 0;
  }
  return n_failed;
}

std::uint64_t copy_members(const std::vector<StoredBlock>& blocks,
                           const std::vector<detail::MemberRows>& rows, MergeForm form,
                           ResultWriter& writer) {
  std::uint64_t n_failed = 0;
  std::optional<ResultReader> reader;
  std::size_t open = blocks.size();
  for (const detail::MemberRows& piece : rows) {
    if (piece.block != open) reader.emplace(blocks[open = piece.block].path);
    n_failed += copy_piece(*reader, piece, form, writer);
  }
  return n_failed;
}

/// The blocks of all shards, by their first member.
std::vector<StoredBlock> gather_blocks(const std::vector<std::string>& folders,
                                       const ShardFolder& first) {
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
    return a.runs.front().begin < b.runs.front().begin;
  });
  return blocks;
}

}  // namespace

MergeReport merge_shards(const std::vector<std::string>& folders, const std::string& out,
                         ExistingResult existing, MergeForm form) {
  SIGDYN_EXPECTS(!folders.empty());
  const ShardFolder first(folders.front());
  const std::vector<StoredBlock> blocks = gather_blocks(folders, first);
  if (form == MergeForm::virtual_result && blocks.size() > max_sources) {
    throw UnsupportedError({first.path(), 0, 0},
                           fmt::format("a virtual result of {} blocks (at most {}; merge without "
                                       "--virtual, or sweep with a longer --commit-every)",
                                       blocks.size(), max_sources));
  }

  MergeReport report;
  report.n_members = first.manifest().n_members;
  report.gaps = missing_members({0, report.n_members}, blocks);
  report.n_found = report.n_members;
  for (const MemberRange& gap : report.gaps) report.n_found -= gap.size();

  const auto rows = detail::find_member_rows(blocks, report.n_members);
  const ResultReader model(blocks.front().path);
  ResultSchema schema = whole_schema(model, report.n_members, first.provenance());
  if (form == MergeForm::virtual_result) {
    map_blocks(blocks, rows, out, schema);
    report.sources = std::get<std::vector<std::string>>(schema.attributes.back().value);
  }
  ResultWriter writer(out, schema, existing);
  number_members(report.n_members, writer);
  copy_common(model, writer);
  try {
    report.n_failed_runs = copy_members(blocks, rows, form, writer);
    detail::write_quantiles(blocks, rows, schema, writer);
  } catch (const IoError& error) {
    const auto damaged = std::find_if(blocks.begin(), blocks.end(), [&](const StoredBlock& block) {
      return std::string_view(error.what()).starts_with(block.path);
    });
    if (damaged == blocks.end()) throw;  // the result cannot be written
    refuse(damaged->path, fmt::format("the block is damaged (delete it and --resume its shard): {}",
                                      error.what()));
  }
  writer.finish();
  return report;
}

std::vector<std::string> find_shards(const std::vector<std::string>& paths) {
  std::vector<std::string> folders;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      throw IoError(path, "read",
                    fmt::format("{} (a shard is a folder with a manifest.txt)",
                                fs::exists(path, error) ? "it is no folder" : "no such folder"));
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
