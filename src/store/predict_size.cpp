#include "store/predict_size.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "results/reader.hpp"
#include "results/writer.hpp"
#include "store/detail/ensemble_quantiles.hpp"
#include "store/sweep_schema.hpp"
#include "sweep/hash_random.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

constexpr double compressed_from_bytes = 0x1p20;  // docs/results-format.md, "Storage"
constexpr double most_trial_bytes = 0x1p26;
constexpr std::uint64_t n_members_at_once = 1024;

/// Members like those of the pilot, in any number. Chunks compress as well as their size allows, so
/// the trial needs as many rows as they have: outcomes are drawn from the pilot, what varies is
/// that of real neighbours in the design.
class LikelyMembers {
 public:
  LikelyMembers(std::span<const MemberResult> pilot, std::uint64_t first)
      : pilot_(pilot), first_(first) {}

  std::vector<MemberResult> rows(std::uint64_t first_row, std::uint64_t n_rows) const {
    std::vector<MemberResult> members;
    for (std::uint64_t row = first_row; row < first_row + n_rows; ++row) {
      members.push_back(pilot_[hash_bits(0, 0, row) % pilot_.size()]);
      members.back().member = first_ + row;
    }
    return members;
  }

 private:
  std::span<const MemberResult> pilot_;
  std::uint64_t first_;
};

/// A file of this schema in the temporary folder, its first `n_rows` rows filled; removed at the
/// end.
class TrialFile {
 public:
  TrialFile(const ResultSchema& schema, const SweepPlan& plan, const RecordPlan& record,
            const LikelyMembers& members, std::uint64_t n_rows)
      : path_((fs::temp_directory_path() / fmt::format("sigdyn-plan-{}.h5", getpid())).string()) {
    ResultWriter writer(path_, schema, ExistingResult::replace);
    for (std::uint64_t first = 0; first < n_rows; first += n_members_at_once) {
      const std::uint64_t n = std::min(n_members_at_once, n_rows - first);
      write_members(writer, plan, record, members.rows(first, n), first);
    }
    writer.finish();
    size_ = static_cast<double>(fs::file_size(path_));
    arrays_ = ResultReader(path_).arrays();
  }
  ~TrialFile() {
    std::error_code ignored;  // nothing can be done about it here
    fs::remove(path_, ignored);
  }
  TrialFile(const TrialFile&) = delete;
  TrialFile& operator=(const TrialFile&) = delete;

  double size() const { return size_; }
  double stored(const std::string& name) const {
    const auto found = std::find_if(arrays_.begin(), arrays_.end(),
                                    [&](const StoredArray& array) { return array.name == name; });
    return static_cast<double>(found->stored_bytes);
  }

 private:
  std::string path_;
  double size_ = 0.0;
  std::vector<StoredArray> arrays_;
};

/// Bytes of one entry of the first axis before compression.
double row_bytes(const Variable& variable, const SweepPlan& plan, const RecordPlan& record) {
  double n_values = 1.0;
  for (const std::string& axis : variable.axes) {
    if (axis == "arm") n_values *= static_cast<double>(plan.n_arms());
    if (axis == "varied") n_values *= static_cast<double>(plan.axes().size());
    if (axis == "observable") n_values *= static_cast<double>(record.time_courses.size());
    if (axis == "time") {
      n_values *= static_cast<double>(plan.nominal_arms().front().output_times.size());
    }
  }
  constexpr double text_bytes = 16.0;  // a reference; messages of success are empty
  if (variable.type == ValueType::text) return n_values * text_bytes;
  return variable.type == ValueType::flag ? n_values : 8.0 * n_values;
}

ResultSchema schema_of(const Network& network, const SweepPlan& plan, const RecordPlan& record,
                       std::vector<Attribute> provenance, std::uint64_t n_members) {
  std::vector<std::int64_t> numbers(n_members);
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  ResultSchema schema =
      make_sweep_schema(network, plan, record, std::move(numbers), std::move(provenance));
  detail::add_quantile_variables(schema);
  return schema;
}

}  // namespace

double predict_size(const Network& network, const SweepPlan& plan, const RecordPlan& record,
                    std::span<const MemberResult> pilot, std::vector<Attribute> provenance) {
  const auto n_members = static_cast<double>(plan.n_members());
  const ResultSchema columns = schema_of(network, plan, record, {}, 0);
  double bytes_per_member = 0.0;
  for (const Variable& variable : columns.variables) {
    if (variable.axes.front() == "member") bytes_per_member += row_bytes(variable, plan, record);
  }
  // Enough for one number per member to be compressed, unless there is much more of each.
  const auto n_trial =
      static_cast<std::uint64_t>(std::min({n_members, compressed_from_bytes / sizeof(double),
                                           std::max(most_trial_bytes / bytes_per_member, 1.0)}));
  const LikelyMembers members(pilot, (plan.n_members() - n_trial) / 2);
  const ResultSchema schema = schema_of(network, plan, record, std::move(provenance), n_trial);
  const double empty = TrialFile(schema, plan, record, members, 0).size();
  const TrialFile trial(schema, plan, record, members, n_trial);
  // With a growing axis even the smallest arrays are compressed.
  ResultSchema growing = schema_of(network, plan, record, {}, 0);
  growing.axes.front().is_growing = true;
  const std::uint64_t n_small = std::min<std::uint64_t>(n_trial, 8 * n_members_at_once);
  const TrialFile small(growing, plan, record, members, n_small);

  const double scale = n_members / static_cast<double>(n_trial);
  double texts_and_indices = trial.size() - empty;  // besides the arrays themselves
  double bytes = empty + (scale - 1.0) * trial.stored("member");
  for (const Variable& variable : schema.variables) {
    const double row = row_bytes(variable, plan, record);
    if (variable.axes.front() == detail::quantile_axis) {
      bytes += static_cast<double>(record.quantiles.size()) * row;
    }
    if (variable.axes.front() != "member") continue;
    texts_and_indices -= trial.stored(variable.name);
    const bool is_compressed_there = row * static_cast<double>(n_trial) >= compressed_from_bytes;
    if (row * n_members < compressed_from_bytes) {
      bytes += row * n_members;
    } else if (is_compressed_there) {
      bytes += scale * trial.stored(variable.name);
    } else {
      bytes += n_members * small.stored(variable.name) / static_cast<double>(n_small);
    }
  }
  return bytes + scale * std::max(texts_and_indices, 0.0);
}

}  // namespace sigdyn
