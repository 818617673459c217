#include "store/predict_size.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/scratch_folder.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"
#include "store/detail/ensemble_quantiles.hpp"
#include "store/sweep_schema.hpp"
#include "sweep/hash_random.hpp"

namespace sigdyn {
namespace {

constexpr double compressed_from_bytes = 0x1p20;  // docs/results-format.md, "Storage"
constexpr double most_trial_bytes = 0x1p26;
constexpr std::uint64_t n_members_at_once = 1024;
constexpr std::size_t most_small = 8192;

/// Members like those of the pilot, in any number: outcomes are drawn from the pilot, what varies
/// is that of real neighbours in the design from member `first` on.
std::vector<MemberResult> draw_members(std::span<const MemberResult> pilot, std::uint64_t first,
                                       std::uint64_t n_members) {
  std::vector<MemberResult> members;
  for (std::uint64_t member = first; member < first + n_members; ++member) {
    members.push_back(pilot[hash_bits(0, 0, member) % pilot.size()]);
    members.back().member = member;
    members.back().time_courses.clear();
  }
  return members;
}

/// What a file of this schema, filled by `fill(writer)`, takes on the disk.
class TrialFile {
 public:
  template <class Fill>
  TrialFile(const ResultSchema& schema, const Fill& fill) {
    const ScratchFolder folder("plan");
    const std::string path = folder / "trial.h5";
    ResultWriter writer(path, schema, ExistingResult::replace);
    fill(writer);
    writer.finish();
    size_ = static_cast<double>(std::filesystem::file_size(path));
    arrays_ = ResultReader(path).arrays();
  }

  double size() const { return size_; }
  double stored(const std::string& name) const {
    const auto found = std::find_if(arrays_.begin(), arrays_.end(),
                                    [&](const StoredArray& array) { return array.name == name; });
    return static_cast<double>(found->stored_bytes);
  }

 private:
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
  RecordPlan narrow = record;  // whose rows are short, chunks of thousands of members
  narrow.time_courses.clear();
  double bytes_per_member = 0.0;
  for (const Variable& variable : schema_of(network, plan, narrow, {}, 0).variables) {
    if (variable.axes.front() == "member") bytes_per_member += row_bytes(variable, plan, narrow);
  }
  // Enough for one number per member to be compressed, unless there is much more of each.
  const auto n_trial =
      static_cast<std::uint64_t>(std::min({n_members, compressed_from_bytes / sizeof(double),
                                           std::max(most_trial_bytes / bytes_per_member, 1.0)}));
  const auto fill_nothing = [](ResultWriter&) {};
  const ResultSchema trial_schema = schema_of(network, plan, narrow, {}, n_trial);
  const double trial_empty = TrialFile(trial_schema, fill_nothing).size();
  const TrialFile trial(trial_schema, [&](ResultWriter& writer) {
    const std::uint64_t middle = (plan.n_members() - n_trial) / 2;
    for (std::uint64_t row = 0; row < n_trial; row += n_members_at_once) {
      const std::uint64_t n = std::min(n_members_at_once, n_trial - row);
      write_members(writer, plan, narrow, draw_members(pilot, middle + row, n), row);
    }
  });
  // Time courses fill a chunk with few members; none of them twice, or they compress too well. With
  // a growing axis even the smallest arrays are compressed.
  ResultSchema growing = schema_of(network, plan, record, {}, 0);
  growing.axes.front().is_growing = true;
  const std::size_t n_small = std::min(pilot.size(), most_small);
  const TrialFile small(growing, [&](ResultWriter& writer) {
    write_members(writer, plan, record, pilot.first(n_small), 0);
  });

  const ResultSchema schema = schema_of(network, plan, record, std::move(provenance), n_trial);
  const double scale = n_members / static_cast<double>(n_trial);
  double texts_and_indices = trial.size() - trial_empty;  // besides the arrays themselves
  double bytes = TrialFile(schema, fill_nothing).size() + (scale - 1.0) * trial.stored("member");
  for (const Variable& variable : schema.variables) {
    const double row = row_bytes(variable, plan, record);
    if (variable.axes.front() == detail::quantile_axis) {
      bytes += static_cast<double>(record.quantiles.size()) * row;
    }
    if (variable.axes.front() != "member") continue;
    const bool is_in_trial = variable.name != "observables";
    if (is_in_trial) texts_and_indices -= trial.stored(variable.name);
    const bool is_compressed_there =
        is_in_trial && row * static_cast<double>(n_trial) >= compressed_from_bytes;
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
