#include "store/shard_folder.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "base/diagnostic.hpp"
#include "base/flush_to_disk.hpp"
#include "base/text_file.hpp"
#include "base/write_text_file.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"
#include "store/sweep_schema.hpp"

namespace sigdyn {
namespace fs = std::filesystem;
namespace {

constexpr const char* block_prefix = "block-";
constexpr const char* manifest_name = "manifest.txt";
constexpr const char* provenance_name = "provenance.h5";
constexpr const char* manifest_format = "sigdyn-shard/1";

[[noreturn]] void refuse(const std::string& path, const std::string& message) {
  throw InputError({{Severity::error, {path, 0, 0}, message}});
}

std::uint64_t to_number(const std::map<std::string, std::string>& entries, const std::string& key,
                        const std::string& path) {
  const auto found = entries.find(key);
  std::uint64_t number = 0;
  if (found != entries.end()) {
    const char* end = found->second.data() + found->second.size();
    const auto result = std::from_chars(found->second.data(), end, number);
    if (result.ec == std::errc{} && result.ptr == end) return number;
  }
  refuse(path, fmt::format("the manifest has no number '{}' (the file is damaged)", key));
}

/// Opening and reading the member axis finds files that were cut off; what the disk garbled inside
/// is found when a merge reads it.
StoredBlock read_block(const std::string& path, const std::string& hash) {
  StoredBlock block{path, {}};
  try {
    const ResultReader reader(path);
    if (reader.attribute("sweep_hash") != hash) {
      refuse(path, "belongs to another sweep than its folder");
    }
    for (const std::int64_t number : reader.integers("member")) {
      const auto member = static_cast<std::uint64_t>(number);
      if (block.runs.empty() || block.runs.back().end != member) {
        block.runs.push_back({member, member});
      }
      ++block.runs.back().end;
    }
  } catch (const IoError& error) {
    refuse(path, fmt::format("the block is damaged (delete it and --resume to run its members "
                             "again): {}",
                             error.what()));
  }
  if (block.runs.empty()) refuse(path, "the block is damaged (it holds no members)");
  return block;
}

}  // namespace

std::uint64_t StoredBlock::n_members() const {
  std::uint64_t n = 0;
  for (const MemberRange& run : runs) n += run.size();
  return n;
}

MemberRange ShardManifest::members() const {
  // n * index / count without overflow: whole parts and remainders apart
  const auto cut = [this](std::uint64_t i) {
    return n_members / count * i + n_members % count * i / count;
  };
  return {cut(index), cut(index + 1)};
}

std::string to_text(const ShardManifest& manifest) {
  return fmt::format("format: {}\nsweep: {}\nhash: {}\nn_members: {}\nshard: {}\nn_shards: {}\n",
                     manifest_format, manifest.sweep_id, manifest.hash, manifest.n_members,
                     manifest.index, manifest.count);
}

ShardManifest parse_manifest(const std::string& text, const std::string& path) {
  std::map<std::string, std::string> entries;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    if (colon != std::string::npos) entries[line.substr(0, colon)] = line.substr(colon + 2);
  }
  if (entries["format"] != manifest_format) {
    refuse(path,
           fmt::format("format is '{}' ('{}' is expected)", entries["format"], manifest_format));
  }
  ShardManifest manifest;
  manifest.sweep_id = entries["sweep"];
  manifest.hash = entries["hash"];
  manifest.n_members = to_number(entries, "n_members", path);
  manifest.index = to_number(entries, "shard", path);
  manifest.count = to_number(entries, "n_shards", path);
  if (manifest.index >= manifest.count) refuse(path, "the shard's index is not below the count");
  return manifest;
}

std::vector<MemberRange> missing_members(MemberRange all, std::span<const StoredBlock> blocks) {
  std::vector<MemberRange> done;
  for (const StoredBlock& block : blocks) {
    done.insert(done.end(), block.runs.begin(), block.runs.end());
  }
  std::sort(done.begin(), done.end(),
            [](const MemberRange& a, const MemberRange& b) { return a.begin < b.begin; });
  std::vector<MemberRange> missing;
  std::uint64_t next = all.begin;
  for (const MemberRange& run : done) {
    if (run.begin >= all.end) break;
    if (run.begin > next) missing.push_back({next, run.begin});
    next = std::max(next, run.end);
  }
  if (next < all.end) missing.push_back({next, all.end});
  return missing;
}

ShardFolder::ShardFolder(std::string path, ShardManifest manifest,
                         std::vector<Attribute> provenance, Existing existing)
    : path_(std::move(path)), manifest_(std::move(manifest)) {
  std::error_code error;
  const bool is_there = fs::exists(fs::path(path_) / manifest_name, error);
  if (is_there && existing == Existing::refuse) {
    throw IoError(
        path_, "write",
        "a sweep was begun there already (--resume goes on with it, --force starts anew)");
  }
  if (is_there && existing == Existing::replace) fs::remove_all(path_, error);
  fs::create_directories(path_, error);
  if (error) throw IoError(path_, "create", error.message());
  const std::string manifest_path = (fs::path(path_) / manifest_name).string();
  if (is_there && existing == Existing::resume) {
    const ShardManifest found = parse_manifest(read_text_file(manifest_path), manifest_path);
    if (to_text(found) != to_text(manifest_)) {
      refuse(
          manifest_path,
          fmt::format("belongs to another sweep (model, scenario, sweep file, program version or "
                      "sharding differ): it has hash {}, shard {} of {}, {} members; this is hash "
                      "{}, shard {} of {}, {} members; use another output or --force",
                      found.hash, found.index, found.count, found.n_members, manifest_.hash,
                      manifest_.index, manifest_.count, manifest_.n_members));
    }
  } else {
    ResultSchema schema;
    schema.attributes = std::move(provenance);
    ResultWriter((fs::path(path_) / provenance_name).string(), schema, ExistingResult::replace)
        .finish();
    write_text_file(manifest_path, to_text(manifest_));  // the last: a folder with one is complete
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(path_)) {
    if (entry.path().extension() == ".part") fs::remove(entry.path(), error);
  }
}

ShardFolder::ShardFolder(std::string path) : path_(std::move(path)) {
  const std::string manifest_path = (fs::path(path_) / manifest_name).string();
  manifest_ = parse_manifest(read_text_file(manifest_path), manifest_path);
}

std::vector<Attribute> ShardFolder::provenance() const {
  return ResultReader((fs::path(path_) / provenance_name).string()).provenance();
}

std::vector<StoredBlock> ShardFolder::blocks() const {
  std::vector<StoredBlock> blocks;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_)) {
    if (!entry.path().filename().string().starts_with(block_prefix)) continue;
    blocks.push_back(read_block(entry.path().string(), manifest_.hash));
  }
  std::sort(blocks.begin(), blocks.end(), [](const StoredBlock& a, const StoredBlock& b) {
    return a.runs.front().begin < b.runs.front().begin;
  });
  return blocks;
}

void ShardFolder::commit(const Network& network, const SweepPlan& plan, const RecordPlan& record,
                         std::span<const MemberResult> members) {
  std::vector<std::int64_t> numbers;
  for (const MemberResult& member : members) {
    numbers.push_back(static_cast<std::int64_t>(member.member));
  }
  const std::string path =
      (fs::path(path_) / fmt::format("{}{:012}.h5", block_prefix, members.front().member)).string();
  ResultWriter writer(path,
                      make_sweep_schema(network, plan, record, std::move(numbers),
                                        {{"sweep_hash", manifest_.hash}}),
                      ExistingResult::replace);
  write_members(writer, plan, record, members, 0);
  writer.finish();
  flush_to_disk(path_);  // the new name
}

}  // namespace sigdyn
