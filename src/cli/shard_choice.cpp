#include "cli/shard_choice.hpp"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace sigdyn {
namespace {

std::optional<std::uint64_t> to_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> from_environment(const char* name) {
  const char* text = std::getenv(name);
  return text != nullptr ? to_number(text) : std::nullopt;
}

}  // namespace

ShardChoice choose_shard(const std::string& text) {
  if (!text.empty()) {
    const std::size_t slash = text.find('/');
    const auto index = to_number(std::string_view(text).substr(0, slash));
    const auto count = slash == std::string::npos
                           ? std::nullopt
                           : to_number(std::string_view(text).substr(slash + 1));
    if (!index || !count || *count == 0) {
      throw UsageError(fmt::format("--shard '{}' is not I/N (such as 0/8)", text));
    }
    if (*index >= *count) {
      throw UsageError(
          fmt::format("--shard {}: there is no shard {} of {} (they count from 0 to {})", text,
                      *index, *count, *count - 1));
    }
    return {*index, *count};
  }
  const auto id = from_environment("SLURM_ARRAY_TASK_ID");
  const auto count = from_environment("SLURM_ARRAY_TASK_COUNT");
  if (!id || !count || *count == 0) return {};
  const std::uint64_t first = from_environment("SLURM_ARRAY_TASK_MIN").value_or(0);
  const std::uint64_t step = from_environment("SLURM_ARRAY_TASK_STEP").value_or(1);
  return {(*id - first) / (step > 0 ? step : 1), *count};
}

std::string shard_folder_path(const std::string& output, const ShardChoice& shard) {
  return (std::filesystem::path(output + ".shards") /
          fmt::format("{}-of-{}", shard.index, shard.count))
      .string();
}

}  // namespace sigdyn
