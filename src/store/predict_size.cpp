#include "store/predict_size.hpp"

#include <filesystem>
#include <numeric>
#include <string>

#include <fmt/core.h>
#include <unistd.h>

#include "results/reader.hpp"
#include "results/writer.hpp"
#include "store/sweep_schema.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

constexpr double compressed_from_bytes = 0x1p20;  // docs/results-format.md, "Storage"
constexpr double text_bytes = 16.0;               // a reference; messages of success are empty
constexpr double number_bytes = 8.0;
constexpr double flag_bytes = 1.0;

/// A file with a growing member axis, so that even a few members are compressed.
double file_size(const Network& network, const SweepPlan& plan, const RecordPlan& record,
                 std::span<const MemberResult> members) {
  const std::string path =
      (fs::temp_directory_path() / fmt::format("sigdyn-plan-{}.h5", getpid())).string();
  ResultSchema schema = make_sweep_schema(network, plan, record, {}, {});
  schema.axes.front().is_growing = true;
  ResultWriter writer(path, schema, ExistingResult::replace);
  if (!members.empty()) {
    std::vector<std::int64_t> numbers(members.size());
    std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
    writer.write("member", numbers);
    write_members(writer, plan, record, members, 0);
  }
  writer.finish();
  const auto size = static_cast<double>(fs::file_size(path));
  fs::remove(path);
  return size;
}

struct RowBytes {
  double text = 0.0;
  double compressible = 0.0;
};

RowBytes row_bytes(const Variable& variable, const SweepPlan& plan, const RecordPlan& record) {
  double n_values = 1.0;
  for (const std::string& axis : variable.axes) {
    if (axis == "arm") n_values *= static_cast<double>(plan.n_arms());
    if (axis == "varied") n_values *= static_cast<double>(plan.axes().size());
    if (axis == "observable") n_values *= static_cast<double>(record.time_courses.size());
    if (axis == "time") {
      n_values *= static_cast<double>(plan.nominal_arms().front().output_times.size());
    }
  }
  if (variable.type == ValueType::text) return {n_values * text_bytes, 0.0};
  return {0.0, n_values * (variable.type == ValueType::flag ? flag_bytes : number_bytes)};
}

}  // namespace

double predict_size(const Network& network, const SweepPlan& plan, const RecordPlan& record,
                    std::span<const MemberResult> pilot) {
  const double empty = file_size(network, plan, record, {});
  const double filled = file_size(network, plan, record, pilot);
  std::vector<RowBytes> rows{{0.0, number_bytes}};  // the member axis
  for (const Variable& variable : make_sweep_schema(network, plan, record, {}, {}).variables) {
    if (variable.axes.front() == "member") rows.push_back(row_bytes(variable, plan, record));
  }
  RowBytes row;
  for (const RowBytes& bytes : rows) {
    row.text += bytes.text;
    row.compressible += bytes.compressible;
  }
  const auto n_pilot = static_cast<double>(pilot.size());
  const double ratio = (filled - empty - n_pilot * row.text) / (n_pilot * row.compressible);

  const auto n_members = static_cast<double>(plan.n_members());
  double total = empty;
  for (const RowBytes& bytes : rows) {
    const double plain = n_members * bytes.compressible;
    total += n_members * bytes.text + (plain < compressed_from_bytes ? plain : ratio * plain);
  }
  return total;
}

}  // namespace sigdyn
