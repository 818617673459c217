#include "store/predict_size.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <unistd.h>

#include "results/reader.hpp"
#include "results/writer.hpp"
#include "store/sweep_schema.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

constexpr double compressed_from_bytes = 0x1p20;  // docs/results-format.md, "Storage"

/// A file of this schema in the temporary folder, with these members in its first rows; removed at
/// the end.
class TrialFile {
 public:
  TrialFile(const ResultSchema& schema, const SweepPlan& plan, const RecordPlan& record,
            std::span<const MemberResult> members)
      : path_((fs::temp_directory_path() / fmt::format("sigdyn-plan-{}.h5", getpid())).string()) {
    ResultWriter writer(path_, schema, ExistingResult::replace);
    write_members(writer, plan, record, members, 0);
    writer.finish();
  }
  ~TrialFile() {
    std::error_code ignored;  // nothing can be done about it here
    fs::remove(path_, ignored);
  }
  TrialFile(const TrialFile&) = delete;
  TrialFile& operator=(const TrialFile&) = delete;

  double size() const { return static_cast<double>(fs::file_size(path_)); }
  double stored(const std::string& array) const {
    return static_cast<double>(ResultReader(path_).array(array).stored_bytes);
  }

 private:
  std::string path_;
};

/// Bytes of one member before compression.
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

}  // namespace

double predict_size(const Network& network, const SweepPlan& plan, const RecordPlan& record,
                    std::span<const MemberResult> pilot, std::vector<Attribute> provenance) {
  const auto n_members = static_cast<double>(plan.n_members());
  std::vector<std::int64_t> numbers(plan.n_members());
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  const ResultSchema schema =
      make_sweep_schema(network, plan, record, std::move(numbers), std::move(provenance));
  const std::size_t n_written = std::min<std::size_t>(pilot.size(), plan.n_members());

  // Arrays stored as they are have their full size as soon as one row is written.
  double bytes = TrialFile(schema, plan, record, pilot.first(n_written)).size();

  // With a growing axis even a few rows are compressed.
  ResultSchema growing = make_sweep_schema(network, plan, record, {}, {});
  growing.axes.front().is_growing = true;
  const TrialFile compressed(growing, plan, record, pilot);
  for (const Variable& variable : schema.variables) {
    if (variable.axes.front() != "member") continue;
    if (n_members * row_bytes(variable, plan, record) < compressed_from_bytes) continue;
    const double per_member = compressed.stored(variable.name) / static_cast<double>(pilot.size());
    bytes += (n_members - static_cast<double>(n_written)) * per_member;
  }
  return bytes;
}

}  // namespace sigdyn
